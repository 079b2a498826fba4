"""What would break if some choices more held: the same limits, counted after minus before, for many moves at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduling.check import counted
from scheduling.rule import ALWAYS, BoolArray, Choices, IntArray, Limits, ints


def with_derived(choices: Choices, base: BoolArray) -> IntArray:
    """0/1 for every choice, where ``base`` says which base choices hold; one more 0 at the end for "no choice"."""
    holds = np.zeros(choices.size + 1, dtype=np.int64)
    holds[: len(base)] = base
    for definition in choices.definitions:
        np.maximum.at(holds, definition.whole, holds[definition.part])
    return holds


def broken_by(
    choices: Choices, holds: IntArray, move: IntArray, choice: IntArray, rules: Iterable[tuple[str, Limits]]
) -> dict[str, IntArray]:
    """Which moves break which rule: rule key -> sorted move numbers.

    Move i adds the base choices ``choice[move == i]`` and all that follows from them to what ``holds``; only limits
    that it changes are asked, so a breach that was there before is not held against it.
    """
    move, choice = _closure(choices, holds, move, choice)
    found: dict[str, list[IntArray]] = {}
    for key, some in rules:
        found.setdefault(key, []).append(_breaking(some, holds, move, choice))
    return {key: ints(np.unique(np.concatenate(parts))) for key, parts in found.items()}


def _closure(choices: Choices, holds: IntArray, move: IntArray, choice: IntArray) -> tuple[IntArray, IntArray]:
    """(move, choice) pairs with the derived choices that come to hold."""
    width = choices.size + 1
    new = np.unique(move * width + choice)
    for definition in choices.definitions:
        order = np.argsort(definition.part, kind="stable")
        row, whole = _joined(new % width, definition.part[order], definition.whole[order])
        fresh = holds[whole] == 0
        new = np.union1d(new, (new // width)[row[fresh]] * width + whole[fresh])
    return new // width, new % width


def _joined(left: IntArray, keys: IntArray, values: IntArray) -> tuple[IntArray, IntArray]:
    first, last = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    count = last - first
    row = np.repeat(np.arange(len(left)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, values[np.repeat(first, count) + offset]


def _breaking(some: Limits, holds: IntArray, move: IntArray, choice: IntArray) -> IntArray:
    """Moves that miss at least one limit among those they change or make asked for."""
    rows = len(some.low)
    order = np.argsort(some.choice, kind="stable")
    at, term = _joined(choice, some.choice[order], order)
    asked = np.flatnonzero(some.when != ALWAYS)
    order = asked[np.argsort(some.when[asked], kind="stable")]
    start, row = _joined(choice, some.when[order], order)
    key, place = np.unique(
        np.concatenate([move[at] * rows + some.row[term], move[start] * rows + row]), return_inverse=True
    )
    change = np.concatenate([some.coefficient[term], np.zeros(len(row), dtype=np.int64)])
    total = np.bincount(place, change, minlength=len(key)).astype(np.int64) + counted(some, holds)[key % rows]
    applies = (some.when[key % rows] == ALWAYS) | (holds[some.when[key % rows]] == 1)
    applies |= np.isin(key, move[start] * rows + row)
    bad = applies & ((total < some.low[key % rows]) | (total > some.high[key % rows]))
    return ints(key[bad] // rows)
