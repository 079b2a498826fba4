"""Diving into a relaxation finds solutions whose named columns are whole, and bounds that no solution beats."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.engine.building import Building
from scheduling.engine.dive import Dived, dived
from scheduling.engine.exact import solve, value_of
from scheduling.engine.program import Objective, Program
from scheduling.engine.run import Run

NEAR = 1e-6


def knapsacks(seed: int, columns: int = 60, rows: int = 25) -> tuple[Program, Objective]:
    """Things of which some fit into each of several bags that they all are in, in part."""
    rng = np.random.default_rng(seed)
    build = Building()
    thing = build.columns_to(rng.integers(1, 3, columns))
    row, column = np.nonzero(rng.random((rows, columns)) < 0.2)
    size = rng.integers(1, 9, len(row))
    build.limit((row, thing[column], size), high=np.bincount(row, size, minlength=rows).astype(np.int64) // 3)
    goal = Objective("worth", True, thing, rng.integers(1, 30, columns), 0)
    return build.program([goal]), goal


def deep(program: Program, goal: Objective, run: Run) -> Dived:
    return dived(program, run, goal=goal, whole=[np.arange(0, 30), np.arange(30, 60)], loss=5.0)


def breaks(program: Program, shares: np.ndarray) -> bool:
    terms = program.rows.terms
    held = np.bincount(terms.row, terms.value * shares[terms.column], minlength=len(program.rows.low))
    outside = (shares < -NEAR) | (shares > program.upper + NEAR)
    return bool(outside.any() or (held < program.rows.low - NEAR).any() or (held > program.rows.high + NEAR).any())


@pytest.mark.parametrize("seed", range(25))
def test_a_dive_ends_in_a_solution_no_better_than_the_best_nor_the_best_than_its_bound(seed: int) -> None:
    program, goal = knapsacks(seed)

    found = deep(program, goal, Run())

    assert found.shares is not None
    assert found.bound is not None
    assert not breaks(program, found.shares)
    assert np.abs(found.shares - np.rint(found.shares)).max() < NEAR
    best = solve(program, Run(), goal=goal).bound
    assert best is not None
    worth = value_of(goal, np.rint(found.shares).astype(np.int64))
    assert 0.75 * best < worth <= best <= found.bound


def test_the_same_budget_of_steps_gives_the_same_dive() -> None:
    program, goal = knapsacks(1)

    one, other = (deep(program, goal, Run(steps=50, seed=3)).shares for _ in range(2))

    assert one is not None
    assert other is not None
    assert one.tolist() == other.tolist()


def test_a_dive_that_cannot_end_in_time_still_tells_the_bound_if_it_came_so_far() -> None:
    program, goal = knapsacks(2)
    whole = deep(program, goal, Run(steps=1_000))
    run = Run(steps=1_000)
    run.stop()

    stopped = deep(program, goal, run)

    assert stopped.shares is None
    assert stopped.bound in (None, whole.bound)


def test_a_program_without_solutions_has_no_dive() -> None:
    build = Building()
    column = build.columns_to(np.ones(2, dtype=np.int64))
    build.limit((np.zeros(2, dtype=np.int64), column, 1), low=3, count=1)
    goal = Objective("worth", True, column, np.ones(2, dtype=np.int64), 0)

    assert dived(build.program([goal]), Run(), goal=goal, whole=[column], loss=1.0) == Dived(None, None)
