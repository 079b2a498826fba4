"""What no plan can beat: the linear relaxation of a program, by a bound that holds however far the solver came.

A linear solver gives a price for each row. From any prices whatever follows a bound (Lagrange): what the rows pay at
their limits, and each column's worth beside those prices, where that is a gain, at its upper end; of columns that
exclude each other only the greatest gain. So the bound is counted here, from whole numbers, and neither the solver's
tolerances nor a solve cut short can make it wrong.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from ortools.linear_solver.python import model_builder_helper as linear

from scheduling.engine.program import ALONE, Objective, Program
from scheduling.rule import NO_HIGH, NO_LOW, IntArray, ints

Floats = npt.NDArray[np.float64]
LEAST_SECONDS = 0.1
LARGE = 20_000
"""With more terms than this, prices come from a first-order method (PDLP), else from the simplex method (GLOP)."""
EXACT = "max_deterministic_time: 2.0"
NEAR = (
    "termination_check_frequency: 200 major_iteration_frequency: 200 termination_criteria {{ iteration_limit: {}"
    " simple_optimality_criteria {{ eps_optimal_absolute: 1e-2 eps_optimal_relative: 2e-5 }} }}"
)
ITERATIONS = 100_000
"""No large solve goes on for longer, however much time there is."""
SAFE = 1e-8
"""In proportion to the value, far more than adding up in doubles can err by."""

Held = Sequence[tuple[Objective, int]]


class Relaxed:
    """The linear relaxation of one program; may be asked from several threads at once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.large = len(program.rows.terms.row) > LARGE
        self._model = _model(program)
        self._lock = threading.Lock()
        self._at_work: set[linear.ModelSolverHelper] = set()
        self._stopped = False

    def stop_search(self) -> None:
        """End all solves that other threads are in; later ones do not begin."""
        with self._lock:
            self._stopped = True
            for solver in self._at_work:
                solver.interrupt_solve()

    def bound(
        self, goal: Objective, held: Held = (), *, seconds: float = float("inf"), effort: float = 1.0
    ) -> int | None:
        """No solution with each ``held`` goal at least as good as its value is better than this in ``goal``.

        None if nothing was found in time. Without ``seconds`` it repeats exactly; ``effort`` is the share of the
        longest solve that a large program gets at most.
        """
        if seconds < LEAST_SECONDS or not len(goal.column):
            return None if len(goal.column) else goal.constant
        model = linear.ModelBuilderHelper()
        model.overwrite_model(self._model)
        for one, value in held:
            row = model.add_linear_constraint()
            model.set_constraint_lower_bound(row, value - one.constant if one.more else -math.inf)
            model.set_constraint_upper_bound(row, math.inf if one.more else value - one.constant)
            for column, worth in zip(one.column.tolist(), one.value.tolist(), strict=True):
                model.set_constraint_coefficient(row, column, worth)
        for column, worth in zip(goal.column.tolist(), goal.value.tolist(), strict=True):
            model.set_var_objective_coefficient(column, worth)
        model.set_maximize(goal.more)
        prices = self._prices(model, seconds, effort)
        return None if prices is None else _safe(self.program, goal, held, prices)

    def _prices(self, model: linear.ModelBuilderHelper, seconds: float, effort: float) -> Floats | None:
        solver = linear.ModelSolverHelper("pdlp" if self.large else "glop")
        solver.set_solver_specific_parameters(NEAR.format(int(ITERATIONS * effort)) if self.large else EXACT)
        if seconds < float("inf"):
            solver.set_time_limit_in_seconds(seconds)
        with self._lock:
            if self._stopped:
                return None
            self._at_work.add(solver)
        solver.solve(model)
        with self._lock:
            self._at_work.discard(solver)
        prices = np.array(solver.dual_values()) if solver.has_response() else np.zeros(0)
        return prices if len(prices) and bool(np.isfinite(prices).all()) else None


def _model(program: Program) -> linear.ModelBuilderHelper:
    model = linear.ModelBuilderHelper()
    for top in program.upper.tolist():
        column = model.add_var()
        model.set_var_lower_bound(column, 0.0)
        model.set_var_upper_bound(column, top)
    for low, high in zip(*_limits(program.rows.low, program.rows.high), strict=True):
        row = model.add_linear_constraint()
        model.set_constraint_lower_bound(row, low)
        model.set_constraint_upper_bound(row, high)
    terms = program.rows.terms
    for row, column, value in zip(terms.row.tolist(), terms.column.tolist(), terms.value.tolist(), strict=True):
        model.set_constraint_coefficient(row, column, value)
    grouped = np.flatnonzero(program.group != ALONE)
    for column, group in zip(grouped.tolist(), _numbered(program.group[grouped]).tolist(), strict=True):
        row = len(program.rows.low) + group
        while row >= model.num_constraints():
            model.set_constraint_upper_bound(model.add_linear_constraint(), 1.0)
        model.set_constraint_coefficient(row, column, 1.0)
    return model


def _numbered(group: IntArray) -> IntArray:
    """The same groups, numbered from 0 on."""
    return ints(np.unique(group, return_inverse=True)[1])


def _limits(low: IntArray, high: IntArray) -> tuple[Floats, Floats]:
    return np.where(low <= NO_LOW, -np.inf, low), np.where(high >= NO_HIGH, np.inf, high)


def _safe(program: Program, goal: Objective, held: Held, prices: Floats) -> int | None:
    """The bound that follows from the prices. Solvers differ in their sign: both are tried, the better counts."""
    first, sign = len(program.rows.low), 1 if goal.more else -1
    prices = np.concatenate([prices[:first], prices[len(prices) - len(held) :]])
    terms = program.rows.terms
    row = np.concatenate([terms.row, *(np.full(len(one.column), first + i) for i, (one, _) in enumerate(held))])
    column = np.concatenate([terms.column, *(one.column for one, _ in held)])
    value = np.concatenate([terms.value, *(one.value for one, _ in held)])
    edges = [(v - one.constant, NO_HIGH) if one.more else (NO_LOW, v - one.constant) for one, v in held]
    low, high = (np.concatenate([end, ints([edge[i] for edge in edges])]) for i, end in enumerate(_ends(program)))
    worth = np.bincount(goal.column, sign * goal.value, minlength=program.columns).astype(np.float64)

    def lagrange(price: Floats) -> float:
        price = np.where((price > 0) & (high >= NO_HIGH) | (price < 0) & (low <= NO_LOW), 0.0, price)
        paid = float((price * np.where(price > 0, high, np.where(price < 0, low, 0))).sum())
        return paid + _most(program, worth - np.bincount(column, value * price[row], minlength=len(worth)))

    total = sign * min(lagrange(prices), lagrange(-prices)) + goal.constant
    slack = SAFE * max(1.0, abs(total))
    return math.floor(total + slack) if goal.more else math.ceil(total - slack)


def _ends(program: Program) -> tuple[IntArray, IntArray]:
    return program.rows.low, program.rows.high


def _most(program: Program, gain: Floats) -> float:
    """The most that columns gain without any row: all that gain, but of each group the best one only."""
    best = np.maximum(gain, 0) * program.upper
    grouped = np.flatnonzero(program.group != ALONE)
    of_group = np.zeros(len(grouped))
    np.maximum.at(of_group, _numbered(program.group[grouped]), best[grouped])
    best[grouped] = 0.0
    return float(best.sum() + of_group.sum())
