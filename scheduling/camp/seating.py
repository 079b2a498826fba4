"""Pupils over runs whose rooms and mentors are given: nearly a network, which HiGHS solves as a whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.search import Places, part
from scheduling.engine import highs
from scheduling.engine.exact import Solved, solve, weighed
from scheduling.engine.run import Run
from scheduling.rule import IntArray

SEATED = ("shortfall", "empty", "kept")
PLACE = 300
"""A place in an earlier goal counts as so much of the wishes' squares; twice as much for each goal before it."""
MISSING = 64 * PLACE
"""What a missed demand counts."""
FILLED_SHARE = 0.3
"""Of the steps left, so much goes at most into a search for places."""
LARGEST = 3_000
"""So many places are decided at one time."""
MOST = 12
"""So many pupils who lack something are seated anew with others at most."""


def weights_of(facts: Facts) -> dict[str, int]:
    """What a unit of each goal counts, up to the wishes; what comes after them is left to the search."""
    goals = facts.settings.goals
    first = goals[: goals.index("regret")]
    own = {goal: PLACE << n for n, goal in enumerate(reversed([g for g in first if g in SEATED]))}
    return {**own, "regret": 1}


def some_with(
    facts: Facts, candidates: Candidates, plan: Places, pupils: IntArray, rng: np.random.Generator
) -> IntArray:
    """These pupils, or some of them, with others: as many as can be seated anew at one time."""
    runs = _runs_to_come(facts, plan)
    places = len(candidates.pupils_in(np.arange(facts.P), runs.activity, runs.block, runs.room))
    others = np.setdiff1d(np.arange(facts.P), pupils)
    order = np.concatenate([rng.permutation(pupils)[:MOST], rng.permutation(others)])
    return order[: max(1, facts.P * LARGEST // max(places, 1))]


def _runs_to_come(facts: Facts, plan: Places) -> Places:
    coming = plan.where(~facts.past[plan.block])
    return coming.where(np.unique(coming.run_key(facts), return_index=True)[1])


def reseated(
    facts: Facts, candidates: Candidates, plan: Places, run: Run, pupils: IntArray, seconds: float
) -> Places | None:
    """The same runs and mentors with these pupils seated anew on the days to come."""
    mine = ~facts.past[plan.block] & np.isin(plan.person, pupils)
    runs = _runs_to_come(facts, plan)
    free = candidates.pupils_in(np.sort(pupils), runs.activity, runs.block, runs.room)
    return seated(facts, plan.where(~mine), free, run, seconds)


def seated(facts: Facts, held: Places, free: Places, run: Run, seconds: float) -> Places | None:
    """``held`` (days gone by, mentors, other pupils) with the best of the free places of pupils.

    None where none was found in time.
    """
    return _Seating(facts, held, free, weights_of(facts)).by_relaxation(run, seconds) if len(free) else None


def filled(facts: Facts, held: Places, free: Places, run: Run, seconds: float) -> Places | None:
    """The same where no wishes count, only that nobody is left with nothing: that is sooner found by search."""
    weights = {goal: weight for goal, weight in weights_of(facts).items() if goal in SEATED}
    return _Seating(facts, held, free, weights).by_search(run, seconds) if len(free) else None


class _Seating:
    """The program of free places beside held ones, with some goals in one sum."""

    def __init__(self, facts: Facts, held: Places, free: Places, weights: Mapping[str, int]) -> None:
        goals = [goal for goal in facts.settings.goals if goal in weights]
        self.facts, self.part = facts, part(facts, free, held, relax=True, goals=goals)
        self.aim = weighed(self.part.program, {**weights, "missing": MISSING})

    def by_relaxation(self, run: Run, seconds: float) -> Places | None:
        """As HiGHS finds it."""
        return self._read(highs.solve(self.part.program, run, goal=self.aim, seconds=seconds))

    def by_search(self, run: Run, seconds: float) -> Places | None:
        """As CP-SAT finds it."""
        program, steps = self.part.program, run.steps_left() * FILLED_SHARE
        found = solve(
            program, run, goal=self.aim, seconds=seconds, steps=steps, workers=run.threads, brief=True, relaxing=False
        )
        return self._read(found)

    def _read(self, found: Solved) -> Places | None:
        """The plan without runs that nobody is in."""
        if found.solution is None:
            return None
        plan = self.part.read(found.solution)
        return plan.where(np.isin(plan.run_key(self.facts), plan.run_key(self.facts)[plan.person < self.facts.P]))
