"""A first plan: what can stay of the plan in force, then many small moves at a time that break no rule.

The moves are judged by the very limits that everything else reads, so a new rule needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.run import Run
from scheduling.moves import broken_by, with_derived
from scheduling.rule import BoolArray, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.facts import Facts
from scheduling.weekly.search import Attendances, candidates_as_attendances, part

SECONDS = 5.0
STEPS = 10.0


def start(facts: Facts, candidates: Candidates, run: Run) -> Attendances:
    """The best part of the plan in force that breaks no rule (a small exact program); empty without one."""
    rows = still_possible(facts, candidates)
    if not len(rows):
        return Attendances.none()
    staying = part(facts, candidates_as_attendances(candidates, rows), Attendances.none(), relax=True)
    hint = staying.hint(Attendances.none())
    return staying.read(improved(staying.program, run, hint, seconds=SECONDS, steps=STEPS))


def still_possible(facts: Facts, candidates: Candidates) -> IntArray:
    """Candidates that are places of the plan in force."""
    width, slots = len(facts.problem.mentors), len(facts.problem.slots)
    had = (facts.places[:, 0] * width + facts.places[:, 1]) * slots + facts.places[:, 2]
    pupil, mentor, slot = (x.astype(np.int64) for x in (candidates.pupil, candidates.mentor, candidates.slot))
    # a tied unit comes whole: those of its members who had no such place come along
    again = np.isin((pupil * width + mentor) * slots + slot, had)
    unit_place = (facts.unit[pupil] * width + mentor) * slots + slot
    return np.flatnonzero(np.isin(unit_place, unit_place[again]))


SAMPLE, MOST_SAMPLED = 75, 6_000
"""So many candidates for each venue and day, and at most in all, are looked at in one round of building up."""
FRUITLESS = 3
"""Building up ends after so many rounds in a row without a move."""


def built_up(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    run: Run,
    rng: np.random.Generator,
    on_better: Callable[[Attendances], None],
) -> Attendances:
    """The plan with more units served: rounds of moves, at most one move at a venue and day in a round.

    A move places one unit, or as many units with different mentors in one slot as there must be adults.
    """
    fruitless = 0
    sample = min(MOST_SAMPLED, SAMPLE * len(np.unique(facts.slot_venue * 8 + facts.slot_day)))
    while fruitless < FRUITLESS and not run.over:
        served = np.zeros(len(facts.units), dtype=np.bool_)
        served[facts.unit[plan.pupil]] = True
        waiting = np.flatnonzero(~served[facts.unit[candidates.pupil]])
        if not len(waiting):
            break
        rows = np.sort(rng.choice(waiting, min(sample, len(waiting)), replace=False))
        more = _round(facts, candidates, plan, rows, rng)
        fruitless = 0 if len(more.pupil) else fruitless + 1
        plan = plan.plus(more)
        on_better(plan)
    return plan


def _round(
    facts: Facts, candidates: Candidates, plan: Attendances, rows: IntArray, rng: np.random.Generator
) -> Attendances:
    places = candidates_as_attendances(candidates, rows)
    unit = facts.unit[places.pupil]
    _, first = np.unique(np.stack([unit, places.mentor, places.slot]), axis=1, return_index=True)
    places = places.where(first[rng.permutation(len(first))])
    order = np.argsort(places.slot, kind="stable")
    places = places.where(order)
    move, place = _moves(facts, places, max(1, facts.settings.min_adults))
    whole, of_place = _whole_units(facts, places)
    choices = table(facts, *(np.concatenate(pair) for pair in zip(_columns(whole), _columns(plan), strict=True)))
    holds = with_derived(choices, np.arange(len(choices["attend"])) >= len(whole.pupil))
    start = np.searchsorted(of_place, np.arange(len(places.pupil) + 1))
    count = start[place + 1] - start[place]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    choice = np.repeat(start[place], count) + offset
    broken = broken_by(choices, holds, np.repeat(move, count), choice, BOOK.limits(facts, choices, filtered=True))
    good = np.ones(int(move.max()) + 1, dtype=np.bool_)
    for moves in broken.values():
        good[moves] = False
    chosen = _apart_from_each_other(facts, places, move, place, good)
    return whole.where(np.isin(of_place, chosen))


def _columns(some: Attendances) -> tuple[IntArray, IntArray, IntArray]:
    return some.pupil, some.mentor, some.slot


def _moves(facts: Facts, places: Attendances, together: int) -> tuple[IntArray, IntArray]:
    """(move, place): every place alone, and neighbours in the list that share a slot but neither mentor nor unit."""
    single = np.arange(len(places.pupil))
    if together < 2 or len(single) < together:
        return single, single
    runs = np.arange(len(single) - together + 1)[:, None] + np.arange(together)
    fits = (places.slot[runs] == places.slot[runs[:, :1]]).all(axis=1)
    for a in range(together):
        for b in range(a):
            fits &= places.mentor[runs[:, a]] != places.mentor[runs[:, b]]
            fits &= facts.unit[places.pupil[runs[:, a]]] != facts.unit[places.pupil[runs[:, b]]]
    runs = runs[fits]
    move = len(single) + np.repeat(np.arange(len(runs)), together)
    return np.concatenate([single, move]), np.concatenate([single, runs.ravel()])


def _whole_units(facts: Facts, places: Attendances) -> tuple[Attendances, IntArray]:
    """Everybody of each place's unit at that place, and the place of each, in order."""
    members = [facts.units[u] for u in facts.unit[places.pupil]]
    of_place = np.repeat(np.arange(len(members)), [len(m) for m in members])
    pupil = np.concatenate(members) if members else ints([])
    return Attendances(pupil, places.mentor[of_place], places.slot[of_place]), of_place


def _apart_from_each_other(
    facts: Facts, places: Attendances, move: IntArray, place: IntArray, good: BoolArray
) -> IntArray:
    """Places of good moves of which no two share a venue's day, a mentor or a unit; those of most priority first."""
    worth = np.bincount(move, facts.priority[places.pupil[place]], minlength=len(good))
    taken: set[tuple[str, int]] = set()
    chosen: list[int] = []
    start = np.searchsorted(move, np.arange(len(good) + 1))
    venue_day = facts.slot_venue * 8 + facts.slot_day
    for one in np.argsort(-worth, kind="stable")[: len(good)]:
        if not good[one]:
            continue
        own = place[start[one] : start[one + 1]]
        marks = {("place", int(venue_day[places.slot[own[0]]]))}
        marks |= {("mentor", int(m)) for m in places.mentor[own]}
        marks |= {("unit", int(u)) for u in facts.unit[places.pupil[own]]}
        if not marks & taken:
            taken |= marks
            chosen += own.tolist()
    return ints(chosen)
