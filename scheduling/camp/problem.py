"""What the camp solver may know: pupils, mentors, blocks, rooms, activities and what is asked of a plan.

The facts of a problem file (format ``camp-problem/1``), nothing more: no names, only opaque ids. Dates stay text
(``YYYY-MM-DD``), which sorts as the calendar does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.camp.facts import Facts

GOALS = ("shortfall", "empty", "kept", "regret", "buddies", "mentor_blocks")


@dataclass(frozen=True)
class Settings:
    """Numbers of the whole camp; on dates before ``fixed_until`` the plan in force stays as it is."""

    min_adults: int
    max_blocks_per_day: int
    rank_points: tuple[int, ...]
    free_blocks: int = 0
    fixed_until: str | None = None
    goals: tuple[str, ...] = GOALS


@dataclass(frozen=True)
class Block:
    """A part of a day; ``start`` and ``end`` in minutes after midnight."""

    id: str
    date: str
    start: int
    end: int


@dataclass(frozen=True)
class Room:
    """A place in which one run at a time can be."""

    id: str
    seats: int
    features: tuple[str, ...]
    accessible: bool = True


@dataclass(frozen=True)
class Activity:
    """What pupils do; ``length`` in blocks, ``blocks`` where it may start (None: any), ``max_runs`` over the camp."""

    id: str
    kind: str
    min_pupils: int
    max_pupils: int
    pupils_per_mentor: int | None
    length: int = 1
    qualification: str | None = None
    features: tuple[str, ...] = ()
    blocks: tuple[str, ...] | None = None
    max_runs: int | None = None
    grades: tuple[int, int] = (1, 13)
    repeatable: bool = False


@dataclass(frozen=True)
class Requirement:
    """How many runs of a kind each pupil attends, ``per`` "day" or "camp"; ``max`` None is no limit."""

    kind: str
    per: str
    min: int = 0
    max: int | None = None


@dataclass(frozen=True)
class Pupil:
    """``days``: the dates on which the pupil is there (None: all); ``preferences`` best first."""

    id: str
    grade: int
    days: tuple[str, ...] | None = None
    preferences: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    accessible_only: bool = False
    buddies: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mentor:
    """``blocks`` when the mentor is there, ``kinds`` of activity the mentor leads (None: all)."""

    id: str
    max_blocks: int
    blocks: tuple[str, ...] | None = None
    qualifications: tuple[str, ...] = ()
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Pin:
    """This person, pupil or mentor, is in a run of the activity that starts in the block."""

    person: str
    activity: str
    block: str


@dataclass(frozen=True)
class CampRun:
    """An activity that takes place: it starts in ``block``, in ``room``, with these people."""

    activity: str
    block: str
    room: str
    pupils: tuple[str, ...]
    mentors: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """All facts of one camp. ``previous`` is the plan in force, empty the first time."""

    name: str
    settings: Settings
    blocks: tuple[Block, ...]
    rooms: tuple[Room, ...]
    activities: tuple[Activity, ...]
    pupils: tuple[Pupil, ...]
    mentors: tuple[Mentor, ...]
    requirements: tuple[Requirement, ...] = ()
    pins: tuple[Pin, ...] = ()
    previous: tuple[CampRun, ...] = ()

    @cached_property
    def facts(self) -> Facts:
        """The same facts in arrays, made once."""
        from scheduling.camp.facts import Facts

        return Facts(self)
