"""The queue's tasks of the outbox: send what is due, and erase what was sent long ago."""

from flask import Flask
from huey import crontab

from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.outbox.actions import TASK, erase_old
from mentoring.outbox.sending import send_due


def register_tasks(app: Flask) -> None:
    """Make `send_mails` known, the same every minute and when a worker starts (retries, what a dead one left), and
    the nightly erasing.
    """
    of = queue(app)

    def send() -> None:
        with app.app_context():
            send_due()

    of.on_startup(name="send_mails_at_start")(send)

    @of.periodic_task(crontab(minute="41", hour="3"), name="erase_old_mails")
    def erase() -> None:
        with app.app_context():
            erase_old()
            db.session.commit()

    app.extensions.setdefault("tasks", {}).update(
        {
            TASK: of.task(name=TASK)(send),
            "send_due_mails": of.periodic_task(crontab(minute="*"), name="send_due_mails")(send),
            "erase_old_mails": erase,
        }
    )
