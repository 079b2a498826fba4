"""Many changes of one plan judged at once, by the limits and goals that everything else reads.

A change takes attendances out of the plan and puts others in. Judged is after minus before: which limits are missed
by more than they were, and what happens to each goal. A plan that is not without fault can be judged too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduling.judging import Asked, Held, turned
from scheduling.rule import NO_HIGH, NO_LOW, BoolArray, Choices, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import table
from scheduling.weekly.facts import Facts
from scheduling.weekly.search import Attendances

Place = tuple[int, int]
"""A mentor's and a slot's number."""


@dataclass(frozen=True, order=True)
class Step:
    """One unit (pupils who are tied; mostly one pupil) goes from these places to those."""

    unit: int
    before: tuple[Place, ...]
    after: tuple[Place, ...]


Change = tuple[Step, ...]
Leaver = tuple[int, tuple[Place, ...]]
"""A unit, and the places that it would have to leave."""


@dataclass(frozen=True)
class Verdict:
    """``missed``: (limits, demand?, move, row) for each block of limits with a change that misses it by more."""

    count: int
    missed: Sequence[tuple[Asked, IntArray, IntArray]]
    gains: dict[str, IntArray]

    def free(self, *, demands: bool = True) -> BoolArray:
        """Which changes break nothing (without ``demands``: nothing but what an empty plan breaks too)."""
        good = np.ones(self.count, dtype=np.bool_)
        for asked, move, _ in self.missed:
            if demands or not asked.some.demand:
                good[move] = False
        return good

    def hopeless(self) -> BoolArray:
        """Which changes break something that no further place of the same unit can make good."""
        bad = np.zeros(self.count, dtype=np.bool_)
        for asked, move, row in self.missed:
            bad[move[asked.only_grows[row]]] = True
        return bad

    def rules(self) -> list[set[str]]:
        """The keys of the rules that each change breaks."""
        found: list[set[str]] = [set() for _ in range(self.count)]
        for asked, move, _ in self.missed:
            for one in move.tolist():
                found[one].add(asked.key)
        return found

    def ranked(self, facts: Facts) -> IntArray:
        """The changes' numbers, those that gain most first, in the order of the goals."""
        signs = [-1 if BOOK.goals[goal].more else 1 for goal in facts.settings.goals]
        columns = [s * self.gains[goal] for s, goal in zip(signs, facts.settings.goals, strict=True)]
        return ints(np.lexsort(columns[::-1]))

    def gain(self, at: int) -> dict[str, int]:
        """What one change does to each goal."""
        return {goal: int(gained[at]) for goal, gained in self.gains.items()}


class Board:
    """A plan beside some places that it could have; ``filtered``: all of them pass the rules' filters."""

    def __init__(self, facts: Facts, plan: Attendances, more: Attendances, *, filtered: bool = True) -> None:
        self.facts, self.plan = facts, plan
        self.width, self.slots = max(1, len(facts.problem.mentors)), max(1, len(facts.problem.slots))
        keys = np.unique(np.concatenate([self._keys(plan), self._keys(more)]))
        pupil, rest = np.divmod(keys, self.width * self.slots)
        mentor, slot = np.divmod(rest, self.slots)
        self.keys = keys
        self.choices: Choices = table(facts, pupil, mentor, slot)
        base = np.isin(keys, self._keys(plan))
        self.held = Held(BOOK, facts, self.choices, base, filtered=filtered)
        self.holds = self.held.holds
        self._leavers_of: dict[int, Leaver | None] = {}

    def _keys(self, some: Attendances) -> IntArray:
        return (some.pupil * self.width + some.mentor) * self.slots + some.slot

    def judge(self, changes: Sequence[Change]) -> Verdict:
        """What each change breaks and gains; every place after it must be on the board."""
        rows = [
            (number, int(p), m, s, sign)
            for number, change in enumerate(changes)
            for step in change
            for p in self.facts.units[step.unit]
            for sign, places in ((-1, step.before), (1, step.after))
            for m, s in places
        ]
        return self.judge_rows(len(changes), ints(rows).reshape(-1, 5))

    def judge_rows(self, count: int, rows: IntArray) -> Verdict:
        """The same of changes written as rows (change, pupil, mentor, slot, 1 put in or -1 taken out)."""
        all_turned = self.held.followed(*self._base(rows))
        gains = {goal: self.held.gains(goal, count, *all_turned) for goal in self.facts.settings.goals}
        return Verdict(count, self.held.missed(*all_turned), gains)

    def _base(self, rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        move, pupil, mentor, slot, sign = rows.T
        key = (pupil * self.width + mentor) * self.slots + slot
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        if len(key) and not bool((self.keys[at] == key).all()):
            raise KeyError("a place that is not on the board")
        return turned(self.holds, move, at, sign)

    @cached_property
    def _beneath(self) -> dict[int, set[int]]:
        """The attendances of the plan by which each choice that holds does."""
        found = {int(at): {int(at)} for at in np.flatnonzero(self.holds[: len(self.keys)])}
        for one in self.choices.definitions:
            rows = np.flatnonzero(self.holds[one.part] == 1)
            for whole, part in zip(one.whole[rows].tolist(), one.part[rows].tolist(), strict=True):
                found.setdefault(whole, set()).update(found[part])
        return found

    @cached_property
    def _told(self) -> dict[int, tuple[int, Place]]:
        """(unit, place) of each attendance of the plan."""
        attend = self.choices["attend"]
        at = np.flatnonzero(self.holds[: len(self.keys)])
        unit = self.facts.unit[attend["pupil"][at]].tolist()
        places = zip(attend["mentor"][at].tolist(), attend["slot"][at].tolist(), strict=True)
        return dict(zip(at.tolist(), zip(unit, places, strict=True), strict=True))

    def _leaver(self, choice: int) -> Leaver | None:
        """The one unit by which a choice holds, with all its places there; None where there are several."""
        if choice not in self._leavers_of:
            told = [self._told[at] for at in self._beneath[choice]]
            units = {unit for unit, _ in told}
            places = tuple(sorted({place for _, place in told}))
            self._leavers_of[choice] = (units.pop(), places) if len(units) == 1 else None
        return self._leavers_of[choice]

    def in_the_way(self, verdict: Verdict, only: Sequence[int] | None = None) -> list[set[Leaver]]:
        """For each change (of ``only``) the units that alone could make room, with the places they would leave.

        Only limits that are exceeded can be helped so; where too few are there, nobody is in the way.
        """
        ways: list[set[Leaver] | None] = [None] * verdict.count
        seen: dict[tuple[int, int], set[Leaver]] = {}
        wanted = np.ones(verdict.count, dtype=np.bool_) if only is None else np.zeros(verdict.count, dtype=np.bool_)
        wanted[list(only or ())] = True
        for number, (asked, moves, rows) in enumerate(verdict.missed):
            mine = wanted[moves]
            for move, row in zip(moves[mine].tolist(), rows[mine].tolist(), strict=True):
                if (number, row) not in seen:
                    seen[number, row] = self._leavers(asked, row)
                so_far = ways[move]
                own = seen[number, row]
                ways[move] = own if so_far is None else _both(so_far, own)
        return [way or set() for way in ways]

    def _leavers(self, asked: Asked, row: int) -> set[Leaver]:
        some = asked.some
        if some.high[row] >= NO_HIGH or some.low[row] > NO_LOW:
            return set()
        first, last = np.searchsorted(asked.by_row[0], [row, row + 1])
        terms = asked.by_row[1][first:last]
        choices = some.choice[terms[some.coefficient[terms] > 0]]
        found = (self._leaver(choice) for choice in choices[self.holds[choices] == 1].tolist())
        return {one for one in found if one is not None}


def _both(a: set[Leaver], b: set[Leaver]) -> set[Leaver]:
    """Units in both, with all the places that either asks them to leave."""
    places: dict[int, set[tuple[Place, ...]]] = {}
    for unit, left in b:
        places.setdefault(unit, set()).add(left)
    return {(unit, tuple(sorted({*left, *more}))) for unit, left in a for more in places.get(unit, set())}


def places_of(facts: Facts, plan: Attendances) -> dict[int, tuple[Place, ...]]:
    """The places of each unit that has some."""
    found: dict[int, set[Place]] = {}
    rows = zip(facts.unit[plan.pupil].tolist(), plan.mentor.tolist(), plan.slot.tolist(), strict=True)
    for unit, mentor, slot in rows:
        found.setdefault(unit, set()).add((mentor, slot))
    return {unit: tuple(sorted(places)) for unit, places in found.items()}


def attendances(facts: Facts, places: Iterable[tuple[int, Place]]) -> Attendances:
    """Everybody of the units at the places."""
    rows = ints([(p, m, s) for unit, (m, s) in places for p in facts.units[unit].tolist()]).reshape(-1, 3)
    return Attendances(rows[:, 0], rows[:, 1], rows[:, 2])
