"""A plan judged for many changes by hand at once: after minus before of each limit and each goal of a wing's book.

Knows choices only. A wing says which of its choices a change puts in and takes out, and reads the answer back as ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from scheduling.counting import Breach, Tell, breach, by_how_much, counted
from scheduling.moves import with_derived
from scheduling.rule import (
    ALWAYS,
    NO_LOW,
    Book,
    BoolArray,
    Choices,
    Excess,
    IntArray,
    Limits,
    Weights,
    distinct,
    joined,
)

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Judged:
    """``breaches``: limits missed by more than before the move. ``mended``: those missed before and by less after.

    ``gains`` is what the move does to each goal, in the order of the goals.
    """

    breaches: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    gains: Mapping[str, int]


def compared(
    book: Book[Facts],
    facts: Facts,
    choices: Choices,
    was: IntArray,
    now: IntArray,
    goals: tuple[str, ...],
    tell: Tell,
) -> Judged:
    """Two plans over one table of choices: each limit counted in both."""
    worse: list[Breach] = []
    better: list[Breach] = []
    for key, some in book.limits(facts, choices):
        (before, had), (after, has) = by_how_much(some, was), by_how_much(some, now)
        worse += [breach(key, some, row, int(has[row]), tell) for row in np.flatnonzero(after > before).tolist()]
        better += [breach(key, some, row, int(had[row]), tell) for row in np.flatnonzero(after < before).tolist()]
    weights = {goal: book.goals[goal].weights(facts, choices) for goal in goals}
    gains = {goal: one.worth(now) - one.worth(was) for goal, one in weights.items()}
    return Judged(tuple(worse), tuple(better), gains)


class Asked:
    """One block of limits, sorted for looking up by choice."""

    def __init__(self, key: str, some: Limits, holds: IntArray) -> None:
        self.key, self.some = key, some
        order = np.argsort(some.choice, kind="stable")
        self.by_choice = some.choice[order], order
        asked = np.flatnonzero(some.when != ALWAYS)
        order = asked[np.argsort(some.when[asked], kind="stable")]
        self.by_when = some.when[order], order
        self.total = counted(some, holds)
        self.asked = ((some.when == ALWAYS) | (holds[some.when] == 1)).astype(np.int64)

    @cached_property
    def by_row(self) -> tuple[IntArray, IntArray]:
        """Rows in order, with their terms."""
        order = np.argsort(self.some.row, kind="stable")
        return self.some.row[order], order

    @cached_property
    def only_grows(self) -> BoolArray:
        """Rows that say only how much there may be at most, of what more places never make less."""
        lessened = np.bincount(self.some.row[self.some.coefficient < 0], minlength=len(self.some.low)) > 0
        grows: BoolArray = (self.some.low <= NO_LOW) & ~lessened
        return grows

    def missed(self, total: IntArray, asked: IntArray, rows: IntArray) -> IntArray:
        """By how much rows are missed."""
        over = np.maximum(total - self.some.high[rows], self.some.low[rows] - total)
        return np.where(asked > 0, np.maximum(over, 0), 0)

    def worse(self, move: IntArray, choice: IntArray, sign: IntArray) -> tuple[IntArray, IntArray]:
        """(move, row) of the limits that are missed by more than before."""
        rows = max(1, len(self.some.low))
        at, term = joined(choice, self.by_choice)
        toggled, row = joined(choice, self.by_when)
        key, place = np.unique(
            np.concatenate([move[at] * rows + self.some.row[term], move[toggled] * rows + row]), return_inverse=True
        )
        nothing = np.zeros(len(at), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
        change = summed(place, np.concatenate([self.some.coefficient[term] * sign[at], nothing[1]]), len(key))
        turned = summed(place, np.concatenate([nothing[0], sign[toggled]]), len(key))
        row = key % rows
        before = self.missed(self.total[row], self.asked[row], row)
        bad = self.missed(self.total[row] + change, self.asked[row] + turned, row) > before
        return key[bad] // rows, row[bad]


class Held(Generic[Facts]):
    """A table of choices some of which hold; changes turn others on and off. ``filtered``: the filters were asked."""

    def __init__(
        self, book: Book[Facts], facts: Facts, choices: Choices, base: BoolArray, *, filtered: bool = False
    ) -> None:
        self.book, self.facts, self.choices = book, facts, choices
        self.holds = with_derived(choices, base)
        self._parts = np.zeros(choices.size + 1, dtype=np.int64)
        self._by_part: list[tuple[IntArray, IntArray]] = []
        for one in choices.definitions:
            np.add.at(self._parts, one.whole, self.holds[one.part])
            order = np.argsort(one.part, kind="stable")
            self._by_part.append((one.part[order], one.whole[order]))
        self.asked = [Asked(key, some, self.holds) for key, some in book.limits(facts, choices, filtered=filtered)]
        self._worth: dict[str, _Worth] = {}

    def missed(self, move: IntArray, choice: IntArray, sign: IntArray) -> list[tuple[Asked, IntArray, IntArray]]:
        """(limits, move, row) for each block of limits with a change that misses it by more."""
        found = [(one, *one.worse(move, choice, sign)) for one in self.asked]
        return [one for one in found if len(one[1])]

    def gains(self, goal: str, count: int, move: IntArray, choice: IntArray, sign: IntArray) -> IntArray:
        """What each of so many changes does to a goal."""
        if goal not in self._worth:
            self._worth[goal] = _Worth(self.book.goals[goal].weights(self.facts, self.choices), self.holds)
        return self._worth[goal].gains(count, move, choice, sign)

    def followed(self, move: IntArray, choice: IntArray, sign: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Base choices turned by changes, with the derived choices that come to hold or cease to."""
        width = self.choices.size + 1
        for parts in self._by_part:
            row, whole = joined(choice, parts)
            key, place = np.unique(move[row] * width + whole, return_inverse=True)
            whole = key % width
            after = self._parts[whole] + summed(place, sign[row], len(key)) > 0
            change = after.astype(np.int64) - (self._parts[whole] > 0)
            keep = change != 0
            move = np.concatenate([move, key[keep] // width])
            choice, sign = np.concatenate([choice, whole[keep]]), np.concatenate([sign, change[keep]])
        return move, choice, sign


class _Worth:
    """What changes do to one goal: its plain weights, and what goes over a line."""

    def __init__(self, weights: Weights, holds: IntArray) -> None:
        self.weight = summed(weights.choice, weights.weight, len(holds))
        self.excess = [(one, _sorted(one), one.base + _totals(one, holds)) for one in weights.excess]

    def gains(self, count: int, move: IntArray, choice: IntArray, sign: IntArray) -> IntArray:
        found = summed(move, self.weight[choice] * sign, count)
        for one, by_choice, total in self.excess:
            rows = max(1, len(one.base))
            at, term = joined(choice, by_choice)
            key, place = np.unique(move[at] * rows + one.row[term], return_inverse=True)
            change, row = summed(place, one.coefficient[term] * sign[at], len(key)), key % rows
            more = np.maximum(total[row] + change, 0) ** one.power - np.maximum(total[row], 0) ** one.power
            found = found + summed(key // rows, one.weight[row] * more, count)
        return found


def _sorted(one: Excess) -> tuple[IntArray, IntArray]:
    order = np.argsort(one.choice, kind="stable")
    return one.choice[order], order


def _totals(one: Excess, holds: IntArray) -> IntArray:
    return np.bincount(one.row, one.coefficient * holds[one.choice], minlength=len(one.base)).astype(np.int64)


def summed(place: IntArray, values: IntArray, size: int) -> IntArray:
    """The sum of the values at each place."""
    return np.bincount(place, values, minlength=size).astype(np.int64)


def turned(holds: IntArray, move: IntArray, choice: IntArray, sign: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Changes of base choices, each pair of (change, choice) once, without what changes nothing."""
    width = len(holds) + 1
    key = distinct(move * width + choice)
    total = summed(np.searchsorted(key, move * width + choice), sign, len(key))
    move, choice = key // width, key % width
    change = np.clip(holds[choice] + total, 0, 1) - holds[choice]
    return move[change != 0], choice[change != 0], change[change != 0]
