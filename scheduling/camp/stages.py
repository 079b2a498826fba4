"""A plan in stages: a timetable without names, one that knows whose wishes it meets, its mentors, its pupils."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.named import NamedTimetable
from scheduling.camp.relaxation import Relaxation, relaxation
from scheduling.camp.search import Places
from scheduling.camp.seating import seated, weights_of
from scheduling.camp.staffing import Wanted, places_in, staffed, wanted_runs
from scheduling.camp.timetable import Timetable
from scheduling.engine import highs
from scheduling.engine.exact import Solved, solve, value_of, weighed, widened
from scheduling.engine.program import Objective, restricted
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, IntArray

PLAIN_SHARE, GIVEN_SHARE, NAMED_SHARE, STAFF_SHARE, FILL_SHARE = 0.06, 0.15, 0.37, 0.1, 0.3
"""Of the seconds or steps, so much goes at most into each stage."""

MANY = 250
"""For more pupils than this a timetable without names is not worth its time."""
WHOLE = 15_000
"""So many places of pupils are decided at one time; more go day by day."""
GAP = 0.02
"""So near to the best, in proportion, the rest of a solution is good enough to go on from."""


@dataclass(frozen=True)
class Staged:
    """``plan``: None where none was found. ``bound``: no plan is worth more in the goals weighed, constants left
    out; None where that is not known.
    """

    plan: Places | None
    bound: int | None


def plan_by_timetable(
    facts: Facts, candidates: Candidates, plain: Relaxation[Timetable], plan: Places, run: Run
) -> Staged:
    """A plan whose timetable is led on from that of ``plan``, of which only the days gone by stay."""
    return _Stages(facts, candidates, plain, run).staged(plan)


class _Stages:
    """The stages of one plan, each with its share of the budget."""

    def __init__(self, facts: Facts, candidates: Candidates, plain: Relaxation[Timetable], run: Run) -> None:
        self.facts, self.candidates, self.run = facts, candidates, run
        self.plain, self.named = plain, relaxation(facts, candidates, NamedTimetable)
        self.aim = weighed(self.named.program, weights_of(facts))
        self.seconds, self.steps = run.seconds_left(), run.steps_left()

    def staged(self, plan: Places) -> Staged:
        """All stages one after another."""
        began = self._completed(self.named, *self.named.table.of_places(plan))
        hint = began if began is None or self.facts.P > MANY else self._by_counts(began)
        found = self._solved(self.named, self.aim, hint, NAMED_SHARE, 1)
        made = None if found.solution is None else self._with_people(plan, found.solution)
        return Staged(made, found.bound)

    def _by_counts(self, began: IntArray) -> IntArray:
        """A better timetable than ``began`` where there is a better one without names."""
        table, plain, named = self.plain.table, self.plain.program, self.named.table
        counts = (named.runs, named.staff, named.pupils)
        theirs = (table.runs, table.staff, table.pupils)
        hint = np.zeros(plain.columns, dtype=np.int64)
        known = np.zeros(plain.columns, dtype=np.bool_)
        for own, other in zip((*theirs, table.wish_met), (*counts, named.wish_met), strict=True):
            hint[own], known[own] = began[other], True
        aim = weighed(plain, weights_of(self.facts))
        found = self._solved(self.plain, aim, self._completed(self.plain, hint, known), PLAIN_SHARE, 2)
        if found.solution is None:
            return began
        new, known = np.zeros_like(began), np.zeros(len(began), dtype=np.bool_)
        for own, other in zip(theirs, counts, strict=True):
            new[other], known[other] = found.solution[own], True
        given = self._completed(self.named, new, known | self._without_run(new))
        return began if given is None or value_of(self.aim, given) < value_of(self.aim, began) else given

    def _without_run(self, solution: IntArray) -> BoolArray:
        """Named places in starts in which no run is."""
        table = self.named.table
        held = np.bincount(table.run_start, solution[table.runs], minlength=table.starts) > 0
        none = np.zeros(len(solution), dtype=np.bool_)
        none[table.named] = ~held[table.named_start]
        return none

    def _completed(self, relaxed: Relaxation[Timetable], known: IntArray, is_known: BoolArray) -> IntArray | None:
        """The other columns of a solution beside the known ones, as good as can be."""
        program = relaxed.program
        whole, free = np.zeros(program.columns, dtype=np.int64), np.ones(program.columns, dtype=np.bool_)
        whole[: len(known)], free[: len(known)] = known, ~is_known
        some = restricted(program, free, whole)
        goal = weighed(some, weights_of(self.facts))
        found = highs.solve(some, self.run, goal=goal, seconds=self.seconds * GIVEN_SHARE, gap=GAP).solution
        return None if found is None else whole + widened(found, free)

    def _solved(
        self, relaxed: Relaxation[Timetable], aim: Objective, hint: IntArray | None, share: float, relaxing: int
    ) -> Solved:
        run, limits = self.run, (self.seconds * share, self.steps * share)
        return solve(
            relaxed.program,
            run,
            goal=aim,
            hint=hint,
            seconds=limits[0],
            steps=limits[1],
            workers=run.threads,
            brief=True,
            relaxing=relaxing,
        )

    def _with_people(self, plan: Places, solution: IntArray) -> Places | None:
        """Mentors for the runs of a solution, then pupils, who keep the places it names if they can."""
        facts, candidates, run = self.facts, self.candidates, self.run
        runs = wanted_runs(self.named.table, solution)
        past = plan.where(facts.past[plan.block])
        team = staffed(facts, candidates, runs, past, run, self.seconds * STAFF_SHARE)
        led = _with_mentors(facts, runs, team)
        if not len(led):
            return None
        free = candidates.pupils_in(np.arange(facts.P), led.activity, led.block, led.room)
        free = free.where(self._beside_named(free, solution))
        if len(free) <= WHOLE:
            return seated(facts, past.plus(team), free, run, self.seconds * FILL_SHARE)
        return self._by_days(past, team, free, solution)

    def _by_days(self, past: Places, team: Places, free: Places, solution: IntArray) -> Places | None:
        """Pupils of several days at a time; whom two of these give the same once more stays in the first."""
        facts, run, plan = self.facts, self.run, past
        free = free.where(self._not_named_elsewhere(free, solution))
        days = np.flatnonzero(~facts.day_past)
        for some in np.array_split(days, -(-len(days) // run.threads)):
            with ThreadPoolExecutor(run.threads) as pool:
                made = list(pool.map(lambda day, plan=plan: self._of_day(plan, team, free, day, len(days)), some))
            for day in made:
                plan = plan if day is None else plan.plus(self._still_possible(plan, day))
        return plan

    def _of_day(self, plan: Places, team: Places, free: Places, day: int, count: int) -> Places | None:
        facts = self.facts
        free = self._still_possible(plan, free.where(facts.block_day[free.block] == day))
        own = team.where(facts.block_day[team.block] == day)
        limit = self.seconds * FILL_SHARE * self.run.threads / count
        made = seated(facts, plan.plus(own), free, self.run, limit, wishes=False)
        return None if made is None else made.where(facts.block_day[made.block] == day)

    def _still_possible(self, plan: Places, places: Places) -> Places:
        """Those of the places that give no pupil something once more that is done once."""
        once = ~self.facts.repeatable[places.activity]
        key, had = (x.person * self.facts.A + x.activity for x in (places, plan))
        return places.where(~(once & (places.person < self.facts.P) & np.isin(key, had)))

    def _not_named_elsewhere(self, free: Places, solution: IntArray) -> BoolArray:
        """Which places are named, or of an activity that is not named for the pupil, or may be repeated."""
        facts = self.facts
        who, activity, block = self.named.table.places_of(solution)
        named = np.full((facts.P, facts.A), NEVER, dtype=np.int64)
        named[who, activity] = block
        when = named[free.person, free.activity]
        possible: BoolArray = (when == NEVER) | (when == free.block) | facts.repeatable[free.activity]
        return possible

    def _beside_named(self, free: Places, solution: IntArray) -> BoolArray:
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
