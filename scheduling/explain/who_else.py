"""The other places that a pupil could have: everybody else held fast, or one other moving, ranked by the goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from scheduling.explain.board import Change, Place, Step
from scheduling.explain.chains import Found, Moving, known_sessions, numbers, rank
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import of_sessions


@dataclass(frozen=True)
class Move:
    """These pupils (one, or all who are tied) leave these (mentor, slot) and take those; what stays is in neither."""

    pupils: tuple[str, ...]
    leaves: tuple[tuple[str, str], ...]
    takes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Alternative:
    """All sessions that the pupil would have; who else moves, in order; what it does to each goal."""

    mentor: str
    slots: tuple[str, ...]
    moves: tuple[Move, ...]
    gains: Mapping[str, int]


def who_else(
    problem: Problem, plan: Plan | Iterable[Session], pupil: str, *, most: int = 20, others: int = 1
) -> list[Alternative]:
    """Ranked places for a pupil, at most ``others`` others moving; none breaks a rule that the plan keeps.

    Raises KeyError where there is no such pupil.
    """
    moving = Moving(problem, plan)
    unit = int(moving.facts.unit[numbers(moving.facts, "pupil", pupil)])
    before = moving.at(unit)
    most_sessions = int(moving.facts.unit_wanted[unit])
    slots_of = moving.open(unit) if others else moving.possible(unit)
    own = [
        Step(unit, before, places)
        for size in range(most_sessions, 0, -1)
        for places in moving.patterns(slots_of, size)
        if places != before
    ]
    found = moving.searched(own, 1 + others)
    found.sort(key=lambda f: (rank(moving.facts, f.gains), len(f.change), f.change))
    return [alternative(moving.facts, one) for one in _different(found)[:most]]


class Answer(Protocol):
    """Where the pupil would be, and who else moves."""

    @property
    def mentor(self) -> str:
        """With whom."""

    @property
    def slots(self) -> tuple[str, ...]:
        """When."""

    @property
    def moves(self) -> tuple[Move, ...]:
        """What others do."""


def moved(problem: Problem, plan: Plan | Iterable[Session], pupil: str, answer: Answer) -> tuple[Session, ...]:
    """The plan as it would be: the pupil (with all who are tied) has these places only, the others have moved.

    ``problem`` is the one for which the answer is meant (for a *what if* the changed one).
    """
    facts = problem.facts
    sessions = known_sessions(problem, plan)
    tied = facts.units[facts.unit[numbers(facts, "pupil", pupil)]].tolist()
    own = {facts.ids["pupil"][p] for p in tied}
    here = {(p, s.mentor, s.slot) for s in sessions for p in s.pupils}
    here = {row for row in here if row[0] not in own}
    here |= {(p, answer.mentor, slot) for p in own for slot in answer.slots}
    for move in answer.moves:
        here -= {(p, *place) for p in move.pupils for place in move.leaves}
        here |= {(p, *place) for p in move.pupils for place in move.takes}
    return of_sessions(facts, (Session(m, s, (p,)) for p, m, s in here)).sessions(facts)


def _different(found: list[Found]) -> list[Found]:
    """The best way to each set of places only."""
    best: dict[tuple[Place, ...], Found] = {}
    for one in found:
        best.setdefault(one.change[0].after, one)
    return list(best.values())


def alternative(facts: Facts, found: Found) -> Alternative:
    """A change in ids."""
    own = found.change[0]
    slots = tuple(facts.ids["slot"][slot] for _, slot in own.after)
    return Alternative(facts.ids["mentor"][own.after[0][0]], slots, moves(facts, found.change[1:]), found.gains)


def moves(facts: Facts, change: Change) -> tuple[Move, ...]:
    """Steps in ids."""

    def told(places: set[Place]) -> tuple[tuple[str, str], ...]:
        return tuple((facts.ids["mentor"][m], facts.ids["slot"][s]) for m, s in sorted(places))

    return tuple(
        Move(
            tuple(facts.ids["pupil"][p] for p in facts.units[step.unit].tolist()),
            told(set(step.before) - set(step.after)),
            told(set(step.after) - set(step.before)),
        )
        for step in change
    )
