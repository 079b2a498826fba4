"""A plan made in stages, timetable, mentors, pupils, is a plan like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scheduling.camp.candidates import Candidates
from scheduling.camp.check import breaches, values
from scheduling.camp.choices import rows_of
from scheduling.camp.named import NamedTimetable
from scheduling.camp.order import in_fixed_order
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import Problem
from scheduling.camp.reading import problem_from_json, read_problem
from scheduling.camp.relaxation import relaxation
from scheduling.camp.search import Places
from scheduling.camp.seating import reseated
from scheduling.camp.solve import solve
from scheduling.camp.stages import Staged, Stages
from scheduling.camp.start import first_plan, fixed_places
from scheduling.engine.exact import solve as exact
from scheduling.engine.exact import value_of
from scheduling.engine.program import restricted
from scheduling.engine.run import Progress, Run
from scheduling.rule import BoolArray, IntArray
from tests.scheduling.camp.builders import random_content

SMALL = Path(__file__).parents[2] / "data" / "camp" / "small.json"


def by_stages(problem: Problem, steps: int) -> Staged:
    facts = problem.facts
    return Stages(facts, Candidates(facts), Run(steps=steps)).staged(fixed_places(facts))


def columns_of(table: NamedTimetable, plan: Places) -> tuple[IntArray, BoolArray]:
    """The columns as a plan has them, and which of them that says: others follow from these."""
    facts = table.facts
    solution = np.zeros(table.build.columns, dtype=np.int64)
    number = table.start_numbers()
    coming = plan.where(~facts.past[plan.block])
    start = number[coming.activity, coming.block]
    pupil = coming.person < facts.P
    who = coming.person[pupil]
    np.add.at(solution, table.pupils[table.place_in(table.group[who], start[pupil])], 1)
    np.add.at(solution, table.staff[start[~pupil]], 1)
    runs = np.unique(np.stack([start, coming.room], axis=1), axis=0)
    classes = len(table.class_rooms)
    column = np.searchsorted(
        table.run_start * classes + table.run_class, runs[:, 0] * classes + table.class_of[runs[:, 1]]
    )
    np.add.at(solution, table.runs[column], 1)
    size = max(table.starts, 1)
    solution[table.named] = np.isin(table.named_pupil * size + table.named_start, who * size + start[pupil])
    known = np.zeros(len(solution), dtype=np.bool_)
    for columns in (table.runs, table.staff, table.pupils, table.named):
        known[columns] = True
    return solution, known


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_by_stages_breaks_no_rule(seed: int) -> None:
    problem = problem_from_json(random_content(seed, pupils=12, mentors=5, tame=True))

    facts = problem.facts

    made = by_stages(problem, steps=100).plan
    filled = Stages(facts, Candidates(facts), Run(steps=0.5)).filled(fixed_places(facts))

    for plan in (made, filled):
        assert plan is None or breaches(problem, plan.runs(facts)) == []


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_run_that_took_too_long_or_was_stopped_is_repeated_to_the_same_plan(is_stopped: bool) -> None:
    problem, seen = read_problem(SMALL), [0]

    def heard(progress: Progress) -> None:
        seen.append(progress.plans)

    def should_stop() -> bool:
        return is_stopped and seen[-1] >= 3

    first = solve(problem, steps=500, patience=4.0, on_progress=heard, should_stop=should_stop)
    again = solve(problem, steps=500, plans=seen[-1])

    assert isinstance(first, CampPlan)
    assert isinstance(again, CampPlan)
    assert again.runs == first.runs
    assert seen[-1] >= 3


def test_pupils_seated_anew_have_the_same_runs_and_lose_nothing() -> None:
    problem = read_problem(SMALL)
    facts, candidates = problem.facts, Candidates(problem.facts)
    before = first_plan(facts, candidates, fixed_places(facts), Run(steps=100))

    after = reseated(facts, candidates, before, Run(steps=100), np.arange(facts.P), 60.0)

    assert after is not None
    was, now = (values(problem, plan.runs(facts)) for plan in (before, after))
    assert set(after.run_key(facts)) <= set(before.run_key(facts))
    assert (now["shortfall"], now["empty"], now["regret"]) < (was["shortfall"], was["empty"], was["regret"])


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_worth_more_than_the_timetable_with_names(seed: int) -> None:
    problem = problem_from_json(random_content(seed, pupils=9, mentors=5))
    facts = in_fixed_order(problem).facts
    plan = solve(problem, steps=8, seed=seed)
    if not isinstance(plan, CampPlan):
        return
    named = relaxation(facts, Candidates(facts), NamedTimetable)
    known, is_known = columns_of(named.table, Places.of(rows_of(facts, plan.runs).places))
    whole = np.concatenate([known, np.zeros(named.program.columns - len(known), dtype=np.int64)])
    free = np.concatenate([~is_known, np.ones(len(whole) - len(known), dtype=np.bool_)])

    for goal in named.program.goals[: facts.settings.goals.index("buddies")]:
        some = restricted(named.program, free, whole)
        own = next(one for one in some.goals if one.key == goal.key)
        best = exact(some, Run(), goal=own)

        assert best.solution is not None, "every plan is a solution of it"
        value = value_of(own, best.solution)
        assert value >= plan.objective[goal.key] if goal.more else value <= plan.objective[goal.key]
