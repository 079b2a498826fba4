"""The worker's side: calendars that are due are claimed, read in a process of their own, and their state is kept.

A calendar's row is the truth: whoever moves `next_at` first reads it, a message that came twice does nothing.
"""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from mentoring.busy import actions, process
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.busy.queries import due
from mentoring.busy.reading.fault import Fault
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.core.queue import call_when_kept
from mentoring.registration.models import Mentor

#: so many calendars are handed out each minute
MOST_AT_ONCE = 60
KEPT = timedelta(days=30)


def read_calendar(calendar_id: int) -> None:
    """Read one calendar, if it is due and nobody else is at it."""
    if not _claimed(calendar_id):
        return
    calendar = db.session.get_one(BusyCalendar, calendar_id, populate_existing=True)
    try:
        request = actions.request_for(calendar)
        db.session.rollback()  # nothing is held while a strange server takes its time
        answer = process.read(request)
    except Fault as fault:
        _keep(calendar_id, fault)
    except Exception as error:
        # whatever else went wrong is ours; the address could stand in its text, so only its kind is told
        db.session.rollback()
        current_app.logger.error("busy calendar %d: %s", calendar_id, type(error).__name__)
        _keep(calendar_id, Fault("not_readable_here"))
    else:
        _keep(calendar_id, answer)


def _claimed(calendar_id: int) -> bool:
    waiting = (BusyCalendar.id == calendar_id, BusyCalendar.next_at <= now())
    taken = db.session.execute(
        update(BusyCalendar).where(*waiting).values(next_at=now() + actions.CLAIM),
        execution_options={"synchronize_session": False},
    )
    db.session.commit()
    return bool(taken.rowcount)


def _keep(calendar_id: int, outcome: Fault | process.Answer) -> None:
    calendar = db.session.get(BusyCalendar, calendar_id, populate_existing=True)
    if calendar is not None:  # it may have been taken away meanwhile
        if isinstance(outcome, Fault):
            actions.note_fault(calendar, outcome)
        else:
            actions.take(calendar, outcome)
    db.session.commit()


def hand_out() -> None:
    """Send every calendar that is due to the queue; a message that is lost is sent again the next minute."""
    for calendar_id in due(now(), MOST_AT_ONCE):
        call_when_kept(actions.TASK, calendar_id)
    db.session.commit()


def forget() -> None:
    """Erase busy times that are long past, and the calendars of mentors who have left."""
    db.session.execute(delete(BusyTime).where(BusyTime.end < now() - KEPT))
    gone = select(Mentor.id).where(Mentor.left_on <= today())
    db.session.execute(delete(BusyCalendar).where(BusyCalendar.mentor_id.in_(gone)))
    db.session.commit()
