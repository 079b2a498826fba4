"""The embedded queue. A message is only the id of a row; the row is the truth.

SQLite by default, PostgreSQL where the database is there; the same tasks on both.
"""

from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey


def init_queue(app: Flask) -> None:
    """Make the queue of this installation and give tasks the application around them."""
    app.extensions["queue"] = _open_queue(app)


def queue(app: Flask) -> Huey:
    """The queue that `init_queue` made."""
    opened: Huey = app.extensions["queue"]
    return opened


def _open_queue(app: Flask) -> Huey:
    address: str = app.config["QUEUE_URL"] or app.config["SQLALCHEMY_DATABASE_URI"]
    common: dict[str, Any] = {"results": False}
    if address.startswith("postgresql"):
        return PostgresHuey("mentorplan", dsn=address.replace("+psycopg", ""), **common)
    file = _queue_file(app, address)
    file.parent.mkdir(exist_ok=True)
    return SqliteHuey("mentorplan", filename=str(file), **common)


def _queue_file(app: Flask, address: str) -> Path:
    """The file that QUEUE_URL names (sqlite:///…), else one named after the database in the instance folder."""
    path = Path(address.removeprefix("sqlite:///"))
    return path if app.config["QUEUE_URL"] else Path(app.instance_path) / f"{path.stem}-queue.db"
