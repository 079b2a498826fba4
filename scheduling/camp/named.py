"""The timetable with the places that matter by name: which pupil has which wish met, or stays, in which block.

All other pupils are counted only, so that it stays small enough to be solved as a whole; a timetable that is best
here meets wishes that no two of which are at the same time.
"""

from __future__ import annotations

import numpy as np

from scheduling.camp.facts import NEVER
from scheduling.camp.pins import open_pins
from scheduling.camp.problem import Requirement
from scheduling.camp.timetable import Timetable
from scheduling.engine.linear import NEAR, Floats
from scheduling.rule import IntArray, grouped, ints, keys_of


class NamedTimetable(Timetable):
    """``named[i]``: column of pupil ``named_pupil[i]`` in start ``named_start[i]``, wished or held before."""

    def _limit_wishes(self) -> None:
        super()._limit_wishes()
        self.asked: set[int] = set()
        self.daily: set[int] = set()
        self.taken: list[tuple[IntArray, IntArray, IntArray | int]] = []
        coming = self.facts.there & ~self.facts.day_past[None, :]
        self.coming = ints(np.where(coming, self.facts.day_blocks[None, :], 0))
        self.time = self.coming.sum(axis=1)
        self._name_places()
        self._limit_counted()
        self._limit_named()
        self._limit_apart()

    def _name_places(self) -> None:
        facts, may = self.facts, self.candidates.pupil_may
        marked = np.zeros((facts.P, facts.A, facts.B), dtype=np.bool_)
        marked[self.wish_pupil, self.wish_activity] = True
        marked.reshape(-1)[facts.had[facts.had < marked.size]] = True
        for person, activity, block in self._pinned_pupils():
            marked[person, activity, block] = True
        marked &= may
        self.named_pupil, self.named_start = (ints(x) for x in np.nonzero(marked[:, self.activity, self.block]))
        self.named = self.build.columns_to(np.ones(len(self.named_pupil), dtype=np.int64))
        self.named_activity, self.named_width = self.activity[self.named_start], self.width[self.named_start]

    def _pinned_pupils(self) -> list[tuple[int, int, int]]:
        number = self.facts.number
        pins = [pin for pin in open_pins(self.facts) if pin.person in number["pupil"]]
        return [(number["pupil"][p.person], number["activity"][p.activity], number["block"][p.block]) for p in pins]

    def _pin(self) -> None:
        super()._pin()
        top = max(self.starts, 1)
        number = self.start_numbers()
        asked = [pupil * top + int(number[activity, block]) for pupil, activity, block in self._pinned_pupils()]
        own = np.flatnonzero(np.isin(self.named_pupil * top + self.named_start, asked))
        self.build.limit((np.arange(len(own)), self.named[own], 1), low=1, count=len(own))

    def start_numbers(self) -> IntArray:
        """``[A, B]``: the number of each start."""
        number = np.full((self.facts.A, self.facts.B), NEVER, dtype=np.int64)
        number[self.activity, self.block] = np.arange(self.starts)
        return number

    def _limit_counted(self) -> None:
        """Wishes are met by a place; of a group no more have one than are counted in the start."""
        build, facts = self.build, self.facts
        wish = keys_of([self.wish_pupil, self.wish_activity], [facts.P, facts.A])
        order = np.argsort(wish)
        place = keys_of([self.named_pupil, self.named_activity], [facts.P, facts.A])
        at = np.minimum(np.searchsorted(wish[order], place), len(wish) - 1)
        own = np.flatnonzero(wish[order][at] == place) if len(wish) else ints([])
        row = np.arange(len(wish))
        build.limit((row, self.wish_met, 1), (order[at[own]], self.named[own], -1), high=0, count=len(wish))
        counted = self.place_in(self.group[self.named_pupil], self.named_start)
        row = np.arange(len(self.pupils))
        build.limit((counted, self.named, 1), (row, self.pupils, -1), high=0, count=len(row))

    def _limit_named(self) -> None:
        """Nobody in two places at one time, nor twice in what is done once, nor above what is required at most."""
        build, facts = self.build, self.facts
        at, block = facts.covered(self.named_activity, self.block[self.named_start])
        busy = grouped(pupil=self.named_pupil[at], block=block)
        build.limit((busy.of, self.named[at], 1), high=1, count=busy.count)
        once = np.flatnonzero(~facts.repeatable[self.named_activity])
        of = grouped(pupil=self.named_pupil[once], activity=self.named_activity[once])
        build.limit((of.of, self.named[once], 1), high=1, count=of.count)
        for asked in facts.problem.requirements:
            own = np.flatnonzero(facts.kind[self.named_activity] == facts.kinds[asked.kind])
            if asked.max is not None and asked.per == "day":
                of = grouped(pupil=self.named_pupil[own], day=self.day[self.named_start[own]])
                build.limit((of.of, self.named[own], 1), high=asked.max, count=of.count)

    def _limit_apart(self) -> None:
        """Of two who are to be apart both are in a start only where it has two runs."""
        build, facts = self.build, self.facts
        one, other = facts.apart.T
        for p, q in zip(one.tolist(), other.tolist(), strict=True):
            mine, theirs = (np.flatnonzero(self.named_pupil == who) for who in (p, q))
            both, i, j = np.intersect1d(self.named_start[mine], self.named_start[theirs], return_indices=True)
            row, count = np.arange(len(both)), len(both)
            place = np.full(self.starts, -1, dtype=np.int64)
            place[both] = row
            runs = np.flatnonzero(place[self.run_start] >= 0)
            build.limit(
                (row, self.named[mine[i]], 1),
                (row, self.named[theirs[j]], 1),
                (place[self.run_start[runs]], self.runs[runs], -1),
                high=0,
                count=count,
            )

    def limit_short(self, asked: Requirement, short: IntArray) -> None:
        """What is required of each pupil takes time that named places of other kinds do not.

        ``short`` has a column for each group (and day).
        """
        kind = self.facts.kinds[asked.kind]
        if kind in self.asked:
            return
        self.asked.add(kind)
        limit = self._limit_daily if asked.per == "day" else self._limit_once
        limit(kind, asked.min, short)

    def _limit_daily(self, kind: int, least: int, short: IntArray) -> None:
        build, facts = self.build, self.facts
        time = self._shortest(kind)
        pupil, day = (ints(x) for x in np.nonzero(self.coming > 0))
        lacks = build.columns_to(np.full(len(pupil), least, dtype=np.int64))
        build.limit(
            (self.group[pupil] * facts.D + day, lacks, 1),
            (np.arange(len(short)), short, -1),
            high=0,
            count=len(short),
        )
        number = np.full((facts.P, facts.D), NEVER)
        number[pupil, day] = np.arange(len(pupil))
        own = np.flatnonzero(facts.kind[self.named_activity] != kind)
        of = number[self.named_pupil[own], self.day[self.named_start[own]]]
        build.limit(
            (of, self.named[own], self.named_width[own]),
            (np.arange(len(pupil)), lacks, -time),
            high=self.coming[pupil, day] - time * least,
        )
        self.daily.add(kind)
        self.time -= time * least * (self.coming > 0).sum(axis=1)
        self.taken.append((pupil, lacks, -time))

    def _limit_once(self, kind: int, least: int, short: IntArray) -> None:
        build, facts = self.build, self.facts
        own = np.flatnonzero(facts.kind[self.named_activity] == kind)
        need = np.maximum(least - facts.fixed_attended[:, facts.kind == kind].sum(axis=1), 0)
        more, lacks = build.columns_to(need), build.columns_to(need)
        row = np.arange(facts.P)
        build.limit((self.named_pupil[own], self.named[own], 1), (row, more, 1), (row, lacks, 1), low=need)
        build.limit((self.group, lacks, 1), (np.arange(len(short)), short, -1), high=0, count=len(short))
        self.taken.append((row, more, self._shortest(kind)))

    def _shortest(self, kind: int) -> int:
        facts = self.facts
        return int(facts.length[facts.kind == kind].min(initial=facts.B + 1))

    def limit_time(self) -> None:
        """What pupils do by name and what is required of them beside has room in their days."""
        own = np.flatnonzero(~np.isin(self.facts.kind[self.named_activity], sorted(self.daily)))
        self.taken.append((self.named_pupil[own], self.named[own], self.named_width[own]))
        self.build.limit(*self.taken, high=self.time)

    def stay(self, pupil: IntArray, start: IntArray) -> IntArray:
        """Columns of which each is one pupil who stays in a start."""
        top = max(self.starts, 1)
        return self.named[np.searchsorted(self.named_pupil * top + self.named_start, pupil * top + start)]

    def places_of(self, solution: Floats) -> tuple[IntArray, IntArray, IntArray]:
        """(pupil, activity, block) of the places that a solution, of which parts may be left, surely names."""
        on = np.flatnonzero(solution[self.named] > 1 - NEAR)
        return self.named_pupil[on], self.named_activity[on], self.block[self.named_start[on]]
