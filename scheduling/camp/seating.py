"""Pupils over runs whose rooms and mentors are given: nearly a network, which HiGHS solves as a whole.

Its linear relaxation, which the interior-point method solves in seconds, says which places matter; among these the
best whole seating is found at once.
"""

from __future__ import annotations

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.relaxation import Relaxation
from scheduling.camp.search import Places, part
from scheduling.camp.staffing import Wanted, staffed, wanted_runs
from scheduling.engine import highs
from scheduling.engine.exact import solve, weighed, widened
from scheduling.engine.program import restricted, restricted_goal
from scheduling.engine.run import Run
from scheduling.rule import IntArray

SEATED = ("shortfall", "empty", "kept")
PLACE = 300
"""A place in an earlier goal counts as so much of the wishes' squares; twice as much for each goal before it."""
NOTHING = 1e-6
LARGEST, LARGEST_AGAIN = 2_500, 20_000
"""So many places are decided at one time: in a new plan, where more are won more slowly, and in a rerun, where most
people stay where they are."""
TIMETABLE_SHARE, STAFF_SHARE, SEATING_SHARE = 0.3, 0.05, 0.3
"""Of the seconds or steps left, so much goes at most into each stage."""


def weights_of(facts: Facts) -> dict[str, int]:
    """What a unit of each goal counts, up to the wishes; what comes after them is left to the search."""
    goals = facts.settings.goals
    first = goals[: goals.index("regret")]
    own = {goal: PLACE << n for n, goal in enumerate(reversed([g for g in first if g in SEATED]))}
    return {**own, "regret": 1}


def plan_by_timetable(facts: Facts, candidates: Candidates, relaxed: Relaxation, begun: Places, run: Run) -> Places:
    """A plan in three stages: timetable without names, its mentors, its pupils. ``begun`` where none is found."""
    aim = weighed(relaxed.program, weights_of(facts))
    seconds, steps = run.seconds_left() * TIMETABLE_SHARE, run.steps_left() * TIMETABLE_SHARE
    found = solve(relaxed.program, run, goal=aim, seconds=seconds, steps=steps, workers=_workers(run))
    if found.solution is None:
        return begun
    runs = wanted_runs(relaxed.table, found.solution)
    past = begun.where(facts.past[begun.block])
    team = staffed(facts, candidates, runs, past, run, run.seconds_left() * STAFF_SHARE)
    mine = _kept_runs(facts, runs, team)
    return seated(facts, candidates, mine, past.plus(team), run, np.arange(facts.P)) or begun


def _workers(run: Run) -> int:
    """Several workers do not repeat exactly, so a budget of steps has one."""
    return run.workers if run.steps is None else 1


def _kept_runs(facts: Facts, runs: Wanted, team: Places) -> Places:
    """One row for each run that has its mentors or needs none."""
    rows = Places(runs.pupils, runs.activity, runs.block, runs.room, np.zeros(len(runs), dtype=np.int64))
    alone = (facts.each[runs.activity] == NEVER) & ~facts.asks_qualified[runs.activity]
    return rows.where(alone | np.isin(rows.run_key(facts), team.run_key(facts)))


def groups(facts: Facts, candidates: Candidates, plan: Places, rng: np.random.Generator) -> list[IntArray]:
    """All pupils, drawn into groups that can be seated anew at one time."""
    runs = _runs_to_come(facts, plan)
    size = len(candidates.pupils_in(np.arange(facts.P), runs.activity, runs.block, runs.room))
    largest = LARGEST_AGAIN if len(facts.had) else LARGEST
    return np.array_split(rng.permutation(facts.P), max(1, -(-size // largest)))


def _runs_to_come(facts: Facts, plan: Places) -> Places:
    coming = plan.where(~facts.past[plan.block])
    return coming.where(np.unique(coming.run_key(facts), return_index=True)[1])


def reseated(facts: Facts, candidates: Candidates, plan: Places, run: Run, pupils: IntArray) -> Places | None:
    """The same runs and mentors with these pupils seated anew on the days to come."""
    mine = ~facts.past[plan.block] & np.isin(plan.person, pupils)
    return seated(facts, candidates, _runs_to_come(facts, plan), plan.where(~mine), run, np.sort(pupils))


def seated(
    facts: Facts, candidates: Candidates, runs: Places, held: Places, run: Run, pupils: IntArray
) -> Places | None:
    """``held`` (days gone by, mentors, other pupils) with these pupils; None where none was found in time."""
    limit = run.seconds_left() * SEATING_SHARE
    weights = weights_of(facts)
    if not len(runs) or not len(pupils):
        return None
    free = candidates.pupils_in(pupils, runs.activity, runs.block, runs.room)
    asked = part(facts, free, held, relax=True, goals=[g for g in facts.settings.goals if g in weights])
    program = asked.program
    aim = weighed(program, {**weights, "missing": 64 * PLACE})
    shares = highs.shares(program, run, goal=aim, seconds=limit)
    if shares is None:
        return None
    own = np.arange(program.columns) < asked.compiler.meaning.columns
    kept = (shares > NOTHING) | ~own
    some = restricted(program, kept)
    found = highs.solve(some, run, goal=restricted_goal(aim, kept), whole=own[kept], seconds=limit)
    if found.solution is None:
        return None
    plan = asked.read(widened(found.solution, kept))
    return plan.where(np.isin(plan.run_key(facts), plan.run_key(facts)[plan.person < facts.P]))
