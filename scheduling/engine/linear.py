"""The linear relaxation of a program, by HiGHS inside OR-Tools: how good it can be at most, and which columns matter.

The relaxations of weekly and camp plans are nearly whole-numbered, so it says in a fraction of the time of an exact
solve whether a part can be made better at all, and by which few columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.math_opt import (  # type: ignore[import-untyped]  # ships without types
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver  # type: ignore[import-untyped]  # the same

from scheduling.engine.program import ALONE, Objective, Program
from scheduling.rule import NO_HIGH, NO_LOW, IntArray

SAFE = 1e-6
"""How far, in proportion, the solver's value is trusted: bounds are rounded away from the plan's side."""
LARGEST_WEIGHT = 1e8
"""Goals whose weights go beyond this are beyond what doubles tell apart."""
WORK = 8e-9
"""Deterministic time (as CP-SAT counts it) of one simplex iteration for each row and column."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """``bound``: no solution is worth more; ``shares[j]``: how much of column j the relaxation takes; ``work`` done,
    in deterministic time.
    """

    bound: int
    shares: Floats
    work: float


def relaxed(
    program: Program, goal: Objective, held: Sequence[tuple[Objective, int]] = (), *, seconds: float = math.inf
) -> Relaxed | None:
    """The relaxation with ``goal`` made greatest and each held goal at least as good as its value.

    None where it was not solved in time.
    """
    model = _model(program, goal, held)
    settings = parameters_pb2.SolveParametersProto()
    if seconds < math.inf:
        settings.time_limit.FromMilliseconds(max(1, int(1000 * seconds)))
    found = solver.solve(
        model,
        parameters_pb2.SOLVER_TYPE_HIGHS,
        parameters_pb2.SolverInitializerProto(),
        settings,
        model_parameters_pb2.ModelSolveParametersProto(),
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    if found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    solution = found.solutions[0].primal_solution
    value = solution.objective_value + goal.constant
    shares = np.zeros(program.columns)
    shares[list(solution.variable_values.ids)] = solution.variable_values.values
    size = program.columns + len(program.rows.low)
    work = WORK * size * (1 + found.solve_stats.simplex_iterations)
    return Relaxed(math.floor(value + SAFE * max(1.0, abs(value))), shares, work)


def _model(program: Program, goal: Objective, held: Sequence[tuple[Objective, int]]) -> model_pb2.ModelProto:
    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(program.columns))
    model.variables.lower_bounds.extend([0.0] * program.columns)
    model.variables.upper_bounds.extend(program.upper.astype(float).tolist())
    model.variables.integers.extend([False] * program.columns)
    model.objective.maximize = True
    model.objective.linear_coefficients.ids.extend(goal.column.tolist())
    model.objective.linear_coefficients.values.extend(goal.value.astype(float).tolist())
    (row, column, value), (low, high) = _rows(program, held)
    model.linear_constraints.ids.extend(range(len(low)))
    model.linear_constraints.lower_bounds.extend(low.tolist())
    model.linear_constraints.upper_bounds.extend(high.tolist())
    model.linear_constraint_matrix.row_ids.extend(row.tolist())
    model.linear_constraint_matrix.column_ids.extend(column.tolist())
    model.linear_constraint_matrix.coefficients.extend(value.astype(float).tolist())
    return model


def _rows(
    program: Program, held: Sequence[tuple[Objective, int]]
) -> tuple[tuple[IntArray, IntArray, IntArray], tuple[Floats, Floats]]:
    """The program's rows, one for each exclusive group, one for each goal held; sorted by row, then column."""
    terms, count = program.rows.terms, len(program.rows.low)
    member = np.flatnonzero(program.group != ALONE)
    groups, of = np.unique(program.group[member], return_inverse=True)
    rows = [(terms.row, terms.column, terms.value), (count + of, member, np.ones(len(member), dtype=np.int64))]
    low = [np.where(program.rows.low <= NO_LOW, -np.inf, program.rows.low), np.full(len(groups), -np.inf)]
    high = [np.where(program.rows.high >= NO_HIGH, np.inf, program.rows.high), np.ones(len(groups))]
    for number, (goal, least) in enumerate(held, count + len(groups)):
        sign = 1 if goal.more else -1
        rows.append((np.full(len(goal.column), number), goal.column, sign * goal.value))
        low.append(np.array([sign * (least - goal.constant)], dtype=np.float64))
        high.append(np.array([np.inf]))
    row, column, value = (np.concatenate([one[i] for one in rows]) for i in range(3))
    order = np.lexsort((column, row))
    return (row[order], column[order], value[order]), (np.concatenate(low), np.concatenate(high))
