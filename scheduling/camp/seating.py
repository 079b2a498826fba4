"""Pupils over runs whose rooms and mentors are given: nearly a network, which HiGHS solves as a whole."""

from __future__ import annotations

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.search import Places, part
from scheduling.engine import highs
from scheduling.engine.exact import weighed
from scheduling.engine.run import Run
from scheduling.rule import IntArray

SEATED = ("shortfall", "empty", "kept")
PLACE = 300
"""A place in an earlier goal counts as so much of the wishes' squares; twice as much for each goal before it."""
MISSING = 64 * PLACE
"""What a missed demand counts."""
LARGEST = 3_000
"""So many places are decided at one time."""
MOST = 12
"""So many pupils who lack something are seated anew with others at most."""
SEATING_SHARE = 0.3
"""Of the seconds left, so much goes at most into one seating."""


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


def reseated(facts: Facts, candidates: Candidates, plan: Places, run: Run, pupils: IntArray) -> Places | None:
    """The same runs and mentors with these pupils seated anew on the days to come."""
    mine = ~facts.past[plan.block] & np.isin(plan.person, pupils)
    runs = _runs_to_come(facts, plan)
    free = candidates.pupils_in(np.sort(pupils), runs.activity, runs.block, runs.room)
    return seated(facts, plan.where(~mine), free, run, run.seconds_left() * SEATING_SHARE)


def seated(facts: Facts, held: Places, free: Places, run: Run, seconds: float) -> Places | None:
    """``held`` (days gone by, mentors, other pupils) with the best of the free places of pupils.

    None where none was found in time.
    """
    if not len(free):
        return None
    weights = weights_of(facts)
    asked = part(facts, free, held, relax=True, goals=[g for g in facts.settings.goals if g in weights])
    program = asked.program
    aim = weighed(program, {**weights, "missing": MISSING})
    found = highs.solve(program, run, goal=aim, seconds=seconds)
    if found.solution is None:
        return None
    plan = asked.read(found.solution)
    return plan.where(np.isin(plan.run_key(facts), plan.run_key(facts)[plan.person < facts.P]))
