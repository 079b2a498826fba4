"""Many moves by hand looked at in one go, as a board asks when somebody begins to drag: what would each break?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.explain.board import Board
from scheduling.explain.by_hand import HandMove, HeldPlan, known
from scheduling.explain.chains import numbers
from scheduling.rule import ints
from scheduling.weekly import BOOK
from scheduling.weekly.problem import Problem
from scheduling.weekly.search import Attendances, of_sessions


@dataclass(frozen=True)
class Outlook:
    """``rules``: the keys of the rules that the move would newly break. ``gains``: what it does to each goal."""

    rules: frozenset[str]
    gains: Mapping[str, int]


def outlooks(held: HeldPlan, moves: Sequence[HandMove]) -> list[Outlook]:
    """The outlook of each move, all of them from the plan as it is held.

    Raises KeyError where a move puts in an id that the problem does not know.
    """
    if not moves:
        return []
    facts = held.problem.facts
    into = {row: known(facts, row) for move in moves for row in move.into}
    more = Attendances(*ints(list(into.values())).reshape(-1, 3).T)
    board = Board(facts, of_sessions(facts, held.sessions), more, filtered=False)
    rows = [
        (number, *places[row], sign)
        for number, move in enumerate(moves)
        for sign, some, places in ((-1, move.out, held.here), (1, move.into, into))
        for row in some
        if row in places
    ]
    verdict = board.judge_rows(len(moves), ints(rows).reshape(-1, 5))
    return [Outlook(frozenset(rules), verdict.gain(at)) for at, rules in enumerate(verdict.rules())]


def open_places(problem: Problem, pupils: Sequence[str]) -> list[tuple[str, str]]:
    """The (mentor, slot) from which none of these pupils is kept by a filter that nobody departs from.

    Filters of the house are not asked: where they forbid, the outlook says so. Raises KeyError for an unknown pupil.
    """
    facts = problem.facts
    axes = {
        "pupil": ints([numbers(facts, "pupil", pupil) for pupil in pupils])[:, None, None],
        "mentor": np.arange(len(problem.mentors))[None, :, None],
        "slot": np.arange(len(problem.slots))[None, None, :],
    }
    allowed = np.ones((len(pupils), len(problem.mentors), len(problem.slots)), dtype=np.bool_)
    for rule in BOOK.rules.values():
        for one in () if rule.house else rule.filters:
            allowed &= one.allowed(facts, *(axes[name] for name in one.of))
    ids = facts.ids
    return [(ids["mentor"][m], ids["slot"][s]) for m, s in np.argwhere(allowed.all(axis=0)).tolist()]
