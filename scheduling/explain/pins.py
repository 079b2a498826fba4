"""Which pins cannot hold, asked of a problem by itself."""

from __future__ import annotations

from scheduling.engine.run import Run
from scheduling.explain.chains import candidates_of
from scheduling.weekly.conflicts import conflicts
from scheduling.weekly.plan import Conflict
from scheduling.weekly.problem import Problem


def impossible_pins(problem: Problem, *, seconds: float = 20.0) -> tuple[Conflict, ...]:
    """Smallest sets of pins (or the budget of broken pairs) that no plan can hold, with the rule in the way."""
    return conflicts(problem, candidates_of(problem.facts), Run(seconds=seconds), thorough=True)
