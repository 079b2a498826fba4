"""Components → entries: when they are, how they repeat, whether they make busy. Without a word of what they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mentoring.busy.reading.lines import Component, Line
from mentoring.busy.reading.zones import Moment, Zones, duration

AllDay = Literal["never", "busy", "always"]
#: identifiers of our own sessions, which lie in a mentor's calendar where an invitation was accepted
OWN = "@mentorplan"


@dataclass(frozen=True)
class Length:
    """How long an entry is: whole days by the calendar, and seconds by the clock (RFC 5545 § 3.8.5.3)."""

    days: int
    seconds: int

    def after(self, start: Moment) -> datetime:
        """The end, as an instant."""
        return start.moved(timedelta(days=self.days)).utc + timedelta(seconds=self.seconds)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One VEVENT. `replaces`: the occurrence of a series that it stands for, and with `to_the_end` all later ones."""

    uid: str
    sequence: int
    start: Moment
    length: Length
    makes_busy: bool
    replaces: Moment | None = None
    to_the_end: bool = False
    rules: tuple[str, ...] = ()
    also: tuple[tuple[Moment, Length | None], ...] = ()
    excluded: tuple[Moment, ...] = ()
    excluding_rules: tuple[str, ...] = ()


def event(component: Component, zones: Zones, all_day: AllDay, number: int) -> Event:
    """The entry of a VEVENT; `number` names one that has no identifier. Raises ValueError for what is none."""
    starts = component.all("DTSTART")
    if not starts:
        raise ValueError("no beginning")
    start = zones.moment(starts[0].value, starts[0])
    length = _length(component, start, zones)
    instead = component.all("RECURRENCE-ID")
    return Event(
        uid=component.value("UID") or f"without-{number}",
        sequence=_number(component.value("SEQUENCE")),
        start=start,
        length=length,
        makes_busy=_makes_busy(component, start, length, all_day),
        replaces=zones.moment(instead[0].value, instead[0]) if instead else None,
        to_the_end=bool(instead) and instead[0].parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        rules=tuple(line.value.strip() for line in component.all("RRULE")),
        also=tuple(one for line in component.all("RDATE") for one in _periods(line, zones)),
        excluded=tuple(one for line in component.all("EXDATE") for one in zones.moments(line)),
        excluding_rules=tuple(line.value.strip() for line in component.all("EXRULE")),
    )


def _length(component: Component, start: Moment, zones: Zones) -> Length:
    ends = component.all("DTEND")
    if ends:
        return _until(start, zones.moment(ends[0].value, ends[0]))
    if lasts := component.value("DURATION"):
        return Length(*duration(lasts))
    return Length(1 if start.is_day else 0, 0)


def _until(start: Moment, end: Moment) -> Length:
    if start.is_day and end.is_day:
        days = (end.wall.date() - start.wall.date()).days
        if days < 0:
            raise ValueError("ends before it begins")
        return Length(max(days, 1), 0)
    seconds = (end.utc - start.utc).total_seconds()
    if seconds < 0:
        raise ValueError("ends before it begins")
    return Length(0, int(seconds))


def _makes_busy(component: Component, start: Moment, length: Length, all_day: AllDay) -> bool:
    if component.value("STATUS").upper() == "CANCELLED":
        return False
    if _is_all_day(component, start, length) and all_day != "busy":
        return all_day == "always"
    is_free = component.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    return not is_free and component.value("TRANSP").upper() != "TRANSPARENT"


def _is_all_day(component: Component, start: Moment, length: Length) -> bool:
    """A whole day; Microsoft writes some of them as midnight to midnight with a mark of its own."""
    return start.is_day or component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"


def _periods(line: Line, zones: Zones) -> list[tuple[Moment, Length | None]]:
    """The times of an RDATE, each with a length of its own where it is a period."""
    found: list[tuple[Moment, Length | None]] = []
    for value in filter(None, map(str.strip, line.value.split(","))):
        begin, _, end = value.partition("/")
        start = zones.moment(begin, line)
        found.append((start, period_length(start, end, line, zones) if end else None))
    return found


def period_length(start: Moment, end: str, line: Line, zones: Zones) -> Length:
    """How long a period is whose second half is a time or a duration. Raises ValueError."""
    if end.strip().upper().startswith(("P", "+P", "-P")):
        return Length(*duration(end))
    return _until(start, zones.moment(end, line))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
