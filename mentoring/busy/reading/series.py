"""A series of entries → the stretches of time in a window in which it makes busy (RFC 5545 § 3.8.5)."""

import re
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import FrameType

from dateutil.rrule import rrule, rrulestr

from mentoring.busy.reading.events import Event, Length
from mentoring.busy.reading.zones import Moment

#: at most so many occurrences of one series in the window, and so many steps of its rule to get there
MOST_OCCURRENCES = 1_000
MOST_STEPS = 200_000
#: seconds of computing for one series
SECONDS = 1.0
_TO_ITS_END = timedelta(hours=23, minutes=59, seconds=59)
_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{4,6})?(Z?)", re.IGNORECASE)

Stretch = tuple[datetime, datetime]


class EndlessError(Exception):
    """The series has more occurrences, or takes longer to compute, than it may."""


@dataclass(frozen=True)
class Window:
    """The stretch of time for which somebody wants to know, as instants."""

    start: datetime
    end: datetime

    def holds(self, stretch: Stretch) -> bool:
        """Whether a stretch has a moment in the window."""
        return stretch[0] < self.end and self.start < stretch[1]


@contextmanager
def in_time() -> Iterator[None]:
    """End what takes longer than SECONDS of computing with EndlessError."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGVTALRM, stop)
    # again and again, should the first be swallowed on its way
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def stretches(entries: Iterable[Event], window: Window) -> list[Stretch]:
    """When the entries of one identifier make busy. Raises EndlessError, ValueError for a rule that is none."""
    newest = _newest(entries)
    masters = [entry for entry in newest if entry.replaces is None]
    changes = [entry for entry in newest if entry.replaces and not _is_outdated(entry, masters)]
    found: list[Stretch] = []
    for master in masters:
        found += _of_series(master, changes, window)
    found += [(one.start.utc, one.length.after(one.start)) for one in changes if one.makes_busy]
    return [stretch for stretch in found if stretch[0] < stretch[1] and window.holds(stretch)]


def _is_outdated(change: Event, masters: list[Event]) -> bool:
    """Whether a later version of the series leaves out the occurrence that this changed."""
    return any(change.sequence < master.sequence and change.replaces in master.excluded for master in masters)


def _newest(entries: Iterable[Event]) -> list[Event]:
    """Of several versions of the same entry those with the highest sequence; of changes the last in the file."""
    best: dict[object, list[Event]] = {}
    for entry in entries:
        key = entry.replaces.utc if entry.replaces else None
        known = best.get(key, [])
        if not known or entry.sequence > known[0].sequence or (key and entry.sequence == known[0].sequence):
            best[key] = [entry]
        elif entry.sequence == known[0].sequence:
            known.append(entry)
    return [entry for same in best.values() for entry in same]


def _of_series(master: Event, changes: list[Event], window: Window) -> list[Stretch]:
    lasting = sorted(
        ((change.replaces.utc, change) for change in changes if change.replaces and change.to_the_end),
        key=lambda pair: pair[0],
    )
    if not master.makes_busy and not lasting:
        return []
    out = {_key(moment) for moment in (*master.excluded, *(change.replaces for change in changes)) if moment}
    found = {}
    for start, length in _occurrences(master, window, [change for _, change in lasting]):
        stretch = None if out & _keys(start) else _stretch(master, start, length, lasting)
        if stretch and window.holds(stretch):
            found[start.utc] = stretch
            if len(found) > MOST_OCCURRENCES:
                raise EndlessError
    return list(found.values())


def _stretch(
    master: Event, start: Moment, length: Length | None, lasting: list[tuple[datetime, Event]]
) -> Stretch | None:
    """One occurrence, as the last change that holds for all later ones left it; None where it makes nobody busy."""
    change = next((change for since, change in reversed(lasting) if since < start.utc), None)
    if change is None or change.replaces is None:
        return (start.utc, (length or master.length).after(start)) if master.makes_busy else None
    moved = start.moved(change.start.wall - change.replaces.wall)
    return (moved.utc, change.length.after(moved)) if change.makes_busy else None


def _occurrences(master: Event, window: Window, lasting: list[Event]) -> Iterator[tuple[Moment, Length | None]]:
    """Each occurrence that may touch the window, in no order; the first entry is one, whatever its rule says."""
    longest = max((one.length for one in (master, *lasting)), key=lambda length: (length.days, length.seconds))
    shift = max((abs(one.start.wall - one.replaces.wall) for one in lasting if one.replaces), default=timedelta())
    margin = timedelta(days=longest.days + 2, seconds=longest.seconds) + shift
    first, last = (window.start - margin).replace(tzinfo=None), (window.end + margin).replace(tzinfo=None)
    excluded = {wall for rule in master.excluding_rules for wall in _walls(rule, master.start, last)}
    yield master.start, None
    for rule in master.rules:
        for wall in _walls(rule, master.start, last):
            if wall >= first and wall not in excluded:
                yield master.start.at(wall), None
    yield from master.also


def _walls(rule: str, start: Moment, last: datetime) -> Iterator[datetime]:
    """The wall-clock times of a rule, up to `last`."""
    for step, wall in enumerate(_rule(rule, start)):
        if wall > last:
            return
        if step > MOST_STEPS:
            raise EndlessError
        yield wall


def _rule(text: str, start: Moment) -> rrule:
    """The rule by the clock on the wall. Raises ValueError."""
    if re.search(r"INTERVAL=0*(;|$)", text, re.IGNORECASE):
        raise ValueError("a step of nothing")
    local = _UNTIL.sub(lambda found: f"UNTIL={_until(found, start):%Y%m%dT%H%M%S}", text.strip().rstrip(";"))
    try:
        made = rrulestr(local.upper(), dtstart=start.wall)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError("not a rule") from error
    if not isinstance(made, rrule):
        raise ValueError("not one rule")
    return made


def _until(found: re.Match[str], start: Moment) -> datetime:
    """The last wall-clock time: a day counts to its end, an instant is read on the series' own clock.

    A series of whole days often ends with 23:59:59Z, whatever the zone: that is the day which is written.
    """
    day = datetime.strptime(found[1], "%Y%m%d")
    if not found[2]:
        return day + _TO_ITS_END
    wall = datetime.strptime(found[1] + found[2].ljust(7, "0"), "%Y%m%dT%H%M%S")
    local = wall.replace(tzinfo=UTC).astimezone(start.zone).replace(tzinfo=None) if found[3] else wall
    return day + _TO_ITS_END if start.is_day and local.time() != time() else local


def _key(moment: Moment) -> object:
    return moment.wall.date() if moment.is_day else moment.utc


def _keys(moment: Moment) -> set[object]:
    """By what an occurrence may be named: some programs name one with a time by its day, or a day by its midnight."""
    return {moment.wall.date(), moment.utc}
