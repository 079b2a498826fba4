"""Registers the feature: its pages, what goes with letters, short messages, and the worker's evening task."""

from flask import Flask
from huey import crontab

from mentoring.core.queue import queue
from mentoring.messages import models
from mentoring.messages.enclosing import calendar_file
from mentoring.messages.reminders import remind
from mentoring.messages.views import pages
from mentoring.messages.warning import warn
from mentoring.timetable.telling import after_telling, encloses


def init_feature(app: Flask) -> None:
    """Messages to people about their sessions."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    encloses(calendar_file)
    after_telling(warn)

    @queue(app).periodic_task(crontab(minute="*/10"), name="remind")
    def remind_of_tomorrow() -> None:
        with app.app_context():
            remind()

    app.extensions.setdefault("tasks", {})["remind"] = remind_of_tomorrow
