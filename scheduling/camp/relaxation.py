"""The timetable without names with all goals: the program whose best nobody can beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.candidates import Candidates
from scheduling.camp.choices import of_plan
from scheduling.camp.facts import Facts
from scheduling.camp.timetable import Timetable
from scheduling.counting import worth_in
from scheduling.engine.program import Objective, Program
from scheduling.rule import IntArray, grouped, ints

Table = TypeVar("Table", bound=Timetable, covariant=True)


@dataclass(frozen=True)
class Relaxation(Generic[Table]):
    """``program``: every plan is a solution of it, worth as much in every goal or more; what its columns mean."""

    program: Program
    table: Table


def relaxation(facts: Facts, candidates: Candidates, kind: type[Table]) -> Relaxation[Table]:
    """The timetable of this kind with all goals in their order."""
    table = kind(facts, candidates)
    goals = _Goals(table)
    found = [goals.goal(key) for key in facts.settings.goals]
    table.limit_time()
    return Relaxation(table.build.program(found), table)


class _Goals:
    """The goals over the columns of a timetable; some add columns of their own."""

    def __init__(self, table: Timetable) -> None:
        self.table = table

    def goal(self, key: str) -> Objective:
        column, value, constant = getattr(self, f"_{key}")()
        return Objective(key, BOOK.goals[key].more, column, np.broadcast_to(ints(value), column.shape), int(constant))

    def _shortfall(self) -> tuple[IntArray, int, int]:
        facts, build = self.table.facts, self.table.build
        found, constant = [ints([])], 0
        for asked in (r for r in facts.problem.requirements if r.min > 0):
            kind = facts.kinds[asked.kind]
            own = np.flatnonzero(facts.kind[self.table.activity[self.table.in_start]] == kind)
            gone = facts.fixed_attended[:, facts.kind == kind].sum(axis=1)
            if asked.per == "camp":
                need = self.table.member @ np.maximum(asked.min - gone, 0)
                row = self.table.in_group[own]
            else:
                need = np.where(facts.day_past[None, :], 0, asked.min * self.table.there).ravel()
                row = self.table.in_group[own] * facts.D + self.table.day[self.table.in_start[own]]
                constant += self._short_on_past_days(kind, asked.min)
            short = build.columns_to(need)
            build.limit((np.arange(len(need)), short, 1), (row, self.table.pupils[own], 1), low=need)
            self.table.limit_short(asked, short)
            found.append(short)
        return np.concatenate(found), 1, constant

    def _short_on_past_days(self, kind: int, least: int) -> int:
        facts = self.table.facts
        pupil, day = np.nonzero(facts.there & facts.day_past[None, :])
        had = np.zeros((facts.P, facts.D), dtype=np.int64)
        fixed = facts.fixed
        own = (fixed["person"] < facts.P) & (facts.kind[fixed["activity"]] == kind)
        np.add.at(had, (fixed["person"][own], facts.block_day[fixed["block"][own]]), 1)
        return int(np.maximum(least - had[pupil, day], 0).sum())

    def _empty(self) -> tuple[IntArray, int, int]:
        facts, build = self.table.facts, self.table.build
        must = np.maximum(facts.day_blocks - facts.settings.free_blocks, 0)
        need = np.where(facts.day_past[None, :], 0, must[None, :] * self.table.there).ravel()
        column = build.columns_to(need)
        row = self.table.in_group * facts.D + self.table.day[self.table.in_start]
        build.limit(
            (np.arange(len(need)), column, 1),
            (row, self.table.pupils, self.table.width[self.table.in_start]),
            low=need,
        )
        return column, 1, self._gone("empty") - self._still_empty(must)

    def _still_empty(self, must: IntArray) -> int:
        """What is empty on the days to come while they hold nothing."""
        return int((must[None, :] * (self.table.there * ~self.table.facts.day_past[None, :])).sum())

    def _gone(self, key: str) -> int:
        """The value of a goal in a plan with the days gone by and nothing else."""
        return worth_in(BOOK, self.table.facts, of_plan(self.table.facts, self.table.facts.fixed_runs), key)

    def _kept(self) -> tuple[IntArray, int, int]:
        """Of each group, and of the mentors, no more stay in a start than were in it and may be."""
        facts, build = self.table.facts, self.table.build
        if not self.table.starts:
            return ints([]), 1, self._gone("kept")
        size = facts.A * facts.B
        person, where = facts.had // size, facts.had % size
        start = np.full(size, -1, dtype=np.int64)
        start[self.table.activity * facts.B + self.table.block] = np.arange(self.table.starts)
        at, may = start[where], self.table.candidates
        activity, block = self.table.activity[at], self.table.block[at]
        pupils = (person < facts.P) & (at >= 0)
        pupils[pupils] = may.pupil_may[person[pupils], activity[pupils], block[pupils]]
        mentors = (person >= facts.P) & (at >= 0)
        own = person[mentors] - facts.P
        mentors[mentors] = may.mentor_may[own, activity[mentors], block[mentors]]
        stay = self.table.stay(person[pupils], at[pupils])
        lead = grouped(start=at[mentors])
        column = build.columns_to(np.bincount(lead.of, minlength=lead.count).astype(np.int64))
        row = np.arange(lead.count)
        build.limit((row, column, 1), (row, self.table.staff[lead.about["start"]], -1), high=0, count=lead.count)
        return np.concatenate([stay, column]), 1, self._gone("kept")

    def _regret(self) -> tuple[IntArray, IntArray, int]:
        return self.table.loss, self.table.loss_price, 0

    def _buddies(self) -> tuple[IntArray, int, int]:
        """At best every block of a day on which a buddy is there too is spent with one."""
        facts = self.table.facts
        both = np.zeros((facts.P, facts.D), dtype=np.bool_)
        one, other = facts.buddies.T
        np.logical_or.at(both, one, facts.there[one] & facts.there[other])
        most = int((both[:, ~facts.day_past] * facts.day_blocks[~facts.day_past]).sum())
        return ints([]), 1, most + self._gone("buddies")

    def _mentor_blocks(self) -> tuple[IntArray, IntArray, int]:
        return self.table.staff, self.table.width, self._gone("mentor_blocks")
