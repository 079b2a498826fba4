"""A calendar file → busy intervals in a window, in order, none touching another, and what has to be told of them."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import process_time
from typing import Any

from mentoring.busy.reading.events import OWN, AllDay, Event, event, period_length
from mentoring.busy.reading.fault import Fault
from mentoring.busy.reading.lines import Component, calendars
from mentoring.busy.reading.series import EndlessError, Stretch, Window, in_time, stretches
from mentoring.busy.reading.zones import Zones

#: at most so many intervals are kept of one calendar, and so many seconds of computing are spent on it
MOST_INTERVALS = 10_000
MOST_SECONDS = 10.0
_OUR_PRODUCT = "-//Mentorplan//"
_FREE = ("FREE",)


@dataclass(frozen=True)
class Reading:
    """What a file says: busy intervals, how many entries it has, and warnings as (key, about)."""

    intervals: list[Stretch]
    entries: int
    warnings: list[tuple[str, dict[str, Any]]]


def read(content: bytes, window: Window, *, all_day: AllDay, home: str) -> Reading:
    """The busy intervals of a calendar file. `home` is the IANA name of the mentor's own zone.

    `all_day` says when entries of whole days count. Raises Fault for what is no calendar, or more than may be read;
    an entry that cannot be understood is left out and told.
    """
    found, told, entries = [], _Told(), 0
    for calendar in calendars(content):
        if calendar.value("PRODID").startswith(_OUR_PRODUCT):
            raise Fault("own_feed")
        zones = Zones(calendar, home)
        found += _of_events(calendar, zones, window, all_day, told)
        found += _of_free_busy(calendar, zones, window, told)
        told.zones |= zones.told
        entries += sum(part.kind in ("VEVENT", "VFREEBUSY") for part in calendar.parts)
    merged = union(found)
    if len(merged) > MOST_INTERVALS:
        raise Fault("too_many_times", limit=MOST_INTERVALS)
    return Reading(merged, entries, told.warnings())


class _Told:
    """Counts what was left out."""

    def __init__(self) -> None:
        self.zones: set[tuple[str, str]] = set()
        self.counts: dict[str, int] = defaultdict(int)
        self._began = process_time()

    @contextmanager
    def what_fails(self) -> Iterator[None]:
        """Leave out and count what cannot be understood, or takes too long; Fault where all of it takes too long."""
        if process_time() - self._began > MOST_SECONDS:
            raise Fault("too_heavy")
        try:
            with in_time():
                yield
        except EndlessError:
            self.counts["endless"] += 1
        except (ValueError, OverflowError):
            self.counts["left_out"] += 1

    def warnings(self) -> list[tuple[str, dict[str, Any]]]:
        """Warnings in a steady order."""
        of_zones = [(key, {"name": name} if name else {}) for key, name in sorted(self.zones)[:5]]
        return [*of_zones, *((key, {"count": self.counts[key]}) for key in sorted(self.counts))]


def _of_events(calendar: Component, zones: Zones, window: Window, all_day: AllDay, told: _Told) -> list[Stretch]:
    series: dict[str, list[Event]] = defaultdict(list)
    for number, component in enumerate(calendar.parts):
        if component.kind == "VEVENT" and not component.value("UID").endswith(OWN):
            with told.what_fails():
                found = event(component, zones, all_day, number)
                series[found.uid].append(found)
    return [stretch for entries in series.values() for stretch in _of_series(entries, window, told)]


def _of_series(entries: list[Event], window: Window, told: _Told) -> list[Stretch]:
    with told.what_fails():
        return stretches(entries, window)
    return []


def _of_free_busy(calendar: Component, zones: Zones, window: Window, told: _Told) -> list[Stretch]:
    """What VFREEBUSY says: every kind of busy counts (RFC 5545 § 3.2.9)."""
    found = []
    for line in (line for part in calendar.parts if part.kind == "VFREEBUSY" for line in part.all("FREEBUSY")):
        if line.parameters.get("FBTYPE", "BUSY").upper() in _FREE:
            continue
        for value in filter(None, map(str.strip, line.value.split(","))):
            begin, _, end = value.partition("/")
            with told.what_fails():
                start = zones.moment(begin, line)
                found.append((start.utc, period_length(start, end, line, zones).after(start)))
    return [stretch for stretch in found if stretch[0] < stretch[1] and window.holds(stretch)]


def union(stretches: list[Stretch]) -> list[Stretch]:
    """The same time as stretches in order of which none touches another, in whole seconds of UTC."""
    merged: list[Stretch] = []
    for start, end in sorted((_second(start), _second(end)) for start, end in stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
