"""Solver, checker and a second plain reading of the camp format agree on random camps with every rule in play."""

from __future__ import annotations

import pytest

from scheduling.camp.check import breaches, values
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.problem import CampRun
from scheduling.camp.reading import problem_from_json
from scheduling.camp.solve import solve
from tests.scheduling.camp import plain
from tests.scheduling.camp.builders import as_plain, random_content, random_runs, small_content

RULES = {"one_place", "room", "size", "staffing", "mentor_time", "present", "grades", "excluded", "repeat", "starts"}
RULES |= {"max_runs", "requirement_max", "apart", "fixed", "pin"}


def test_checker_and_plain_reading_agree_on_plans_drawn_at_random() -> None:
    broken: set[str] = set()
    valid = 0
    for seed in range(400):
        content = random_content(seed)
        runs = random_runs(content, seed)
        problem = problem_from_json(content)
        plan = tuple(
            CampRun(r["activity"], r["block"], r["room"], tuple(r["pupils"]), tuple(r["mentors"])) for r in runs
        )

        found = {b.rule for b in breaches(problem, plan)}

        assert found == plain.broken(content, runs), seed
        broken |= found
        valid += not found
        if not found & {"one_place", "fixed", "room", "repeat", "starts", "present"}:
            assert values(problem, plan) == plain.values(content, runs), seed
    assert broken == RULES
    assert valid > 15


@pytest.mark.parametrize("seed", range(40))
def test_solver_finds_what_exhaustive_search_finds(seed: int) -> None:
    content = small_content(seed)

    outcome = solve(problem_from_json(content), steps=400)

    best = plain.best(content)
    if best is None:
        assert isinstance(outcome, PinsImpossible)
        assert outcome.conflicts
    else:
        assert isinstance(outcome, CampPlan)
        assert plain.vector(content, dict(outcome.objective)) == best
        assert outcome.bounds == outcome.objective


@pytest.mark.parametrize("seed", range(100, 130))
def test_every_plan_of_the_solver_holds_under_the_plain_reading(seed: int) -> None:
    content = random_content(seed, pupils=14, mentors=5)

    outcome = solve(problem_from_json(content), steps=12)

    if isinstance(outcome, CampPlan):
        runs = as_plain(outcome.runs)
        assert plain.broken(content, runs) == set()
        assert plain.values(content, runs) == dict(outcome.objective)
        assert set(outcome.bounds) == set(outcome.objective)
    else:
        assert isinstance(outcome, PinsImpossible)


def test_conflicts_are_smallest_sets() -> None:
    seen = 0
    for seed in range(200, 260):
        content = small_content(seed)
        outcome = solve(problem_from_json(content), steps=100)
        if isinstance(outcome, PinsImpossible):
            seen += 1
            for conflict in outcome.conflicts:
                pins = [dict(vars(p)) for p in conflict.pins]
                assert conflict.rule in RULES
                for less in [pins, *([q for q in pins if q != p] for p in pins)]:
                    assert (plain.best({**content, "pins": less}) is None) == (less is pins), seed
    assert seen > 5
