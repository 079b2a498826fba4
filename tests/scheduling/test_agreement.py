"""Solver, checker and a second plain reading of the format agree on random problems with every rule in play."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from scheduling import Infeasible, Plan, Session, breaches, problem_from_json, solve, values
from tests.scheduling import plain
from tests.scheduling.builders import random_content, seeds


def as_plain(sessions: tuple[Session, ...]) -> plain.Plan:
    return {(s.mentor, s.slot): set(s.pupils) for s in sessions}


def vector(content: dict, worth: dict[str, int]) -> tuple[int, ...]:
    return tuple(-worth[g] if g in ("days", "tickets") else worth[g] for g in content["settings"]["goals"])


@pytest.mark.parametrize("seed", seeds(0, 60))
def test_solver_finds_what_exhaustive_search_finds(seed: int) -> None:
    content = random_content(seed, pupils=3, mentors=2, slots=3)

    outcome = solve(problem_from_json(content), steps=200)

    best = plain.best(content)
    if best is None:
        assert isinstance(outcome, Infeasible)
        assert outcome.conflicts
    else:
        assert isinstance(outcome, Plan)
        assert vector(content, dict(outcome.objective)) == best
        assert outcome.bounds == outcome.objective


@pytest.mark.parametrize("seed", seeds(100, 60))
def test_every_plan_of_the_solver_holds_under_the_plain_reading(seed: int) -> None:
    content = random_content(seed, pupils=9, mentors=5, slots=7)

    outcome = solve(problem_from_json(content), steps=60)

    if isinstance(outcome, Plan):
        plan = as_plain(outcome.sessions)
        assert plain.broken(content, plan) == set()
        assert plain.values(content, plan) == dict(outcome.objective)
    else:
        assert isinstance(outcome, Infeasible)


def test_checker_and_plain_reading_agree_on_plans_drawn_at_random() -> None:
    broken: set[str] = set()
    for seed in seeds(0, 400):
        content, r = random_content(seed), random.Random(seed)
        plan: plain.Plan = {}
        for p in r.sample(content["pupils"], r.randint(0, 4)):
            for _ in range(r.randint(1, 2)):
                at = r.choice(content["mentors"])["id"], r.choice(content["slots"])["id"]
                plan.setdefault(at, set()).add(p["id"])
        sessions = tuple(Session(m, s, tuple(sorted(who))) for (m, s), who in plan.items())
        problem = problem_from_json(content)

        found = {b.rule for b in breaches(problem, sessions)}

        assert found == plain.broken(content, plan), seed
        broken |= found
        if "one_mentor" not in found:
            assert values(problem, sessions) == plain.values(content, plan) | {}, seed
    assert len(broken) == 22  # all rules of the format but `session` and `unknown`, which need a faulty plan


def test_conflicts_are_smallest_sets() -> None:
    seen = 0
    for seed in seeds(200, 100):
        content = random_content(seed, pupils=3, mentors=2, slots=3)
        outcome = solve(problem_from_json(content), steps=200)
        if isinstance(outcome, Infeasible):
            seen += 1
            for conflict in outcome.conflicts:
                pins = [dict(vars(p)) for p in conflict.pins]
                budget = content["settings"]["max_broken_pairs"] if conflict.rule == "broken_pairs" else None
                for less in [pins, *([q for q in pins if q != p] for p in pins)]:
                    own = {**content, "pins": less}
                    own["settings"] = {**content["settings"], "max_broken_pairs": budget}
                    assert (plain.best(own) is None) == (less is pins), seed
    assert seen > 5


def test_plans_get_no_worse_with_more_steps() -> None:
    content = random_content(7, pupils=14, mentors=6, slots=9, tame=True)
    outcomes = [solve(problem_from_json(content), steps=n) for n in (2, 20, 200)]

    vectors = [vector(content, dict(o.objective)) for o in outcomes if isinstance(o, Plan)]

    assert len(vectors) == 3
    assert all(a <= b for a, b in pairwise(vectors))
