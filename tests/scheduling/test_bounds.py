"""Bounds beside any plan, good or poor: no plan whose earlier goals are as good is better in the next."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from scheduling import Plan, problem_from_json, read_problem, solve
from scheduling.engine.bound import Relaxed
from scheduling.engine.run import Run
from scheduling.weekly.bounds import Bounding
from scheduling.weekly.capacities import fewest
from scheduling.weekly.choices import Candidates
from scheduling.weekly.problem import Problem
from scheduling.weekly.relaxation import relaxation
from tests.scheduling import plain
from tests.scheduling.builders import mentor, problem, pupil, random_content, seeds, slot, venue

DATA = Path(__file__).parents[1] / "data" / "weekly"
FEWER = {"days", "tickets"}


def no_worse(goal: str, value: int, than: int) -> bool:
    return value <= than if goal in FEWER else value >= than


def refuted(bounds: Mapping[str, int | None], held: Mapping[str, int], worth: Mapping[str, int]) -> list[str]:
    """Goals in which ``worth``, as good as ``held`` in all earlier ones, is better than the bound."""
    wrong = []
    for goal, bound in bounds.items():
        if bound is not None and not no_worse(goal, bound, worth[goal]):
            wrong.append(goal)
        if not no_worse(goal, worth[goal], held[goal]):
            break
    return wrong


def beside(asked: Problem, held: Mapping[str, int], *, large: bool) -> dict[str, int]:
    """The bounds by the linear relaxation alone, by the method for large problems or for small ones."""
    program = relaxation(asked.facts, Candidates(asked.facts))
    relaxed = Relaxed(program)
    relaxed.large = large
    found = {}
    for number, goal in enumerate(program.goals):
        bound = relaxed.bound(goal, [(one, held[one.key]) for one in program.goals[:number]])
        assert bound is not None
        found[goal.key] = bound
    return found


@pytest.mark.parametrize("seed", seeds(700, 40))
def test_no_plan_there_is_refutes_a_bound_beside_any_other_plan(seed: int) -> None:
    content, r = random_content(seed, pupils=3, mentors=2, slots=4), random.Random(seed)
    asked = problem_from_json(content)
    goals = content["settings"]["goals"]
    worths = [plain.values(content, plan) for plan in plain.valid_plans(content)]
    every = list(dict.fromkeys(tuple(worth[goal] for goal in goals) for worth in worths))
    bounding = Bounding(asked.facts, Candidates(asked.facts))

    for vector in r.sample(every, min(4, len(every))):
        held = dict(zip(goals, vector, strict=True))
        told = bounding.beside(bounding.of_any_plan(), held, Run(), spare=0.0)
        both = [told, beside(asked, held, large=False), beside(asked, held, large=True)]

        for other in every:
            worth = dict(zip(goals, other, strict=True))
            assert [refuted(bounds, held, worth) for bounds in both] == [[], [], []], (held, worth)


@pytest.mark.parametrize("seed", seeds(800, 12))
def test_proven_plans_refute_no_bound_beside_a_poor_plan(seed: int) -> None:
    content = random_content(seed, pupils=9, mentors=5, slots=7)
    asked = problem_from_json(content)
    best, poor = (solve(asked, steps=steps) for steps in (2000, 1))

    if isinstance(best, Plan) and isinstance(poor, Plan):
        for large in (False, True):
            found = beside(asked, poor.objective, large=large)
            assert refuted(found, poor.objective, best.objective) == []


def test_rooms_seats_and_adults_are_seen_by_the_relaxation() -> None:
    four = [pupil(f"p{i}") for i in range(4)]
    two = [mentor("m1"), mentor("m2")]
    crowded = problem(pupils=four, mentors=two, venues=[venue(rooms=1, seats=3)])
    alone = problem(pupils=four, mentors=[mentor("m1")], settings={"min_adults": 2})
    one_each = problem(pupils=four, mentors=[mentor("m1", group_size=1), mentor("m2", group_size=2)])

    nothing = dict.fromkeys(crowded.settings.goals, 0)
    most = [beside(asked, nothing, large=False)["served"] for asked in (crowded, alone, one_each)]

    assert most == [3, 0, 3]


def test_days_are_counted_that_hold_all_sessions() -> None:
    pupils = [pupil(f"p{i}", sessions=2) for i in range(4)]
    mentors = [mentor("m1", group_size=2), mentor("m2", group_size=2)]
    asked = problem(pupils=pupils, mentors=mentors, slots=[slot("s1"), slot("s2", day=2)])
    outcome = solve(asked, steps=60)

    assert isinstance(outcome, Plan)
    assert (outcome.objective["sessions"], outcome.objective["days"], outcome.bounds["days"]) == (8, 4, 4)
    assert fewest(np.array([1, 3, 2]), 4) == 2


@pytest.mark.parametrize("name", ["bydel-p1", "tight-p1", "rerun-p1"])
def test_a_district_has_a_bound_in_every_goal_even_at_once(name: str) -> None:
    outcome = solve(read_problem(DATA / f"{name}.json"), steps=2)

    assert isinstance(outcome, Plan)
    assert all(bound is not None for bound in outcome.bounds.values())
    assert outcome.bounds["days"] > 20
