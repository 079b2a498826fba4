"""A short text that changes as soon as any row does of which a problem file is made: so a problem can be kept.

Making a problem of a few hundred pupils takes a tenth of a second, reading whether it is still true a tenth of that.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from sqlalchemy import Select, Table, select, type_coerce
from sqlalchemy.types import NullType

from mentoring.absence.models import Absence
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.core.database import db
from mentoring.matching.models import Ban, Pin, PlanSession, plan_session_pupil
from mentoring.planning.models import Plan
from mentoring.programme.models import DayOff, OpeningHours, Programme, Term, Venue
from mentoring.registration.models import (
    ClearanceItem,
    Mentor,
    Pupil,
    PupilTie,
    mentor_topic,
    mentor_venue,
    pupil_topic,
    pupil_venue,
)


def stamp_of_facts(programme_id: int, in_force: Plan | None) -> str:
    """The stamp of all rows of a programme that `facts.problem_content` reads, beside its wish."""
    digest = blake2b(digest_size=16)
    for query in (*_of_programme(programme_id), *_of_plan(in_force)):
        digest.update(repr([tuple(row) for row in db.session.execute(query)]).encode())
    return digest.hexdigest()


def stamp_of_pins(programme_id: int) -> str:
    """The stamp of pins and bans alone: what two people at one board may set without changing the plan."""
    digest = blake2b(digest_size=8)
    for query in (_through(_table(Pin), Pupil, programme_id), _through(_table(Ban), Pupil, programme_id)):
        digest.update(repr([tuple(row) for row in db.session.execute(query)]).encode())
    return digest.hexdigest()


def _of_programme(programme_id: int) -> Iterator[Select[Any]]:
    yield _ordered(_table(Programme)).where(_table(Programme).c.id == programme_id)
    yield _ordered(_table(Term)).where(_table(Term).c.programme_id == programme_id)
    yield _ordered(_table(DayOff))
    for model in (Venue, Pupil, Mentor):
        yield _ordered(_table(model)).where(_table(model).c.programme_id == programme_id)
    yield _through(_table(OpeningHours), Venue, programme_id)
    for table in (pupil_topic, pupil_venue, _table(PupilTie), _table(Pin), _table(Ban)):
        yield _through(table, Pupil, programme_id)
    for table in (mentor_topic, mentor_venue, _table(ClearanceItem), _table(BusyCalendar), _table(Absence)):
        yield _through(table, Mentor, programme_id)
    calendars, times = _table(BusyCalendar), _table(BusyTime)
    mentors = select(Mentor.id).where(Mentor.programme_id == programme_id)
    yield _ordered(times).where(
        times.c.calendar_id.in_(select(calendars.c.id).where(calendars.c.mentor_id.in_(mentors)))
    )


def _of_plan(plan: Plan | None) -> Iterator[Select[Any]]:
    if plan is not None:
        sessions = _table(PlanSession)
        yield _ordered(sessions).where(sessions.c.plan_id == plan.id)
        link = plan_session_pupil.c.plan_session_id == sessions.c.id
        yield _ordered(plan_session_pupil).join(sessions, link).where(sessions.c.plan_id == plan.id)


def _through(table: Table, owner: type[Venue] | type[Pupil] | type[Mentor], programme_id: int) -> Select[Any]:
    """The rows of a table that hangs on a venue, pupil or mentor of the programme."""
    column = table.c[f"{owner.__tablename__}_id"]
    owned = select(owner.id).where(owner.programme_id == programme_id)
    return _ordered(table).where(column.in_(owned))


def _table(model: Any) -> Table:
    found: Table = model.__table__
    return found


def _ordered(table: Table) -> Select[Any]:
    """All columns as the database keeps them: nothing is read out of JSON or made a date only to be compared."""
    return select(*(type_coerce(column, NullType) for column in table.columns)).order_by(*table.primary_key.columns)
