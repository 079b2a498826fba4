"""What a change elsewhere means for a camp's places: a free one goes to who waits longest, at once.

A place becomes free when somebody does not come after all, leaves the programme or is erased, and when the camp gets
more places. Whoever does one of these need not think of those who wait.
"""

from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session

from mentoring.camp.actions.sign_up import move_up
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import PLACE, CampPupil
from mentoring.core.database import db
from mentoring.registration.models import Pupil

_TO_FILL = "camps that may have free places"


@event.listens_for(Camp, "after_update")
def _note_camp(_: Mapper[Any], _connection: Connection, camp: Camp) -> None:
    if _has_changed(camp, "seats") or _has_changed(camp, "start"):
        _note(camp, camp.id)


@event.listens_for(CampPupil, "after_update")
def _note_status(_: Mapper[Any], _connection: Connection, one: CampPupil) -> None:
    if one.status != PLACE and _has_changed(one, "status"):
        _note(one, one.camp_id)


@event.listens_for(CampPupil, "after_delete")
def _note_erased(_: Mapper[Any], _connection: Connection, one: CampPupil) -> None:
    _note(one, one.camp_id)


@event.listens_for(Pupil, "after_update")
def _note_left(_: Mapper[Any], connection: Connection, pupil: Pupil) -> None:
    """Who comes back may have waited, and there may be a place."""
    if _has_changed(pupil, "left_on"):
        _note(pupil, *_camps_of(connection, pupil))


@event.listens_for(Pupil, "before_delete")
def _note_erased_pupil(_: Mapper[Any], connection: Connection, pupil: Pupil) -> None:
    """Before, since the database takes what the pupil is at camps along."""
    _note(pupil, *_camps_of(connection, pupil))


def _has_changed(row: Any, name: str) -> bool:
    changed: bool = inspect(row).attrs[name].history.has_changes()
    return changed


def _camps_of(connection: Connection, pupil: Pupil) -> list[int]:
    return list(connection.scalars(select(CampPupil.camp_id).where(CampPupil.pupil_id == pupil.id)))


def _note(row: Any, *camps: int) -> None:
    session = object_session(row)
    if session is not None:
        session.info.setdefault(_TO_FILL, set()).update(camps)


@event.listens_for(db.session, "before_commit")
def _fill(session: Session) -> None:
    """Let those who wait move up before the change that makes room for them is kept."""
    session.flush()
    for camp_id in sorted(session.info.get(_TO_FILL, ())):
        camp = session.get(Camp, camp_id)
        if camp is not None:
            move_up(camp)
    session.info.pop(_TO_FILL, None)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_TO_FILL, None)
