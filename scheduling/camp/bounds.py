"""What no camp plan can beat: the timetable without names, goal by goal beside the values of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import takewhile

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.relaxation import relaxation
from scheduling.camp.timetable import Timetable
from scheduling.engine import highs
from scheduling.engine.program import Objective, Program
from scheduling.engine.run import Run
from scheduling.rule import IntArray

LEAST_SECONDS = 0.05


class Bounding:
    """The relaxation of one camp problem, built once."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.program = relaxation(facts, candidates, Timetable).program
        self.sum: tuple[Mapping[str, int], int] | None = None

    def surely(self) -> dict[str, int]:
        """Bounds that need no solver."""
        return {goal.key: _edge(self.program, goal) for goal in self.program.goals}

    def heard(self, weights: Mapping[str, int], most: int) -> None:
        """No plan is worth more than ``most`` in these goals weighed, their constants left out."""
        self.sum = weights, most

    def of_first(self, values: Mapping[str, int], goals: Collection[str], run: Run, seconds: float) -> dict[str, int]:
        """What the linear relaxation says of the first goals, as far as they are among ``goals``, within the time."""
        found: dict[str, int] = {}
        held: list[tuple[Objective, int]] = []
        for goal in takewhile(lambda goal: goal.key in goals, self.program.goals):
            found[goal.key] = _edge(self.program, goal)
            if found[goal.key] != values[goal.key] and not run.over:
                none = np.zeros(self.program.columns, dtype=np.bool_)
                best = highs.solve(self.program, run, goal=goal, held=held, whole=none, seconds=seconds).bound
                found[goal.key] = found[goal.key] if best is None else _better(goal, found[goal.key], best)
            held.append((goal, values[goal.key]))
        return found

    def beside(self, values: Mapping[str, int], known: Mapping[str, int | None], run: Run) -> dict[str, int]:
        """For each goal: no plan whose earlier goals are at least as good as ``values`` is better than this.

        ``known``: bounds of the same meaning that are there already. What is not solved in time stays as it is known
        without.
        """
        found: dict[str, int] = {}
        held: list[tuple[Objective, int]] = []
        for number, goal in enumerate(self.program.goals):
            value, bound = values[goal.key], self._by_sum(goal, values, self._known(goal, known))
            share = run.seconds_left() / (len(self.program.goals) - number)
            if bound != value and not run.over and share > LEAST_SECONDS:
                bound = self._tighter(goal, bound, value, held, run, share)
            found[goal.key] = bound
            held.append((goal, value))
        return found

    def _known(self, goal: Objective, known: Mapping[str, int | None]) -> int:
        own, before = _edge(self.program, goal), known.get(goal.key)
        return own if before is None else _better(goal, own, before)

    def _by_sum(self, goal: Objective, values: Mapping[str, int], bound: int) -> int:
        """What the sum leaves for its last goal where the others are as good as ``values``."""
        if self.sum is None or goal.key != list(self.sum[0])[-1]:
            return bound
        weights, left = self.sum
        for other in self.program.goals:
            if other.key in weights and other.key != goal.key:
                left -= weights[other.key] * (values[other.key] - other.constant) * (1 if other.more else -1)
        weight = weights[goal.key]
        return _better(goal, bound, goal.constant + (left // weight if goal.more else -(left // weight)))

    def _tighter(
        self, goal: Objective, bound: int, value: int, held: list[tuple[Objective, int]], run: Run, seconds: float
    ) -> int:
        """The linear relaxation's bound, then, as far as time allows, that of whole runs and mentors."""
        began = run.elapsed
        for whole in (False, True):
            left = seconds - (run.elapsed - began)
            if bound == value or run.over or left < LEAST_SECONDS:
                break
            columns = np.full(self.program.columns, whole, dtype=np.bool_)
            limit = left if run.seconds is not None else float("inf")
            found = highs.solve(self.program, run, goal=goal, held=held, whole=columns, seconds=limit)
            if found.bound is not None:
                bound = _better(goal, bound, found.bound)
        return bound


def _better(goal: Objective, one: int, other: int) -> int:
    return min(one, other) if goal.more else max(one, other)


def _edge(program: Program, goal: Objective) -> int:
    """What the goal's own columns allow at best."""
    best: IntArray = np.maximum(goal.value, 0) if goal.more else np.minimum(goal.value, 0)
    return goal.constant + int((best * program.upper[goal.column]).sum())
