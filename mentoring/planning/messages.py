"""Sends a run's id to the queue once its row is kept: a message must never be earlier than what it speaks of."""

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from mentoring.core.database import db

_WAITING = "runs to send"


def send_when_kept(run_id: int) -> None:
    """Put the run's id into the queue after this transaction's commit; nothing is sent if it is rolled back."""
    db.session.info.setdefault(_WAITING, []).append(run_id)


def send(run_id: int) -> None:
    """Put the run's id into the queue now. Twice does no harm: only one worker can claim the row."""
    current_app.extensions["tasks"]["solve_run"](run_id)


@event.listens_for(db.session, "after_commit")
def _send_waiting(session: Session) -> None:
    for run_id in session.info.pop(_WAITING, []):
        send(run_id)


@event.listens_for(db.session, "after_soft_rollback")
def _forget_waiting(session: Session, _: SessionTransaction) -> None:
    session.info.pop(_WAITING, None)
