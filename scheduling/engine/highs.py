"""HiGHS on a whole program: strong where the linear relaxation is nearly whole already, as in a network.

It runs in a process of its own (``highs_child``), since it cannot be told to stop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from ortools.math_opt import (  # type: ignore[import-untyped]  # ships without types
    parameters_pb2,
    result_pb2,
    rpc_pb2,
)

from scheduling.engine.child import Child
from scheduling.engine.exact import Solved
from scheduling.engine.linear import fill, rounded
from scheduling.engine.program import Objective, Program
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, ints

GRACE = 3.0
"""Seconds after its limit at which a process that does not answer is ended."""
DETERMINISTIC = 2e-4
"""Deterministic time (as CP-SAT counts it) that one step of the simplex method counts as."""
WHOLE = 1e-4
"""How far below a whole number a value still counts as that number."""
MOST_NODES = 200
"""Branches that are looked at where no clock is."""


def solve(
    program: Program,
    run: Run,
    *,
    goal: Objective,
    held: Sequence[tuple[Objective, int]] = (),
    seconds: float = float("inf"),
    whole: BoolArray | None = None,
) -> Solved:
    """The best solution for ``goal`` with each held goal at least as good as its value, within the budget.

    ``whole``: which columns must be whole; if not all, what others come to is rounded down.
    """
    limit = min(seconds, run.seconds_left())
    asked = rpc_pb2.SolveRequest(solver_type=parameters_pb2.SOLVER_TYPE_HIGHS)
    asked.parameters.random_seed = run.seed % 2**31
    asked.parameters.relative_gap_tolerance = 0.0
    # programs of many thousand columns begin a third sooner than by the simplex method
    asked.parameters.highs.string_options["mip_lp_solver"] = "ipm"
    if limit < float("inf"):
        asked.parameters.time_limit.FromMilliseconds(max(1, int(limit * 1000)))
    if run.steps is not None and run.seconds is None:
        asked.parameters.node_limit = MOST_NODES
    fill(asked.model, program, goal, held, np.ones(program.columns, dtype=np.bool_) if whole is None else whole)
    result = _answer(asked, run, limit)
    return Solved("unknown", None, None) if result is None else _read(result, program, goal, run)


_REASON = result_pb2.TerminationReasonProto
_STATUS = {
    _REASON.TERMINATION_REASON_OPTIMAL: "optimal",
    _REASON.TERMINATION_REASON_FEASIBLE: "feasible",
    _REASON.TERMINATION_REASON_INFEASIBLE: "infeasible",
}


def _read(result: result_pb2.SolveResultProto, program: Program, goal: Objective, run: Run) -> Solved:
    status = _STATUS.get(result.termination.reason, "unknown")
    run.spend(result.solve_stats.simplex_iterations * DETERMINISTIC)
    if status == "infeasible":
        return Solved(status, None, None)
    worst = result.termination.objective_bounds.dual_bound
    bound = None if math.isinf(worst) or math.isnan(worst) else rounded(worst, goal.more)
    if status == "unknown":
        return Solved(status, None, bound)
    values = result.solutions[0].primal_solution.variable_values
    solution = np.zeros(program.columns, dtype=np.int64)
    solution[ints(values.ids)] = np.floor(np.array(values.values) + WHOLE).astype(np.int64)
    return Solved(status, solution, bound)


_child = Child("highs_child.py")


def _answer(asked: rpc_pb2.SolveRequest, run: Run, limit: float) -> result_pb2.SolveResultProto | None:
    """What the process answers; None where it was ended before that."""
    answer = _child.answer(asked.SerializeToString(), lambda: run.stopped, limit + GRACE)
    return None if answer is None else result_pb2.SolveResultProto.FromString(answer)
