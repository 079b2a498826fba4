"""The sessions of a calendar, read over a connection: all that is shown of them, or only marks of their changes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, false, func, literal, select, union_all

from mentoring.core.calendars import Wanted
from mentoring.feeds.models import INITIALS
from mentoring.feeds.standing import Standing
from mentoring.programme.models import Venue
from mentoring.registration.models import Mentor, Pupil, initials_of
from mentoring.timetable.models import CANCELLED, FormerMentor, Session, session_pupil

_session, _former = Session.__table__, FormerMentor.__table__
_venue, _mentor, _pupil = Venue.__table__, Mentor.__table__, Pupil.__table__


@dataclass(frozen=True, slots=True)
class DatedSession:
    """What a feed needs of a session: no person, but initials where the feed shows them (mentor first)."""

    id: int
    uid: str
    sequence: int
    modified_at: datetime
    status: str
    date: date
    start: time
    end: time
    venue: str
    people_at: datetime | None = None
    initials: tuple[str, ...] = ()


#: the venue, with the room where one is named
_PLACE = case((_session.c.room == "", _venue.c.name), else_=_venue.c.name + ", " + _session.c.room)
_LATE = _session.c.date >= bindparam("since")
_HERE = (_session.c.programme_id == bindparam("programme"), _LATE)
_OWNER = bindparam("owner")
#: one part of a calendar's sessions: the status they have there, and which they are
Part = tuple[Any, tuple[ColumnElement[bool], ...]]


def sessions_for(connection: Connection, standing: Standing) -> list[DatedSession]:
    """The sessions that the subscription is for, of two months ago and later."""
    shape, values = _shape(standing.wanted), _values(standing.wanted)
    rows = connection.execute(_shown(shape), values).all()
    if standing.tells != INITIALS:
        return [DatedSession(*row[:9]) for row in rows]
    people = _people(connection, shape, values, standing.wanted)
    return [DatedSession(*row, people.get(row.id, ())) for row in rows]


def marks_of_sessions(connection: Connection, standing: Standing) -> list[tuple[Any, ...]]:
    """What changes as soon as one of those sessions does: how many there are, which, their sequence numbers and
    moments of change. Every change of one raises its number and its moment, whichever way it is made, so this takes
    a tenth of reading the sessions. Where initials are shown, who is in which session counts too.
    """
    shape, values = _shape(standing.wanted), _values(standing.wanted)
    marks = [tuple(one) for one in connection.execute(_marks(shape), values)]
    if standing.tells == INITIALS:
        marks += [tuple(one) for one in connection.execute(_pairs(shape), values)]
    return marks


@dataclass(frozen=True)
class _Shape:
    """What decides how a calendar's sessions are asked for; the statement of each shape is made once."""

    kind: str
    of_schools: bool
    narrowed: tuple[str, ...]


def _shape(wanted: Wanted) -> _Shape:
    narrowed = tuple(name for name in _NARROWING if getattr(wanted, f"only_{name}_id") is not None)
    return _Shape(wanted.kind, wanted.schools is not None, narrowed)


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {"programme": wanted.programme_id, "owner": wanted.owner_id, "since": wanted.since}
    if wanted.schools is not None:
        values["schools"] = sorted(wanted.schools)
    return values | {name: getattr(wanted, f"only_{name}_id") for name in _NARROWING}


def _with_pupil(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Sessions with a pupil of whom that holds."""
    link = session_pupil.join(_pupil, _pupil.c.id == session_pupil.c.pupil_id)
    return _session.c.id.in_(select(session_pupil.c.session_id).select_from(link).where(condition))


#: to what the feed of an account can be narrowed
_NARROWING: dict[str, ColumnElement[bool]] = {
    "venue": _session.c.venue_id == bindparam("venue"),
    "mentor": _session.c.mentor_id == bindparam("mentor"),
    "school": _with_pupil(_pupil.c.school_id == bindparam("school")),
}


def _parts(shape: _Shape) -> list[Part]:
    """The parts, no two of which have a session in common. A mentor or pupil is in one programme: said once more, it
    would only lead the database to look at all of that programme's sessions."""
    if shape.kind == "mentor":
        taken = select(_former.c.session_id).where(_former.c.mentor_id == _OWNER)
        # what somebody else took is in the mentor's calendar too, as cancelled
        return [
            (_session.c.status, (*_HERE, _session.c.mentor_id == _OWNER)),
            (literal(CANCELLED), (_LATE, _session.c.id.in_(taken), _session.c.mentor_id != _OWNER)),
        ]
    return [(_session.c.status, _conditions(shape))]


def _conditions(shape: _Shape) -> tuple[ColumnElement[bool], ...]:
    if shape.kind == "venue":
        return (*_HERE, _session.c.venue_id == _OWNER)
    if shape.kind == "room":
        return (false(),)  # a camp's rooms have no sessions
    if shape.kind == "pupil":
        mine = select(session_pupil.c.session_id).where(session_pupil.c.pupil_id == _OWNER)
        return (_LATE, _session.c.id.in_(mine))
    schools = [_with_pupil(_pupil.c.school_id.in_(bindparam("schools", expanding=True)))] if shape.of_schools else []
    return (*_HERE, *schools, *(_NARROWING[name] for name in shape.narrowed))


@lru_cache
def _shown(shape: _Shape) -> Any:
    """All that is shown of sessions."""
    before = (_session.c.id, _session.c.uid, _session.c.sequence, _session.c.modified_at)
    after = (_session.c.date, _session.c.start, _session.c.end, _PLACE.label("place"), _session.c.people_at)
    place = _session.join(_venue, _venue.c.id == _session.c.venue_id)
    return _united(
        [
            select(*before, status.label("status"), *after).select_from(place).where(*which)
            for status, which in _parts(shape)
        ]
    )


@lru_cache
def _marks(shape: _Shape) -> Any:
    """How many, which, and when they last changed."""
    told = (
        func.count(),
        func.coalesce(func.sum(_session.c.id), 0),
        func.coalesce(func.sum(_session.c.sequence), 0),
        func.max(_session.c.modified_at),
        func.max(_session.c.people_at),
    )
    return _united([select(*told).where(*which) for _status, which in _parts(shape)])


@lru_cache
def _pairs(shape: _Shape) -> Any:
    """Who is in which session: how many pairs, and which."""
    pair = session_pupil.join(_session, _session.c.id == session_pupil.c.session_id)
    told = (func.count(), func.coalesce(func.sum(session_pupil.c.pupil_id * _session.c.id), 0))
    return _united([select(*told).select_from(pair).where(*which) for _status, which in _parts(shape)])


@lru_cache
def _mentors(shape: _Shape) -> Any:
    rows = _session.join(_mentor, _mentor.c.id == _session.c.mentor_id)
    told = (_session.c.id, _mentor.c.given_name, _mentor.c.family_name)
    return _united([select(*told).select_from(rows).where(*which) for _status, which in _parts(shape)])


@lru_cache
def _pupils(shape: _Shape) -> Any:
    """The pupils of each session, without those who have left by then."""
    rows = session_pupil.join(_session, _session.c.id == session_pupil.c.session_id).join(
        _pupil, _pupil.c.id == session_pupil.c.pupil_id
    )
    told = (_session.c.id, _pupil.c.given_name, _pupil.c.family_name, _pupil.c.school_id)
    asked = select(*told).select_from(rows).where(Pupil.is_in_programme(_session.c.date))
    return _united([asked.where(*which) for _status, which in _parts(shape)])


def _united(parts: list[Select[Any]]) -> Any:
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _people(
    connection: Connection, shape: _Shape, values: dict[str, Any], wanted: Wanted
) -> dict[int, tuple[str, ...]]:
    """Session → initials of the mentor, then of the pupils; not of the owner, nor of pupils the owner may not see."""
    found: dict[int, list[str]] = defaultdict(list)
    if wanted.kind != "mentor":
        for id_, given, family in connection.execute(_mentors(shape), values):
            found[id_].append(initials_of(given, family))
    if wanted.kind != "pupil":
        rows = connection.execute(_pupils(shape), values).all()
        for id_, given, family, school in sorted(rows, key=lambda row: (row[2], row[1])):
            if wanted.schools is None or school in wanted.schools:
                found[id_].append(initials_of(given, family))
    return {id_: tuple(some) for id_, some in found.items()}
