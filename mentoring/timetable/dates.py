"""The dates of a weekly session: every week of the term but on days off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import format_date, format_time
from flask_babel import gettext as _

from mentoring.core.clock import OSLO
from mentoring.core.refusal import Refusal
from mentoring.programme.models import LEVELS
from mentoring.programme.queries import days_off_between


@dataclass(frozen=True)
class DaysOff:
    """For each school level the days from `start` to `end` on which school is closed."""

    of_level: Mapping[str, frozenset[date]]

    def closed_for(self, levels: Collection[str], day: date) -> bool:
        """Whether that day is off for all of these levels. A group of several levels meets while one of its schools
        is open: the others' pupils can stay at home, and nobody who goes to school that day loses the session."""
        return all(day in self.of_level[level] for level in levels or LEVELS)


def days_off(start: date, end: date) -> DaysOff:
    """The days off of every level between these dates, public holidays among them."""
    return DaysOff({level: frozenset(days_off_between(start, end, (level,))) for level in LEVELS})


def dates_of(day: int, *, start: date, end: date) -> list[date]:
    """Every date of that ISO weekday from `start` to `end`, both included."""
    first = start + timedelta(days=(day - start.isoweekday()) % 7)
    return [first + timedelta(weeks=week) for week in range(max(0, (end - first).days // 7 + 1))]


def refuse_odd_hour(day: date, at: time) -> None:
    """Refuse a wall-clock time that does not exist on that day or comes twice (the nights of summer time)."""
    early, late = (datetime.combine(day, at, OSLO).replace(fold=fold) for fold in (0, 1))
    exists = early.astimezone(UTC).astimezone(OSLO).replace(tzinfo=None) == early.replace(tzinfo=None)
    if not exists or early.utcoffset() != late.utcoffset():
        raise Refusal(
            _(
                "On %(day)s the clocks change: %(time)s is no time to meet. Choose other opening hours.",
                day=format_date(day),
                time=format_time(at, "short"),
            )
        )


def week_of(day: date) -> tuple[int, int]:
    """ISO year and week of a date."""
    return day.isocalendar()[:2]
