"""The whole problem as one program: the engine's own compiled rows, for solvers that take everything at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from scheduling import Problem, Session
from scheduling.engine.program import ALONE, Objective, Program
from scheduling.rule import IntArray
from scheduling.weekly.choices import Candidates
from scheduling.weekly.search import Attendances, candidates_as_attendances, part


@dataclass
class Whole:
    """A program with the way back to sessions, and the goals that are held so far."""

    program: Program
    sessions: Callable[[IntArray], tuple[Session, ...]]
    held: list[tuple[Objective, int]] = field(default_factory=list)

    def rows(self) -> tuple[csr_matrix, IntArray, IntArray]:
        """(terms, low, high) of all limits; of an exclusive group at most one column; held goals no worse."""
        rows, group = self.program.rows, self.program.group
        tied = np.flatnonzero(group != ALONE)
        names, of = np.unique(group[tied], return_inverse=True)
        count = len(rows.low)
        row = [rows.terms.row, of + count]
        column = [rows.terms.column, tied]
        value = [rows.terms.value, np.ones(len(tied), dtype=np.int64)]
        low, high = [rows.low, np.full(len(names), -(2**40))], [rows.high, np.ones(len(names), dtype=np.int64)]
        for place, (goal, reached) in enumerate(self.held):
            edge = reached - goal.constant
            row.append(np.full(len(goal.column), count + len(names) + place))
            column.append(goal.column)
            value.append(goal.value)
            low.append(np.array([edge if goal.more else -(2**40)]))
            high.append(np.array([2**40 if goal.more else edge]))
        shape = (count + len(names) + len(self.held), self.program.columns)
        terms = (np.concatenate(value), (np.concatenate(row), np.concatenate(column)))
        return csr_matrix(terms, shape=shape), np.concatenate(low), np.concatenate(high)


def whole(problem: Problem) -> Whole:
    """Compile everything that the filters leave, under all rules and goals."""
    facts = problem.facts
    free = candidates_as_attendances(Candidates(facts))
    made = part(facts, free, Attendances.none(), relax=False)
    return Whole(made.program, lambda solution: made.read(solution).sessions(facts))


def value_of(goal: Objective, solution: IntArray) -> int:
    """What a solution is worth in a goal."""
    return goal.constant + int((goal.value * solution[goal.column]).sum())
