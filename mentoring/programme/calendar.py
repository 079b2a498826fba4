"""Days without school: lines of a school calendar, school years, and the public holidays of Norway. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

#: a school year is counted from 1 August, as schools do
FIRST_MONTH = 8
_FIRST_DAY = re.compile(
    r"^(første|fyrste|1\.?)\s+(skole|skule)dag|^(skole|skule)start|^first school day|^start of school"
)
_LAST_DAY = re.compile(r"^siste\s+(skole|skule)dag|^(skole|skule)slutt|^last school day|^end of school")


@dataclass(frozen=True)
class CalendarLine:
    """A line of a school calendar: both days included; `level` None means all schools."""

    start: date
    end: date
    name: str
    level: str | None = None

    @property
    def is_first_day(self) -> bool:
        """Whether it tells when school begins, which is no day off."""
        return bool(_FIRST_DAY.search(self.name.casefold().strip()))

    @property
    def is_last_day(self) -> bool:
        """Whether it tells when school ends, which is no day off."""
        return bool(_LAST_DAY.search(self.name.casefold().strip()))


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def school_year_ends(year: int) -> tuple[date, date]:
    """First and last day of the school year that begins in `year`."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1) - timedelta(days=1)


def public_holidays(start: date, end: date, language: str = "nb") -> dict[date, str]:
    """Public holidays from start to end (both included) with their names; Norwegian for nb and nn, else English.

    Two holidays on one day, as 17 May and Whit Monday of 2027, are one entry with both names.
    """
    years = range(start.year, end.year + 1)
    return {day: name for year in years for day, name in _of_year(year, language) if start <= day <= end}


@cache
def _of_year(year: int, language: str) -> tuple[tuple[date, str], ...]:
    names = holidays.country_holidays("NO", years=year, language="en_US" if language == "en" else "no")
    return tuple((day, name.replace("; ", ", ")) for day, name in sorted(names.items()))


def days_from(start: date, end: date) -> Iterator[date]:
    """Each day from start to end, both included."""
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)
