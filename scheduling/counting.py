"""Counting a plan by its wing's book: breaches, values, wrong claims. Shared by all wings, never asking a solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from scheduling.rule import ALWAYS, NO_HIGH, Book, Choices, IntArray, Limits

Facts = TypeVar("Facts")
Tell = Callable[[str, Mapping[str, int]], Mapping[str, str | int]]


@dataclass(frozen=True)
class Breach:
    """One limit that a plan misses: the rule's key, who it is about (ids), what was counted and what is allowed."""

    rule: str
    about: Mapping[str, str | int]
    counted: int
    low: int | None
    high: int | None

    def __str__(self) -> str:
        """``rule: pupil=p1 mentor=m2 …`` with the count and what is allowed."""
        who = " ".join(f"{name}={value}" for name, value in self.about.items())
        least = "" if self.low is None else f", at least {self.low}"
        most = "" if self.high is None else f", at most {self.high}"
        return f"{self.rule}: {who} (counted {self.counted}{least}{most})"


def counted(some: Limits, holds: IntArray) -> IntArray:
    """What each limit counts where ``holds`` is 1 for the choices that hold."""
    totals = np.bincount(some.row, some.coefficient * holds[some.choice], minlength=len(some.low))
    return totals.astype(np.int64)


def by_how_much(some: Limits, holds: IntArray) -> tuple[IntArray, IntArray]:
    """(by how much each row is missed, 0 where it is kept or not asked; what every row counts)."""
    totals = counted(some, holds)
    asked = (some.when == ALWAYS) | (holds[some.when] == 1)
    return np.where(asked, np.maximum(0, np.maximum(totals - some.high, some.low - totals)), 0), totals


def missed(some: Limits, holds: IntArray) -> tuple[IntArray, IntArray]:
    """(rows missed, what every row counts)."""
    amount, totals = by_how_much(some, holds)
    return np.flatnonzero(amount), totals


def breaches_in(book: Book[Facts], facts: Facts, choices: Choices, tell: Tell) -> Iterator[Breach]:
    """Breaches of a table of choices all of which hold; ``tell`` puts ids for the numbers of a rule's rows."""
    holds = np.ones(choices.size + 1, dtype=np.int64)
    for key, some in book.limits(facts, choices):
        rows, totals = missed(some, holds)
        for row in rows.tolist():
            yield breach(key, some, row, int(totals[row]), tell)


def breach(key: str, some: Limits, row: int, total: int, tell: Tell) -> Breach:
    """One row of limits, missed or not, as a breach of the rule."""
    about = {name: int(values[row]) for name, values in some.about.items()}
    bounds = (int(some.low[row]), int(some.high[row]))
    low, high = (None if abs(bound) >= NO_HIGH else bound for bound in bounds)
    return Breach(key, tell(key, about), total, low, high)


def worth_in(book: Book[Facts], facts: Facts, choices: Choices, goal: str) -> int:
    """Value of one goal where all ``choices`` hold."""
    return book.goals[goal].weights(facts, choices).worth(np.ones(choices.size + 1, dtype=np.int64))


@dataclass(frozen=True)
class WrongClaim:
    """Something that a plan file says of itself and that is not so: ``what`` with the claimed and the right value."""

    what: str
    claimed: object
    right: object

    def __str__(self) -> str:
        return f"claim {self.what}: says {self.claimed}, right is {self.right}"


def wrong_worth(
    book: Book[Facts], right: Mapping[str, int], objective: Mapping[str, int], bounds: Mapping[str, int | None]
) -> list[WrongClaim]:
    """Claims about values and bounds that the ``right`` values of the plan contradict."""
    wrong = [
        WrongClaim(f"objective.{goal}", objective.get(goal), value)
        for goal, value in right.items()
        if objective.get(goal) != value
    ]
    for goal, value in right.items():
        bound = bounds.get(goal)
        if bound is not None and (value > bound if book.goals[goal].more else value < bound):
            wrong.append(WrongClaim(f"bounds.{goal}", bound, f"refuted by the plan's own {value}"))
    return wrong
