"""Windows of the week in whole minutes: joined, taken apart, and written as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from babel import Locale

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class WindowJson(TypedDict):
    """A window as the problem files write it."""

    day: int
    start: str
    end: str


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of one weekday: `day` is the ISO weekday 1–7, `start` and `end` minutes of the day, end exclusive."""

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (1 <= self.day <= 7 and 0 <= self.start < self.end <= 24 * 60):
            raise ValueError(f"no such window: day {self.day}, {self.start}–{self.end}")

    def to_json(self) -> WindowJson:
        """The form `{"day": 1, "start": "15:00", "end": "18:30"}`; "24:00" may be an end."""
        return {"day": self.day, "start": _clock(self.start, ":"), "end": _clock(self.end, ":")}

    @classmethod
    def from_json(cls, data: WindowJson) -> Window:
        """The window of such a form; ValueError if there is none."""
        (hour, minute), (last_hour, last_minute) = data["start"].split(":"), data["end"].split(":")
        return cls(data["day"], int(hour) * 60 + int(minute), int(last_hour) * 60 + int(last_minute))


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same times as few windows as can be: those that touch or overlap become one; sorted."""
    kept: list[Window] = []
    for window in sorted(windows):
        if kept and kept[-1].day == window.day and window.start <= kept[-1].end:
            kept[-1] = Window(window.day, kept[-1].start, max(kept[-1].end, window.end))
        else:
            kept.append(window)
    return tuple(kept)


def without(windows: Iterable[Window], gone: Iterable[Window]) -> tuple[Window, ...]:
    """The times of `windows` that are in none of `gone`."""
    left = list(merged(windows))
    for cut in gone:
        parts = [part for window in left for part in _parts_outside(window, cut)]
        left = parts
    return merged(left)


def _parts_outside(window: Window, cut: Window) -> list[Window]:
    if window.day != cut.day or cut.end <= window.start or window.end <= cut.start:
        return [window]
    before = [Window(window.day, window.start, cut.start)] if window.start < cut.start else []
    after = [Window(window.day, cut.end, window.end)] if cut.end < window.end else []
    return before + after


def format_week(windows: Iterable[Window], language: str = "nb") -> str:
    """The windows as text that `parse_week` reads back: "mandag 15.00–18.30; tirsdag og torsdag 15.00–17.00"."""
    names = Locale.parse(language).days["format"]["wide"]
    point = ":" if language.startswith("en") else "."
    by_times: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in EVERY_DAY:
        times = tuple((window.start, window.end) for window in merged(windows) if window.day == day)
        if times:
            by_times.setdefault(times, []).append(day)
    return "; ".join(
        f"{_day_names(days, names, language)} "
        + ", ".join(f"{_clock(start, point)}–{_clock(end, point)}" for start, end in times)
        for times, days in by_times.items()
    )


def _day_names(days: list[int], names: dict[int, str], language: str) -> str:
    words = [str(names[day - 1]) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{words[0]}–{words[-1]}"
    joint = " and " if language.startswith("en") else " og "
    return joint.join([*([", ".join(words[:-1])] if len(words) > 1 else []), words[-1]])


def _clock(minutes: int, point: str) -> str:
    return f"{minutes // 60:02d}{point}{minutes % 60:02d}"
