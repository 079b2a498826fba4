"""The camp without names: how often each activity starts in each block, in which rooms, with how many adults.

Pupils are only counted, in groups of those who may do the same; mentors are counted by what they may lead. Every plan
is a solution of it, so what cannot be beaten here no plan can beat; and what is best here is a good timetable for the
people to be put into. Rooms are equal (one *class*) where the same activities fit and seats and access are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import TypeVar

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.implied import least_mentors
from scheduling.camp.problem import Requirement
from scheduling.engine.building import Building
from scheduling.engine.excess import amounts
from scheduling.rule import NO_LOW, BoolArray, IntArray, grouped, ints

Name = TypeVar("Name", int, str)
MOST_SETS = 6
"""Up to so many kinds and qualifications every set of them is asked about; beyond, single ones, pairs and all."""


class Timetable:
    """The relaxed program of a camp problem, and how to read a timetable from its solutions."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts, self.candidates = facts, candidates
        starts = grouped(activity=candidates.activity, block=candidates.block)
        self.activity, self.block = starts.about["activity"], starts.about["block"]
        self.starts = starts.count
        self.width = facts.width(self.activity, self.block)
        self.day = facts.block_day[self.block]
        self._classes()
        self._groups()
        self.build = Building()
        self._columns()
        self._limit_rooms()
        self._limit_staff()
        self._limit_pupils()
        self._limit_wishes()
        self._pin()

    def _classes(self) -> None:
        facts = self.facts
        looks = [
            (*facts.room_fits[:, r].tolist(), int(facts.seats[r]), bool(facts.accessible[r])) for r in range(facts.R)
        ]
        found = {look: i for i, look in enumerate(dict.fromkeys(looks))}
        self.class_of = ints([found[look] for look in looks])
        self.class_rooms = [np.flatnonzero(self.class_of == c) for c in range(len(found))]
        first = ints([rooms[0] for rooms in self.class_rooms])
        fits = facts.room_fits[self.activity][:, first]
        self.run_start, self.run_class = (ints(x) for x in np.nonzero(fits))
        size = ints([len(rooms) for rooms in self.class_rooms])
        self.class_size = size
        self.run_seats = np.minimum(facts.most[self.activity[self.run_start]], facts.seats[first[self.run_class]])
        self.run_open = facts.accessible[first[self.run_class]]

    def _groups(self) -> None:
        """Pupils who may do the same: grades by what they open, and whether they need accessible rooms."""
        facts = self.facts
        looks = [(*facts.in_grade[p].tolist(), bool(facts.accessible_only[p])) for p in range(facts.P)]
        found = {look: i for i, look in enumerate(dict.fromkeys(looks))}
        self.group = ints([found[look] for look in looks])
        self.groups = len(found)
        self.group_needs = np.array([look[-1] for look in found], dtype=np.bool_)
        member = np.zeros((self.groups, facts.P), dtype=np.int64)
        member[self.group, np.arange(facts.P)] = 1
        self.member = member
        self.there = member @ facts.there.astype(np.int64)
        may = self.candidates.pupil_may
        able = np.zeros((self.groups, self.starts), dtype=np.int64)
        for g in range(self.groups):
            able[g] = may[self.group == g][:, self.activity, self.block].sum(axis=0)
        self.able = able

    def _columns(self) -> None:
        build, facts = self.build, self.facts
        self.runs = build.columns_to(self.class_size[self.run_class])
        self.staff = build.columns_to(np.full(self.starts, facts.M))
        self.in_group, self.in_start = (ints(x) for x in np.nonzero(self.able))
        self.pupils = build.columns_to(self.able[self.in_group, self.in_start])

    def _limit_rooms(self) -> None:
        build, facts = self.build, self.facts
        at, block = facts.covered(self.activity[self.run_start], self.block[self.run_start])
        used = grouped(room=self.run_class[at], block=block)
        build.limit((used.of, self.runs[at], 1), high=self.class_size[used.about["room"]])
        of = grouped(activity=self.activity[self.run_start])
        left = np.maximum(facts.max_runs - facts.fixed_held, 0)[of.about["activity"]]
        build.limit((of.of, self.runs, 1), high=left)

    def _limit_staff(self) -> None:
        """Enough adults for runs and pupils, and never more than there are who may lead them."""
        build, facts = self.build, self.facts
        own = np.arange(self.starts)
        team = least_mentors(facts)[self.activity]
        build.limit(
            (self.run_start, self.runs, -team[self.run_start]), (own, self.staff, 1), low=0, count=self.starts
        )
        each = facts.each[self.activity]
        counted = np.flatnonzero(each[self.in_start] != NEVER)
        build.limit(
            (own, self.staff, np.maximum(each, 0)),
            (self.in_start[counted], self.pupils[counted], -1),
            low=np.where(each == NEVER, NO_LOW, 0),
        )
        for kinds, quals in self._skills():
            self._limit_skill(kinds, quals)

    def _skills(self) -> Iterable[tuple[BoolArray, BoolArray | None]]:
        """Sets of activities by kind, each with the mentors who lead any of it; then by qualification."""
        facts = self.facts
        kinds = sorted(set(facts.kind[self.activity].tolist()))
        for some in _sets(kinds):
            yield np.isin(facts.kind, some), None
        names = sorted({a.qualification for a in facts.problem.activities if a.qualification is not None})
        for named in _sets(names):
            yield (
                np.zeros(facts.A, dtype=np.bool_),
                np.array([a.qualification in named for a in facts.problem.activities], dtype=np.bool_),
            )

    def _limit_skill(self, kinds: BoolArray, quals: BoolArray | None) -> None:
        """In each block, on each day and over the camp: no more lead these activities than there are."""
        build, facts = self.build, self.facts
        if quals is None:
            own = np.flatnonzero(kinds[self.activity])
            who = np.asarray(facts.leads[:, kinds].any(axis=1), dtype=np.bool_)
            start, column = own, self.staff[own]
        else:
            own = np.flatnonzero(quals[self.activity[self.run_start]])
            who = np.asarray((facts.qualified & facts.leads)[:, quals].any(axis=1), dtype=np.bool_)
            start, column = self.run_start[own], self.runs[own]
        if not len(own):
            return
        there = facts.on_duty[who]
        at, block = facts.covered(self.activity[start], self.block[start])
        blocks = grouped(block=block)
        build.limit((blocks.of, column[at], 1), high=there.sum(axis=0)[blocks.about["block"]])
        day, left = self._work_left(who)
        days = grouped(day=self.day[start])
        build.limit((days.of, column, self.width[start]), high=day[days.about["day"]])
        build.limit((np.zeros(len(start), dtype=np.int64), column, self.width[start]), high=ints([left]))

    def _work_left(self, who: BoolArray) -> tuple[IntArray, int]:
        """(``[D]``, in all): blocks that these mentors can still work."""
        facts = self.facts
        on = facts.duty_blocks.copy()
        left = np.maximum(facts.max_blocks - facts.fixed_worked, 0)
        on = np.minimum(np.minimum(on, facts.settings.max_blocks_per_day), left[:, None])
        on[:, facts.day_past] = 0
        return on[who].sum(axis=0), int(np.minimum(on.sum(axis=1), left)[who].sum())

    def _limit_pupils(self) -> None:
        """Nobody in two places, runs neither too small nor too full, and what is required at most."""
        build, facts = self.build, self.facts
        group, start = self.in_group, self.in_start
        at, block = facts.covered(self.activity[start], self.block[start])
        busy = grouped(group=group[at], block=block)
        build.limit(
            (busy.of, self.pupils[at], 1), high=self.there[busy.about["group"], facts.block_day[busy.about["block"]]]
        )
        least = facts.least[self.activity[self.run_start]]
        build.limit((start, self.pupils, 1), (self.run_start, self.runs, -least), low=0, count=self.starts)
        build.limit((start, self.pupils, -1), (self.run_start, self.runs, self.run_seats), low=0, count=self.starts)
        needy = np.flatnonzero(self.group_needs[group])
        open_ = np.flatnonzero(self.run_open)
        if len(needy):
            build.limit(
                (start[needy], self.pupils[needy], -1),
                (self.run_start[open_], self.runs[open_], self.run_seats[open_]),
                low=0,
                count=self.starts,
            )
        once = np.flatnonzero(~facts.repeatable[self.activity[start]])
        of = grouped(group=group[once], activity=self.activity[start[once]])
        still = self.member @ (facts.fixed_attended == 0).astype(np.int64)
        build.limit((of.of, self.pupils[once], 1), high=still[of.about["group"], of.about["activity"]])
        self._limit_required()

    def _limit_required(self) -> None:
        build, facts = self.build, self.facts
        for asked in facts.problem.requirements:
            kind = facts.kinds[asked.kind]
            own = np.flatnonzero(facts.kind[self.activity[self.in_start]] == kind)
            if asked.max is None or not len(own):
                continue
            if asked.per == "day":
                of = grouped(group=self.in_group[own], day=self.day[self.in_start[own]])
                high = asked.max * self.there[of.about["group"], of.about["day"]]
            else:
                gone = facts.fixed_attended[:, facts.kind == kind].sum(axis=1)
                of = grouped(group=self.in_group[own])
                high = (self.member @ np.maximum(asked.max - gone, 0))[of.about["group"]]
            build.limit((of.of, self.pupils[own], 1), high=high)

    def _limit_wishes(self) -> None:
        """Which wishes are met; no more of a group have theirs met than come to the activity."""
        build, facts = self.build, self.facts
        wish, points = facts.wishes["pupil"], facts.wishes["points"]
        open_ = np.flatnonzero(facts.fixed_attended[wish, facts.wishes["activity"]] == 0)
        self.wish_pupil, self.wish_points = wish[open_], points[open_]
        activity = facts.wishes["activity"][open_]
        self.wish_activity = activity
        self.wish_met = build.columns_to(np.ones(len(open_), dtype=np.int64))
        key, count = self.group[self.wish_pupil] * facts.A + activity, self.groups * facts.A
        come = self.in_group * facts.A + self.activity[self.in_start]
        build.limit((key, self.wish_met, 1), (come, self.pupils, -1), high=0, count=count)
        self._losses()

    def _losses(self) -> None:
        build, facts = self.build, self.facts
        rows, widths, prices = [], [], []
        for p in range(facts.P):
            points = self.wish_points[self.wish_pupil == p].tolist()
            edges = amounts(0, points, 0, sum(points))
            rows += [p] * (len(edges) - 1)
            widths += np.diff(edges).tolist()
            prices += [a + b for a, b in pairwise(edges)]
        self.loss, self.loss_price = build.columns_to(ints(widths)), ints(prices)
        base = np.bincount(self.wish_pupil, self.wish_points, minlength=facts.P).astype(np.int64)
        build.limit((ints(rows), self.loss, 1), (self.wish_pupil, self.wish_met, self.wish_points), low=base)

    def limit_short(self, asked: Requirement, short: IntArray) -> None:
        """What follows for single pupils from how many of a group (on a day) lack what is required: here nothing."""

    def limit_time(self) -> None:
        """What follows from the time of single pupils: here nothing."""

    def stay(self, pupil: IntArray, start: IntArray) -> IntArray:
        """Columns that count who stays in a start: of each group no more than were in it and may be."""
        groups = grouped(group=self.group[pupil], start=start)
        column = self.build.columns_to(np.bincount(groups.of, minlength=groups.count).astype(np.int64))
        counted = self.place_in(groups.about["group"], groups.about["start"])
        row = np.arange(groups.count)
        self.build.limit((row, column, 1), (row, self.pupils[counted], -1), high=0, count=groups.count)
        return column

    def place_in(self, group: IntArray, start: IntArray) -> IntArray:
        """Which of the ``pupils`` columns counts a group in a start."""
        return np.searchsorted(self.in_group * self.starts + self.in_start, group * self.starts + start)

    def _pin(self) -> None:
        """Where somebody is pinned, a run starts."""
        facts, number = self.facts, self.facts.number
        pinned = {
            (number["activity"].get(pin.activity, -1), number["block"].get(pin.block, -1))
            for pin in facts.problem.pins
        }
        found = [s for s in range(self.starts) if (int(self.activity[s]), int(self.block[s])) in pinned]
        place = np.full(self.starts, -1, dtype=np.int64)
        place[found] = np.arange(len(found))
        own = np.flatnonzero(place[self.run_start] >= 0)
        self.build.limit((place[self.run_start[own]], self.runs[own], 1), low=1, count=len(found))


def _sets(names: Sequence[Name]) -> list[tuple[Name, ...]]:
    sizes = range(1, len(names) + 1) if len(names) <= MOST_SETS else (1, 2, len(names))
    return [some for size in sizes for some in combinations(names, size)]
