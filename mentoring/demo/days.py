"""Terms and school holidays around a date, by the rules that Oslo's calendars follow. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from dateutil.easter import easter  # type: ignore[import-untyped]  # dateutil ships no types

from mentoring.demo.facts import DayOffFact, TermFact

#: ISO weeks of the breaks, and of the first and last week of the half-years
AUTUMN_BREAK, WINTER_BREAK = 40, 8
_FRIDAY = timedelta(days=4)
#: so much of a term is to lie before and after the day of planting
_BEFORE, _AFTER = timedelta(weeks=2), timedelta(weeks=3)


def terms_around(today: date) -> tuple[TermFact, ...]:
    """The term at hand and the one that follows.

    In the weeks around Christmas and summer, when nothing is in the middle, the term at hand is stretched: it
    begins ten weeks before the day and ends ten weeks after it.
    """
    halves = [half for year in range(today.year - 1, today.year + 3) for half in _halves(year)]
    for term, following in pairwise(halves):
        if term.start + _BEFORE <= today <= term.end - _AFTER:
            return term, following
    monday = today - timedelta(days=today.weekday())
    first, last = monday - timedelta(weeks=10), monday + timedelta(weeks=10) + _FRIDAY
    stretched = TermFact(_name(first), first, last)
    following = next(half for half in halves if half.end > last and half.name != stretched.name)
    return stretched, replace(following, start=max(following.start, last + timedelta(days=3)))


def _halves(year: int) -> tuple[TermFact, TermFact]:
    """Spring and autumn of a calendar year: weeks 2 to 24, week 34 to the last Friday before Christmas break."""
    before_break = date(year, 12, 20)
    last_friday = before_break - timedelta(days=(before_break.weekday() - 4) % 7)
    return (
        TermFact(f"Våren {year}", _monday(year, 2), _monday(year, 24) + _FRIDAY),
        TermFact(f"Høsten {year}", _monday(year, 34), last_friday),
    )


def _name(day: date) -> str:
    return f"{'Våren' if day.month < 8 else 'Høsten'} {day.year}"


def _monday(year: int, week: int) -> date:
    return date.fromisocalendar(year, week, 1)


def days_off(terms: tuple[TermFact, ...]) -> tuple[DayOffFact, ...]:
    """School holidays and planning days within the terms; public holidays are known without."""
    years = range(terms[0].start.year, terms[-1].end.year + 1)
    found = (day for year in years for day in _of_year(year))
    return tuple(day for day in found if day.start <= terms[-1].end and day.end >= terms[0].start)


def _of_year(year: int) -> tuple[DayOffFact, ...]:
    autumn, winter = _monday(year, AUTUMN_BREAK), _monday(year, WINTER_BREAK)
    holy_week = easter(year) - timedelta(days=6)
    planning = _monday(year, 46) + _FRIDAY
    return (
        DayOffFact(winter, winter + _FRIDAY, "Vinterferie"),
        DayOffFact(holy_week, holy_week + timedelta(days=7), "Påskeferie"),
        DayOffFact(autumn, autumn + _FRIDAY, "Høstferie"),
        DayOffFact(planning, planning, "Planleggingsdag", "grunnskole"),
        DayOffFact(date(year, 12, 21), date(year + 1, 1, 1), "Juleferie"),
    )
