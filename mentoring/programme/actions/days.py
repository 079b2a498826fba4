"""Changing the school calendar of the district."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core import audit
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.following import Followed, follow_calendar
from mentoring.programme.models import LEVELS, DayOff

#: the longest holiday that is believed (days); summer is about 60
LONGEST = 100


@dataclass(frozen=True)
class StoredDays:
    """What became of the lines of a school calendar.

    `created`: new days off. `known`: lines that were there before. `term_limits`: lines that tell the first or the
    last day of school; they are no days off, but tell which dates a term may have. `followed`: what that changed.
    """

    created: tuple[DayOff, ...] = ()
    known: tuple[DayOff, ...] = ()
    term_limits: tuple[CalendarLine, ...] = ()
    followed: tuple[Followed, ...] = ()


def add_day_off(line: CalendarLine) -> tuple[DayOff, tuple[Followed, ...]]:
    """A new day off or holiday, and what that changed. Refuses dates in the wrong order and what is there already."""
    _check(line)
    day_off = DayOff(start=line.start, end=line.end, name=line.name, level=line.level)
    add_all([day_off])
    audit.record("calendar.changed", days=[day_off.id])
    return day_off, follow_calendar([(line.start, line.end)])


def change_day_off(day_off: DayOff, *, line: CalendarLine) -> tuple[Followed, ...]:
    """Change dates, name or level; refuses what `add_day_off` refuses. Gives what that changed."""
    _check(line, besides=day_off)
    before = (day_off.start, day_off.end)
    day_off.start, day_off.end, day_off.name, day_off.level = line.start, line.end, line.name, line.level
    audit.record("calendar.changed", days=[day_off.id])
    return follow_calendar([before, (line.start, line.end)])


def remove_day_off(day_off: DayOff) -> tuple[Followed, ...]:
    """School is kept on those days after all. Gives what that changed."""
    audit.record("calendar.changed", days=[day_off.id])
    db.session.delete(day_off)
    return follow_calendar([(day_off.start, day_off.end)])


def store_days_off(lines: Iterable[CalendarLine]) -> StoredDays:
    """Store the lines of a school calendar. Deletes nothing; brought twice it makes no doubles.

    Lines such as "Første skoledag" are not stored, they come back as `term_limits`. Refuses, before anything is
    stored, dates in the wrong order and levels that are not known.
    """
    lines = list(dict.fromkeys(lines))
    limits = tuple(line for line in lines if line.is_first_day or line.is_last_day)
    off = [line for line in lines if line not in limits]
    for line in off:
        _check_dates(line)
    known = {line: same for line in off if (same := _same(line))}
    # the same line in two spellings of one file is one day off
    fresh = {_key(line): line for line in off if line not in known}.values()
    created = [DayOff(start=line.start, end=line.end, name=line.name, level=line.level) for line in fresh]
    add_all(created)
    if created:
        audit.record("calendar.changed", days=[row.id for row in created])
    followed = follow_calendar((row.start, row.end) for row in created)
    return StoredDays(tuple(created), tuple(known.values()), limits, followed)


def _check(line: CalendarLine, besides: DayOff | None = None) -> None:
    _check_dates(line)
    if line.is_first_day or line.is_last_day:
        raise Refusal(
            _("This tells when school begins or ends. It is no day off; give the term that date instead."), "name"
        )
    if (same := _same(line)) is not None and same is not besides:
        raise Refusal(_("This day off is there already."), "name")


def _check_dates(line: CalendarLine) -> None:
    if line.level is not None and line.level not in LEVELS:
        raise Refusal(_("%(level)s is no school level.", level=line.level), "level")
    if line.end < line.start:
        raise Refusal(_("The last day is before the first day."), "end")
    if (line.end - line.start).days > LONGEST:
        raise Refusal(_("No holiday lasts that long. Look at the dates once more."), "end")


def _key(line: CalendarLine | DayOff) -> tuple[object, ...]:
    return (line.start, line.end, line.level, line.name.casefold())


def _same(line: CalendarLine) -> DayOff | None:
    rows = db.session.scalars(select(DayOff).where(DayOff.start == line.start, DayOff.end == line.end))
    return next((row for row in rows if _key(row) == _key(line)), None)
