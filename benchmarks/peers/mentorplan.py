"""This engine, through its public function only."""

from __future__ import annotations

from benchmarks.told import Told
from scheduling import Plan, Problem, solve


def run(problem: Problem, told: Told, *, workers: int) -> None:
    """Solve with what is left of the budget."""
    outcome = solve(
        problem, seconds=told.left, workers=workers, on_better=lambda plan: told.plan(lambda: plan.sessions)
    )
    if isinstance(outcome, Plan):
        told.plan(lambda: outcome.sessions)
        told.bounds(outcome.bounds)
    else:
        told.note(type(outcome).__name__)
