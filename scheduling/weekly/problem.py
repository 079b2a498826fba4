"""What the weekly solver may know: pupils, mentors, venues, slots and what is asked of a plan.

The facts of a problem file (format ``weekly-problem/1``), nothing more: no names, only opaque ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from scheduling.week import Window

if TYPE_CHECKING:
    from scheduling.weekly.facts import Facts

GOALS = ("served", "kept_pairs", "sessions", "kept_places", "fit", "days", "tickets")
PRESETS = {
    "serve_most": GOALS,
    "change_little": ("kept_pairs", "served", "kept_places", "sessions", "fit", "days", "tickets"),
    "best_fit": ("served", "fit", "kept_pairs", "sessions", "kept_places", "days", "tickets"),
}


@dataclass(frozen=True)
class FitWeights:
    """Worth of the parts of the fit between a pupil and a mentor."""

    topics: int
    language: int
    gender: int


@dataclass(frozen=True)
class Settings:
    """Numbers of the whole programme; ``max_broken_pairs`` None is no such limit."""

    min_adults: int
    travel_minutes: int
    max_sessions_per_day: int
    max_grade_span: int
    fit_weights: FitWeights
    max_broken_pairs: int | None = None
    goals: tuple[str, ...] = GOALS


@dataclass(frozen=True)
class Venue:
    """``rooms``: sessions at one moment; ``seats``: pupils at one moment."""

    id: str
    rooms: int
    seats: int


@dataclass(frozen=True)
class Slot:
    """A time at a venue; ``staff``: adults there besides the mentors, for this slot only."""

    id: str
    venue: str
    window: Window
    staff: int = 0


@dataclass(frozen=True)
class Pupil:
    """``venues`` None means everywhere; ``sessions`` wished a week; ``ticket`` number in the draw, 0 for none."""

    id: str
    school: str
    grade: int
    needs: tuple[str, ...]
    availability: tuple[Window, ...]
    gender: str | None = None
    languages: tuple[str, ...] = ("nb",)
    required_language: str | None = None
    mentor_gender: str | None = None
    mentor_gender_required: bool = False
    venues: tuple[str, ...] | None = None
    sessions: int = 1
    priority: int = 1
    ticket: int = 0
    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mentor:
    """``grades``: lowest and highest taught; ``max_pupils`` different ones a week; ``group_size`` in one session."""

    id: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    grades: tuple[int, int]
    availability: tuple[Window, ...]
    max_sessions: int
    max_pupils: int
    group_size: int
    gender: str | None = None
    venues: tuple[str, ...] | None = None
    cleared: bool = True


@dataclass(frozen=True)
class Pin:
    """The pupil is with this mentor, and attends ``slot`` if one is named."""

    pupil: str
    mentor: str
    slot: str | None = None


@dataclass(frozen=True)
class Ban:
    """The pupil is never with this mentor."""

    pupil: str
    mentor: str


@dataclass(frozen=True)
class Session:
    """One mentor with some pupils in one slot, every week."""

    mentor: str
    slot: str
    pupils: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """All facts of one matching run. ``previous`` is the plan in force, empty the first time."""

    name: str
    settings: Settings
    venues: tuple[Venue, ...]
    slots: tuple[Slot, ...]
    pupils: tuple[Pupil, ...]
    mentors: tuple[Mentor, ...]
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    previous: tuple[Session, ...] = field(default=())

    @cached_property
    def facts(self) -> Facts:
        """The same facts in arrays, made once."""
        from scheduling.weekly.facts import Facts

        return Facts(self)
