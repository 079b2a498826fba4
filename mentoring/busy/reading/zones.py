"""Which clock a time was read from: names of zones → zones, and wall-clock times → moments.

A zone is looked for, in this order, as an IANA name (they follow the law when it changes, which a file's own copy
of a zone does not), a Windows name (Unicode CLDR, by the table of the library icalendar), the file's own VTIMEZONE,
and the end of a path such as /mozilla.org/20050126_1/Europe/Oslo. A time without zone is of the calendar's
X-WR-TIMEZONE, else of the mentor's own zone; a zone that nobody knows is the mentor's own too. Both are told.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mentoring.busy.reading.lines import Component, Line

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d)(?::?(\d\d))?(Z?)")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
#: what may be shown of a zone that nobody knows
_HARMLESS = re.compile(r"[\w ./+:,&()-]{1,60}")
_ESCAPED = re.compile(r"\\([\\;,])")


@dataclass(frozen=True)
class Moment:
    """A wall-clock time with its zone, or midnight of a whole day in the mentor's zone."""

    wall: datetime
    zone: tzinfo
    is_day: bool = False

    @property
    def utc(self) -> datetime:
        """The instant. A time that the clock skips is counted as before the change, one shown twice is the first."""
        return self.wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)

    def moved(self, by: timedelta) -> "Moment":
        """So much later by the clock on the wall."""
        return Moment(self.wall + by, self.zone, self.is_day)

    def at(self, wall: datetime) -> "Moment":
        """Another time by the same clock."""
        return Moment(wall, self.zone, self.is_day)


class Zones:
    """The zones of one calendar; `told` gathers what has to be told: (key, name of the zone)."""

    def __init__(self, calendar: Component, home: str) -> None:
        self.home = ZoneInfo(home)
        self.told: set[tuple[str, str]] = set()
        blocks = (part for part in calendar.parts if part.kind == "VTIMEZONE")
        self._own = {_ESCAPED.sub(r"\1", block.value("TZID")): block for block in blocks}
        self._found: dict[str, tzinfo | None] = {}
        self._floating = self.find(calendar.value("X-WR-TIMEZONE"))

    def find(self, name: str) -> tzinfo | None:
        """The zone of that name, None where nobody knows it."""
        if name not in self._found:
            self._found[name] = _by_name(name) or self._from_file(name) or _by_end_of_path(name)
        return self._found[name]

    def _from_file(self, name: str) -> tzinfo | None:
        component = self._own.get(name)
        if component is None:
            return None
        try:
            zone: tzinfo | None = tzical(StringIO(_text(component))).get()
        except (ValueError, TypeError, IndexError, KeyError):  # a block that is no zone; its times are told
            return None
        return zone

    def moments(self, line: Line) -> list[Moment]:
        """The times of a property; periods give their beginnings. Raises ValueError."""
        return [self.moment(value.partition("/")[0], line) for value in line.value.split(",") if value.strip()]

    def moment(self, value: str, line: Line) -> Moment:
        """One time as it stands in a property. Raises ValueError."""
        text = value.strip().upper()
        if day := _DAY.fullmatch(text):
            return self.midnight(date(*map(int, day.groups())))
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValueError("not a time")
        *numbers, second, z = found.groups()
        wall = datetime(*map(int, numbers), min(int(second or 0), 59))  # type: ignore[arg-type]  # five numbers
        return Moment(wall, UTC if z else self._zone_of(line))

    def midnight(self, day: date) -> Moment:
        """The beginning of a whole day."""
        return Moment(datetime.combine(day, time()), self.home, is_day=True)

    def _zone_of(self, line: Line) -> tzinfo:
        name = line.parameters.get("TZID", "").strip()
        if not name:
            if self._floating is None:
                self.told.add(("floating", ""))
            return self._floating or self.home
        found = self.find(name)
        if found is None:
            self.told.add(("unknown_zone", name if _HARMLESS.fullmatch(name) else "?"))
        return found or self.home


def duration(text: str) -> tuple[int, int]:
    """(days, seconds) of an iCalendar duration: days by the calendar, seconds by the clock. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError("not a duration")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    if found[1] == "-":
        raise ValueError("a duration backwards")
    return weeks * 7 + days, hours * 3600 + minutes * 60 + seconds


@cache
def _names() -> dict[str, str]:
    """Name in small letters → IANA name; an IANA name goes before a Windows name of the same letters."""
    windows = {name.casefold(): known for name, known in WINDOWS_TO_OLSON.items()}
    return windows | {name.casefold(): name for name in available_timezones()}


def _by_name(name: str) -> tzinfo | None:
    known = _names().get(name.casefold().strip("/"))
    return ZoneInfo(known) if known else None


def _by_end_of_path(name: str) -> tzinfo | None:
    parts = name.split("/")
    return next((zone for first in range(1, len(parts)) if (zone := _by_name("/".join(parts[first:])))), None)


def _text(component: Component) -> str:
    """A VTIMEZONE with what is kept of it, as dateutil reads it."""
    lines = [f"BEGIN:{component.kind}"]
    for line in component.lines:
        if line.name in ("TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"):
            lines.append(f"{line.name}:{line.value.strip()}")
    lines += [_text(part).rstrip("\n") for part in component.parts]
    return "\n".join([*lines, f"END:{component.kind}"]) + "\n"
