"""The linear relaxation of a program, by HiGHS inside OR-Tools: how good it can be at most, and which columns matter.

The relaxations of the programs made here are nearly whole-numbered, so it says in a fraction of the time of an exact
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

from scheduling.engine.program import ALONE, Objective, Program, Terms
from scheduling.rule import NO_HIGH, NO_LOW, BoolArray, IntArray, ints

SAFE = 1e-6
"""How far, in proportion, the solver's value is trusted: bounds are rounded away from the plan's side."""
LARGEST_WEIGHT = 1e8
"""Goals whose weights go beyond this are beyond what doubles tell apart."""
WORK = 8e-9
"""Deterministic time (as CP-SAT counts it) of one simplex iteration for each row and column."""

NEAR = 0.01
"""A part of a column this near to a whole number counts as that number where it is only a guide."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """``bound``: no solution is worth more; ``shares[j]``: how much of column j the relaxation takes; ``work`` done,
    in deterministic time. ``is_cut``: it was not solved in time, and the rest says nothing.
    """

    bound: int
    shares: Floats
    work: float
    is_cut: bool = False


def relaxed(
    program: Program, goal: Objective, held: Sequence[tuple[Objective, int]] = (), *, seconds: float = math.inf
) -> Relaxed:
    """The relaxation with ``goal`` made best and each held goal at least as good as its value."""
    model = model_pb2.ModelProto()
    fill(model, program, goal, held, np.zeros(program.columns, dtype=np.bool_))
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
        return Relaxed(0, np.zeros(program.columns), 0.0, is_cut=True)
    solution = found.solutions[0].primal_solution
    shares = np.zeros(program.columns)
    shares[list(solution.variable_values.ids)] = solution.variable_values.values
    size = program.columns + len(program.rows.low)
    work = WORK * size * (1 + found.solve_stats.simplex_iterations)
    return Relaxed(rounded(solution.objective_value, goal.more), shares, work)


def rounded(value: float, more: bool) -> int:
    """A bound in doubles as a whole number that is safe: rounded away from the plan's side."""
    slack = SAFE * max(1.0, abs(value))
    return math.floor(value + slack) if more else math.ceil(value - slack)


def fill(
    model: model_pb2.ModelProto,
    program: Program,
    goal: Objective,
    held: Sequence[tuple[Objective, int]],
    whole: BoolArray,
) -> None:
    """Write the program into an empty model: ``goal`` to be made best, each held goal at least as good as its value.

    ``whole``: which columns must be whole.
    """
    _columns(model, program, goal, whole)
    _rows(model, program, held)


def _columns(model: model_pb2.ModelProto, program: Program, goal: Objective, whole: BoolArray) -> None:
    columns = model.variables
    columns.ids.extend(range(program.columns))
    columns.lower_bounds.extend([0.0] * program.columns)
    columns.upper_bounds.extend(program.upper.astype(float).tolist())
    columns.integers.extend(whole.tolist())
    model.objective.maximize = goal.more
    model.objective.offset = float(goal.constant)
    weights = Terms.of(np.zeros(len(goal.column), dtype=np.int64), goal.column, goal.value, program.columns)
    model.objective.linear_coefficients.ids.extend(weights.column.tolist())
    model.objective.linear_coefficients.values.extend(weights.value.astype(float).tolist())


def _rows(model: model_pb2.ModelProto, program: Program, held: Sequence[tuple[Objective, int]]) -> None:
    terms, low, high = program.rows.terms, program.rows.low, program.rows.high
    of, column = _exclusive(program.group)
    parts = [(terms.row, terms.column, terms.value), (of + len(low), column, np.ones(len(of), dtype=np.int64))]
    groups = int(of.max(initial=-1)) + 1
    edges = [value - one.constant for one, value in held]
    lows = [edge if one.more else NO_LOW for (one, _), edge in zip(held, edges, strict=True)]
    highs = [NO_HIGH if one.more else edge for (one, _), edge in zip(held, edges, strict=True)]
    for i, (one, _) in enumerate(held):
        parts.append((np.full(len(one.column), len(low) + groups + i), one.column, one.value))
    row, column, value = (np.concatenate(x) for x in zip(*parts, strict=True))
    every = Terms.of(row, column, value, program.columns)
    low = np.concatenate([low, np.full(groups, NO_LOW), ints(lows)])
    high = np.concatenate([high, np.ones(groups, dtype=np.int64), ints(highs)])
    model.linear_constraints.ids.extend(range(len(low)))
    model.linear_constraints.lower_bounds.extend(np.where(low <= NO_LOW, -np.inf, low).tolist())
    model.linear_constraints.upper_bounds.extend(np.where(high >= NO_HIGH, np.inf, high).tolist())
    model.linear_constraint_matrix.row_ids.extend(every.row.tolist())
    model.linear_constraint_matrix.column_ids.extend(every.column.tolist())
    model.linear_constraint_matrix.coefficients.extend(every.value.astype(float).tolist())


def _exclusive(group: IntArray) -> tuple[IntArray, IntArray]:
    """(number of the group, column) for the columns of exclusive groups."""
    column = np.flatnonzero(group != ALONE)
    return ints(np.unique(group[column], return_inverse=True)[1]), column
