"""Limits and goals over choices, compiled once into sparse rows over columns.

A *column* is what the solver decides. A base choice is a sum of columns of its own *bundle* table (a wing may
offer columns that make several choices hold at once; columns of one ``exclusive`` group exclude each other). A
derived choice becomes the plain sum of its parts' columns where these exclude each other, else a column with
links. Choices held true become constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduling.rule import ALWAYS, NO_HIGH, NO_LOW, BoolArray, Choices, IntArray, Limits, Weights, ints

ALONE = -1
MISSING = "missing"


@dataclass(frozen=True)
class Bundles:
    """Columns for base choices: (column, choice) pairs, sorted by column, and the exclusive group of each column.

    A group number of ``ALONE`` excludes nothing. Columns of one group: at most one of them is 1.
    """

    column: IntArray
    choice: IntArray
    group: IntArray


@dataclass(frozen=True)
class Terms:
    """Sparse rows in coordinate form, sorted by row, then column, without doubles or zeros."""

    row: IntArray
    column: IntArray
    value: IntArray

    @staticmethod
    def of(row: IntArray, column: IntArray, value: IntArray, columns: int) -> Terms:
        """Sum doubles and drop zeros."""
        key, place = np.unique(row * max(columns, 1) + column, return_inverse=True)
        total = np.bincount(place, value, minlength=len(key)).astype(np.int64)
        key, total = key[total != 0], total[total != 0]
        return Terms(key // max(columns, 1), key % max(columns, 1), total)


@dataclass(frozen=True)
class Rows:
    """Linear limits ``low <= terms <= high``."""

    terms: Terms
    low: IntArray
    high: IntArray


@dataclass(frozen=True)
class Objective:
    """A goal over columns: ``constant + sum(value * column)``; ``more`` says that greater is better."""

    key: str
    more: bool
    column: IntArray
    value: IntArray
    constant: int


@dataclass
class Program:
    """Columns from 0 to ``upper`` (1 but for what a demand misses) in exclusive groups, rows, goals in order."""

    columns: int
    group: IntArray
    rows: Rows
    upper: IntArray
    goals: list[Objective] = field(default_factory=list)


def restricted(program: Program, kept: BoolArray, at: IntArray | None = None) -> Program:
    """The same program with the columns that are not ``kept`` held as in ``at`` (by default at 0) and left out."""
    number, terms = np.cumsum(kept) - 1, program.rows.terms
    inside = kept[terms.column]
    some = Terms(terms.row[inside], number[terms.column[inside]], terms.value[inside])
    group, upper = program.group[kept], program.upper[kept]
    goals = [restricted_goal(goal, kept, at) for goal in program.goals]
    low, high = program.rows.low, program.rows.high
    if at is not None:
        sure = np.bincount(terms.row, terms.value * np.where(inside, 0, at[terms.column]), minlength=len(low))
        low = np.where(low > NO_LOW, low - sure.astype(np.int64), NO_LOW)
        high = np.where(high < NO_HIGH, high - sure.astype(np.int64), NO_HIGH)
    return Program(len(upper), group, _needed(some, low, high, group, upper), upper, goals)


def restricted_goal(goal: Objective, kept: BoolArray, at: IntArray | None = None) -> Objective:
    """A goal of a program over its ``kept`` columns."""
    inside = kept[goal.column]
    column = (np.cumsum(kept) - 1)[goal.column[inside]]
    sure = 0 if at is None else int((goal.value * at[goal.column])[~inside].sum())
    return Objective(goal.key, goal.more, column, goal.value[inside], goal.constant + sure)


@dataclass(frozen=True)
class Meaning:
    """How choices hang on columns: choice i is ``constant[i]`` plus the sum of its columns (CSR by choice)."""

    constant: IntArray
    start: IntArray
    column: IntArray
    columns: int

    def holds(self, solution: IntArray, first: int) -> BoolArray:
        """Which of the first choices hold in a solution (one 0/1 for each column)."""
        terms = np.repeat(np.arange(first), np.diff(self.start)[:first])
        total = np.bincount(terms, solution[self.column[: len(terms)]], minlength=first)
        return (total + self.constant[:first]) > 0

    def expand(self, row: IntArray, choice: IntArray, value: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Terms over choices as terms over columns (constants left out)."""
        first, count = self.start[choice], self.start[choice + 1] - self.start[choice]
        place = np.repeat(np.arange(len(choice)), count)
        offset = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return row[place], self.column[np.repeat(first, count) + offset], value[place]


class Compiler:
    """Turns a table of choices into columns; then limits and goals into rows of a ``Program``."""

    def __init__(self, choices: Choices, bundles: Bundles, sure: IntArray | None = None) -> None:
        """``sure``: derived choices that are to hold, by whichever of their parts."""
        self.choices = choices
        self._sure = np.zeros(choices.size, dtype=np.bool_)
        self._sure[ints([]) if sure is None else sure] = True
        self.group = bundles.group
        self._constant = [choices.held.astype(np.int64)]
        self._pairs = [np.stack([bundles.choice, bundles.column])]
        self._links: list[tuple[IntArray, IntArray, IntArray]] = []
        self._link_bounds: list[tuple[IntArray, IntArray]] = []
        self._fresh: list[tuple[IntArray, IntArray]] = []
        done = len(choices[choices.base])
        for definition in choices.definitions:
            done = self._define(definition.whole, definition.part, definition.exclusive, definition.kind, done)
        self.meaning = self._meaning()

    def _meaning(self) -> Meaning:
        choice, column = np.concatenate(self._pairs, axis=1)
        order = np.argsort(choice, kind="stable")
        start = np.searchsorted(choice[order], np.arange(self.choices.size + 1))
        return Meaning(np.concatenate(self._constant), ints(start), column[order], len(self.group))

    def _define(self, whole: IntArray, part: IntArray, exclusive: bool, kind: str, start: int) -> int:
        """Give meaning to one derived kind, whose choices begin at ``start``; the end of them."""
        size = len(self.choices[kind])
        so_far = self._meaning_until(start)
        true = np.zeros(size, dtype=np.int64)
        np.maximum.at(true, whole - start, so_far.constant[part])
        open_ = true[whole - start] == 0
        owner, column, _ = so_far.expand(whole[open_] - start, part[open_], np.ones(int(open_.sum()), dtype=np.int64))
        owner, column = _distinct(owner, column, len(self.group))
        sure = self._sure[start : start + size] & (true == 0)
        if bool(sure.any()):
            self._assure(owner[sure[owner]], column[sure[owner]])
            true |= sure
            open_ &= ~sure[whole - start]
            owner, column = owner[~sure[owner]], column[~sure[owner]]
        plain = np.ones(size, dtype=np.bool_) if exclusive else self._excluding(owner, column, size)
        fresh = np.unique(owner[~plain[owner]])
        number = np.full(size, -1, dtype=np.int64)
        number[fresh] = len(self.group) + np.arange(len(fresh))
        keep = plain[owner]
        self._pairs.append(
            np.stack([np.concatenate([owner[keep], fresh]) + start, np.concatenate([column[keep], number[fresh]])])
        )
        self._constant.append(true)
        links = open_ & (number[whole - start] >= 0)
        self._link(so_far, number, whole[links] - start, part[links], owner[~keep], column[~keep], fresh)
        self.group = np.concatenate([self.group, np.full(len(fresh), ALONE, dtype=np.int64)])
        return start + size

    def _assure(self, owner: IntArray, column: IntArray) -> None:
        """Each owner has at least one of its columns."""
        row = ints(np.unique(owner, return_inverse=True)[1])
        count = int(row.max(initial=-1)) + 1
        self._links.append((row, column, np.ones(len(row), dtype=np.int64)))
        self._link_bounds.append((np.ones(count, dtype=np.int64), np.full(count, NO_HIGH)))

    def _meaning_until(self, size: int) -> Meaning:
        choice, column = np.concatenate(self._pairs, axis=1)
        order = np.argsort(choice, kind="stable")
        start = np.searchsorted(choice[order], np.arange(size + 1))
        return Meaning(np.concatenate(self._constant), ints(start), column[order], len(self.group))

    def _excluding(self, owner: IntArray, column: IntArray, size: int) -> BoolArray:
        """Of which wholes do all columns lie in one exclusive group, or is there but one column?"""
        group = self.group[column]
        low, high = np.full(size, 2**60), np.full(size, -(2**60))
        np.minimum.at(low, owner, group)
        np.maximum.at(high, owner, group)
        plain: BoolArray = ((low == high) & (low != ALONE)) | (np.bincount(owner, minlength=size) <= 1)
        return plain

    def _link(
        self,
        so_far: Meaning,
        number: IntArray,
        whole: IntArray,
        part: IntArray,
        owner: IntArray,
        column: IntArray,
        fresh: IntArray,
    ) -> None:
        """Each part at most its whole; the whole at most the sum of its columns."""
        if not len(fresh):
            return
        one = np.ones(len(part), dtype=np.int64)
        row, col, value = so_far.expand(np.arange(len(part)), part, one)
        self._links.append(
            (
                np.concatenate([row, np.arange(len(part))]),
                np.concatenate([col, number[whole]]),
                np.concatenate([value, -one]),
            )
        )
        self._link_bounds.append((np.full(len(part), NO_LOW), np.zeros(len(part), dtype=np.int64)))
        place = np.searchsorted(fresh, owner)
        self._links.append(
            (
                np.concatenate([place, np.arange(len(fresh))]),
                np.concatenate([column, number[fresh]]),
                np.concatenate([np.ones(len(owner), dtype=np.int64), -np.ones(len(fresh), dtype=np.int64)]),
            )
        )
        self._link_bounds.append((np.zeros(len(fresh), dtype=np.int64), np.full(len(fresh), NO_HIGH)))
        self._fresh.append((number[owner], column))

    def program(
        self, limits: Iterable[Limits], goals: Sequence[tuple[str, bool, Weights]], *, relax: bool = False
    ) -> Program:
        """All limits and goals over the columns. ``relax``: demands may be missed; the first goal is ``MISSING``."""
        sheaves: list[Sheaf] = [*zip(self._links, self._link_bounds, strict=True)]
        upper = np.ones(len(self.group), dtype=np.int64)
        for some in limits:
            sheaf = self._rows(some)
            if relax and some.demand:
                sheaf, short = _relaxed(sheaf, len(upper))
                upper = np.concatenate([upper, short])
            sheaves.append(sheaf)
        first = len(self.group)
        group = np.concatenate([self.group, np.full(len(upper) - first, ALONE, dtype=np.int64)])
        terms, low, high = _stacked(sheaves, len(upper))
        least = Objective(
            MISSING, False, np.arange(first, len(upper)), np.ones(len(upper) - first, dtype=np.int64), 0
        )
        aims = [self._goal(*goal) for goal in goals]
        return Program(
            len(upper), group, _needed(terms, low, high, group, upper), upper, [least, *aims] if relax else aims
        )

    def _rows(self, some: Limits) -> tuple[tuple[IntArray, IntArray, IntArray], tuple[IntArray, IntArray]]:
        """Terms and bounds over columns; a limit asked only where a choice holds is relaxed where it does not."""
        count = len(some.low)
        base = np.bincount(some.row, some.coefficient * self.meaning.constant[some.choice], minlength=count)
        row, column, value = self.meaning.expand(some.row, some.choice, some.coefficient)
        low = np.maximum(some.low - base.astype(np.int64), NO_LOW)
        high = np.minimum(some.high - base.astype(np.int64), NO_HIGH)
        asked = np.flatnonzero(some.when != ALWAYS)
        if len(asked):
            return self._conditional(row, column, value, low, high, asked, some.when[asked])
        return (row, column, value), (low, high)

    def _conditional(
        self,
        row: IntArray,
        column: IntArray,
        value: IntArray,
        low: IntArray,
        high: IntArray,
        asked: IntArray,
        when: IntArray,
    ) -> tuple[tuple[IntArray, IntArray, IntArray], tuple[IntArray, IntArray]]:
        least = np.bincount(row, np.minimum(value, 0), minlength=len(low)).astype(np.int64)[asked]
        most = np.bincount(row, np.maximum(value, 0), minlength=len(low)).astype(np.int64)[asked]
        sure = self.meaning.constant[when] > 0
        has_low = low[asked] > NO_LOW // 2
        step = np.where(has_low, np.maximum(low[asked] - least, 0), 0)
        drop = np.where(~has_low & (high[asked] < NO_HIGH // 2), np.minimum(high[asked] - most, 0), 0)
        if bool((has_low & (high[asked] < NO_HIGH // 2)).any()):
            raise ValueError("a limit asked conditionally has either a low or a high")
        extra_row, extra_column, extra = self.meaning.expand(asked[~sure], when[~sure], (-step - drop)[~sure])
        low, high = low.copy(), high.copy()
        low[asked[~sure]] = np.where(has_low, np.minimum(low[asked], least), NO_LOW)[~sure]
        high[asked[~sure]] = np.where(has_low, NO_HIGH, np.maximum(high[asked], most))[~sure]
        terms = (
            np.concatenate([row, extra_row]),
            np.concatenate([column, extra_column]),
            np.concatenate([value, extra]),
        )
        return terms, (low, high)

    def _goal(self, key: str, more: bool, weights: Weights) -> Objective:
        constant = int((weights.weight * self.meaning.constant[weights.choice]).sum()) + weights.constant
        zeros = np.zeros(len(weights.choice), dtype=np.int64)
        row, column, value = self.meaning.expand(zeros, weights.choice, weights.weight)
        terms = Terms.of(row, column, value, len(self.group))
        return Objective(key, more, terms.column, terms.value, constant)

    def solution(self, base: BoolArray) -> IntArray:
        """The columns' values for base choices that hold: of each group the widest column all of whose choices do."""
        pairs = self._pairs[0]
        own = len(self.group) - sum(len(np.unique(number)) for number, _ in self._fresh)
        size = np.bincount(pairs[1], minlength=own)
        whole = (size > 0) & (np.bincount(pairs[1], base[pairs[0]], minlength=own) == size)
        value = whole.astype(np.int64)
        grouped = np.flatnonzero(whole & (self.group[:own] != ALONE))
        best = np.zeros(int(self.group.max(initial=0)) + 1, dtype=np.int64)
        np.maximum.at(best, self.group[grouped], size[grouped])
        value[grouped] = size[grouped] == best[self.group[grouped]]
        value = np.concatenate([value, np.zeros(len(self.group) - own, dtype=np.int64)])
        for number, column in self._fresh:
            np.maximum.at(value, number, value[column])
        return value


def _distinct(owner: IntArray, column: IntArray, columns: int) -> tuple[IntArray, IntArray]:
    key = np.unique(owner * max(columns, 1) + column)
    return key // max(columns, 1), key % max(columns, 1)


Sheaf = tuple[tuple[IntArray, IntArray, IntArray], tuple[IntArray, IntArray]]


def _stacked(sheaves: Sequence[Sheaf], columns: int) -> tuple[Terms, IntArray, IntArray]:
    """Sheaves of rows, one below the other."""
    row: list[IntArray] = [ints([])]
    column: list[IntArray] = [ints([])]
    value: list[IntArray] = [ints([])]
    low: list[IntArray] = [ints([])]
    high: list[IntArray] = [ints([])]
    done = 0
    for (r, c, v), (a, b) in sheaves:
        row.append(r + done)
        column.append(c)
        value.append(v)
        low.append(a)
        high.append(b)
        done += len(a)
    terms = Terms.of(np.concatenate(row), np.concatenate(column), np.concatenate(value), columns)
    return terms, np.concatenate(low), np.concatenate(high)


def extremes(terms: Terms, group: IntArray, rows: int) -> tuple[IntArray, IntArray]:
    """(least, most) that each row can count, knowing that of a group only one column holds."""
    alone = group[terms.column] == ALONE
    key = np.where(alone, -1 - terms.column, group[terms.column])
    order = np.lexsort((key, terms.row))
    row, key, value = terms.row[order], key[order], terms.value[order]
    if not len(row):
        return np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    first = np.flatnonzero(np.concatenate([[True], (np.diff(row) != 0) | (np.diff(key) != 0)]))
    most = np.maximum(np.maximum.reduceat(value, first), 0)
    least = np.minimum(np.minimum.reduceat(value, first), 0)
    at = row[first]
    return (
        np.bincount(at, least, minlength=rows).astype(np.int64),
        np.bincount(at, most, minlength=rows).astype(np.int64),
    )


def _relaxed(sheaf: Sheaf, columns: int) -> tuple[Sheaf, IntArray]:
    """The rows of a demand with one more column each for what is missing; and how much may be missing.

    What no column can mend is left out.
    """
    (row, column, value), (low, high) = sheaf
    low = np.where(np.bincount(row, minlength=len(low)) > 0, low, NO_LOW)
    need = np.flatnonzero(low > 0)
    extra = (np.concatenate([row, need]), np.concatenate([column, columns + np.arange(len(need))]))
    return ((*extra, np.concatenate([value, np.ones(len(need), dtype=np.int64)])), (low, high)), low[need]


def _needed(terms: Terms, low: IntArray, high: IntArray, group: IntArray, upper: IntArray) -> Rows:
    """Only rows that some solution could miss (also those that every solution misses)."""
    least, most = extremes(Terms(terms.row, terms.column, terms.value * upper[terms.column]), group, len(low))
    keep = (least < low) | (most > high)
    number = np.cumsum(keep) - 1
    inside = keep[terms.row]
    kept = Terms(number[terms.row[inside]], terms.column[inside], terms.value[inside])
    return Rows(kept, low[keep], high[keep])
