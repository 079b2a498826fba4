"""Reads: sessions without their mentor, and who was asked. Those for pages start from what the viewer may see."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import joinedload

from mentoring.absence.queries import absent_pupils, away_times
from mentoring.core.access import Viewer
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.registration.models import Mentor
from mentoring.standins.models import ACCEPTED, ASKED, NO, StandInRequest
from mentoring.timetable.models import PLANNED, Session
from mentoring.timetable.queries import planned_between

#: how far ahead it is looked for sessions without their mentor
AHEAD = timedelta(weeks=6)


def without_mentor(sessions: Sequence[Session]) -> list[Session]:
    """Those of the sessions that are to take place, are not over, and whose mentor is away then or has left."""
    coming = [one for one in sessions if one.status == PLANNED and one.ends_at > now()]
    if not coming:
        return []
    first, last = min(one.starts_at for one in coming), max(one.ends_at for one in coming)
    away = away_times({one.mentor_id for one in coming}, first, last)
    return [
        one
        for one in coming
        if not one.mentor.is_in_programme(one.date)
        or any(start < one.ends_at and one.starts_at < end for start, end in away.get(one.mentor_id, ()))
    ]


def open_sessions(programme_id: int) -> list[Session]:
    """The sessions of a programme in the coming weeks whose mentor is away; for actions and staff pages."""
    return without_mentor(planned_between(programme_id, today(), today() + AHEAD))


def open_sessions_seen_by(viewer: Viewer) -> list[Session]:
    """The same for staff; nothing for anybody else."""
    if not viewer.may("standin.ask") or viewer.programme_id is None:
        return []
    return open_sessions(viewer.programme_id)


def coming_without_mentor(mentor: Mentor) -> list[Session]:
    """The coming sessions of one mentor at which that one is away."""
    last = today() + timedelta(days=400)
    query = select(Session).where(
        Session.mentor_id == mentor.id, Session.status == PLANNED, Session.date.between(today(), last)
    )
    return without_mentor(list(db.session.scalars(query.order_by(Session.date, Session.start, Session.id))))


def empty_ids(sessions: Sequence[Session]) -> set[int]:
    """The ids of sessions to which no pupil comes: all are away or have left."""
    return {session_id for session_id, pupils in expected_pupils(sessions).items() if not pupils}


def expected_pupils(sessions: Sequence[Session]) -> dict[int, list[int]]:
    """Session → ids of its pupils who are in the programme then and have not told that they are away."""
    if not sessions:
        return {}
    everybody = {pupil.id for one in sessions for pupil in one.pupils}
    away = absent_pupils(everybody, min(one.date for one in sessions), max(one.date for one in sessions))
    return {
        one.id: [
            pupil.id
            for pupil in one.pupils
            if (pupil.left_on is None or pupil.left_on > one.date) and (pupil.id, one.date) not in away
        ]
        for one in sessions
    }


def open_requests(sessions: Iterable[int]) -> dict[int, StandInRequest]:
    """Session → the request that waits for an answer."""
    query = _whole().where(StandInRequest.session_id.in_(list(sessions)), StandInRequest.status == ASKED)
    return {one.session_id: one for one in db.session.scalars(query)}


def refused_pairs(sessions: Iterable[int]) -> set[tuple[int, int]]:
    """(session, mentor) of those who said no or nothing."""
    query = select(StandInRequest.session_id, StandInRequest.mentor_id).where(
        StandInRequest.session_id.in_(list(sessions)), StandInRequest.status.in_(NO)
    )
    return {(session_id, mentor_id) for session_id, mentor_id in db.session.execute(query)}


def times_stood_in(programme_id: int, since: date) -> Counter[int]:
    """Mentor → how often that one has stood in, for sessions from that date on."""
    query = (
        select(StandInRequest.mentor_id)
        .join(Session, Session.id == StandInRequest.session_id)
        .where(
            StandInRequest.programme_id == programme_id,
            StandInRequest.status == ACCEPTED,
            Session.date >= since,
        )
    )
    return Counter(db.session.scalars(query))


def requests_seen_by(viewer: Viewer, sessions: Iterable[int] | None = None) -> dict[int, list[StandInRequest]]:
    """Session → all that was asked for it, the last first; of these sessions, or of all; for staff."""
    wanted = [_sees(viewer)]
    wanted += [] if sessions is None else [StandInRequest.session_id.in_(list(sessions))]
    found: dict[int, list[StandInRequest]] = defaultdict(list)
    for one in db.session.scalars(_whole().where(*wanted).order_by(StandInRequest.id.desc())):
        found[one.session_id].append(one)
    return dict(found)


def request_seen_by(viewer: Viewer, request_id: int) -> StandInRequest | None:
    """One request, None where there is none for this viewer."""
    return db.session.scalar(_whole().where(_sees(viewer), StandInRequest.id == request_id))


def request_of(secret: str) -> StandInRequest | None:
    """The request to which a link belongs."""
    hashed = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
    return db.session.scalar(_whole().where(StandInRequest.secret_hash == hashed))


def requests_to(mentor_id: int) -> list[StandInRequest]:
    """What a mentor is asked and has not answered; whoever asks is that mentor."""
    query = _whole().where(StandInRequest.mentor_id == mentor_id, StandInRequest.status == ASKED)
    return list(db.session.scalars(query.order_by(StandInRequest.deadline)))


def due_requests() -> list[StandInRequest]:
    """What was not answered in time."""
    query = _whole().where(StandInRequest.status == ASKED, StandInRequest.deadline <= now())
    return list(db.session.scalars(query.order_by(StandInRequest.deadline, StandInRequest.id)))


def _sees(viewer: Viewer) -> ColumnElement[bool]:
    may = viewer.may("standin.ask")
    return StandInRequest.programme_id == viewer.programme_id if may else false()


def _whole() -> Select[StandInRequest]:
    return select(StandInRequest).options(
        joinedload(StandInRequest.mentor), joinedload(StandInRequest.session).joinedload(Session.venue)
    )
