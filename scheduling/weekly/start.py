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
from scheduling.weekly.facts import ANYBODY, Facts
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
    pupil = candidates.pupil.astype(np.int64)
    # a tied unit comes whole: those of its members who had no such place come along
    again = np.isin((pupil * width + candidates.mentor) * slots + candidates.slot, had)
    unit_place = _unit_place(facts, candidates)
    return np.flatnonzero(np.isin(unit_place, unit_place[again]))


def _unit_place(facts: Facts, candidates: Candidates) -> IntArray:
    """One number for each unit, mentor and slot."""
    width, slots = len(facts.problem.mentors), len(facts.problem.slots)
    return ints((facts.unit[candidates.pupil] * width + candidates.mentor) * slots + candidates.slot)


SAMPLE, MOST_SAMPLED = 75, 6_000
"""So many candidates for each venue and day, and at most in all, are looked at in one round of building up."""
FRUITLESS, LITTLE = 3, 100
"""Building up ends after so many rounds in a row that add less than one in so many to the plan."""


def built_up(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    run: Run,
    rng: np.random.Generator,
    on_better: Callable[[Attendances], None],
    *,
    pins_first: bool = False,
) -> Attendances:
    """The plan with more units served (``pins_first``: only by moves that serve a pin).

    In rounds of moves, at most one move at a venue and day in a round.

    A move places one unit, or as many units with different mentors in one slot as there must be adults.
    """
    demanded = _asked_by_pins(facts, candidates)
    sample = min(MOST_SAMPLED, SAMPLE * len(np.unique(facts.slot_venue * 8 + facts.slot_day)))
    fruitless = 0
    while fruitless < FRUITLESS and not run.over:
        rows = _sampled(facts, candidates, plan, demanded, rng, sample, pins_first)
        if not len(rows):
            break
        more = _round(facts, candidates, plan, rows, rng, pins_first)
        fruitless = 0 if len(more.pupil) * LITTLE > len(plan.pupil) else fruitless + 1
        plan = plan.plus(more)
        on_better(plan)
    return plan


def _sampled(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    demanded: IntArray,
    rng: np.random.Generator,
    sample: int,
    pins_first: bool,
) -> IntArray:
    """Candidates of units without a session: those that pins ask for, and some at random (company where pins are)."""
    served = np.zeros(len(facts.units), dtype=np.bool_)
    served[facts.unit[plan.pupil]] = True
    waiting = np.flatnonzero(~served[facts.unit[candidates.pupil]])
    pinned = waiting[np.isin(waiting, demanded)]
    others = waiting[facts.pinned[candidates.pupil[waiting]] == ANYBODY]
    if pins_first:
        others = others[np.isin(candidates.slot[others], candidates.slot[pinned])]
    chosen = rng.choice(others, min(sample, len(others)), replace=False) if len(others) else others
    return np.sort(np.concatenate([pinned, ints(chosen)])) if len(pinned) or not pins_first else pinned


def _asked_by_pins(facts: Facts, candidates: Candidates) -> IntArray:
    """Candidates that pins ask for: with the mentor, and in the slot if one is named."""
    number = facts.number
    rows = [ints([])]
    for pin in facts.problem.pins:
        own = candidates.of_pupil(number["pupil"][pin.pupil])
        here = candidates.mentor[own] == number["mentor"][pin.mentor]
        named = pin.slot is None or candidates.slot[own] == number["slot"][pin.slot]
        rows.append(own[here & named])
    members = np.unique(np.concatenate(rows))
    key = _unit_place(facts, candidates)
    return np.flatnonzero(np.isin(key, key[members]))


def _round(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    rows: IntArray,
    rng: np.random.Generator,
    pins_first: bool,
) -> Attendances:
    places = candidates_as_attendances(candidates, rows)
    unit = facts.unit[places.pupil]
    _, first = np.unique(np.stack([unit, places.mentor, places.slot]), axis=1, return_index=True)
    places = places.where(first[rng.permutation(len(first))])
    order = np.argsort(places.slot, kind="stable")
    places = places.where(order)
    move, place = _moves(facts, places, max(1, facts.settings.min_adults))
    whole, of_place = _whole_units(facts, places)
    both = whole.plus(plan)
    choices = table(facts, both.pupil, both.mentor, both.slot)
    holds = with_derived(choices, np.arange(len(choices["attend"])) >= len(whole.pupil))
    start = np.searchsorted(of_place, np.arange(len(places.pupil) + 1))
    count = start[place + 1] - start[place]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    choice = np.repeat(start[place], count) + offset
    broken = broken_by(choices, holds, np.repeat(move, count), choice, BOOK.limits(facts, choices, filtered=True))
    good = np.ones(int(move.max()) + 1, dtype=np.bool_)
    pinned = facts.pinned[places.pupil] != ANYBODY
    if pins_first:
        good = np.bincount(move, pinned[place], minlength=len(good)) > 0
    for moves in broken.values():
        good[moves] = False
    chosen = _apart_from_each_other(facts, places, move, place, good)
    return whole.where(np.isin(of_place, chosen))


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
