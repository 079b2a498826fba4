"""A camp's plan that a person rearranges: what a move newly breaks, about whom, and what it does to the goals.

A move takes people out of runs and puts others in. A run begins with the first person in it and ends with the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.check import runs_of, told
from scheduling.camp.choices import PLACE, table
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.judging import Held, Judged, compared, turned
from scheduling.moves import with_derived
from scheduling.rule import Choices, IntArray, ints

Row = tuple[str, str, str, str]
"""Ids of a person, an activity, the block in which the run starts, a room."""
KINDS = ("person", "activity", "block", "room")


@dataclass(frozen=True)
class HandMove:
    """Rows that are taken out of the plan, and rows that are put in."""

    out: tuple[Row, ...] = ()
    into: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """What a move would do in short: the rules it newly breaks, what each goal gains."""

    rules: frozenset[str]
    gains: Mapping[str, int]


class HeldCamp:
    """One plan, held so that moves by hand can be judged against it; it never changes itself.

    What the problem does not know is left out of it.
    """

    def __init__(self, problem: Problem, plan: CampPlan | Iterable[CampRun]) -> None:
        self.problem = problem
        rows = rows_of_runs(runs_of(plan))
        self.here = {row: self._numbers(row) for row in rows if self.knows(row)}

    def knows(self, row: Row) -> bool:
        """Whether everybody and everything of a row is there."""
        return all(id_ in self.problem.facts.number[kind] for kind, id_ in zip(KINDS, row, strict=True))

    def judge(self, move: HandMove) -> Judged:
        """What the move newly breaks and mends. Raises KeyError for ids put in that the problem does not know."""
        facts, new = self.problem.facts, self._new([move])
        choices = self._table(new)
        both = {**self.here, **new}
        gone = set(move.out)
        was = np.arange(len(both)) < len(self.here)
        now = np.array([(row in self.here and row not in gone) or row in move.into for row in both], dtype=np.bool_)
        return compared(
            BOOK,
            facts,
            choices,
            with_derived(choices, was),
            with_derived(choices, now),
            facts.settings.goals,
            lambda key, about: told(self.problem, key, about),
        )

    def outlooks(self, moves: Sequence[HandMove]) -> list[Outlook]:
        """The same of many moves at once, in short."""
        new = self._new(moves)
        choices = self._table(new)
        place = {row: number for number, row in enumerate((*self.here, *new))}
        was = np.arange(len(place)) < len(self.here)
        held = Held(BOOK, self.problem.facts, choices, was)
        rows = [
            (number, place[row], sign)
            for number, move in enumerate(moves)
            for sign, some in ((-1, move.out), (1, move.into))
            for row in some
            if row in place
        ]
        toggled = held.followed(*turned(held.holds, *ints(rows).reshape(-1, 3).T))
        rules: list[set[str]] = [set() for _ in moves]
        for asked, who, _row in held.missed(*toggled):
            for one in who.tolist():
                rules[one].add(asked.key)
        goals = self.problem.settings.goals
        gains = {goal: held.gains(goal, len(moves), *toggled) for goal in goals}
        return [
            Outlook(frozenset(some), {goal: int(gains[goal][number]) for goal in goals})
            for number, some in enumerate(rules)
        ]

    def _new(self, moves: Iterable[HandMove]) -> dict[Row, tuple[int, ...]]:
        rows = dict.fromkeys(row for move in moves for row in move.into if row not in self.here)
        return {row: self._numbers(row) for row in rows}

    def _numbers(self, row: Row) -> tuple[int, ...]:
        number = self.problem.facts.number
        return tuple(number[kind][id_] for kind, id_ in zip(KINDS, row, strict=True))

    def _table(self, new: Mapping[Row, tuple[int, ...]]) -> Choices:
        """The places of the plan and after them the new ones, with all that is derived of them."""
        rows: IntArray = ints([(*one, 0) for one in (*self.here.values(), *new.values())]).reshape(-1, len(PLACE))
        columns = {name: rows[:, at] for at, name in enumerate(PLACE)}
        return table(self.problem.facts, columns, np.zeros(len(rows), dtype=np.bool_))


def rows_of_runs(runs: Iterable[CampRun]) -> list[Row]:
    """A plan as rows, in its order."""
    rows = ((who, one.activity, one.block, one.room) for one in runs for who in (*one.pupils, *one.mentors))
    return list(dict.fromkeys(rows))


def runs_of_rows(problem: Problem, rows: Iterable[Row]) -> tuple[CampRun, ...]:
    """Rows as a plan, in the order in which runs first appear."""
    pupils = problem.facts.number["pupil"]
    found: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for who, *where in dict.fromkeys(rows):
        activity, block, room = where
        found.setdefault((activity, block, room), ([], []))[0 if who in pupils else 1].append(who)
    return tuple(CampRun(*where, tuple(sorted(p)), tuple(sorted(m))) for where, (p, m) in found.items())
