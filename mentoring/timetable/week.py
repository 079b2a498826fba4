"""The week that the page of sessions shows, and the form that chooses it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mentoring.core.fields import FIRST_YEAR, LAST_YEAR
from mentoring.timetable.models import CANCELLED, Session


@dataclass(frozen=True)
class Week:
    """A week by its Monday."""

    monday: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def key(self) -> str:
        """The week in an address: 2026-W40 (ISO 8601)."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    def moved(self, weeks: int) -> "Week":
        """The week so many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks))


def week_of(day: date) -> Week:
    """The week that a date lies in."""
    return Week(day - timedelta(days=day.isoweekday() - 1))


def week_named(key: str | None, otherwise: date) -> Week:
    """The week of an address, else the one that `otherwise` lies in; the years are those that forms take."""
    try:
        year, number = map(int, (key or "").split("-W"))
        monday = date.fromisocalendar(year, number, 1)
    except (ValueError, OverflowError):
        return week_of(otherwise)
    return Week(monday) if FIRST_YEAR <= year <= LAST_YEAR else week_of(otherwise)


def by_day(sessions: list[Session]) -> list[tuple[date, list[Session]]]:
    """Sessions, which are in the order of time, gathered by date; the cancelled ones at the end of each day."""
    return [
        (day, sorted(held, key=lambda session: session.status == CANCELLED))
        for day, held in groupby(sessions, key=lambda session: session.date)
    ]
