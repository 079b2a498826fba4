"""What busy times mean for a plan that holds every week of a term. Pure. The one place of this rule:

**A time of the week is blocked for a mentor when, of the dates on which a session would be held there in the rest of
the term, the mentor is busy on more than BUSY_PERCENT per cent (50: on most). Otherwise only those dates clash.**

A lecture each Tuesday blocks Tuesdays from the plan. One visit to the dentist does not: the session of that one date
is made, and shown as a clash, so that somebody finds a stand-in or cancels it. No session is ever cancelled because a
calendar far away says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring.core.clock import OSLO

Stretch = tuple[datetime, datetime]
_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Piece:
    """A stretch of one weekday (ISO, 1 is Monday) in minutes from midnight, `end` exclusive."""

    day: int
    start: int
    end: int


def blocked(
    slots: Iterable[Piece], dates: Mapping[int, Sequence[date]], busy: Iterable[Stretch], percent: int
) -> list[Piece]:
    """The pieces of the week that must be taken out of a mentor's times, so that no slot is left that is blocked.

    `slots`: the times at which a session may be. `dates`: weekday → the dates on which it would be held. `busy`: the
    mentor's busy times as instants. Only time in which the mentor is busy is taken out, and of a slot that is blocked
    because of several things only the part in which the mentor is busy most often.
    """
    by_date = _by_date(busy)
    found = {
        _busiest(slot, counts)
        for slot in set(slots)
        if (counts := _counts(slot, dates.get(slot.day, ()), by_date, percent))
    }
    return _union(found)


def without(windows: Iterable[Mapping[str, Any]], pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """The windows of an availability (as they are stored) without those pieces."""
    left = []
    for window in windows:
        start, end = _minute(window["start"]), _minute(window["end"])
        for piece in (piece for piece in _union(pieces) if piece.day == window["day"]):
            if start < piece.start < end:
                left.append((window["day"], start, piece.start))
            if piece.start < end and start < piece.end:
                start = piece.end
        left.append((window["day"], start, end))
    return [{"day": day, "start": _text(start), "end": _text(end)} for day, start, end in left if start < end]


def clashes(start: datetime, end: datetime, busy: Iterable[Stretch]) -> bool:
    """Whether somebody is busy at some moment between two instants; touching is no clash."""
    return any(begins < end and start < ends for begins, ends in busy)


def on_dates(busy: Iterable[Stretch], dates: Iterable[date]) -> list[Piece]:
    """The busy times of those dates, at most one of each weekday, as pieces of their week."""
    by_date = _by_date(busy)
    return _union(piece for day in dates for piece in by_date.get(day, ()))


def _counts(
    slot: Piece, dates: Sequence[date], by_date: Mapping[date, Sequence[Piece]], percent: int
) -> list[list[Piece]]:
    """For each date on which the slot clashes, with what; empty where it is not blocked."""
    hit = [clash for day in dates if (clash := [piece for piece in by_date.get(day, ()) if _overlap(piece, slot)])]
    return hit if len(hit) * 100 > percent * len(dates) else []


def _busiest(slot: Piece, hits: list[list[Piece]]) -> Piece:
    """The part of a slot in which there is a clash most often, the first of equal ones."""
    pieces = [Piece(slot.day, max(one.start, slot.start), min(one.end, slot.end)) for hit in hits for one in hit]
    marks = sorted({mark for one in pieces for mark in (one.start, one.end)})
    often = Counter({mark: sum(one.start <= mark < one.end for one in pieces) for mark in marks})
    most = max(often.values())
    start = next(mark for mark in marks if often[mark] == most)
    return Piece(slot.day, start, next(mark for mark in marks if mark > start and often[mark] < most))


def _by_date(busy: Iterable[Stretch]) -> dict[date, list[Piece]]:
    """The busy times by the days of the clock in Norway, in minutes begun and ended."""
    found: dict[date, list[Piece]] = defaultdict(list)
    for start, end in busy:
        local, until = start.astimezone(OSLO), end.astimezone(OSLO)
        day = local.date()
        while datetime.combine(day, time(), OSLO) < until:
            first = local.hour * 60 + local.minute if day == local.date() else 0
            last = until.hour * 60 + -(-(until.minute * 60 + until.second) // 60) if day == until.date() else _DAY
            if first < last:
                found[day].append(Piece(day.isoweekday(), first, last))
            day += timedelta(days=1)
    return found


def _overlap(one: Piece, other: Piece) -> bool:
    return one.start < other.end and other.start < one.end


def _union(pieces: Iterable[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in sorted(pieces):
        last = merged[-1] if merged else None
        if last and last.day == piece.day and piece.start <= last.end:
            merged[-1] = Piece(last.day, last.start, max(last.end, piece.end))
        else:
            merged.append(piece)
    return merged


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
