"""What no plan can beat: the linear relaxation of a program, rounded to the nearest whole number that is safe."""

from __future__ import annotations

import math

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # ships without types

from scheduling.engine.program import ALONE, Objective, Program
from scheduling.rule import NO_HIGH, NO_LOW

LEAST_SECONDS = 0.1
DETERMINISTIC = 1.0
"""Deterministic time (as GLOP counts it) that one relaxation gets at most where no clock is looked at."""
SAFE = 1e-6
"""How far, in proportion, a linear solver's value is trusted: bounds are rounded away from the plan's side."""


class Relaxed:
    """The linear relaxation of one program. Goals are held one by one; each solve starts from the last."""

    def __init__(self, program: Program) -> None:
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.columns = [self.solver.NumVar(0, int(top), "") for top in program.upper]
        _rows(self.solver, self.columns, program)

    def hold(self, goal: Objective, value: int) -> None:
        """From now on only solutions at least as good as ``value`` in ``goal``."""
        edge, infinity = value - goal.constant, self.solver.infinity()
        row = self.solver.Constraint(edge, infinity) if goal.more else self.solver.Constraint(-infinity, edge)
        for column, weight in zip(goal.column.tolist(), goal.value.tolist(), strict=True):
            row.SetCoefficient(self.columns[column], weight)

    def stop_search(self) -> None:
        """End the solve that another thread is in."""
        self.solver.InterruptSolve()

    def bound(self, goal: Objective, *, seconds: float = float("inf")) -> int | None:
        """No solution is better than this in ``goal``; None if that was not found in time.

        Raises ValueError where not even the relaxation can hold the limits: then no plan can.
        """
        if seconds < LEAST_SECONDS:
            return None
        objective = self.solver.Objective()
        objective.Clear()
        for column, weight in zip(goal.column.tolist(), goal.value.tolist(), strict=True):
            objective.SetCoefficient(self.columns[column], weight)
        objective.SetOptimizationDirection(goal.more)
        if seconds < float("inf"):
            self.solver.SetTimeLimit(int(seconds * 1000))
        else:
            self.solver.SetSolverSpecificParametersAsString(f"max_deterministic_time: {DETERMINISTIC}")
        status = self.solver.Solve()
        if status == pywraplp.Solver.INFEASIBLE:
            raise ValueError("the relaxation has no solution")
        if status != pywraplp.Solver.OPTIMAL:
            return None
        value = float(objective.Value()) + goal.constant
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
