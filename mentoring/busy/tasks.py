"""The queue's tasks of busy calendars; each opens the application and hands an id on."""

from typing import Any

from flask import Flask
from huey import crontab

from mentoring.busy.work import forget, hand_out, read_calendar
from mentoring.core.queue import queue


def register_tasks(app: Flask) -> None:
    """Make `read_calendar` and what is done every minute and every night known to the queue of `app`."""
    of = queue(app)

    @of.task(name="read_calendar")
    def read(calendar_id: int) -> None:
        with app.app_context():
            read_calendar(calendar_id)

    @of.periodic_task(crontab(minute="*"), name="hand_out_calendars")
    def hand_out_calendars() -> None:
        with app.app_context():
            hand_out()

    @of.periodic_task(crontab(minute="17", hour="3"), name="forget_busy_times")
    def forget_busy_times() -> None:
        with app.app_context():
            forget()

    tasks: dict[str, Any] = app.extensions.setdefault("tasks", {})
    tasks |= {"read_calendar": read, "hand_out_calendars": hand_out_calendars, "forget_busy_times": forget_busy_times}
