"""The facts of a camp problem in arrays, made once and read by rules, goals and search.

Pupils, mentors, activities, blocks, rooms and days are numbered; blocks by time, the others in the order of the file.
*Persons* are the pupils and after them the mentors, numbered together. ids come back only through ``tell``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from scheduling.camp.problem import CampRun, Problem
from scheduling.rule import BoolArray, IntArray, ints, keys_of

NEVER = -1
"""Stands for "no such block", "no such kind"."""
Rows = Mapping[str, IntArray]


class Facts:
    """Arrays over a ``Problem``: P pupils, M mentors, A activities, B blocks, R rooms, D days."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.settings = problem, problem.settings
        self.blocks = sorted(problem.blocks, key=lambda b: (b.date, b.start))
        pupils, mentors = [p.id for p in problem.pupils], [m.id for m in problem.mentors]
        self.ids: dict[str, list[str]] = {
            "pupil": pupils,
            "mentor": mentors,
            "person": pupils + mentors,
            "activity": [a.id for a in problem.activities],
            "block": [b.id for b in self.blocks],
            "room": [r.id for r in problem.rooms],
            "day": sorted({b.date for b in problem.blocks}),
        }
        self.number = {kind: {id_: i for i, id_ in enumerate(ids)} for kind, ids in self.ids.items()}
        self.P, self.M, self.A, self.B, self.R, self.D = (
            len(self.ids[kind]) for kind in ("pupil", "mentor", "activity", "block", "room", "day")
        )
        self._read_time()
        self._read_activities()
        self._read_pupils()
        self._read_mentors()

    def _marks(self, kind: str, ids: Iterable[str] | None) -> BoolArray:
        """Which of a kind are named; all where ``ids`` is None."""
        marks = np.full(len(self.ids[kind]), ids is None, dtype=np.bool_)
        marks[[self.number[kind][one] for one in ids or () if one in self.number[kind]]] = True
        return marks

    def _table(self, kind: str, rows: Iterable[Iterable[str] | None]) -> BoolArray:
        found = [self._marks(kind, ids) for ids in rows]
        return np.array(found, dtype=np.bool_).reshape(len(found), len(self.ids[kind]))

    def _read_time(self) -> None:
        until = self.settings.fixed_until
        self.block_day = ints([self.number["day"][b.date] for b in self.blocks])
        self.past = np.array([until is not None and b.date < until for b in self.blocks], dtype=np.bool_)
        self.day_past = np.array([until is not None and d < until for d in self.ids["day"]], dtype=np.bool_)
        self.day_blocks = np.bincount(self.block_day, minlength=self.D).astype(np.int64)
        longest = max((a.length for a in self.problem.activities), default=1)
        steps = np.arange(min(longest, self.B + 1))
        block = np.arange(self.B)[:, None] + steps[None, :]
        inside = block < self.B
        same = inside & (self.block_day[np.minimum(block, self.B - 1)] == self.block_day[:, None])
        self.chain: IntArray = np.where(same, block, NEVER)
        """``[B, longest]``: the blocks from each one on, of the same day."""

    def _read_activities(self) -> None:
        activities, rooms = self.problem.activities, self.problem.rooms
        kinds = sorted({a.kind for a in activities} | {r.kind for r in self.problem.requirements})
        self.kinds = {kind: i for i, kind in enumerate(kinds)}
        self.kind = ints([self.kinds[a.kind] for a in activities])
        self.length = ints([min(a.length, self.B + 1) for a in activities])
        self.least = ints([max(1, a.min_pupils) for a in activities])
        self.most = ints([a.max_pupils for a in activities])
        self.each = ints([NEVER if a.pupils_per_mentor is None else a.pupils_per_mentor for a in activities])
        self.max_runs = ints([2**31 if a.max_runs is None else a.max_runs for a in activities])
        self.repeatable = np.array([a.repeatable for a in activities], dtype=np.bool_)
        self.grades = ints([a.grades for a in activities]).reshape(-1, 2)
        self.named_starts = self._table("block", [a.blocks for a in activities])
        fits = (self.chain >= 0).sum(axis=1)[None, :] >= self.length[:, None]
        self.may_start: BoolArray = self.named_starts & fits
        self.seats = ints([r.seats for r in rooms])
        self.accessible = np.array([r.accessible for r in rooms], dtype=np.bool_)
        has = [set(r.features) for r in rooms]
        self.room_fits = np.array([[set(a.features) <= f for f in has] for a in activities], dtype=np.bool_)
        self.room_fits = self.room_fits.reshape(self.A, self.R)

    def _read_pupils(self) -> None:
        pupils = self.problem.pupils
        self.grade = ints([p.grade for p in pupils])
        self.there = self._table("day", [p.days for p in pupils])
        self.excluded = self._table("activity", [p.excluded for p in pupils])
        low, high = self.grades[:, 0], self.grades[:, 1]
        self.in_grade: BoolArray = (low[None, :] <= self.grade[:, None]) & (self.grade[:, None] <= high[None, :])
        self.accessible_only = np.array([p.accessible_only for p in pupils], dtype=np.bool_)
        self.apart = self._pairs([p.apart for p in pupils], both_ways=True)
        self.buddies = self._pairs([p.buddies for p in pupils], both_ways=False)

    def _pairs(self, named: Iterable[tuple[str, ...]], *, both_ways: bool) -> IntArray:
        number = self.number["pupil"]
        found = {(p, number[q]) for p, others in enumerate(named) for q in others if number.get(q, p) != p}
        return ints(sorted({(min(x), max(x)) for x in found} if both_ways else found)).reshape(-1, 2)

    def _read_mentors(self) -> None:
        mentors = self.problem.mentors
        self.max_blocks = ints([m.max_blocks for m in mentors])
        self.on_duty = self._table("block", [m.blocks for m in mentors])
        leads = [set(self.kinds) if m.kinds is None else set(m.kinds) for m in mentors]
        self.leads = np.array([[k in own for k in self.kinds] for own in leads], dtype=np.bool_)
        self.leads = self.leads.reshape(self.M, len(self.kinds))[:, self.kind]
        able = [set(m.qualifications) for m in mentors]
        asked = [a.qualification for a in self.problem.activities]
        self.qualified = np.array([[q is None or q in own for q in asked] for own in able], dtype=np.bool_)
        self.qualified = self.qualified.reshape(self.M, self.A)
        self.asks_qualified = np.array([q is not None for q in asked], dtype=np.bool_)

    def covered(self, activity: IntArray, block: IntArray) -> tuple[IntArray, IntArray]:
        """(row, block) for each block that a run of ``activity`` starting in ``block`` takes, of its day."""
        steps = np.arange(self.chain.shape[1])
        taken = (steps[None, :] < self.length[activity][:, None]) & (self.chain[block] >= 0)
        row, step = np.nonzero(taken)
        return ints(row), self.chain[block[row], step]

    def width(self, activity: IntArray, block: IntArray) -> IntArray:
        """How many blocks such runs take."""
        return ints(np.minimum(self.length[activity], (self.chain[block] >= 0).sum(axis=1)))

    def always_there(self, mentor: IntArray, activity: IntArray, block: IntArray) -> BoolArray:
        """Whether the mentor is there in every block of such a run."""
        there: BoolArray = self._spans[mentor, self.length[activity] - 1, block]
        return there

    @cached_property
    def _spans(self) -> BoolArray:
        """``[M, length - 1, B]``: there in the block and the next ones of its day, as far as there are any."""
        on = np.concatenate([self.on_duty, np.ones((self.M, 1), dtype=np.bool_)], axis=1)[:, self.chain]
        most = max(int(self.length.max(initial=1)), 1)
        spans = np.logical_and.accumulate(on, axis=2)
        last = np.minimum(np.arange(most), spans.shape[2] - 1)
        return np.ascontiguousarray(spans[:, :, last].transpose(0, 2, 1))

    @cached_property
    def duty_blocks(self) -> IntArray:
        """``[M, D]``: blocks of each day in which each mentor is there."""
        of_day = (self.block_day[:, None] == np.arange(self.D)[None, :]).astype(np.int64)
        return ints(self.on_duty.astype(np.int64) @ of_day)

    @cached_property
    def attainable(self) -> BoolArray:
        """``[P, A]``: not excluded, of the right grade, and may start on a day on which the pupil is there."""
        starts = np.zeros((self.A, self.D), dtype=np.bool_)
        activity, block = np.nonzero(self.may_start)
        starts[activity, self.block_day[block]] = True
        possible: BoolArray = (self.there.astype(np.int64) @ starts.T.astype(np.int64)) > 0
        return possible & ~self.excluded & self.in_grade

    @cached_property
    def wishes(self) -> Rows:
        """Attainable wishes that have points: columns pupil, activity, points."""
        points = self.settings.rank_points
        number = self.number["activity"]
        found = [
            (p, number[a], points[i])
            for p, pupil in enumerate(self.problem.pupils)
            for i, a in enumerate(pupil.preferences[: len(points)])
            if a in number and points[i] > 0 and self.attainable[p, number[a]]
        ]
        rows = ints(found).reshape(-1, 3)
        return {"pupil": rows[:, 0], "activity": rows[:, 1], "points": rows[:, 2]}

    @cached_property
    def points(self) -> IntArray:
        """``[P, A]``: the points of each wish, 0 where there is none."""
        table = np.zeros((self.P, self.A), dtype=np.int64)
        table[self.wishes["pupil"], self.wishes["activity"]] = self.wishes["points"]
        return table

    @cached_property
    def previous(self) -> tuple[CampRun, ...]:
        """Runs of the plan in force whose activity and block are still there, with the people who are."""
        known = [
            run
            for run in self.problem.previous
            if run.activity in self.number["activity"] and run.block in self.number["block"]
        ]
        pupils, mentors = self.number["pupil"], self.number["mentor"]
        return tuple(
            CampRun(
                run.activity,
                run.block,
                run.room,
                tuple(sorted({p for p in run.pupils if p in pupils})),
                tuple(sorted({m for m in run.mentors if m in mentors})),
            )
            for run in known
        )

    @cached_property
    def fixed_runs(self) -> tuple[CampRun, ...]:
        """Runs of the days gone by, as they were."""
        return tuple(run for run in self.previous if self.past[self.number["block"][run.block]])

    @cached_property
    def had(self) -> IntArray:
        """One number for each (person, activity, block) of the plan in force, sorted (``place_key``)."""
        person, activity, block = (self.number[kind] for kind in ("person", "activity", "block"))
        rows = [
            (person[who], activity[run.activity], block[run.block])
            for run in self.previous
            for who in (*run.pupils, *run.mentors)
        ]
        return np.unique(self.place_key(*ints(rows).reshape(-1, 3).T))

    def place_key(self, person: IntArray, activity: IntArray, block: IntArray) -> IntArray:
        """One number for a person in an activity that starts in a block."""
        return keys_of([person, activity, block], [self.P + self.M, max(self.A, 1), max(self.B, 1)])

    @cached_property
    def fixed(self) -> Rows:
        """Places of the days gone by: columns person, activity, block, room, copy."""
        from scheduling.camp.choices import rows_of

        return rows_of(self, self.fixed_runs).places

    @cached_property
    def fixed_attended(self) -> IntArray:
        """``[P, A]``: how many runs each pupil attended on the days gone by."""
        pupils = self.fixed["person"] < self.P
        table = np.zeros((self.P, self.A), dtype=np.int64)
        np.add.at(table, (self.fixed["person"][pupils], self.fixed["activity"][pupils]), 1)
        return table

    @cached_property
    def fixed_worked(self) -> IntArray:
        """``[M]``: blocks that each mentor worked on the days gone by."""
        mentors = self.fixed["person"] >= self.P
        who, activity, block = (self.fixed[name][mentors] for name in ("person", "activity", "block"))
        worked = np.bincount(who - self.P, self.width(activity, block), minlength=self.M)
        return worked.astype(np.int64)

    @cached_property
    def fixed_held(self) -> IntArray:
        """``[A]``: runs of each activity on the days gone by."""
        return self._counted(self.fixed_runs)

    @cached_property
    def fixed_deserted(self) -> IntArray:
        """``[A]``: those of them whose people are all gone, of which there are no places."""
        return self._counted(run for run in self.fixed_runs if not run.pupils and not run.mentors)

    def _counted(self, runs: Iterable[CampRun]) -> IntArray:
        held = [self.number["activity"][run.activity] for run in runs]
        return np.bincount(ints(held), minlength=self.A).astype(np.int64)

    def tell(self, about: Mapping[str, int]) -> dict[str, str | int]:
        """The same columns with ids for numbers."""
        return {name: self.ids[name][value] if name in self.ids else value for name, value in about.items()}
