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
    folder = Path(app.instance_path)
    folder.mkdir(exist_ok=True)
    name = address.removeprefix("sqlite:///").removesuffix(".db") if app.config["QUEUE_URL"] == "" else address
    return SqliteHuey("mentorplan", filename=str(folder / f"{Path(name).name}-queue.db"), **common)
