"""Columns for the solver: a unit that wants several sessions chooses one pattern, a set of slots with one mentor.

That turns "one mentor, so many days" into "at most one of these", which a solver proves far sooner.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, product

import numpy as np

from scheduling.engine.program import ALONE, Bundles
from scheduling.rule import Choices, IntArray, grouped, ints
from scheduling.weekly.facts import Facts

MOST_PATTERNS = 400
"""A unit and mentor with more patterns than this get single attendances instead."""


def bundles(facts: Facts, choices: Choices) -> Bundles:
    """Columns of the attendances that are not held; all of a unit move together."""
    attend = choices["attend"]
    free = np.flatnonzero(~choices.held)
    unit = facts.unit[attend["pupil"][free]]
    places = grouped(unit=unit, mentor=attend["mentor"][free], slot=attend["slot"][free])
    whole = np.bincount(places.of, minlength=places.count) == facts.unit_size[places.about["unit"]]
    place_column, place, group = _columns(facts, places.about, np.flatnonzero(whole))
    order = np.argsort(places.of, kind="stable")
    starts = np.searchsorted(places.of[order], np.arange(places.count + 1))
    count = starts[place + 1] - starts[place]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    choice = free[order[np.repeat(starts[place], count) + offset]]
    return Bundles(np.repeat(place_column, count), ints(choice), group)


def _columns(facts: Facts, about: dict[str, IntArray], usable: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """(column, place) pairs and the group of each column."""
    unit = about["unit"][usable]
    single = facts.unit_wanted[unit] == 1
    ones = usable[single]
    column = [np.arange(len(ones), dtype=np.int64)]
    place, group = [ones], [unit[single]]
    done = len(ones)
    rest = usable[~single]
    pair = about["unit"][rest] * (len(facts.problem.mentors) + 1) + about["mentor"][rest]
    for some in np.split(rest, np.flatnonzero(np.diff(pair)) + 1) if len(rest) else []:
        sets, excluding = _patterns_of(facts, about, some)
        sizes = [len(s) for s in sets]
        column.append(np.repeat(np.arange(done, done + len(sets)), sizes))
        place.append(some[np.concatenate([ints(s) for s in sets])])
        group.append(np.full(len(sets), about["unit"][some[0]] if excluding else ALONE, dtype=np.int64))
        done += len(sets)
    return np.concatenate(column), np.concatenate(place), np.concatenate(group)


def _patterns_of(
    facts: Facts, about: dict[str, IntArray], some: IntArray
) -> tuple[tuple[tuple[int, ...], ...], bool]:
    """Patterns over the places of one unit with one mentor; False where there are too many and places stand alone."""
    days = facts.slot_day[about["slot"][some]]
    most = min(int(facts.unit_wanted[about["unit"][some[0]]]), int(facts.max_sessions[about["mentor"][some[0]]]))
    found = patterns(tuple(days.tolist()), most)
    return (found, True) if found is not None else (tuple((i,) for i in range(len(some))), False)


@lru_cache(maxsize=100_000)
def patterns(days: tuple[int, ...], most: int) -> tuple[tuple[int, ...], ...] | None:
    """Sets of up to ``most`` places on different days, ``days[i]`` being place i's; None if there are too many."""
    by_day = [[i for i, d in enumerate(days) if d == day] for day in sorted(set(days))]
    counts = np.zeros(most + 1, dtype=object)
    counts[0] = 1
    for places in by_day:
        counts[1:] = counts[1:] + counts[:-1] * len(places)
    if counts[1:].sum() > MOST_PATTERNS:
        return None
    return tuple(
        chosen for size in range(1, most + 1) for some in combinations(by_day, size) for chosen in product(*some)
    )
