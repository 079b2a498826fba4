"""A program written column by column and row by row, where no choices of a book stand behind it (a relaxation)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduling.engine.program import ALONE, Objective, Program, Rows, Terms
from scheduling.rule import NO_HIGH, NO_LOW, IntArray, ints


@dataclass
class Building:
    """Columns and rows of a program under construction."""

    upper: list[IntArray] = field(default_factory=list)
    row: list[IntArray] = field(default_factory=list)
    column: list[IntArray] = field(default_factory=list)
    value: list[IntArray] = field(default_factory=list)
    low: list[IntArray] = field(default_factory=list)
    high: list[IntArray] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def columns_to(self, upper: IntArray) -> IntArray:
        """New columns from 0 to ``upper``."""
        self.upper.append(ints(upper))
        self.columns += len(upper)
        return np.arange(self.columns - len(upper), self.columns)

    def limit(
        self,
        *terms: tuple[IntArray, IntArray, int | IntArray],
        low: int | IntArray = NO_LOW,
        high: int | IntArray = NO_HIGH,
        count: int | None = None,
    ) -> None:
        """``count`` rows of (row, column, coefficient) terms between ``low`` and ``high``."""
        count = len(ints(high if np.ndim(high) else low)) if count is None else count
        for row, column, value in terms:
            self.row.append(row + self.rows)
            self.column.append(column)
            self.value.append(np.broadcast_to(ints(value), row.shape))
        self.low.append(np.broadcast_to(ints(low), (count,)))
        self.high.append(np.broadcast_to(ints(high), (count,)))
        self.rows += count

    def program(self, goals: list[Objective]) -> Program:
        """The program."""
        row, column, value = (np.concatenate(x) for x in (self.row, self.column, self.value))
        terms = Terms.of(row, column, value, self.columns)
        rows = Rows(terms, np.concatenate(self.low), np.concatenate(self.high))
        return Program(self.columns, np.full(self.columns, ALONE), rows, np.concatenate(self.upper), goals)
