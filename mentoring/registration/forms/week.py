"""The week grid: the same times as half hours to tick and as text, whichever somebody likes better."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names
from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.week import EVERY_DAY, Window, WindowJson, format_week, merged, without
from mentoring.registration.reading.week_text import parse_week

#: minutes of a cell of the grid
CELL = 30


@dataclass(frozen=True)
class Sent:
    """What somebody said with text and grid together: the text to show, the times, what was not understood."""

    text: str
    windows: tuple[Window, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def day_bounds() -> tuple[int, int]:
    """Minutes at which the day begins and ends, as this installation is set."""
    begin, end = (current_app.config[name].split(":") for name in ("DAY_START", "DAY_END"))
    return int(begin[0]) * 60 + int(begin[1]), int(end[0]) * 60 + int(end[1])


def week_as_text(availability: Iterable[WindowJson]) -> str:
    """Stored times in the reader's language: "mandag 15.00–18.30; tirsdag 15.00–21.00"."""
    return format_week([Window.from_json(one) for one in availability], get_locale().language)


def understood(text: str, was: str, cells: Collection[str]) -> Sent:
    """The one rule for text and grid: text that was changed counts, else what was ticked or unticked in the grid.

    `was`: the text as the page showed it. `cells`: the ticked half hours, "<ISO weekday>-<minutes since midnight>".
    A change in the grid is laid over the times of the text, so quarter hours elsewhere stay as they are.
    """
    begin, end = day_bounds()
    reading = parse_week(text, day_start=begin, day_end=end)
    if " ".join(text.split()) != " ".join(was.split()):
        return Sent(text, reading.windows, reading.faults, reading.warnings)
    ticked, before = _valid(cells), full_cells(reading.windows)
    if ticked == before:
        return Sent(text, reading.windows, reading.faults)
    added, gone = map(_window, ticked - before), map(_window, before - ticked)
    windows = without(merged([*reading.windows, *added]), gone)
    return Sent(format_week(windows, get_locale().language), windows)


def said(faults: Iterable[Fault]) -> str:
    """What was not understood, then what to do, each thing once."""
    faults = list(faults)
    sentences = [str(fault.message) for fault in faults] + [str(fault.hint) for fault in faults]
    return " ".join(dict.fromkeys(filter(None, sentences)))


def grid_cells() -> list[tuple[int, int]]:
    """(ISO weekday, minutes) of every half hour of the grid, row by row."""
    return [(day, start) for start in range(*day_bounds(), CELL) for day in EVERY_DAY]


def full_cells(windows: Iterable[Window]) -> set[tuple[int, int]]:
    """The half hours that lie wholly inside the times."""
    times = merged(windows)
    return {
        (day, start)
        for day, start in grid_cells()
        if any(one.day == day and one.start <= start and start + CELL <= one.end for one in times)
    }


def part_cells(windows: Iterable[Window]) -> set[tuple[int, int]]:
    """The half hours of which only a part lies inside the times."""
    times = list(windows)
    touched = {
        (day, start)
        for day, start in grid_cells()
        if any(one.day == day and one.start < start + CELL and start < one.end for one in times)
    }
    return touched - full_cells(times)


def cell_name(day: int, start: int) -> str:
    """The value of a half hour's checkbox."""
    return f"{day}-{start}"


def _valid(cells: Collection[str]) -> set[tuple[int, int]]:
    found = (re.fullmatch(r"([1-7])-(\d{1,4})", cell) for cell in cells)
    return {(int(one[1]), int(one[2])) for one in found if one} & set(grid_cells())


def _window(cell: tuple[int, int]) -> Window:
    return Window(cell[0], cell[1], cell[1] + CELL)


@dataclass(frozen=True)
class Cell:
    """One checkbox: its value, its name for those who do not see the grid, and how it stands."""

    value: str
    label: str
    is_full: bool
    is_part: bool


class WeekField(Field):
    """Weekly availability: `data` is a list of windows {"day": 1, "start": "15:00", "end": "18:30"}.

    Sends `<name>` (text), `<name>-was` (the text as shown) and `<name>-cell` (ticked half hours); `understood` says
    how they are read together. What was typed and not understood is kept in `text`.
    """

    draw_with = "registration/_week.html"
    widget = TextArea()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.sent = formdata
        super().process(formdata, *args, **kwargs)

    def process_data(self, value: list[WindowJson] | None) -> None:
        self.data = list(value or [])
        self.text = self.was = week_as_text(self.data)
        self.faults: tuple[Fault, ...] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        was = self.sent.get(f"{self.name}-was", "")
        sent = understood(valuelist[0], was, self.sent.getlist(f"{self.name}-cell"))
        self.text, self.faults = sent.text, sent.faults
        self.was = was if sent.faults else sent.text
        self.data = [window.to_json() for window in sent.windows]

    def pre_validate(self, form: Any) -> None:
        if self.faults:
            raise ValidationError(said(self.faults))

    def days(self) -> list[tuple[str, str]]:
        """(short name, whole name) of the seven days, in the reader's language."""
        wide, short = (get_day_names(width, locale=get_locale()) for width in ("wide", "abbreviated"))
        return [(short[day - 1].strip(".").capitalize(), wide[day - 1].capitalize()) for day in EVERY_DAY]

    def rows(self) -> list[tuple[str, list[Cell]]]:
        """(time, seven cells) from the day's beginning to its end."""
        windows = [Window.from_json(one) for one in self.data]
        full, part, names = full_cells(windows), part_cells(windows), [wide for _short, wide in self.days()]
        return [
            (clock(start), [self._cell(day, start, names[day - 1], full, part) for day in EVERY_DAY])
            for start in range(*day_bounds(), CELL)
        ]

    def _cell(self, day: int, start: int, name: str, full: set[Any], part: set[Any]) -> Cell:
        label = _("%(day)s %(start)s–%(end)s", day=name, start=clock(start), end=clock(start + CELL))
        return Cell(cell_name(day, start), label, (day, start) in full, (day, start) in part)


def clock(minutes: int) -> str:
    """A time of day as the text of the week writes it: 15.30 in Norwegian, 15:30 in English."""
    point = ":" if get_locale().language == "en" else "."
    return f"{minutes // 60:02d}{point}{minutes % 60:02d}"
