"""What a change elsewhere means for calendars of camps: entries follow in the same transaction.

A camp with its rooms, blocks, activities and people may change after its plan was published; what is shown of it has
changed then too (a renamed room, a pupil who does not come after all).
"""

from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session

from mentoring.camp.models import Activity, Camp, CampBlock, CampMentor, CampRoom
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp_days.models import CampEntry, CampEntryPerson
from mentoring.camp_days.standing import bring_up_to_date
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.registration.models import Mentor, Pupil

_TO_FOLLOW = "camps whose entries are to follow"
#: the columns of which something is shown
_SHOWN: dict[type[Any], tuple[str, ...]] = {
    Camp: ("name", "place", "start", "end"),
    CampBlock: ("date", "start", "end"),
    CampRoom: ("name",),
    Activity: ("name", "length"),
    CampMentor: ("blocks",),
    CampPupil: ("status", "days"),
    Mentor: ("left_on",),
    Pupil: ("left_on",),
}


def _note(_: Mapper[Any], _connection: Connection, row: Any) -> None:
    if any(inspect(row).attrs[name].history.has_changes() for name in _SHOWN[type(row)]):
        _to_follow(row)


def _note_all(_: Mapper[Any], _connection: Connection, row: Any) -> None:
    _to_follow(row)


def _to_follow(row: Any) -> None:
    session = object_session(row)
    if session is not None:
        session.info.setdefault(_TO_FOLLOW, set()).add((type(row).__name__, _owner(row)))


def _owner(row: Any) -> int | None:
    """The camp, or the person in case of people."""
    number: int | None = row.id if isinstance(row, Camp | Mentor | Pupil) else row.camp_id
    return number


for _kind in _SHOWN:
    event.listen(_kind, "after_update", _note)
for _kind in (CampBlock, CampRoom, CampMentor, CampPupil):
    event.listen(_kind, "after_delete", _note_all)
for _kind in (CampMentor, CampPupil):
    event.listen(_kind, "after_insert", _note_all)


@event.listens_for(Mentor, "after_update")
def _change_initials(_: Mapper[Any], connection: Connection, mentor: Mentor) -> None:
    """A mentor's other initials are a change of each entry that may show them."""
    known = inspect(mentor).attrs
    if any(known[name].history.has_changes() for name in ("given_name", "family_name")):
        theirs = select(CampEntryPerson.entry_id).where(CampEntryPerson.mentor_id == mentor.id)
        entries = CampEntry.__table__
        connection.execute(entries.update().where(entries.c.id.in_(theirs)).values(people_at=now()))


@event.listens_for(db.session, "before_commit")
def _follow(session: Session) -> None:
    """Bring the camps' entries in step before the change that they follow is kept."""
    session.flush()
    noted = session.info.pop(_TO_FOLLOW, set())
    for camp_id in sorted({number for kind, owner in noted for number in _camps(session, kind, owner)}):
        camp = session.get(Camp, camp_id)
        if camp is not None:
            bring_up_to_date(camp)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_TO_FOLLOW, None)


def _camps(session: Session, kind: str, owner: int | None) -> list[int]:
    if kind not in ("Mentor", "Pupil"):
        return [owner] if owner is not None else []
    whose = CampEntryPerson.mentor_id if kind == "Mentor" else CampEntryPerson.pupil_id
    theirs = select(CampEntry.camp_id).join(CampEntry.people).where(whose == owner).distinct()
    return list(session.scalars(theirs))
