"""A plan in stages: a timetable that knows whose wishes it meets, then its mentors, then its pupils."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.named import NamedTimetable
from scheduling.camp.relaxation import Relaxation, relaxation
from scheduling.camp.search import Places
from scheduling.camp.seating import filled, seated, weights_of
from scheduling.camp.staffing import Wanted, places_in, staffed, wanted_runs
from scheduling.camp.timetable import Timetable
from scheduling.engine.dive import Dived, dived
from scheduling.engine.exact import solve, weighed
from scheduling.engine.linear import Floats
from scheduling.engine.program import Objective
from scheduling.engine.run import Run
from scheduling.rule import BoolArray

DIVE_SHARE, SEARCH_SHARE, STAFF_SHARE, SEAT_SHARE, FILL_SHARE = 0.5, 0.08, 0.05, 0.4, 0.6
"""Of the seconds or steps, so much goes at most into each stage."""
LOSS = 15
"""One loss (in the sum of all goals weighed) for so many pupils is little for a step of the dive."""
FAR = 4
"""Where the whole dive has lost more than so many times that, search goes on from it for a while."""
LARGEST = 40_000
"""Timetables of more columns take longer to make and to fill than a first plan takes to be made as good."""
LEAST = 7e-4
"""So many seconds, or steps, for each of its columns a timetable may take to be made."""


@dataclass(frozen=True)
class Staged:
    """``plan``: None where none was found. ``bound``: no plan is worth more in the goals weighed, constants left
    out; None where that is not known.
    """

    plan: Places | None
    bound: int | None


class Stages:
    """The stages of one plan, each with its share of the budget.

    With several threads the timetable is made beside what else is done in ``begun``.
    """

    def __init__(self, facts: Facts, candidates: Candidates, run: Run) -> None:
        self.facts, self.candidates, self.run = facts, candidates, run
        self.named = relaxation(facts, candidates, NamedTimetable)
        self.aim = weighed(self.named.program, weights_of(facts))
        self.loss = max(1.0, facts.P / LOSS)
        self.seconds, self.budget = run.seconds_left(), min(run.seconds_left(), run.steps_left())
        self._dive: Future[Dived] | None = None

    @contextmanager
    def begun(self) -> Iterator[None]:
        """While this lasts the timetable is being made by one of the workers, if there are several."""
        workers = self.run.workers
        with ThreadPoolExecutor(1) as pool:
            if self.run.threads > 1 and not self.is_large and not self.is_short:
                self._dive = pool.submit(self._dived)
                self.run.workers = workers - 1
            yield
        self.run.workers = workers

    @property
    def is_large(self) -> bool:
        """Whether the problem is too large to be planned in stages."""
        return self.named.program.columns > LARGEST

    @property
    def is_short(self) -> bool:
        """Whether the budget is too short for a timetable that knows whose wishes it meets."""
        return self.budget * DIVE_SHARE < LEAST * self.named.program.columns

    @property
    def ready(self) -> bool:
        """Whether nobody is at work on the timetable."""
        return self._dive is None or self._dive.done()

    def staged(self, plan: Places) -> Staged:
        """All stages one after another; of ``plan`` only the days gone by stay. Nothing where that would not pay."""
        if self.is_large or self.is_short:
            return Staged(None, None)
        found = self._dived() if self._dive is None else self._dive.result()
        if found.shares is None or found.bound is None:
            return Staged(None, found.bound)
        solution, bound = found.shares, found.bound
        if bound - self._value(solution) > FAR * self.loss:
            solution, bound = self._searched(solution, bound)
        return Staged(self._with_people(plan, solution), bound)

    def _value(self, solution: Floats) -> float:
        return float((self.aim.value * solution[self.aim.column]).sum())

    def _searched(self, solution: Floats, bound: int) -> tuple[Floats, int]:
        """A better timetable, if one is soon found, as in small camps, and a better bound."""
        run = self.run
        found = solve(
            self.named.program,
            run,
            goal=self.aim,
            hint=np.rint(solution).astype(np.int64),
            seconds=self.seconds * SEARCH_SHARE,
            steps=run.steps_left() * SEARCH_SHARE,
            workers=run.threads,
            brief=True,
        )
        best = bound if found.bound is None else min(bound, found.bound)
        made = [solution] if found.solution is None else [solution, found.solution.astype(float)]
        return max(made, key=self._value), best

    def _dived(self) -> Dived:
        return self._dive_into(self.named, self.aim)

    def _dive_into(self, relaxed: Relaxation[Timetable], aim: Objective) -> Dived:
        table, run = relaxed.table, self.run
        own = run.another(self.seconds * DIVE_SHARE, None if run.steps is None else run.steps_left() * DIVE_SHARE)
        found = dived(relaxed.program, own, goal=aim, whole=[table.runs, table.staff], loss=self.loss)
        run.done(own)
        return found

    def filled(self, plan: Places) -> Places | None:
        """A plan that leaves nobody with nothing, as far as that can be had; wishes count for its runs only.

        Nothing where a plan by all stages is no later.
        """
        if self.is_large or not self.is_short:
            return None
        plain = relaxation(self.facts, self.candidates, Timetable)
        found = self._dive_into(plain, weighed(plain.program, weights_of(self.facts)))
        if found.shares is None:
            return None
        return filled(self.facts, *self._led(plan, plain.table, found.shares), self.run, self.seconds * FILL_SHARE)

    def _with_people(self, plan: Places, solution: Floats) -> Places | None:
        """Mentors for the runs of a solution, then pupils, who keep the places it names if they can."""
        held, free = self._led(plan, self.named.table, solution)
        free = free.where(self._beside_named(free, solution))
        return seated(self.facts, held, free, self.run, self.seconds * SEAT_SHARE)

    def _led(self, plan: Places, table: Timetable, solution: Floats) -> tuple[Places, Places]:
        """Days gone by and mentors for the runs of a solution; and where pupils may be in these."""
        facts, candidates = self.facts, self.candidates
        runs = wanted_runs(table, solution)
        past = plan.where(facts.past[plan.block])
        team = staffed(facts, candidates, runs, past, self.run, self.seconds * STAFF_SHARE)
        led = _with_mentors(facts, runs, team)
        return past.plus(team), candidates.pupils_in(np.arange(facts.P), led.activity, led.block, led.room)

    def _beside_named(self, free: Places, solution: Floats) -> BoolArray:
        """Which places are named, or at another time than all places that are named for the pupil."""
        facts = self.facts
        who, activity, block = self.named.table.places_of(solution)
        busy = np.full((facts.P, facts.B), NEVER, dtype=np.int64)
        row, covered = facts.covered(activity, block)
        busy[who[row], covered] = (activity * facts.B + block)[row]
        row, covered = facts.covered(free.activity, free.block)
        now, own = busy[free.person[row], covered], (free.activity * facts.B + free.block)[row]
        beside: BoolArray = np.bincount(row[(now != NEVER) & (now != own)], minlength=len(free)) == 0
        return beside


def _with_mentors(facts: Facts, runs: Wanted, team: Places) -> Places:
    """One place for each run that has its mentors or needs none."""
    rows = places_in(runs)
    alone = (facts.each[runs.activity] == NEVER) & ~facts.asks_qualified[runs.activity]
    return rows.where(alone | np.isin(rows.run_key(facts), team.run_key(facts)))
