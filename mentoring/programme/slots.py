"""Slots: the times in a week at which a session may be held, made from opening hours, session length and grid.

Pure. Slots of one venue may overlap: with 90 minutes on a grid of 30, 15:00–16:30 and 15:30–17:00 are both slots,
and the rooms say how many sessions run at one moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from mentoring.programme.models import Programme


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of one weekday (ISO, 1 is Monday), `end` exclusive, with the `staff` (adults) who are there."""

    day: int
    start: time
    end: time
    staff: int = 0


@dataclass(frozen=True)
class Slot:
    """A time at a venue. `staff`: the fewest adults of the venue's own staff at any moment of it."""

    id: str
    venue_id: int
    day: int
    start: time
    end: time
    staff: int


def slot_id(venue_id: int, day: int, start: time) -> str:
    """The slot's id, made of nothing but its content: `v3-2-1530` is venue 3, Tuesday, 15:30."""
    return f"v{venue_id}-{day}-{start:%H%M}"


def slots_of(programme: Programme) -> list[Slot]:
    """All slots of the programme's open venues, in the order of venue name, weekday and start."""
    return [
        slot
        for venue in programme.venues
        if venue.is_active
        for slot in slots_at(
            venue.id,
            venue.opening_hours,
            session_minutes=programme.session_minutes,
            grid_minutes=programme.grid_minutes,
        )
    ]


def slots_at(venue_id: int, hours: Iterable[Window], *, session_minutes: int, grid_minutes: int) -> list[Slot]:
    """The slots of one venue: each start on the grid (minutes from midnight) from which a session fits.

    `hours`: anything with day, start, end and staff. Stretches that touch are one: a slot may run from one into the
    next, with the fewest of their staff. A session never runs past the end of its day.
    """
    windows = sorted(Window(row.day, row.start, row.end, row.staff) for row in hours)
    found = {}
    for window in windows:
        first = -(-_minute(window.start) // grid_minutes) * grid_minutes
        for start in range(first, _minute(window.end), grid_minutes):
            staff = _fewest_staff(windows, window.day, start, start + session_minutes)
            if staff is not None:
                slot = _slot(venue_id, window.day, start, start + session_minutes, staff)
                found[slot.id] = slot
    return list(found.values())


def staff_between(hours: Iterable[Window], day: int, start: time, end: time) -> int | None:
    """The fewest staff on that weekday from start to end; None where the venue is not open all the time."""
    windows = sorted(Window(row.day, row.start, row.end, row.staff) for row in hours)
    return _fewest_staff(windows, day, _minute(start), _minute(end))


def _fewest_staff(windows: Sequence[Window], day: int, start: int, end: int) -> int | None:
    """The fewest staff from start to end (minutes); None where the venue is not open all the time."""
    reached, fewest = start, None
    for window in windows:
        if window.day == day and _minute(window.start) <= reached < _minute(window.end):
            fewest = window.staff if fewest is None else min(fewest, window.staff)
            reached = _minute(window.end)
            if reached >= end:
                return fewest
    return None


def _slot(venue_id: int, day: int, start: int, end: int, staff: int) -> Slot:
    begins = _time(start)
    return Slot(slot_id(venue_id, day, begins), venue_id, day, begins, _time(end), staff)


def overlaps(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Pairs of places (earlier, later in the list) of windows that share a moment of a day; touching is allowed."""
    return [
        (one, other)
        for other, late in enumerate(windows)
        for one, early in enumerate(windows[:other])
        if early.day == late.day and early.start < late.end and late.start < early.end
    ]


def without_slot(hours: Iterable[Window], slots: Iterable[Slot]) -> list[Window]:
    """The windows in which no slot has a moment: open too short a time for a session."""
    slots = list(slots)
    return [
        Window(row.day, row.start, row.end, row.staff)
        for row in hours
        if not any(s.day == row.day and s.start < row.end and row.start < s.end for s in slots)
    ]


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
