"""The field for opening hours: for each weekday lines of from, to and staff; works without scripts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask_babel import gettext as _
from wtforms import Field

from mentoring.programme.slots import Window, overlaps
from mentoring.programme.wording import weekdays

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?")
#: more adults than this at one venue is a slip of the finger
MOST_STAFF = 100
#: more lines than this in a day come from no form of ours
MOST_LINES = 20


@dataclass
class HoursLine:
    """One line as it stands on the page: what was typed, and what is wrong with it."""

    day: int
    number: int
    start: str = ""
    end: str = ""
    staff: str = ""
    fault: str = ""
    window: Window | None = None

    @property
    def is_empty(self) -> bool:
        # staff alone says nothing
        return not (self.start or self.end)

    def read(self) -> None:
        """Understand what was typed as a window, or say what is wrong."""
        if self.is_empty:
            return
        start, end = _time_of(self.start), _time_of(self.end)
        staff = int(self.staff or 0) if (self.staff or "0").isdecimal() and len(self.staff) < 4 else -1
        if start is None or end is None:
            self.fault = _("Write both times as hours and minutes, such as 15:00.")
        elif not 0 <= staff <= MOST_STAFF:
            self.fault = _("Write the number of staff as a whole number from 0 to %(most)s.", most=MOST_STAFF)
        elif end == time(0):
            self.fault = _("A venue closes before midnight. Write 23:59, and the next day's hours on the next day.")
        elif end <= start:
            self.fault = _("It closes before it opens. Look at the times once more.")
        else:
            self.window = Window(self.day, start, end, staff)


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class OpeningHoursField(Field):
    """Lines of opening hours for the seven weekdays; `data` is the list of windows that were understood.

    Inputs are named `<name>-<weekday>-<number>-from`, `-to` and `-staff`. A button `add_hours` with a weekday as its
    value asks for one more line of that day.
    """

    draw_with = "programme/_hours.html"

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        # needed or not is a matter of the programme: a venue may be entered before its hours are known
        self.flags.required = True
        self.lines: list[HoursLine] = []
        self.added_to = 0

    def process(self, formdata: Any, data: Any = (), extra_filters: Any = None) -> None:
        """Take lines from the request, else from the windows of the row that is edited."""
        self.process_errors: list[str] = []
        if formdata:
            self.lines = list(self._typed(formdata))
            added = formdata.get("add_hours", "")
            self.added_to = int(added) if added in "1234567" and added else 0
            for line in self.lines:
                line.read()
        else:
            self.lines = list(_lines_of(data if isinstance(data, Iterable) else ()))
        self.data = [line.window for line in self.lines if line.window]

    def _typed(self, formdata: Any) -> Iterator[HoursLine]:
        for day in range(1, 8):
            for number in range(MOST_LINES):
                name = f"{self.name}-{day}-{number}"
                typed = [formdata.get(f"{name}-{part}") for part in ("from", "to", "staff")]
                if any(text is not None for text in typed):
                    yield HoursLine(day, number, *((text or "").strip() for text in typed))

    def pre_validate(self, form: Any) -> None:
        """Mark lines that overlap an earlier line of their day, and gather all faults."""
        understood = [line for line in self.lines if line.window]
        for one, other in overlaps([line.window for line in understood if line.window]):
            early, late = understood[one], understood[other]
            late.fault = _("This overlaps with %(start)s–%(end)s on the same day.", start=early.start, end=early.end)
        days = weekdays()
        self.errors = [*self.errors, *(f"{days[line.day]}: {line.fault}" for line in self.lines if line.fault)]

    def days(self) -> Iterator[tuple[int, str, list[HoursLine]]]:
        """(weekday, its name, its lines: those filled in, at least one, and one more where it was asked for)."""
        for day, name in weekdays().items():
            lines = [line for line in self.lines if line.day == day]
            if not lines or day == self.added_to:
                lines.append(HoursLine(day, max((line.number for line in lines), default=-1) + 1))
            yield day, name, lines


def _lines_of(windows: Iterable[Any]) -> Iterator[HoursLine]:
    numbers = dict.fromkeys(range(1, 8), 0)
    for row in windows:
        yield HoursLine(row.day, numbers[row.day], f"{row.start:%H:%M}", f"{row.end:%H:%M}", str(row.staff))
        numbers[row.day] += 1
