"""HiGHS (inside OR-Tools, through MathOpt) on the same compiled program as the CP-SAT peer, goal by goal.

All hard rules are in it. HiGHS takes as many threads as it finds right (half the cores). MathOpt passes no solutions
on while HiGHS works, so plans are told at the end of a goal.
"""

from __future__ import annotations

import datetime
import math

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from benchmarks.told import Told
from benchmarks.whole import Whole, value_of, whole
from scheduling import Problem
from scheduling.engine.program import Objective

SAFE = 1e-6
"""How far, in proportion, a bound in floating point is trusted."""


def run(problem: Problem, told: Told) -> None:
    """Solve the whole program within what is left of the budget."""
    everything = whole(problem)
    bounds: dict[str, int | None] = {}
    for goal in everything.program.goals:
        if told.over:
            break
        result = _solve(everything, goal, told)
        bounds[goal.key] = _bound(result, goal)
        told.bounds(bounds)
        if not result.has_primal_feasible_solution():
            told.note(f"{result.termination.reason.name.lower().replace('_', ' ')} in goal {goal.key}")
            break
        best = np.rint(list(result.variable_values().values())).astype(np.int64)
        told.plan(lambda best=best: everything.sessions(best))
        everything.held.append((goal, value_of(goal, best)))


def _solve(everything: Whole, goal: Objective, told: Told) -> mathopt.SolveResult:
    model = mathopt.Model.from_model_proto(_proto(everything, goal))
    limit = datetime.timedelta(seconds=told.left)
    return mathopt.solve(model, mathopt.SolverType.HIGHS, params=mathopt.SolveParameters(time_limit=limit))


def _proto(everything: Whole, goal: Objective) -> model_pb2.ModelProto:
    terms, low, high = everything.rows()
    columns = everything.program.columns
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(everything.program.upper.astype(float).tolist())
    proto.variables.integers.extend([True] * columns)
    proto.linear_constraints.ids.extend(range(len(low)))
    proto.linear_constraints.lower_bounds.extend(np.where(low <= -(2**39), -np.inf, low).tolist())
    proto.linear_constraints.upper_bounds.extend(np.where(high >= 2**39, np.inf, high).tolist())
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(np.repeat(np.arange(len(low)), np.diff(terms.indptr)).tolist())
    matrix.column_ids.extend(terms.indices.tolist())
    matrix.coefficients.extend(terms.data.astype(float).tolist())
    proto.objective.maximize = goal.more
    proto.objective.linear_coefficients.ids.extend(goal.column.tolist())
    proto.objective.linear_coefficients.values.extend(goal.value.astype(float).tolist())
    return proto


def _bound(result: mathopt.SolveResult, goal: Objective) -> int | None:
    value = result.termination.objective_bounds.dual_bound
    if not math.isfinite(value) or abs(value) >= 2**40:
        return None
    slack = SAFE * max(1.0, abs(value))
    return goal.constant + (math.floor(value + slack) if goal.more else math.ceil(value - slack))
