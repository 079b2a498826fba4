"""What would break if some choices more held: the same limits, counted after minus before, for many moves at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.counting import counted
from scheduling.rule import ALWAYS, BoolArray, Choices, IntArray, Limits, distinct, ints


def with_derived(choices: Choices, base: BoolArray) -> IntArray:
    """0/1 for every choice, where ``base`` says which base choices hold; one more 0 at the end for "no choice"."""
    holds = np.zeros(choices.size + 1, dtype=np.int64)
    holds[: len(base)] = base
    for definition in choices.definitions:
        np.maximum.at(holds, definition.whole, holds[definition.part])
    return holds


@dataclass(frozen=True)
class Moves:
    """Moves over a table of choices: pairs (move, choice), also of the derived choices that come to hold by them."""

    choices: Choices
    holds: IntArray
    move: IntArray
    choice: IntArray

    @staticmethod
    def of(choices: Choices, holds: IntArray, move: IntArray, choice: IntArray) -> Moves:
        """Move i adds the base choices ``choice[move == i]``, and all that follows from them, to what ``holds``."""
        width = choices.size + 1
        new = [distinct(move * width + choice)]
        for definition in choices.definitions:
            order = np.argsort(definition.part, kind="stable")
            so_far = np.concatenate(new)
            row, whole = _joined(so_far % width, definition.part[order], definition.whole[order])
            fresh = holds[whole] == 0
            new.append(distinct((so_far // width)[row[fresh]] * width + whole[fresh]))
        every = np.concatenate(new)
        return Moves(choices, holds, every // width, every % width)

    def where(self, kept: BoolArray, number: IntArray) -> Moves:
        """Only the moves ``kept``, with new numbers."""
        some = kept[self.move]
        return Moves(self.choices, self.holds, number[self.move[some]], self.choice[some])


def broken_by(
    choices: Choices, holds: IntArray, move: IntArray, choice: IntArray, rules: Iterable[tuple[str, Limits]]
) -> dict[str, IntArray]:
    """Which moves break which rule: rule key -> sorted move numbers.

    Only limits that a move changes are asked, so a breach that was there before is not held against it.
    """
    return broken(Moves.of(choices, holds, move, choice), rules)


def broken(moves: Moves, rules: Iterable[tuple[str, Limits]]) -> dict[str, IntArray]:
    """Which moves break which rule: rule key -> sorted move numbers."""
    found: dict[str, list[IntArray]] = {}
    for key, some in rules:
        found.setdefault(key, []).append(_breaking(some, moves.holds, moves.move, moves.choice))
    return {key: distinct(np.concatenate(parts)) for key, parts in found.items()}


def _joined(left: IntArray, keys: IntArray, values: IntArray) -> tuple[IntArray, IntArray]:
    """(row of ``left``, value) for each pair of the sorted ``keys`` with ``values`` whose key matches."""
    top = max(int(left.max(initial=0)), int(keys.max(initial=0))) + 1
    start = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=top))])
    first, count = start[left], start[left + 1] - start[left]
    row = np.repeat(np.arange(len(left)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, values[np.repeat(first, count) + offset]


def _breaking(some: Limits, holds: IntArray, move: IntArray, choice: IntArray) -> IntArray:
    """Moves that miss at least one limit among those they change or make asked for."""
    asked = np.flatnonzero(some.when != ALWAYS)
    order = asked[np.argsort(some.when[asked], kind="stable")]
    start, row = _joined(choice, some.when[order], order)
    moves, rows, change = _changes(some, move, choice, (move[start], row))
    total = change + counted(some, holds)[rows]
    applies = (some.when[rows] == ALWAYS) | (holds[some.when[rows]] == 1)
    applies |= np.isin(moves * len(some.low) + rows, move[start] * len(some.low) + row)
    bad = applies & ((total < some.low[rows]) | (total > some.high[rows]))
    return distinct(moves[bad])


def _changes(
    some: Limits, move: IntArray, choice: IntArray, also: tuple[IntArray, IntArray] | None = None
) -> tuple[IntArray, IntArray, IntArray]:
    """(move, row, by how much the move changes what the row counts), each pair once; ``also`` adds pairs."""
    order = np.argsort(some.choice, kind="stable")
    at, term = _joined(choice, some.choice[order], order)
    more = (ints([]), ints([])) if also is None else also
    size = max(len(some.low), 1)
    key = np.concatenate([move[at] * size + some.row[term], more[0] * size + more[1]])
    coefficient = np.concatenate([some.coefficient[term], np.zeros(len(more[0]), dtype=np.int64)])
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else ints([])
    change = np.add.reduceat(coefficient[order], first) if len(key) else ints([])
    key = key[first]
    return ints(key // size), ints(key % size), change


PASSES = 4


def fitting_together(moves: Moves, rules: Iterable[tuple[str, Limits]]) -> IntArray:
    """Many of these moves that can be made all at once, a lower number going first; sorted.

    Each move must break nothing by itself. Two moves that make the same derived choice hold are never both taken
    (each counts it as its own doing), so more of them may fit in the next round.
    """
    choices, holds, move, choice = moves.choices, moves.holds, moves.move, moves.choice
    count = int(move.max(initial=-1)) + 1
    fresh = choice >= len(choices[choices.base])
    used = [(move[fresh], choice[fresh], np.ones(int(fresh.sum()), dtype=np.int64), np.ones_like(holds))]
    for _, some in rules:
        who, rows, change = _changes(some, move, choice)
        now = counted(some, holds)
        used.append((who[change > 0], rows[change > 0], change[change > 0], some.high - now))
        used.append((who[change < 0], rows[change < 0], -change[change < 0], now - some.low))
    taken = np.zeros(count, dtype=np.bool_)
    open_ = np.ones(count, dtype=np.bool_)
    for _ in range(PASSES):
        for who, rows, amount, room in used:
            left = room - np.bincount(rows, amount * taken[who], minlength=len(room)).astype(np.int64)
            asked = open_[who] & ~taken[who]
            open_[who[asked & (amount > left[rows])]] = False
        good: BoolArray = open_ & ~taken
        for who, rows, amount, room in used:
            left = room - np.bincount(rows, amount * taken[who], minlength=len(room)).astype(np.int64)
            rest = np.flatnonzero(open_[who] & ~taken[who])
            order = rest[np.lexsort((who[rest], rows[rest]))]
            total, row = np.cumsum(amount[order]), rows[order]
            before = np.concatenate([[0], total])[np.searchsorted(row, row, side="left")]
            good[who[order[total - before > left[row]]]] = False
        if not good.any():
            break
        taken |= good
    return np.flatnonzero(taken)
