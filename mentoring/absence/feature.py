"""Registers the feature: its tables, and what the worker erases every night."""

from flask import Flask
from huey import crontab

from mentoring.absence import models
from mentoring.absence.actions import erase_old
from mentoring.core.database import db
from mentoring.core.queue import queue


def init_feature(app: Flask) -> None:
    """Absences."""
    app.extensions.setdefault("tables", []).append(models)

    @queue(app).periodic_task(crontab(minute="23", hour="3"), name="erase_old_absences")
    def erase() -> None:
        with app.app_context():
            erase_old()
            db.session.commit()

    app.extensions.setdefault("tasks", {})["erase_old_absences"] = erase
