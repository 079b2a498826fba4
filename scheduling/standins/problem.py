"""What is known when mentors are away, and what is answered. No names and no calendar: opaque ids, numbered days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduling.week import Window
from scheduling.weekly.problem import Ban, Mentor, Pupil, Settings, Venue


@dataclass(frozen=True)
class DatedSession:
    """A session on one day with at least one pupil; ``mentor`` None is one without a mentor.

    ``window.day`` is the number of the day in the span looked at, from 1. ``staff``: the venue's own adults there.
    """

    id: str
    venue: str
    window: Window
    pupils: tuple[str, ...]
    mentor: str | None = None
    staff: int = 0


@dataclass(frozen=True)
class StandInProblem:
    """All sessions of the days on which some are without a mentor, and everybody who could help.

    The mentors' availability is on numbered days too, without the times at which they are away or busy. What a
    mentor carries in a week (``max_sessions``, ``max_pupils``) is not asked: who stands in says yes to it.
    ``loads``: how much each has done already, to share fairly. ``refused``: (session, mentor) not to be asked again.
    """

    settings: Settings
    venues: tuple[Venue, ...]
    pupils: tuple[Pupil, ...]
    mentors: tuple[Mentor, ...]
    sessions: tuple[DatedSession, ...]
    bans: tuple[Ban, ...] = ()
    loads: Mapping[str, int] = field(default_factory=dict)
    refused: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Option:
    """Somebody who could take a session: rules missed for once, sum of fits with the pupils, what was done already.

    ``there``: has a session of one's own at that venue on that day, so that nobody comes for this one alone.
    """

    mentor: str
    misses: tuple[str, ...]
    fit: int
    load: int
    there: bool


@dataclass(frozen=True)
class StoodIn:
    """The answer. ``takes``: session → who is best to take it, all together. ``cancelled``: those that cannot be.

    Among the cancelled are sessions whose own mentor comes, where too few adults would be there. ``alone``: sessions
    whose mentor comes and at which too few adults are as long as nobody stands in. ``options``: session → all who
    could take it, everything else as it is, the best first. ``values`` of the goals, and whether all are proven.
    """

    takes: Mapping[str, str]
    cancelled: tuple[str, ...]
    alone: tuple[str, ...]
    options: Mapping[str, tuple[Option, ...]]
    values: Mapping[str, int]
    is_proven: bool
