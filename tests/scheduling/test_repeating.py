"""A run by the clock is made again from what the clock decided: the same sessions, whatever the clock says now."""

import json
import time
from pathlib import Path

import pytest

from scheduling import Decided, NothingFound, Plan, Problem, read_problem, solve

DATA = Path(__file__).parents[1] / "data" / "weekly"


def kept(decided: Decided) -> Decided:
    """As it comes back from a row or a file."""
    return Decided.given(json.loads(json.dumps(decided.content())))


def ended_by_the_clock(problem: Problem, seconds: float, workers: int) -> tuple[Plan, Decided]:
    """A plan, with more seconds where the machine is too busy to find one in so few."""
    decided = Decided()
    found = solve(problem, seconds=seconds, seed=3, workers=workers, decided=decided)
    return (found, decided) if isinstance(found, Plan) else ended_by_the_clock(problem, 3 * seconds, workers)


@pytest.mark.parametrize(
    ("name", "seconds", "workers"), [("club-p1", 1.0, 1), ("tight-p1", 3.0, 1), ("rerun-p1", 3.0, 2)]
)
def test_a_run_by_the_clock_repeats(name: str, seconds: float, workers: int) -> None:
    problem = read_problem(DATA / f"{name}.json")
    first, decided = ended_by_the_clock(problem, seconds, workers)

    again = solve(problem, seconds=seconds, seed=3, workers=workers, decided=kept(decided))

    assert isinstance(again, Plan)
    assert again.sessions == first.sessions
    assert again.objective == first.objective


def test_a_run_that_somebody_stopped_repeats() -> None:
    problem, decided, begun = read_problem(DATA / "bydel-p1.json"), Decided(), time.process_time()
    first = solve(problem, seconds=600, seed=5, decided=decided, should_stop=lambda: time.process_time() - begun > 3)

    again = solve(problem, seconds=4, seed=5, decided=kept(decided))

    assert isinstance(first, Plan)
    assert isinstance(again, Plan)
    assert again.sessions == first.sessions


def test_a_run_that_is_repeated_can_be_stopped() -> None:
    problem, decided = read_problem(DATA / "bydel-p1.json"), Decided()
    first, again = set[str](), set[str]()
    solve(problem, seconds=4, decided=decided, on_progress=lambda now: first.add(now.phase))

    found = solve(
        problem,
        seconds=600,
        decided=kept(decided),
        should_stop=lambda: True,
        on_progress=lambda now: again.add(now.phase),
    )

    assert isinstance(found, Plan | NothingFound)
    assert again < first  # it does not come to what takes long


def test_what_was_decided_is_small() -> None:
    decided = Decided()

    solve(read_problem(DATA / "tight-p1.json"), seconds=2, decided=decided)

    assert len(json.dumps(decided.content())) < 2000
