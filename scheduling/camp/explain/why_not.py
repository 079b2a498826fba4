"""Why a pupil did not get a wish.

The reasons come from the rules themselves: the pupil is put into each run that the activity has, or could have, and
what breaks then is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.board import Board
from scheduling.camp.candidates import Candidates
from scheduling.camp.check import runs_of
from scheduling.camp.choices import rows_of, table
from scheduling.camp.explain.enough import enough
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.camp.search import Places, places_of
from scheduling.moves import broken_by, with_derived
from scheduling.rule import IntArray, ints


@dataclass(frozen=True)
class Reason:
    """Why so many of the ways to meet a wish are closed, or that they are not.

    ``kind`` "never": ``rule`` (excluded, grades, present, starts, fixed) forbids it whatever is planned. "run": in
    ``count`` runs of the activity the pupil would break ``rule``. "no_run": in ``count`` blocks one more run cannot
    start with the pupil, for ``rule`` is the first in the way: max_runs, room, staffing with the ``qualification``
    (None: any mentors), size, where too few pupils could come, then what the pupil has itself, requirement_max and
    one_place. For the last two ``instead`` names what the pupil has. "free": ``count`` runs that the pupil could
    enter at once. "open": ``count`` blocks in which one more run could start with who is idle, or wishes it and would
    leave something else.
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
        elif not found and not len(self._starts(a)):
            found = ["fixed"]
        return tuple(Reason("never", rule, 1) for rule in found)

    def _starts(self, a: int) -> IntArray:
        """The blocks to come in which it may start, on days on which the pupil is there."""
        facts = self.facts
        there = facts.there[self.pupil, facts.block_day]
        return np.flatnonzero(facts.may_start[a] & ~facts.past & there)

    def _in_runs(self, a: int) -> Iterator[Reason]:
        """What breaks in each run of the activity on the days to come, with the pupil put into it."""
        facts = self.facts
        own = self.places.where((self.places.activity == a) & ~facts.past[self.places.block])
        runs = own.where(np.unique(own.run_key(facts), return_index=True)[1])
        if not len(runs):
            return
        new = replace(runs, person=np.full(len(runs), self.pupil))
        both = self.places.plus(new)
        choices = table(facts, both.columns, np.zeros(len(both), dtype=np.bool_))
        is_held = np.arange(len(both)) < len(self.places)
        number = np.arange(len(new))
        rules = [(key, some) for key, some in BOOK.limits(facts, choices) if not some.demand]
        found = broken_by(choices, with_derived(choices, is_held), number, number + len(self.places), rules)
        yield from self._counted(found, new)
        free = np.setdiff1d(number, np.concatenate([ints([]), *found.values()]))
        if len(free):
            yield Reason("free", "", len(free))

    def _counted(self, found: Mapping[str, IntArray], new: Places) -> Iterator[Reason]:
        for rule, moves in found.items():
            if len(moves):
                yield Reason("run", rule, len(moves), self._instead(rule, new.where(moves)))

    def _instead(self, rule: str, new: Places) -> tuple[str, ...]:
        """What the pupil has in the blocks of these runs, or has enough of."""
        facts = self.facts
        mine = self.places.where(self.places.person == self.pupil)
        found: set[int] = set()
        if rule == "one_place":
            row, block = facts.covered(mine.activity, mine.block)
            _, wanted = facts.covered(new.activity, new.block)
            found = set(mine.activity[row[np.isin(block, wanted)]].tolist())
        elif rule == "requirement_max":
            both = zip(new.activity.tolist(), new.block.tolist(), strict=True)
            found = {x for a, b in both for some in enough(facts, mine, a, b) for x in some.activity.tolist()}
        return tuple(facts.ids["activity"][a] for a in sorted(found))

    def _no_run(self, a: int) -> Iterator[Reason]:
        """What is first in the way of one more run with the pupil, in each block in which it could start."""
        starts: dict[tuple[str, bool], list[int]] = {}
        for b in self._starts(a).tolist():
            starts.setdefault(self._needs(a, b), []).append(b)
        asked = self.problem.activities[a].qualification
        for (rule, is_qualified), blocks in sorted(starts.items()):
            at = ints(blocks)
            new = places_of(np.full(len(at), self.pupil), np.full(len(at), a), at, np.zeros_like(at))
            instead = self._instead(rule, new)
            yield Reason("no_run" if rule else "open", rule, len(at), instead, asked if is_qualified else None)

    def _needs(self, a: int, b: int) -> tuple[str, bool]:
        """(the first rule in the way of one more run there, whether the qualification is what lacks); "" for none."""
        facts, board = self.facts, self.board
        if board.held[a] >= facts.max_runs[a]:
            return "max_runs", False
        rooms = self._rooms(a, b)
        if not len(rooms):
            return "room", False
        able = board.mentors_able(a, b)
        if facts.asks_qualified[a] and not facts.qualified[able, a].any():
            return "staffing", True
        if len(able) < board.needed(a, int(facts.least[a])):
            return "staffing", False
        if max(self._company(a, b, room) for room in rooms.tolist()) < facts.least[a]:
            return "size", False
        span = board.span(a, b)
        mine = self.places.where(self.places.person == self.pupil)
        row, block = facts.covered(mine.activity, mine.block)
        others = mine.where(np.setdiff1d(np.arange(len(mine)), row[np.isin(block, span)]))
        if any(True for _ in enough(facts, others, a, b)):
            return "requirement_max", False
        return ("one_place" if len(others) < len(mine) else ""), False

    def _rooms(self, a: int, b: int) -> IntArray:
        """Rooms that are free, have what is needed, for the pupil too, and hold the fewest who must come."""
        facts, rooms = self.facts, self.board.rooms_able(a, b)
        enters = facts.accessible[rooms] | ~facts.accessible_only[self.pupil]
        return ints(rooms[enters & (facts.seats[rooms] >= facts.least[a])])

    def _company(self, a: int, b: int, room: int) -> int:
        """How many could be there with the pupil: who is idle, and who wishes it still and would leave something."""
        facts, board = self.facts, self.board
        wishes = self.candidates.pupil_may[:, a, b] & (board.attended[:, a] == 0) & (facts.points[:, a] > 0)
        may = (wishes | board.pupils_able(a, b)) & (facts.accessible[room] | ~facts.accessible_only)
        may[self.pupil] = True
        return _most_together(np.flatnonzero(may).tolist(), facts.apart.tolist(), self.pupil)


def _most_together(pupils: list[int], apart: list[list[int]], first: int) -> int:
    """How many of them can be in one run, ``first`` among them: always who is to be apart from fewest others."""
    foes: dict[int, set[int]] = {p: set() for p in pupils}
    for one, other in apart:
        if one in foes and other in foes:
            foes[one].add(other)
            foes[other].add(one)
    count, chosen = 0, first
    while foes:
        gone = {chosen, *foes.pop(chosen)}
        foes = {p: some - gone for p, some in foes.items() if p not in gone}
        count += 1
        chosen = min(foes, key=lambda p: len(foes[p]), default=-1)
    return count
