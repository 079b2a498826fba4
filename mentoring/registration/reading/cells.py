"""Readers of single cells in the shape that fields ask for: a cell and the context in, a reading out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.choices import read_choices, read_places
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.dates import read_birth_date, read_date
from mentoring.registration.reading.fault import Cell, Reading, refused, text_of
from mentoring.registration.reading.identity import MASK
from mentoring.registration.reading.names import read_full_name, tidy
from mentoring.registration.reading.numbers import Grade, read_grade, read_most, read_number, read_span, read_yes
from mentoring.registration.reading.spelling import fold, listed
from mentoring.registration.reading.week_text import Window, parse_week

_LONGEST_REMARK = 200
_ALL = {"alle", "alt", "all", "everything", "alle temaer", "alle emner", "alle tema", "alle emne", "all topics"}
_SPAN = re.compile(r"(.+?)\s*[-–—]\s*(.+)")


@dataclass(frozen=True)
class Done:
    """Whether something of a checklist is done, and on which day if that was said."""

    is_done: bool
    on: date | None = None


def plain(read: Callable[[Cell], Reading[Any]]) -> Callable[[Cell, Context], Reading[Any]]:
    """A reader that needs no context, as one that is given it."""
    return lambda cell, _context: read(cell)


def number(low: int, high: int | None = None) -> Callable[[Cell, Context], Reading[int]]:
    """A reader of whole numbers from `low` to `high`."""
    return lambda cell, _context: read_number(cell, low, high)


def most(high: int) -> Callable[[Cell, Context], Reading[int]]:
    """A reader of upper limits from 1 to `high`."""
    return lambda cell, _context: read_most(cell, high)


def span(high: int) -> Callable[[Cell, Context], Reading[tuple[int | None, int]]]:
    """A reader of the fewest and the most in one cell."""
    return lambda cell, _context: read_span(cell, high)


def sessions(cell: Cell, context: Context) -> Reading[int]:
    """Sessions a week, at most as many as the programme gives."""
    return read_number(cell, 1, context.max_sessions)


def day(cell: Cell, context: Context) -> Reading[date]:
    """A date."""
    return read_date(cell, today=context.today)


def days(cell: Cell, context: Context) -> Reading[tuple[date, date]]:
    """A first and a last day: "28.09.2026" is both, "28.09.2026–02.10.2026" and "28.9.–2.10.2026" are two."""
    single = read_date(cell, today=context.today)
    found = _SPAN.fullmatch(text_of(cell))
    if single.value or not found:
        return Reading((single.value, single.value) if single.value else None, single.faults)
    last = read_date(found[2], today=context.today).value
    first = read_date(found[1], today=context.today).value or (_filled_up(found[1], last, context) if last else None)
    return Reading((first, last)) if first and last else Reading(None, single.faults)


def _filled_up(start: str, last: date, context: Context) -> date | None:
    """The day in "28.9." or "22." before a whole date."""
    bare = start.rstrip(".")
    whole = f"{bare}.{last.year}" if "." in bare else f"{bare}.{last.month}.{last.year}"
    return read_date(whole, today=context.today).value


def past_day(cell: Cell, context: Context) -> Reading[date]:
    """A date that is not in the future."""
    reading = read_date(cell, today=context.today)
    if reading.value and reading.value > context.today:
        return refused(
            _("%(date)s is in the future.", date=f"{reading.value:%d.%m.%Y}"),
            _("Write the day on which it was done, or leave it blank until it is."),
        )
    return reading


def birth_date(cell: Cell, context: Context) -> Reading[date]:
    """A birth date."""
    return read_birth_date(cell, today=context.today)


def grade(cell: Cell, context: Context) -> Reading[Grade]:
    """A grade of the programme, with its class letter if it is there."""
    return read_grade(cell, *context.grades)


def school_class(cell: Cell, context: Context) -> Reading[Grade]:
    """ "9B", or the class letter alone with grade 0: then another column must say the grade."""
    text = text_of(cell)
    if re.fullmatch(r"[^\W\d_]{1,2}", text):
        return Reading(Grade(0, text.upper()))
    return read_grade(cell, *context.grades)


def week(cell: Cell, context: Context) -> Reading[tuple[Window, ...]]:
    """Times of the week; blank is None, "never" is no window."""
    text = text_of(cell)
    if not text:
        return Reading()
    reading = parse_week(text, day_start=context.day_start, day_end=context.day_end)
    return Reading(None if reading.faults else reading.windows, reading.faults, reading.warnings)


def topics(cell: Cell, context: Context) -> Reading[tuple[str, ...]]:
    """Topics of the programme; "alle" is each of them."""
    if fold(text_of(cell)) in _ALL:
        return Reading(tuple(context.topics))
    return read_choices(cell, context.topics)


def venues(cell: Cell, context: Context) -> Reading[tuple[str, ...]]:
    """Venues of the programme; blank is None: everywhere."""
    return read_places(cell, context.venues)


def school(cell: Cell, context: Context) -> Reading[str]:
    """One school by its name."""
    reading = read_places(cell, context.schools)
    return Reading(reading.value[0] if reading.value else None, reading.faults)


def text(cell: Cell, _context: Context) -> Reading[str]:
    """Any words on one line."""
    return Reading(tidy(text_of(cell)) or None)


def lower_text(cell: Cell, _context: Context) -> Reading[str]:
    """Any words, in lower case: "Sport" and "sport" are one kind."""
    return Reading(tidy(text_of(cell)).lower() or None)


def remark(cell: Cell, _context: Context) -> Reading[str]:
    """A remark; what once hid an identity number in it is taken out."""
    words = tidy(text_of(cell).replace(MASK, "")).strip(" ,;:")
    if len(words) > _LONGEST_REMARK:
        return refused(
            _(
                "The remark has %(count)s characters; at most %(most)s are kept.",
                count=len(words),
                most=_LONGEST_REMARK,
            ),
            _("Make it shorter."),
        )
    return Reading(words or None)


def people(cell: Cell, _context: Context) -> Reading[tuple[str, ...]]:
    """Full names of other people on the list: "Leah Nowak og Ali Khan"."""
    names: list[str] = []
    for part in re.split(r"\s+(?:og|and|&)\s+|[;,/|\n\r]+", text_of(cell)):
        if not part.strip():
            continue
        reading = read_full_name(part)
        if reading.value is None:
            return Reading(None, reading.faults)
        names.append(f"{reading.value.given} {reading.value.family}")
    return Reading(tuple(dict.fromkeys(names)) or None)


def done(cell: Cell, context: Context) -> Reading[Done]:
    """ "ja", "nei", "x", or the day it was done, which cannot be in the future."""
    words = text_of(cell)
    if not words:
        return Reading()
    answer = read_yes(cell)
    if answer.value is not None:
        return Reading(Done(answer.value))
    if not re.search(r"\d", words):
        return refused(_("“%(text)s” is neither yes, no nor a date.", text=words), _("Write yes, no or the date."))
    reading = past_day(cell, context)
    return Reading(Done(True, reading.value) if reading.value else None, reading.faults)


def single_word(cell: Cell, _context: Context) -> Reading[str]:
    """One word or phrase in lower case; a list of several is a fault."""
    words = listed(text_of(cell))
    if len(words) > 1:
        return refused(_("Only one qualification can stand here."), _("Keep the one that is needed most."))
    return Reading(tidy(words[0]).lower() if words else None)
