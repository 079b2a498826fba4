"""Bounds against exhaustive search and exact optima; the order of a file, stopping, and what a killed run leaves."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduling import (
    Infeasible,
    NothingFound,
    Plan,
    breaches,
    plan_to_json,
    problem_from_json,
    read_plan,
    read_problem,
    solve,
)
from scheduling.__main__ import main
from scheduling.engine.flow import MANY_ARCS, most_worth
from scheduling.engine.run import Run
from scheduling.weekly.bounds import Bounding
from scheduling.weekly.choices import Candidates
from scheduling.weekly.problem import GOALS
from tests.scheduling import plain
from tests.scheduling.builders import content, mentor, problem, pupil, random_content, slot

DATA = Path(__file__).parents[1] / "data" / "weekly"
FEWER = {"days", "tickets"}


def beaten(bounds: Mapping[str, int | None], worth: Mapping[str, int]) -> list[str]:
    """Goals in which these values are better than the bounds."""
    return [
        goal
        for goal, bound in bounds.items()
        if bound is not None and (worth[goal] < bound if goal in FEWER else worth[goal] > bound)
    ]


def as_long_as_no_worse(worth: Mapping[str, int], than: Mapping[str, int]) -> list[str]:
    """Goals until after the first in which ``worth`` is worse: there the bounds beside ``than`` speak of it."""
    worse = [worth[g] > than[g] if g in FEWER else worth[g] < than[g] for g in than]
    return list(than)[: [*worse, True].index(True) + 1]


@pytest.mark.parametrize("seed", range(400, 440))
def test_no_bound_is_beaten_by_the_best_plan(seed: int) -> None:
    made = random_content(seed, pupils=3, mentors=2, slots=3, tame=True)
    asked = problem_from_json(made)
    best = plain.best(made)
    assert best is not None
    worth = {g: abs(v) for g, v in zip(made["settings"]["goals"], best, strict=True)}
    bounding = Bounding(asked.facts, Candidates(asked.facts))

    loose = bounding.of_any_plan()
    tight = bounding.beside(loose, worth, Run(), spare=0.0)

    assert beaten(loose, worth) == []
    assert beaten(tight, worth) == []


@pytest.mark.parametrize("seed", range(500, 512))
def test_bounds_beside_a_poor_plan_hold_for_the_optimum(seed: int) -> None:
    made = random_content(seed, pupils=8, mentors=4, slots=6, tame=True)
    random.Random(seed).shuffle(made["settings"]["goals"])
    asked = problem_from_json(made)
    best = solve(asked, steps=2000)
    assert isinstance(best, Plan)
    assert len(best.proven) == len(GOALS)
    poor = solve(asked, steps=1)
    assert isinstance(poor, Plan)
    bounding = Bounding(asked.facts, Candidates(asked.facts))

    of_any = bounding.of_any_plan()
    beside = bounding.beside(of_any, poor.objective, Run(), spare=0.0)

    asked_of = as_long_as_no_worse(best.objective, poor.objective)
    assert beaten(of_any, best.objective) == []
    assert [goal for goal in beaten(beside, best.objective) if goal in asked_of] == []
    assert [goal for goal in beaten(poor.bounds, best.objective) if goal in asked_of] == []


def test_the_flow_finds_the_most_worth() -> None:
    giver, taker = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 0])
    worth = np.array([5, 4, 5, 1, 3])

    once = most_worth(giver, taker, worth, np.array([1, 1]))
    again = most_worth(giver, taker, worth, np.array([1, 1]), again=np.array([1, 0, 0]), in_all=np.array([1, 2]))

    assert once == 9
    assert again == 13


def test_a_flow_so_large_that_it_gets_a_process_of_its_own_has_the_same_worth_and_can_be_stopped() -> None:
    takers, room = 100, 5
    giver, taker = np.divmod(np.arange(MANY_ARCS + takers), takers)
    most = int(np.sort(np.unique(giver))[-takers * room :].sum())

    assert most_worth(giver, taker, giver, np.full(takers, room)) == most
    assert most_worth(giver, taker, giver, np.full(takers, room), stopped=lambda: True) is None


def shuffled(made: dict[str, Any], seed: int) -> dict[str, Any]:
    r, copy = random.Random(seed), {k: list(v) if isinstance(v, list) else v for k, v in made.items()}
    for part in ("venues", "slots", "pupils", "mentors", "pins", "bans", "previous"):
        r.shuffle(copy.get(part, []))
    return copy


@pytest.mark.parametrize("seed", range(600, 606))
def test_shuffling_a_file_changes_nothing(seed: int) -> None:
    made = random_content(seed, pupils=9, mentors=4, slots=6)

    answers = [solve(problem_from_json(shuffled(made, s)), steps=40) for s in range(3)]

    told = [str(a) if isinstance(a, NothingFound) else str(plan_to_json(a)) for a in answers]
    assert told == [told[0]] * 3


def test_the_higher_ticket_gets_the_only_place() -> None:
    for low, high in ((3, 8), (8, 3)):
        pupils = [pupil("p1", ticket=low), pupil("p2", ticket=high)]
        outcome = solve(problem(pupils=pupils, mentors=[mentor("m1", max_pupils=1)]), steps=40)

        assert isinstance(outcome, Plan)
        assert outcome.sessions[0].pupils == (("p2",) if high > low else ("p1",))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_ended_run_leaves_its_best_plan(number: signal.Signals, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    asked = [sys.executable, "-m", "scheduling", "solve", str(DATA / "bydel-p1.json"), "-o", str(target), "--quiet"]
    with subprocess.Popen([*asked, "--seconds", "300"], stdout=subprocess.DEVNULL) as run:
        while not target.exists():
            assert run.poll() is None
            time.sleep(0.1)

        run.send_signal(number)

        assert run.wait(60) == (-number if number == signal.SIGKILL else 0)
    plan = read_plan(target)
    assert isinstance(plan, Plan)
    assert breaches(read_problem(DATA / "bydel-p1.json"), plan) == []
    assert main(["check", str(DATA / "bydel-p1.json"), str(target)]) == 0


def test_a_run_that_memory_ran_out_for_leaves_its_best_plan(tmp_path: Path) -> None:
    target, problem = tmp_path / "plan.json", DATA / "bydel-p1.json"
    asked = [sys.executable, "-m", "scheduling", "solve", str(problem), "-o", str(target), "--quiet"]
    with subprocess.Popen([*asked, "--seconds", "20"], stderr=subprocess.DEVNULL) as run:
        while not target.exists():
            assert run.poll() is None
            time.sleep(0.1)
        # less than it holds already: it gets nothing more
        resource.prlimit(run.pid, resource.RLIMIT_AS, (1, 1))

        assert run.wait(120) != 0
    plan = read_plan(target)
    assert isinstance(plan, Plan)
    assert breaches(read_problem(problem), plan) == []


def test_a_stop_wish_ends_the_run_while_choices_are_made() -> None:
    outcome = solve(read_problem(DATA / "bydel-p1.json"), seconds=600, should_stop=lambda: True)

    assert not isinstance(outcome, Infeasible)


def test_the_smallest_budget_that_can_hold_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = [{"mentor": "m1", "slot": "s1", "pupils": ["p1", "p2", "p3"]}]
    made = content(
        settings={"max_broken_pairs": 0},
        slots=[slot("s1")],
        pupils=[pupil("p1"), pupil("p2"), pupil("p3")],
        mentors=[mentor("m1", max_pupils=1)],
        previous=before,
    )

    outcome = solve(problem_from_json(made), steps=40)

    assert isinstance(outcome, Infeasible)
    assert [(c.pins, c.rule) for c in outcome.conflicts] == [((), "broken_pairs")]
    assert outcome.least_broken == 2
