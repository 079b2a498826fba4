"""What no plan can beat: the linear relaxation of a program, rounded to the nearest whole number that is safe."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from ortools.linear_solver import pywraplp

from scheduling.engine.program import ALONE, Objective, Program
from scheduling.rule import NO_HIGH, NO_LOW

SAFE = 1e-6
"""How far, in proportion, a linear solver's value is trusted: bounds are rounded away from the plan's side."""


def linear_bound(
    program: Program, goal: Objective, held: Sequence[tuple[Objective, int]], *, seconds: float = 60.0
) -> int | None:
    """No solution with each held goal at least as good as its value is better in ``goal``; None if not found in time.

    Raises ValueError where not even the relaxation can hold the limits: then no plan can.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    columns = [solver.NumVar(0, int(top), "") for top in program.upper]
    _rows(solver, columns, program)
    for one, value in held:
        edge = value - one.constant
        low, high = (edge, solver.infinity()) if one.more else (-solver.infinity(), edge)
        row = solver.Constraint(low, high)
        for column, weight in zip(one.column.tolist(), one.value.tolist(), strict=True):
            row.SetCoefficient(columns[column], weight)
    objective = solver.Objective()
    for column, weight in zip(goal.column.tolist(), goal.value.tolist(), strict=True):
        objective.SetCoefficient(columns[column], weight)
    objective.SetOptimizationDirection(goal.more)
    if seconds < float("inf"):
        solver.SetTimeLimit(max(1, int(seconds * 1000)))
    status = solver.Solve()
    if status == pywraplp.Solver.INFEASIBLE:
        raise ValueError("the relaxation has no solution")
    if status != pywraplp.Solver.OPTIMAL:
        return None
    value = objective.Value() + goal.constant
    slack = SAFE * max(1.0, abs(value))
    return math.floor(value + slack) if goal.more else math.ceil(value - slack)


def _rows(solver: pywraplp.Solver, columns: list[pywraplp.Variable], program: Program) -> None:
    infinity = solver.infinity()
    bounds = zip(program.rows.low.tolist(), program.rows.high.tolist(), strict=True)
    rows = [
        solver.Constraint(-infinity if low <= NO_LOW else low, infinity if high >= NO_HIGH else high)
        for low, high in bounds
    ]
    terms = program.rows.terms
    for row, column, value in zip(terms.row.tolist(), terms.column.tolist(), terms.value.tolist(), strict=True):
        rows[row].SetCoefficient(columns[column], value)
    grouped = np.flatnonzero(program.group != ALONE)
    groups, of = np.unique(program.group[grouped], return_inverse=True)
    exclusive = [solver.Constraint(-infinity, 1) for _ in groups]
    for column, group in zip(grouped.tolist(), of.tolist(), strict=True):
        exclusive[group].SetCoefficient(columns[column], 1)
