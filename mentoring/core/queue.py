"""The embedded queue. A message is only the id of a row; the row is the truth.

SQLite by default, PostgreSQL where the database is there; the same tasks on both.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from mentoring.core.database import db

_WAITING = "tasks to call"


def init_queue(app: Flask) -> None:
    """Make the queue of this installation and give tasks the application around them."""
    app.extensions["queue"] = _open_queue(app)


def queue(app: Flask) -> Huey:
    """The queue that `init_queue` made."""
    opened: Huey = app.extensions["queue"]
    return opened


def call_when_kept(task: str, *arguments: int) -> None:
    """Call that task in the worker after this transaction's commit, once, and never if it is rolled back: a message
    must not be earlier than the row it speaks of.
    """
    db.session.info.setdefault(_WAITING, {})[task, arguments] = None


@event.listens_for(db.session, "after_commit")
def _call_waiting(session: Session) -> None:
    for task, arguments in session.info.pop(_WAITING, {}):
        current_app.extensions["tasks"][task](*arguments)


@event.listens_for(db.session, "after_soft_rollback")
def _forget_waiting(session: Session, _: SessionTransaction) -> None:
    session.info.pop(_WAITING, None)


def worker_is_stopping() -> bool:
    """Whether this worker process was asked to end; false outside of one."""
    asked: Callable[[], bool] | None = current_app.extensions.get("worker_is_stopping")
    return bool(asked and asked())


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
