"""The queue's tasks: every minute, who has not answered in time is passed over and the next is asked."""

from flask import Flask
from huey import crontab
from sqlalchemy import select

from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.core.refusal import Refusal
from mentoring.standins import actions
from mentoring.standins.models import ASKED, StandInRequest
from mentoring.standins.queries import due_requests


def register_tasks(app: Flask) -> None:
    """Make the task known; it may come twice or late, since every request is taken by one statement."""
    of = queue(app)

    @of.periodic_task(crontab(minute="*"), name="pass_over_silence")
    def pass_over() -> None:
        with app.app_context():
            pass_over_silence()

    app.extensions.setdefault("tasks", {})["pass_over_silence"] = pass_over


def pass_over_silence() -> int:
    """Withdraw what is not needed any more, and ask the next where nobody answered; says how many were silent."""
    asked = select(StandInRequest).where(StandInRequest.status == ASKED)
    actions.withdraw_needless(db.session.scalars(asked).all())
    db.session.commit()
    silent = [one.id for one in due_requests()]
    return sum(map(_pass_over, silent))


def _pass_over(request_id: int) -> bool:
    """One request in a transaction of its own; somebody may have answered at the last moment."""
    request = db.session.get_one(StandInRequest, request_id)
    try:
        actions.note_silence(request)
    except Refusal:
        db.session.rollback()
        return False
    db.session.commit()
    return True
