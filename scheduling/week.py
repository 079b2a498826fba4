"""A recurring week in whole minutes: windows, their union, containment, overlap, travel, moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Window:
    """Time of one weekday: ``day`` 1 (Monday) to 7, ``start`` and exclusive ``end`` in minutes after midnight."""

    day: int
    start: int
    end: int


def minutes(text: str, *, as_end: bool = False) -> int:
    """Minutes after midnight of ``"HH:MM"``; ``"24:00"`` only as an end. Raises ValueError."""
    if as_end and text == "24:00":
        return MINUTES_OF_DAY
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * 60 + int(match[2])


def clock(minute: int) -> str:
    """``"HH:MM"`` of minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def union(windows: Iterable[Window]) -> list[Window]:
    """The same time as windows that neither touch nor overlap, in order."""
    merged: list[Window] = []
    for window in sorted(windows):
        last = merged[-1] if merged else None
        if last and last.day == window.day and window.start <= last.end:
            merged[-1] = Window(last.day, last.start, max(last.end, window.end))
        else:
            merged.append(window)
    return merged


def inside(window: Window, windows: Iterable[Window]) -> bool:
    """Whether ``window`` lies wholly within the union of ``windows``."""
    return any(w.day == window.day and w.start <= window.start and window.end <= w.end for w in union(windows))


def overlap(a: Window, b: Window) -> bool:
    """Whether the two share a moment (touching is not sharing)."""
    return a.day == b.day and a.start < b.end and b.start < a.end


def clash(a: Window, b: Window, gap: int) -> bool:
    """Whether one person cannot do both, with ``gap`` minutes needed between them."""
    return a.day == b.day and a.start < b.end + gap and b.start < a.end + gap


def inside_table(people: Sequence[Sequence[Window]], times: Sequence[Window]) -> npt.NDArray[np.bool_]:
    """``[person, time]``: whether the time lies wholly inside the person's windows."""
    day, start, end = (
        np.array([getattr(t, name) for t in times], dtype=np.int64) for name in ("day", "start", "end")
    )
    table = np.zeros((len(people), len(times)), dtype=np.bool_)
    for row, windows in enumerate(people):
        for w in union(windows):
            table[row] |= (day == w.day) & (start >= w.start) & (end <= w.end)
    return table


def moments(times: Sequence[Window]) -> list[tuple[int, frozenset[int]]]:
    """(first minute, which of ``times`` run) for each stretch of one day in which the set running is the same.

    All ``times`` must be on one day. Stretches in which nothing runs are left out.
    """
    marks = sorted({m for t in times for m in (t.start, t.end)})
    running = [(mark, frozenset(i for i, t in enumerate(times) if t.start <= mark < t.end)) for mark in marks]
    return [(mark, who) for mark, who in running if who]


def maximal(sets: Sequence[frozenset[int]]) -> list[bool]:
    """Which sets are no proper part of another, the first of equal ones only."""
    return [
        not any(one < other or (one == other and j < i) for j, other in enumerate(sets)) for i, one in enumerate(sets)
    ]


def minimal(sets: Sequence[frozenset[int]]) -> list[bool]:
    """Which sets have no proper part among the others, the first of equal ones only."""
    return [
        not any(other < one or (one == other and j < i) for j, other in enumerate(sets)) for i, one in enumerate(sets)
    ]
