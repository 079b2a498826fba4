"""How the wishes came out, and why a pupil did not get one.

The reasons come from the rules themselves: the pupil is put into each run that the activity has, or could have, and
what breaks then is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.board import Board
from scheduling.camp.candidates import Candidates
from scheduling.camp.check import runs_of
from scheduling.camp.choices import rows_of, table
from scheduling.camp.facts import Facts
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.camp.search import Places, places_of
from scheduling.moves import broken_by, with_derived
from scheduling.rule import BoolArray


@dataclass(frozen=True)
class Reason:
    """Why so many of the ways to meet a wish are closed.

    ``kind`` "never": ``rule`` (excluded, grades, present, starts) forbids it whatever is planned. "run": in ``count``
    runs of the activity the pupil would break ``rule``; for ``one_place`` and ``requirement_max``, ``instead`` names
    what the pupil has there. "no_run": in ``count`` starting blocks there is no run, and one more would need
    ``rule``: max_runs, room, staffing with the ``qualification`` (None: any mentors), or size, where too few pupils
    could come.
    """

    kind: str
    rule: str
    count: int
    instead: tuple[str, ...] = ()
    qualification: str | None = None


@dataclass(frozen=True)
class Unmet:
    """A wish that was not met: ``place`` among the pupil's preferences (from 1) and what it would have been worth."""

    pupil: str
    activity: str
    place: int
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Tally:
    """Of ``asked`` wishes that could be met ``met`` were."""

    asked: int
    met: int


@dataclass(frozen=True)
class Unlucky:
    """A pupil's loss, with the places of the wishes that were not met, out of so many ``asked`` that could be."""

    pupil: str
    grade: int
    loss: int
    missed: tuple[int, ...]
    asked: int


@dataclass(frozen=True)
class WishResult:
    """How the wishes came out: by place, by grade, and pupil by pupil, the worst off first."""

    by_place: Mapping[int, Tally]
    by_grade: Mapping[int, Tally]
    worst_first: tuple[Unlucky, ...]


def wish_result(problem: Problem, plan: CampPlan | Iterable[CampRun]) -> WishResult:
    """How the wishes of all pupils came out."""
    facts = problem.facts
    had = _attended(facts, plan)
    asked = [
        (p, place, points, had[p, a])
        for p, pupil in enumerate(problem.pupils)
        for place, a, points in _attainable(facts, p, pupil.preferences)
    ]
    of_pupil: dict[int, list[tuple[int, int, int, bool]]] = {p: [] for p in range(facts.P)}
    for one in asked:
        of_pupil[one[0]].append(one)
    worst = [_unlucky(problem, p, some) for p, some in of_pupil.items()]
    return WishResult(
        _tallies((place, met) for _, place, _, met in asked),
        _tallies((int(facts.grade[p]), met) for p, _, _, met in asked),
        tuple(sorted(worst, key=lambda u: (-u.loss, u.missed, u.pupil))),
    )


def _unlucky(problem: Problem, p: int, asked: list[tuple[int, int, int, bool]]) -> Unlucky:
    missed = [(place, points) for _, place, points, met in asked if not met]
    pupil = problem.pupils[p]
    loss, places = sum(x for _, x in missed), tuple(place for place, _ in missed)
    return Unlucky(pupil.id, pupil.grade, loss, places, len(asked))


def _tallies(rows: Iterator[tuple[int, bool]]) -> dict[int, Tally]:
    asked: Counter[int] = Counter()
    met: Counter[int] = Counter()
    for key, was in rows:
        asked[key] += 1
        met[key] += bool(was)
    return {key: Tally(asked[key], met[key]) for key in sorted(asked)}


def _attainable(facts: Facts, p: int, preferences: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """(place, activity, points) of the wishes that could be met, past the points too."""
    points = facts.settings.rank_points
    for i, id_ in enumerate(preferences):
        a = facts.number["activity"].get(id_)
        if a is not None and facts.attainable[p, a]:
            yield i + 1, a, points[i] if i < len(points) else 0


def _attended(facts: Facts, plan: CampPlan | Iterable[CampRun]) -> BoolArray:
    places = rows_of(facts, runs_of(plan)).places
    pupils = places["person"] < facts.P
    had = np.zeros((facts.P, facts.A), dtype=np.bool_)
    had[places["person"][pupils], places["activity"][pupils]] = True
    return had


def why_not(problem: Problem, plan: CampPlan | Iterable[CampRun], pupil: str) -> tuple[Unmet, ...]:
    """Each wish of the pupil that was not met, with the reasons. Raises KeyError where there is no such pupil."""
    asked = Asked(problem, plan, pupil)
    preferences = problem.pupils[asked.pupil].preferences
    return tuple(asked.unmet(place, id_) for place, id_ in enumerate(preferences, 1) if asked.misses(id_))


class Asked:
    """One question, by one pupil of one plan."""

    def __init__(self, problem: Problem, plan: CampPlan | Iterable[CampRun], pupil: str) -> None:
        if pupil not in problem.facts.number["pupil"]:
            raise KeyError(f"there is no pupil {pupil}")
        self.problem, self.facts = problem, problem.facts
        self.pupil = self.facts.number["pupil"][pupil]
        self.places = Places.of(rows_of(self.facts, runs_of(plan)).places)
        self.candidates = Candidates(self.facts)
        self.board = Board(self.facts, self.candidates, self.places)

    def misses(self, activity: str) -> bool:
        """Whether the camp has the activity, and the pupil is in no run of it."""
        a = self.facts.number["activity"].get(activity)
        return a is not None and self.board.attended[self.pupil, a] == 0

    def unmet(self, place: int, activity: str) -> Unmet:
        """The reasons for one wish."""
        a, points = self.facts.number["activity"][activity], self.facts.settings.rank_points
        reasons = self._never(a) or (*self._in_runs(a), *self._no_run(a))
        worth = points[place - 1] if place <= len(points) and self.facts.attainable[self.pupil, a] else 0
        return Unmet(self.facts.ids["pupil"][self.pupil], activity, place, worth, reasons)

    def _never(self, a: int) -> tuple[Reason, ...]:
        facts, p = self.facts, self.pupil
        found = [
            *(["excluded"] if facts.excluded[p, a] else []),
            *([] if facts.in_grade[p, a] else ["grades"]),
        ]
        if not found and not facts.attainable[p, a]:
            found = ["present" if facts.may_start[a].any() else "starts"]
        return tuple(Reason("never", rule, 1) for rule in found)

    def _in_runs(self, a: int) -> Iterator[Reason]:
        """What breaks in each run of the activity on the days to come, with the pupil put into it."""
        facts = self.facts
        own = self.places.where((self.places.activity == a) & ~facts.past[self.places.block])
        runs = own.where(np.unique(own.run_key(facts), return_index=True)[1])
        if not len(runs):
            return
        who = np.full(len(runs), self.pupil)
        new = places_of(who, runs.activity, runs.block, runs.room)
        both = self.places.plus(new)
        choices = table(facts, both.columns, np.zeros(len(both), dtype=np.bool_))
        is_held = np.arange(len(both)) < len(self.places)
        number = np.arange(len(new))
        rules = [(key, some) for key, some in BOOK.limits(facts, choices) if not some.demand]
        found = broken_by(choices, with_derived(choices, is_held), number, number + len(self.places), rules)
        yield from self._counted(found, new)

    def _counted(
        self, found: Mapping[str, np.ndarray[tuple[int], np.dtype[np.int64]]], new: Places
    ) -> Iterator[Reason]:
        for rule, moves in found.items():
            if len(moves):
                instead = self._instead(new, moves.tolist()) if rule in ("one_place", "requirement_max") else ()
                yield Reason("run", rule, len(moves), instead)

    def _instead(self, new: Places, moves: list[int]) -> tuple[str, ...]:
        """What the pupil has in the blocks of these runs."""
        facts = self.facts
        mine = self.places.where(self.places.person == self.pupil)
        row, block = facts.covered(mine.activity, mine.block)
        _, wanted = facts.covered(new.activity[moves], new.block[moves])
        there = sorted(set(mine.activity[row[np.isin(block, wanted)]].tolist()))
        return tuple(facts.ids["activity"][a] for a in there)

    def _no_run(self, a: int) -> Iterator[Reason]:
        """What one more run would need in each block in which it could start and the pupil is there."""
        starts = np.flatnonzero(self.candidates.pupil_may[self.pupil, a])
        needs = Counter(need for b in starts.tolist() if (need := self._needs(a, b)) is not None)
        asked = self.problem.activities[a].qualification
        for need, count in sorted(needs.items()):
            rule, is_qualified = need
            yield Reason("no_run", rule, count, (), asked if is_qualified else None)

    def _needs(self, a: int, b: int) -> tuple[str, bool] | None:
        """(the first rule in the way of one more run there, whether the qualification is what lacks)."""
        facts, board = self.facts, self.board
        if board.held[a] >= facts.max_runs[a]:
            return "max_runs", False
        if not len(board.rooms_able(a, b)):
            return "room", False
        able = board.mentors_able(a, b)
        if facts.asks_qualified[a] and not facts.qualified[able, a].any():
            return "staffing", True
        if len(able) < board.needed(a, int(facts.least[a])):
            return "staffing", False
        if int(self._would_come(a, b).sum()) < facts.least[a]:
            return "size", False
        return None

    def _would_come(self, a: int, b: int) -> BoolArray:
        """Who wishes it still and could leave what they have there, or is idle."""
        facts = self.facts
        may = self.candidates.pupil_may[:, a, b] & (self.board.attended[:, a] == 0)
        idle = ~self.board.busy[: facts.P, self.board.span(a, b)].any(axis=1)
        return np.asarray(may & (idle | (facts.points[:, a] > 0)), dtype=np.bool_)
