"""What pages of other features say of absences: at a session, and on a mentor's own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.absence.queries import absent_pupils
from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import open_requests, requests_to, without_mentor
from mentoring.timetable.models import PLANNED, Session


@dataclass(frozen=True)
class AtSession:
    """Whether the mentor is away, which pupils are (ids), who is asked, whether the viewer may tell an absence."""

    is_without_mentor: bool
    away: frozenset[int]
    asked: StandInRequest | None
    may_tell: bool
    is_own: bool


def absence_at(session: Session) -> AtSession:
    """What the viewer may know of absences at a session that the viewer may see."""
    who = viewer()
    is_own = session.mentor_id == who.mentor_id
    away = absent_pupils({pupil.id for pupil in session.pupils}, session.date, session.date)
    coming = session.status == PLANNED and session.ends_at > now()
    return AtSession(
        is_without_mentor=(who.is_staff or is_own) and bool(without_mentor([session])),
        away=frozenset(pupil for pupil, _day in away),
        asked=open_requests([session.id]).get(session.id) if who.is_staff else None,
        may_tell=coming and (who.is_staff or is_own),
        is_own=is_own,
    )


def ids_without_mentor(sessions: Sequence[Session]) -> set[int]:
    """The ids of those sessions whose mentor is away, for staff and the mentor."""
    who = viewer()
    mine = [one for one in sessions if who.is_staff or one.mentor_id == who.mentor_id]
    return {one.id for one in without_mentor(mine)}


def asked_of_viewer() -> list[StandInRequest]:
    """What the viewer, as a mentor, is asked and has not answered."""
    mentor_id = viewer().mentor_id
    return [one for one in requests_to(mentor_id) if one.deadline > now()] if mentor_id is not None else []
