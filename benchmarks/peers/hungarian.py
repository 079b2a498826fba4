"""The way of mentor-match (PyPI): pupils and mentors paired by the Hungarian method, then times for each pair.

Scores of all pairs go into one matrix, a mentor standing there once for each pupil who can be taken; scipy's
``linear_sum_assignment`` finds the best pairs; each pair gets the first times that still fit. As in mentor-match,
whoever is left goes into another round without the pairs tried before, until a round places nobody. Kinder to the
method than the original: pairs without a common time are never made, the plan in force and pins are kept first, and
a slot may be opened together with another pair. Pairing knows neither rooms, seats, adults nor clashes: what does
not come off there stays unplaced. Keeps the hard rules as the first-come heuristic does.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.peers.desk import Desk
from benchmarks.peers.first_come import further_sessions, in_turn, keep_in_force
from benchmarks.told import Told
from scheduling import Problem
from scheduling.rule import BoolArray, ints
from scheduling.weekly.goals import fit_of

ROUNDS = 10
SERVED = 1_000
"""Worth of being paired at all, for each point of priority, beside the fit (at most a few hundred)."""


def run(problem: Problem, told: Told) -> None:
    """Rounds of pairs and times; the rest of the budget is not used."""
    desk = Desk(problem)
    keep_in_force(desk)
    possible = _possible(desk)
    placed = True
    for _ in range(ROUNDS):
        if not placed:
            break
        placed = _round(desk, possible)
        told.plan(desk.sessions)
    order = in_turn(desk)
    while further_sessions(desk, order):
        told.plan(desk.sessions)
    told.plan(desk.sessions)


def _possible(desk: Desk) -> BoolArray:
    """``[unit, mentor]``: they have at least one place in common."""
    table = np.zeros((len(desk.options), len(desk.facts.problem.mentors)), dtype=np.bool_)
    for unit, places in enumerate(desk.options):
        table[unit, [m for m, _ in places]] = True
    return table


def _round(desk: Desk, possible: BoolArray) -> bool:
    """Pair the units without a place, give the pairs times, strike those tried; whether anybody was placed."""
    waiting = [u for u in in_turn(desk) if not desk.places[u] and possible[u].any()]
    seats = _seats(desk)
    if not waiting or not len(seats):
        return False
    score = _scores(desk, ints(waiting))
    score = np.where(possible[waiting], score, 0)[:, seats]
    placed = False
    for row, column in zip(*linear_sum_assignment(score, maximize=True), strict=True):
        unit, mentor = waiting[row], int(seats[column])
        if possible[unit, mentor]:
            possible[unit, mentor] = False
            placed |= desk.served(unit, [at for at in desk.options[unit] if at[0] == mentor])
    return placed


def _seats(desk: Desk) -> np.ndarray:
    """Mentors, each as often as there are pupils more that they can take over the week."""
    facts = desk.facts
    have = ints([sum(len(facts.units[u]) for u in desk.units_of[m]) for m in range(len(facts.max_pupils))])
    most = np.minimum(facts.max_pupils, facts.group_size * facts.max_sessions)
    return np.repeat(np.arange(len(most)), np.maximum(most - have, 0))


def _scores(desk: Desk, units: np.ndarray) -> np.ndarray:
    """``[unit, mentor]``: priority first, then the fit of the unit's first pupil."""
    facts = desk.facts
    head = ints([facts.units[u][0] for u in units])
    worth = ints([facts.priority[facts.units[u]].sum() for u in units])
    mentors = np.arange(len(facts.problem.mentors))
    return SERVED * worth[:, None] + fit_of(facts, *np.broadcast_arrays(head[:, None], mentors[None, :]))
