"""Dates as people and spreadsheets write them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from babel import Locale
from flask_babel import LazyString, get_locale  # type: ignore[import-untyped] # Flask-Babel ships no types
from flask_babel import lazy_gettext as _

from mentoring.registration.reading.fault import Cell, Reading, Text, refused, text_of
from mentoring.registration.reading.spelling import fold

_HINT = _("Write day, month and year, for example 08.07.2012.")
_EXCEL_DAY_ZERO = date(1899, 12, 30)  # Excel counts 1900 as a leap year; right from 1 March 1900 on
_FIRST_SERIAL, _LAST_SERIAL = 7306, 73415  # 1920-01-01 and 2100-12-31
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,4})\.?")
_WORDY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[.\s]*\s*([^\W\d]+)\.?,?\s*(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_CLOCK = re.compile(r"[ T]\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?Z?$")


def _month_words() -> dict[str, int]:
    words: dict[str, int] = {}
    for language in ("nb", "nn", "en"):
        months = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated"):
            words |= {fold(str(name)): number for number, name in months[width].items()}
    return words | {"sept": 9}


_MONTHS = _month_words()


def read_date(cell: Cell, *, today: date) -> Reading[date]:
    """The date in a cell: a date, an Excel serial number, or text.

    Days come before months. Of two-digit years the last one is meant that is not in the future by more than a year.
    """
    if isinstance(cell, datetime):
        return Reading(cell.date())
    if isinstance(cell, date):
        return Reading(cell)
    text = _CLOCK.sub("", text_of(cell))
    if not text:
        return Reading()
    if text.isdigit() and len(text) <= 5:
        return _from_serial(text)
    parts = _parts(text)
    if parts is None:
        return refused(_("“%(text)s” is not a date.", text=text), _HINT)
    year, month, day = parts
    return _from_parts(text, year if year >= 100 else _full_year(year, today), month, day)


def _from_serial(text: str) -> Reading[date]:
    if _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return Reading(_EXCEL_DAY_ZERO + timedelta(days=int(text)))
    return refused(_("“%(text)s” is not a date.", text=text), _HINT)


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day; the year as written."""
    if re.fullmatch(r"\d{8}", text):
        year_first = text[:2] in ("19", "20") and 1 <= int(text[4:6]) <= 12
        pieces = (text[:4], text[4:6], text[6:]) if year_first else (text[4:], text[2:4], text[:2])
        return int(pieces[0]), int(pieces[1]), int(pieces[2])
    if re.fullmatch(r"\d{6}", text):
        return int(text[4:]), int(text[2:4]), int(text[:2])
    if found := _NUMBERS.fullmatch(text):
        first, second, third = found.groups()
        if len(first) == 4 and len(third) <= 2:
            return int(first), int(second), int(third)
        if len(first) <= 2 and len(third) in (2, 4):
            return int(third), int(second), int(first)
        return None
    return _parts_in_words(text)


def _parts_in_words(text: str) -> tuple[int, int, int] | None:
    if (found := _WORDY.fullmatch(text)) and fold(found[2]) in _MONTHS:
        return int(found[3]), _MONTHS[fold(found[2])], int(found[1])
    if (found := _MONTH_FIRST.fullmatch(text)) and fold(found[1]) in _MONTHS:
        return int(found[3]), _MONTHS[fold(found[1])], int(found[2])
    return None


def _full_year(year: int, today: date) -> int:
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 1 else century - 100 + year


def _from_parts(text: str, year: int, month: int, day: int) -> Reading[date]:
    if not 1 <= month <= 12:
        return refused(_("“%(text)s” is not a date: there is no month %(month)s.", text=text, month=month), _HINT)
    if not 1900 <= year <= 2199:
        return refused(_("“%(text)s” is not a date: the year is %(year)s.", text=text, year=year), _HINT)
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        return refused(
            _(
                "%(text)s is not a date: %(month)s %(year)s has %(days)s days.",
                text=text,
                month=_month_name(month),
                year=year,
                days=length,
            ),
            _("Find out the right date and write it, for example 08.07.2012."),
        )
    return Reading(date(year, month, day))


def _month_name(month: int) -> Text:
    """In the language of the request that shows it; English outside of any, like our sentences."""
    return LazyString(lambda: str(Locale.parse(str(get_locale() or "en")).months["format"]["wide"][month]))


def read_birth_date(cell: Cell, *, today: date) -> Reading[date]:
    """A date that a living person can be born on: not in the future, not over 110 years ago."""
    reading = read_date(cell, today=today)
    if reading.value is None:
        return reading
    if reading.value > today:
        return refused(_("The birth date %(text)s is in the future.", text=text_of(cell)), _HINT)
    if reading.value.year < today.year - 110:
        return refused(_("The birth date %(text)s is over 110 years ago.", text=text_of(cell)), _HINT)
    return reading


def years_between(birth: date, day: date) -> int:
    """Age in whole years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
