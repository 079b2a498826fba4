"""A plan made in stages, timetable, mentors, pupils, is a plan like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scheduling.camp.candidates import Candidates
from scheduling.camp.check import breaches, values
from scheduling.camp.problem import Problem
from scheduling.camp.reading import problem_from_json, read_problem
from scheduling.camp.relaxation import relaxation
from scheduling.camp.seating import reseated
from scheduling.camp.stages import Staged, plan_by_timetable
from scheduling.camp.start import first_plan, fixed_places
from scheduling.camp.timetable import Timetable
from scheduling.engine.run import Run
from tests.scheduling.camp.builders import random_content

SMALL = Path(__file__).parents[2] / "data" / "camp" / "small.json"


def by_stages(problem: Problem, steps: int) -> Staged:
    facts = problem.facts
    candidates = Candidates(facts)
    plain = relaxation(facts, candidates, Timetable)
    return plan_by_timetable(facts, candidates, plain, fixed_places(facts), Run(steps=steps))


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_by_stages_breaks_no_rule(seed: int) -> None:
    problem = problem_from_json(random_content(seed, pupils=12, mentors=5, tame=True))

    plan = by_stages(problem, steps=100).plan or fixed_places(problem.facts)

    assert breaches(problem, plan.runs(problem.facts)) == []


def test_pupils_seated_anew_have_the_same_runs_and_lose_nothing() -> None:
    problem = read_problem(SMALL)
    facts, candidates = problem.facts, Candidates(problem.facts)
    before = first_plan(facts, candidates, fixed_places(facts), Run(steps=100))

    after = reseated(facts, candidates, before, Run(steps=100), np.arange(facts.P))

    assert after is not None
    was, now = (values(problem, plan.runs(facts)) for plan in (before, after))
    assert set(after.run_key(facts)) <= set(before.run_key(facts))
    assert (now["shortfall"], now["empty"], now["regret"]) < (was["shortfall"], was["empty"], was["regret"])
