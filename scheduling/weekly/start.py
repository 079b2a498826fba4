"""A first plan: what can stay of the plan in force, then many small moves at a time that break no rule.

The moves are judged by the very limits that everything else reads, so a new rule needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.run import Run
from scheduling.moves import Moves, broken, fitting_together, with_derived
from scheduling.rule import BoolArray, IntArray, distinct, ints
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
    own = run.another(SECONDS, STEPS)
    found = improved(staying.program, own, hint)
    run.done(own)
    return staying.read(found)


def still_possible(facts: Facts, candidates: Candidates) -> IntArray:
    """Candidates that are places of the plan in force, and those of all who are tied to their pupils."""
    pupil, mentor, slot = facts.places.T
    return _with_tied(facts, candidates, candidates.find(pupil, mentor, slot))


def _with_tied(facts: Facts, candidates: Candidates, rows: IntArray) -> IntArray:
    """These candidates (-1: none), and the others of their units at the same places; sorted."""
    rows = rows[rows >= 0]
    units = facts.unit[candidates.pupil[rows]]
    members = [facts.units[unit] for unit in units]
    at = np.repeat(rows, facts.unit_size[units])
    return distinct(
        candidates.find(np.concatenate([ints([]), *members]), ints(candidates.mentor[at]), ints(candidates.slot[at]))
    )


EACH, MOST_DRAWN = 200, 400_000
"""For each unit that waits, up to so many candidates are drawn in a round, and at most so many in all; of those
with mentors who have time left, so many in the mean for each unit are looked at."""
LOOKED_AT, JOINS = 12, 12
"""Beside them, in the mean so many for each unit in sessions that there are already."""
MOST = 12_000
"""No more candidates than this are looked at in one round."""
FRUITLESS, LITTLE = 1, 100
"""Building up ends after so many rounds in a row that add less than one in so many to the plan: from then on the
search gains more in the same time."""
PATIENT = 5
"""Serving pins ends after so many rounds in a row that serve none: a search meets them one by one only."""


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
    """The plan with more units served (``pins_first``: only by moves that serve a pin), then more sessions of each.

    In rounds of moves, of which many are made at once. A move places one unit, or as many units with different
    mentors in one slot as there must be adults.
    """
    demanded = _asked_by_pins(facts, candidates)
    for more in (False,) if pins_first else (False, True):
        fruitless = 0
        while fruitless < (PATIENT if pins_first else FRUITLESS) and not run.over:
            rows = _sampled(facts, candidates, plan, demanded, rng, more, pins_first)
            if not len(rows):
                break
            won = _round(facts, candidates, plan, rows, rng, pins_first)
            enough = len(won.pupil) > 0 if pins_first else len(won.pupil) * LITTLE > len(plan.pupil)
            fruitless = 0 if enough else fruitless + 1
            plan = plan.plus(won)
            on_better(plan)
    return plan


def _sampled(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    demanded: IntArray,
    rng: np.random.Generator,
    more: bool,
    pins_first: bool,
) -> IntArray:
    """Candidates of units without a session (``more``: of those who want more, with their mentor), sorted.

    Those that pins ask for, those in sessions that there are already, and some at random; where only pins are
    served, company in the slots where the pins are.
    """
    if more:
        return _further(facts, candidates, plan, rng)
    waiting = np.ones(len(facts.units), dtype=np.bool_)
    waiting[facts.unit[plan.pupil]] = False
    pinned = demanded[waiting[facts.unit[candidates.pupil[demanded]]]]
    if pins_first and not len(pinned):
        return ints([])
    first = ints([members[0] for members in facts.units])
    free = first[waiting & (facts.pinned[first] == ANYBODY)]
    marked = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
    marked[free] = True
    slots = len(facts.problem.slots)
    chosen = ints([]) if pins_first else _openings(facts, candidates, plan, free, rng)
    if pins_first:
        keys = candidates.sessions[0]
        keys = _some(keys[np.isin(keys % slots, candidates.slot[pinned])], MOST // 4, rng)
        near = candidates.of_sessions(keys // slots, keys % slots)
        chosen = _some(near[marked[candidates.pupil[near]]], MOST // 4, rng)
    meets = distinct(plan.mentor * slots + plan.slot)
    joins = candidates.of_sessions(meets // slots, meets % slots)
    joins = _some(joins[marked[candidates.pupil[joins]]], min(JOINS * len(free), MOST), rng)
    return distinct(np.concatenate([pinned, chosen, joins]))


def _openings(
    facts: Facts, candidates: Candidates, plan: Attendances, free: IntArray, rng: np.random.Generator
) -> IntArray:
    """Candidates of these pupils at random, with mentors who still have time for more pupils and sessions."""
    slots = len(facts.problem.slots)
    meets = distinct(plan.mentor * slots + plan.slot) // slots
    pairs = distinct(plan.mentor * len(facts.problem.pupils) + plan.pupil) // max(len(facts.problem.pupils), 1)
    mentors = len(facts.problem.mentors)
    spare = np.bincount(meets, minlength=mentors) < facts.max_sessions
    spare &= np.bincount(pairs, minlength=mentors) < facts.max_pupils
    drawn = candidates.drawn(free, max(1, min(EACH, MOST_DRAWN // max(len(free), 1))), rng)
    drawn = drawn[spare[candidates.mentor[drawn]]]
    there = np.zeros(len(facts.problem.slots), dtype=np.bool_)
    there[plan.slot] = True
    near = there[candidates.slot[drawn]]
    most = min(MOST, LOOKED_AT * len(free)) // 2
    return np.concatenate([_some(drawn[near], most, rng), _some(drawn[~near], most, rng)])


def _some(rows: IntArray, most: int, rng: np.random.Generator) -> IntArray:
    """At most so many of the rows, at random."""
    return rows if len(rows) <= most else ints(rng.choice(rows, most, replace=False))


def _further(facts: Facts, candidates: Candidates, plan: Attendances, rng: np.random.Generator) -> IntArray:
    """Candidates of units that want more sessions, with the mentor they have, on other days."""
    mine = np.full(len(facts.units), -1, dtype=np.int64)
    mine[facts.unit[plan.pupil]] = plan.mentor
    have = np.bincount(plan.pupil, minlength=len(facts.problem.pupils))
    first = ints([members[0] for members in facts.units])
    wants = (mine >= 0) & (have[first] < facts.unit_wanted)
    marked = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
    marked[first[wants]] = True
    rows = candidates.rows(np.unique(mine[wants]), marked)
    rows = rows[mine[facts.unit[candidates.pupil[rows]]] == candidates.mentor[rows]]
    width = int(facts.slot_day.max(initial=0)) + 1
    busy = plan.pupil * width + facts.slot_day[plan.slot]
    day = candidates.pupil[rows] * width + facts.slot_day[candidates.slot[rows]]
    rows = rows[~np.isin(day, busy)]
    return np.sort(rng.choice(rows, min(MOST, len(rows)), replace=False)) if len(rows) else rows


def _asked_by_pins(facts: Facts, candidates: Candidates) -> IntArray:
    """Candidates that pins ask for: with the mentor, and in the slot if one is named."""
    number = facts.number
    if not facts.problem.pins:
        return ints([])
    rows = [ints([])]
    for pin in facts.problem.pins:
        own = candidates.of_pupil(number["pupil"][pin.pupil])
        here = candidates.mentor[own] == number["mentor"][pin.mentor]
        named = pin.slot is None or candidates.slot[own] == number["slot"][pin.slot]
        rows.append(own[here & named])
    return _with_tied(facts, candidates, np.concatenate(rows))


def _round(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    rows: IntArray,
    rng: np.random.Generator,
    pins_first: bool,
) -> Attendances:
    """What is won by as many moves over these candidates as fit together."""
    places = candidates_as_attendances(candidates, rows)
    unit = facts.unit[places.pupil]
    mentors, slots = len(facts.problem.mentors), len(facts.problem.slots)
    _, first = np.unique((unit * mentors + places.mentor) * slots + places.slot, return_index=True)
    places = places.where(first[rng.permutation(len(first))])
    places = places.where(np.argsort(places.slot, kind="stable"))
    move, place = _moves(facts, places, max(1, facts.settings.min_adults))
    whole, of_place = _whole_units(facts, places)
    both = whole.plus(plan)
    choices = table(facts, both.pupil, both.mentor, both.slot)
    holds = with_derived(choices, np.arange(len(choices["attend"])) >= len(whole.pupil))
    start = np.searchsorted(of_place, np.arange(len(places.pupil) + 1))
    moves = Moves.of(choices, holds, *_with_choices(move, place, start))
    rules = list(BOOK.limits(facts, choices, filtered=True))
    good = np.ones(int(move.max()) + 1, dtype=np.bool_)
    if pins_first:
        good = np.bincount(move, (facts.pinned[places.pupil] != ANYBODY)[place], minlength=len(good)) > 0
    for bad in broken(moves, rules).values():
        good[bad] = False
    rank = _ranked(facts, candidates, plan, places, move, place, good)
    chosen = fitting_together(moves.where(good, rank), rules)
    won = np.unique(place[np.isin(rank[move], chosen)])
    return whole.where(np.isin(of_place, won))


def _with_choices(move: IntArray, place: IntArray, start: IntArray) -> tuple[IntArray, IntArray]:
    """(move, choice) for (move, place), ``start`` telling where the choices of each place begin."""
    count = start[place + 1] - start[place]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(move, count), np.repeat(start[place], count) + offset


def _ranked(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    places: Attendances,
    move: IntArray,
    place: IntArray,
    good: BoolArray,
) -> IntArray:
    """The turn of each move, -1 for those that are not good.

    First pins, then the most priority for each place taken, joining before opening a session, and of these who has
    the fewest candidates.
    """
    size = facts.unit_size[facts.unit[places.pupil]]
    priority = np.bincount(facts.unit, facts.priority)[facts.unit[places.pupil]]
    slots = len(facts.problem.slots)
    joins = np.isin(places.mentor * slots + places.slot, plan.mentor * slots + plan.slot)
    pinned = facts.pinned[places.pupil] != ANYBODY
    total = [np.bincount(move, x[place], minlength=len(good)) for x in (priority, size, pinned, ~joins)]
    few = np.full(len(good), np.inf)
    np.minimum.at(few, move, candidates.count_of_pupil[places.pupil][place])
    order = np.lexsort((few, total[3], -total[0] / total[1], -total[2], ~good))
    rank = np.full(len(good), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    rank[~good] = -1
    return rank


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
