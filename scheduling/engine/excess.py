"""Goals with excess compiled: more columns and rows that make the part of a goal that is no plain sum a plain sum.

An excess of power 1 is one column, at least as great as what goes over the line. A square is a row of columns, one
for each step between two amounts that may come about, dearer with every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduling.engine.program import ALONE, Compiler, Meaning, Objective, Program, Rows, Terms, extremes
from scheduling.rule import Excess, IntArray, Weights, ints

MOST_TERMS = 12
"""Up to so many choices in one row it is asked which amounts may come about; beyond, all whole numbers may."""


@dataclass(frozen=True)
class Steps:
    """The columns of the rows of an excess: ``low[r]`` is what row r is over its line at least."""

    low: IntArray
    row: IntArray
    width: IntArray
    price: IntArray


@dataclass(frozen=True)
class Curved:
    """A program with its excess columns, and how to fill them for a solution of the others.

    ``plain`` is the program without them; ``terms``, ``base``: what each row counts; ``column``: first column and
    number of columns of each row.
    """

    program: Program
    plain: int
    terms: Terms
    base: IntArray
    step_row: IntArray

    def filled(self, own: IntArray) -> IntArray:
        """A solution of the first columns with what is then missing of demands, and in excess."""
        program = self.program
        solution = np.zeros(program.columns, dtype=np.int64)
        solution[: len(own)] = own
        self._demands(solution, len(own))
        count = len(self.base)
        total = np.bincount(self.terms.row, self.terms.value * solution[self.terms.column], minlength=count)
        left = np.maximum(self.base + total.astype(np.int64), 0)
        column = np.arange(self.plain, program.columns)
        width = program.upper[column]
        before = np.cumsum(width) - width
        first = np.searchsorted(self.step_row, self.step_row)
        solution[column] = np.clip(left[self.step_row] - (before - before[first]), 0, width)
        return solution

    def _demands(self, solution: IntArray, own: int) -> None:
        rows = self.program.rows
        total = np.bincount(rows.terms.row, rows.terms.value * solution[rows.terms.column], minlength=len(rows.low))
        slack = (rows.terms.column >= own) & (rows.terms.column < self.plain)
        short = np.maximum(rows.low - total.astype(np.int64), 0)
        solution[rows.terms.column[slack]] = short[rows.terms.row[slack]]


def with_excess(compiler: Compiler, program: Program, weights: Sequence[Weights]) -> Curved:
    """``program`` with the excess of its last goals, whose ``weights`` are given in their order."""
    first = len(program.goals) - len(weights)
    build = _Build(program, compiler.meaning)
    for number, some in enumerate(weights, first):
        for excess in some.excess:
            build.add(number, excess)
    return build.curved()


class _Build:
    """Collects columns, rows and terms of goals."""

    def __init__(self, program: Program, meaning: Meaning) -> None:
        self.program, self.meaning = program, meaning
        self.columns = program.columns
        self.upper: list[IntArray] = [program.upper]
        self.rows: list[tuple[IntArray, IntArray, IntArray]] = []
        self.high: list[IntArray] = []
        self.base: list[IntArray] = []
        self.step_row: list[IntArray] = [ints([])]
        self.goals = [[(g.column, g.value)] for g in program.goals]
        self.constant = [g.constant for g in program.goals]
        self.count = 0

    def add(self, number: int, excess: Excess) -> None:
        """The columns of one excess, weighed in goal ``number``."""
        count = len(excess.base)
        sure = excess.coefficient * self.meaning.constant[excess.choice]
        base = excess.base + np.bincount(excess.row, sure, minlength=count).astype(np.int64)
        terms = Terms.of(*self.meaning.expand(excess.row, excess.choice, excess.coefficient), self.columns)
        group, upper = self.program.group, self.program.upper
        least, most = extremes(Terms(terms.row, terms.column, terms.value * upper[terms.column]), group, count)
        low, high = np.maximum(base + least, 0), np.maximum(base + most, 0)
        steps = _steps(excess, self.meaning, base, low, high)
        self.constant[number] += int((excess.weight * steps.low**excess.power).sum())
        column = self.columns + np.arange(len(steps.row))
        self.goals[number].append((column, excess.weight[steps.row] * steps.price))
        self._rows(terms, base - steps.low, steps, column)

    def _rows(self, terms: Terms, base: IntArray, steps: Steps, column: IntArray) -> None:
        """In each row that has steps: what it counts is at most what its steps hold."""
        used = np.unique(steps.row)
        number = np.full(len(base), -1, dtype=np.int64)
        number[used] = self.count + np.arange(len(used))
        inside = number[terms.row] >= 0
        self.rows.append((number[terms.row[inside]], terms.column[inside], terms.value[inside]))
        self.rows.append((number[steps.row], column, -np.ones(len(column), dtype=np.int64)))
        self.high.append(-base[used])
        self.base.append(base[used])
        self.step_row.append(number[steps.row])
        self.upper.append(steps.width)
        self.columns += len(column)
        self.count += len(used)

    def curved(self) -> Curved:
        program = self.program
        if not self.rows:
            return Curved(program, program.columns, Terms(ints([]), ints([]), ints([])), ints([]), ints([]))
        row, column, value = (np.concatenate(x) for x in zip(*self.rows, strict=True))
        terms = Terms.of(row, column, value, self.columns)
        old, high = program.rows, np.concatenate(self.high)
        stacked = Terms(
            np.concatenate([old.terms.row, terms.row + len(old.low)]),
            np.concatenate([old.terms.column, terms.column]),
            np.concatenate([old.terms.value, terms.value]),
        )
        rows = Rows(
            stacked, np.concatenate([old.low, np.full(len(high), -(2**40))]), np.concatenate([old.high, high])
        )
        group = np.concatenate([program.group, np.full(self.columns - program.columns, ALONE, dtype=np.int64)])
        whole = Program(self.columns, group, rows, np.concatenate(self.upper), self._objectives())
        own = terms.column < program.columns
        counts = Terms(terms.row[own], terms.column[own], terms.value[own])
        return Curved(whole, program.columns, counts, np.concatenate(self.base), np.concatenate(self.step_row))

    def _objectives(self) -> list[Objective]:
        found = []
        for goal, parts, constant in zip(self.program.goals, self.goals, self.constant, strict=True):
            column, value = (np.concatenate(x) for x in zip(*parts, strict=True))
            terms = Terms.of(np.zeros(len(column), dtype=np.int64), column, value, self.columns)
            found.append(Objective(goal.key, goal.more, terms.column, terms.value, constant))
        return found


def _steps(excess: Excess, meaning: Meaning, base: IntArray, low: IntArray, high: IntArray) -> Steps:
    if excess.power == 1:
        row = np.flatnonzero(high > low)
        return Steps(low, row, (high - low)[row], np.ones(len(row), dtype=np.int64))
    order = np.argsort(excess.row, kind="stable")
    order = order[meaning.constant[excess.choice[order]] == 0]
    start = np.searchsorted(excess.row[order], np.arange(len(base) + 1))
    rows: list[int] = []
    widths: list[int] = []
    prices: list[int] = []
    for over in np.flatnonzero(high > low).tolist():
        some = excess.coefficient[order[start[over] : start[over + 1]]]
        edges = amounts(int(base[over]), some.tolist(), int(low[over]), int(high[over]))
        rows += [over] * (len(edges) - 1)
        widths += np.diff(edges).tolist()
        prices += [a + b for a, b in pairwise(edges)]
    return Steps(low, ints(rows), ints(widths), ints(prices))


def amounts(base: int, coefficients: list[int], low: int, high: int) -> list[int]:
    """The amounts from ``low`` to ``high`` that may come about."""
    if len(coefficients) > MOST_TERMS:
        return list(range(low, high + 1))
    sums = {base}
    for coefficient in coefficients:
        sums |= {value + coefficient for value in sums}
    return sorted({min(max(value, low), high) for value in sums} | {low, high})
