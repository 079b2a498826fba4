"""Solver, checker and a second plain reading of the camp format agree on random camps with every rule in play."""

from __future__ import annotations

from scheduling.camp.check import breaches, values
from scheduling.camp.problem import CampRun
from scheduling.camp.reading import problem_from_json
from tests.scheduling.camp import plain
from tests.scheduling.camp.builders import random_content, random_runs

RULES = {"one_place", "room", "size", "staffing", "mentor_time", "present", "grades", "excluded", "repeat", "starts"}
RULES |= {"max_runs", "requirement_max", "apart", "fixed", "pin"}


def test_checker_and_plain_reading_agree_on_plans_drawn_at_random() -> None:
    broken: set[str] = set()
    valid = 0
    for seed in range(3000):
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
    assert valid > 100
