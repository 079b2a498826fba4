"""Reads about programmes, places and the school calendar. A programme's rows start from the viewer's open one."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from mentoring.core.access import Viewer
from mentoring.core.database import Model, db
from mentoring.programme.calendar import days_from, public_holidays, school_year_ends
from mentoring.programme.models import LEVELS, DayOff, Programme, School, Term, Topic, Venue

_Row = TypeVar("_Row", Term, Topic, Venue)

#: the last grade of compulsory school
LAST_COMPULSORY_GRADE = 10


def open_programme(viewer: Viewer) -> Programme | None:
    """The programme that the viewer has open."""
    return db.session.get(Programme, viewer.programme_id) if viewer.programme_id else None


def term(viewer: Viewer, id_: int) -> Term | None:
    """A term of the open programme."""
    return _own(viewer, Term, id_)


def topic(viewer: Viewer, id_: int) -> Topic | None:
    """A topic of the open programme."""
    return _own(viewer, Topic, id_)


def venue(viewer: Viewer, id_: int) -> Venue | None:
    """A venue of the open programme, closed ones too."""
    return _own(viewer, Venue, id_)


def _own(viewer: Viewer, table: type[_Row], id_: int) -> _Row | None:
    found = db.session.get(table, id_)
    return found if found is not None and found.programme_id == viewer.programme_id else None


def active_venues(viewer: Viewer) -> list[Venue]:
    """The open programme's venues that are not closed, by name."""
    query = select(Venue).where(Venue.programme_id == viewer.programme_id, Venue.is_active).order_by(Venue.name)
    return list(db.session.scalars(query))


def term_on(programme: Programme, day: date) -> Term | None:
    """The term that this day lies in, else the next one, else the last; None where there is no term."""
    terms = programme.terms
    coming = [term for term in terms if term.end >= day]
    return coming[0] if coming else (terms[-1] if terms else None)


def levels_of(programme: Programme) -> tuple[str, ...]:
    """The school levels from which the programme takes pupils, by its grades."""
    lower, upper = LEVELS
    return tuple(
        level
        for level, takes in (
            (lower, programme.grade_low <= LAST_COMPULSORY_GRADE),
            (upper, programme.grade_high > LAST_COMPULSORY_GRADE),
        )
        if takes
    )


def schools() -> list[School]:
    """All schools of the district, by name."""
    return list(db.session.scalars(select(School).order_by(School.name)))


def school(id_: int) -> School | None:
    """A school of the district."""
    return db.session.get(School, id_)


def day_off(id_: int) -> DayOff | None:
    """A line of the school calendar."""
    return db.session.get(DayOff, id_)


def calendar_of(year: int) -> list[DayOff]:
    """The days off that touch the school year which begins in `year`, by date."""
    return _between(*school_year_ends(year))


def _between(start: date, end: date) -> list[DayOff]:
    query = select(DayOff).where(DayOff.start <= end, DayOff.end >= start)
    return list(db.session.scalars(query.order_by(DayOff.start, DayOff.end, DayOff.name)))


def days_off_between(
    start: date, end: date, levels: Collection[str] = LEVELS, language: str = "nb"
) -> dict[date, str]:
    """Each day from start to end (both included) on which school is closed, with the name of the reason.

    A day counts when it is a public holiday, or off for at least one of `levels`: give the levels of those who
    would meet. The public holiday's name (in the reader's language) goes before the school calendar's. Sundays and
    days such as Christmas Eve count only where the school calendar names them.
    """
    off = {
        day: row.name
        for row in _between(start, end)
        if row.level is None or row.level in levels
        for day in days_from(max(start, row.start), min(end, row.end))
    }
    found = off | public_holidays(start, end, language)
    return dict(sorted(found.items()))


def is_day_off(day: date, level: str, language: str = "nb") -> str | None:
    """Why there is no school on this day at this level; None on a school day."""
    return days_off_between(day, day, (level,), language).get(day)


def uses_of(row: Topic | Venue | School | Term) -> int:
    """How many rows of other tables point at this one, whichever feature they belong to.

    Counted by foreign keys, since a feature knows nothing of those that stand on it.
    """
    id_column = row.__table__.c.id
    pointing = [
        key.parent
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is id_column
    ]
    counts = (select(func.count()).select_from(column.table).where(column == row.id) for column in pointing)
    return sum(db.session.scalar(count) or 0 for count in counts)
