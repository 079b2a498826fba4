"""Clearance: whether a mentor may meet pupils ON A DATE. Pure: rows and dates in, a truth out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]  # dateutil ships no types

from mentoring.core.clock import OSLO

CERTIFICATE = "certificate"
#: a police certificate (politiattest) must be under three months old when it is shown; the legal basis for asking
#: differs with the kind of body (politiregisterforskriften § 34-1 for voluntary organisations), this limit does not
CERTIFICATE_MONTHS = 3
#: showing it again after three years is a common house rule, not a law
CERTIFICATE_YEARS = 3
#: below this age a mentor is a worker with limited hours (arbeidsmiljøloven chapter 11)
ADULT_YEARS = 18


class Noted(Protocol):
    """What a row of the checklist must carry; `done_on` is empty where a list only said "yes"."""

    @property
    def item(self) -> str: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def issued_on(self) -> date | None: ...
    @property
    def noted_at(self) -> datetime: ...


def is_cleared(items: Iterable[Noted], required: Iterable[str], on: date) -> bool:
    """Whether every required item was done by that date, and the certificate, where required, holds on it."""
    noted = {row.item: row for row in items}
    return all(item in noted and _holds(noted[item], on) for item in required)


def done_day(row: Noted) -> date:
    """The day on which an item was done; for one without a date the Norwegian day on which it was noted."""
    return row.done_on or row.noted_at.astimezone(OSLO).date()


def is_fresh(issued_on: date, shown_on: date) -> bool:
    """Whether a certificate was under three months old when shown, to the day.

    Issued on 15 June it may be shown up to and with 14 September: on 15 September it is three months old. Where
    that month has no such day, its last one counts: issued on 30 November, it may be shown up to 27 February
    (28 in a leap year). It cannot be shown before it was issued.
    """
    too_old: date = issued_on + relativedelta(months=CERTIFICATE_MONTHS)
    return issued_on <= shown_on < too_old


def next_due(row: Noted) -> date:
    """The first day on which the certificate no longer holds: three years after it was shown."""
    due: date = done_day(row) + relativedelta(years=CERTIFICATE_YEARS)
    return due


def _holds(row: Noted, on: date) -> bool:
    if done_day(row) > on:
        return False
    return row.item != CERTIFICATE or _certificate_holds(row, on)


def _certificate_holds(row: Noted, on: date) -> bool:
    """One whose day of issue nobody wrote down cannot be known to have been fresh."""
    return row.issued_on is not None and is_fresh(row.issued_on, done_day(row)) and on < next_due(row)


def is_minor(birth_date: date | None, on: date) -> bool:
    """Whether a person of that birth date is under 18 on that date; an unknown one is taken for an adult."""
    return birth_date is not None and bool(on < birth_date + relativedelta(years=ADULT_YEARS))


def missing(items: Iterable[Noted], required: Sequence[str], on: date) -> list[str]:
    """The required items that do not hold on that date, in the order of the list; for the clearance officer only."""
    noted = {row.item: row for row in items}
    return [item for item in required if item not in noted or not _holds(noted[item], on)]
