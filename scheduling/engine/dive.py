"""Diving: the linear relaxation of a large program made whole a few columns at a time, solved anew after each step.

Where the relaxation is nearly whole, a solution near its own value is found in some dozens of short simplex solves,
each of which goes on from the one before; a search that starts from a bad solution takes far longer to come so near.
(Diving with backtracking as in mixed integer programming: Achterberg, Constraint Integer Programming, 2007, 9.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import (  # type: ignore[import-untyped]  # ships without types
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    model_update_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver  # type: ignore[import-untyped]  # the same
from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter  # type: ignore[import-untyped]  # the same

from scheduling.engine.linear import WORK, Floats, fill, rounded
from scheduling.engine.program import Objective, Program
from scheduling.engine.run import STEP, Run
from scheduling.rule import IntArray

NOTHING = 1e-6
"""Nearer than this to a whole number counts as whole."""
FEW = 30
"""So many columns are made whole at first at one time; more where that costs nothing or time is short."""
NEARLY = 0.9
"""Columns of so large a part are all made whole at one time."""
TRIED = 5
"""After so many steps it can be told how long the rest will take."""
SPARE = 0.2
"""This part of the time is kept for what is left over at last."""


@dataclass(frozen=True)
class Dived:
    """``shares``: a solution of the relaxation in which the columns asked for are whole; None where none was found.
    ``bound``: no solution of the program is worth more; None where that is not known.
    """

    shares: Floats | None
    bound: int | None


def dived(program: Program, run: Run, *, goal: Objective, whole: Sequence[IntArray], loss: float) -> Dived:
    """The relaxation with ``goal`` made greatest, dived into until these columns are whole, one array after another.

    ``loss``: what a step of FEW columns may cost without being taken back, a larger one in proportion; of a single
    column the other side is tried then.
    Within the budget of ``run``, all of which may be used.
    """
    return _Dive(program, run, goal, loss).dived(whole)


class _Interrupt:
    """Stops the simplex method; may be asked from another thread."""

    def __init__(self) -> None:
        self.asked = PySolveInterrupter()

    def stop_search(self) -> None:
        self.asked.interrupt()


class _Dive:
    """One dive: the solver with its bounds as they are now, and the best of the relaxation within them."""

    def __init__(self, program: Program, run: Run, goal: Objective, loss: float) -> None:
        self.run, self.goal, self.loss = run, goal, loss
        self.rng = np.random.default_rng(run.seed)
        self.lower, self.upper = np.zeros(program.columns), program.upper.astype(float)
        self.size = program.columns + len(program.rows.low)
        model = model_pb2.ModelProto()
        fill(model, program, goal, (), np.zeros(program.columns, dtype=np.bool_))
        self.solver = solver.new(parameters_pb2.SOLVER_TYPE_GLOP, model, parameters_pb2.SolverInitializerProto())
        self.interrupt = _Interrupt()
        self.basis: solution_pb2.BasisProto | None = None
        self.value, self.shares = -math.inf, self.lower
        self.rounds, self.most, self.count, self.hurry = 0, 0, FEW, 1.0

    def dived(self, whole: Sequence[IntArray]) -> Dived:
        """Root, then down."""
        with self.run.working(self.interrupt):
            value, shares = self._best(None)
            if shares is None:
                return Dived(None, None)
            self.value, self.shares, self.began = value, shares, self._left()
            deep = all(self._made_whole(columns) for columns in whole)
            while deep and any(self._part(columns).max(initial=0.0) > NOTHING for columns in whole):
                deep = all(self._made_whole(columns) for columns in whole)  # some rose again beside later ones
        return Dived(self.shares if deep else None, rounded(value, more=True))

    def _made_whole(self, columns: IntArray) -> bool:
        """Whether all of these are whole now."""
        while len(parts := columns[self._part(columns) > NOTHING]):
            part = self._part(parts)
            order = parts[np.argsort(-part - self.rng.random(len(parts)) * 1e-3, kind="stable")]
            if self.run.over or not self._step(order[: max(self._pace(len(parts)), int((part > NEARLY).sum()))]):
                return False
        return True

    def _part(self, columns: IntArray) -> Floats:
        """What each has above a whole number."""
        shares = self.shares[columns]
        return np.maximum(shares - np.floor(shares + NOTHING), 0.0)

    def _pace(self, count: int) -> int:
        """How many of ``count`` columns go into one step, more where there would not be time for all at this pace."""
        self.most, self.rounds = max(self.most, count), self.rounds + 1
        used, left = self.began - self._left(), self._left() - SPARE * self.began
        done = self.most - count
        if self.rounds > TRIED and used > 0:
            behind = count * used / (done * left) if done and left > 0 else math.inf
            self.hurry = min(max(1.0, behind), FEW) ** 2
        return max(self.count, math.ceil(FEW * self.hurry))

    def _left(self) -> float:
        """Which part of the budget is left."""
        run = self.run
        seconds = 1.0 if run.seconds is None else run.seconds_left() / max(run.seconds, NOTHING)
        return min(seconds, 1.0 if run.steps is None else run.steps_left() / max(run.steps, NOTHING))

    def _step(self, columns: IntArray) -> bool:
        """As many of the columns rounded up as that costs little; the last one left up or down, if it can be."""
        asked, before = len(columns), self.value
        while len(columns) > 1:
            loss = self.loss * max(self.hurry, len(columns) / FEW)
            if self._taken(columns, np.ceil(self.shares[columns] - NOTHING), self.upper[columns], loss):
                free = len(columns) == asked and before - self.value < self.loss
                self.count = max(FEW, len(columns) * (2 if free else 1))
                return True
            columns = columns[: len(columns) // 2]
        self.count = FEW
        up = np.ceil(self.shares[columns] - NOTHING), self.upper[columns]
        down = self.lower[columns], np.floor(self.shares[columns] + NOTHING)
        return self._taken(columns, *up, self.loss * self.hurry) or self._better_taken(columns, up, down)

    def _better_taken(self, columns: IntArray, *sides: tuple[Floats, Floats]) -> bool:
        """The bounds that cost less, whatever that is; False where there is no solution in either."""
        before, found = (self.lower[columns], self.upper[columns]), list[tuple[float, Floats | None]]()
        for side in sides:
            self._bounded(columns, *side)
            found.append(self._best(-math.inf))
        best = max(range(len(sides)), key=lambda n: found[n][0])
        value, shares = found[best]
        if shares is None:
            self._bounded(columns, *before)
            return False
        self._bounded(columns, *sides[best])
        self.value, self.shares = value, shares
        return True

    def _taken(self, columns: IntArray, lower: Floats, upper: Floats, loss: float) -> bool:
        """Whether these bounds cost no more; else they are as before."""
        before = self.lower[columns], self.upper[columns]
        self._bounded(columns, lower, upper)
        value, shares = self._best(self.value - loss)
        if shares is None:
            self._bounded(columns, *before)
            return False
        self.value, self.shares = value, shares
        return True

    def _bounded(self, columns: IntArray, lower: Floats, upper: Floats) -> None:
        self.lower[columns], self.upper[columns] = lower, upper
        columns = np.sort(columns)
        update = model_update_pb2.ModelUpdateProto()
        for bounds, values in (("lower_bounds", self.lower), ("upper_bounds", self.upper)):
            vector = getattr(update.variable_updates, bounds)
            vector.ids.extend(columns.tolist())
            vector.values.extend(values[columns].tolist())
        self.solver.update(update)

    def _best(self, least: float | None) -> tuple[float, Floats | None]:
        """Worth and shares of the relaxation within the bounds; nothing where it is worth less than ``least``.

        The first time, without ``least``, from nothing.
        """
        if self.run.stopped:
            return -math.inf, None
        found = self._solved(self._settings(least))
        self.run.spend(WORK * self.size * (1 + found.solve_stats.simplex_iterations))
        if found.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            return -math.inf, None
        if least is None:
            self.basis = found.solutions[0].basis
        solution = found.solutions[0].primal_solution
        shares = np.zeros(len(self.lower))
        shares[list(solution.variable_values.ids)] = solution.variable_values.values
        value = solution.objective_value
        return (-math.inf, None) if least is not None and value < least else (value, shares)

    def _settings(self, least: float | None) -> parameters_pb2.SolveParametersProto:
        settings, run = parameters_pb2.SolveParametersProto(), self.run
        if run.seconds is not None:
            settings.time_limit.FromMilliseconds(max(1, int(1000 * run.seconds_left())))
        if run.steps is not None:
            settings.iteration_limit = 1 + int(run.steps_left() * STEP / (WORK * self.size))
        if least is None:
            return settings
        # preparing anew would forget where the solve before ended
        settings.presolve = parameters_pb2.EMPHASIS_OFF
        settings.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
        if least > -math.inf:
            settings.glop.objective_lower_limit = least
        return settings

    def _solved(self, settings: parameters_pb2.SolveParametersProto) -> result_pb2.SolveResultProto:
        asked = model_parameters_pb2.ModelSolveParametersProto()
        if self.basis is not None:
            asked.initial_basis.CopyFrom(self.basis)
            self.basis = None
        return self.solver.solve(
            settings,
            asked,
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            self.interrupt.asked,
        )
