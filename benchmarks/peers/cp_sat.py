"""One monolithic CP-SAT model of the engine's own compiled program, goal by goal, without a start or neighbourhoods.

All hard rules are in it. A goal that is proven becomes a limit for the next; the first that is not takes the rest of
the time, and what it reached is held for the goals after it only if time is left.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.told import Told
from benchmarks.whole import Whole, value_of, whole
from scheduling import Problem
from scheduling.engine.program import ALONE, Objective
from scheduling.rule import IntArray


def run(problem: Problem, told: Told, *, workers: int) -> None:
    """Solve the whole model within what is left of the budget."""
    everything = whole(problem)
    bounds: dict[str, int | None] = {}
    best: IntArray | None = None
    for goal in everything.program.goals:
        if told.over:
            break
        solver, status = _solve(everything, goal, best, told, workers)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            told.note(f"{solver.status_name(status).lower()} in goal {goal.key}")
            break
        best = np.array(solver.response_proto.solution, dtype=np.int64)
        worst = solver.best_objective_bound
        bounds[goal.key] = goal.constant + (round(-worst) if goal.more else round(worst))
        everything.held.append((goal, value_of(goal, best)))
        told.bounds(bounds)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Tells each solution as it is found."""

    def __init__(self, everything: Whole, told: Told) -> None:
        super().__init__()
        self.everything, self.told = everything, told

    def on_solution_callback(self) -> None:
        """Hand the columns' values on."""
        solution = np.array(self.response_proto.solution, dtype=np.int64)
        self.told.plan(lambda: self.everything.sessions(solution))


def _solve(
    everything: Whole, goal: Objective, hint: IntArray | None, told: Told, workers: int
) -> tuple[cp_model.CpSolver, int]:
    model = _model(everything, goal)
    if hint is not None:
        model.proto.solution_hint.vars.extend(range(len(hint)))
        model.proto.solution_hint.values.extend(hint.tolist())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = told.left
    return solver, solver.solve(model, _Listener(everything, told))


def _model(everything: Whole, goal: Objective) -> cp_model.CpModel:
    program, (terms, low, high) = everything.program, everything.rows()
    model = cp_model.CpModel()
    proto = model.proto
    for top in program.upper.tolist():
        proto.variables.add().domain.extend([0, top])
    start, column, value = (x.tolist() for x in (terms.indptr, terms.indices, terms.data))
    exclusive = len(program.rows.low), len(program.rows.low) + len(np.unique(program.group[program.group != ALONE]))
    for row, (least, most) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        own = slice(start[row], start[row + 1])
        constraint = proto.constraints.add()
        if exclusive[0] <= row < exclusive[1]:
            constraint.at_most_one.literals.extend(column[own])
        else:
            constraint.linear.vars.extend(column[own])
            constraint.linear.coeffs.extend(value[own])
            constraint.linear.domain.extend([least, most])
    proto.objective.vars.extend(goal.column.tolist())
    proto.objective.coeffs.extend((-goal.value if goal.more else goal.value).tolist())
    return model
