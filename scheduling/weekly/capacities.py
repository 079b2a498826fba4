"""What mentors and pupils can have at most, counted without a plan."""

from __future__ import annotations

import numpy as np

from scheduling.rule import IntArray, grouped
from scheduling.weekly.choices import Candidates, Pairs
from scheduling.weekly.facts import Facts


def sessions_most(facts: Facts, candidates: Candidates) -> IntArray:
    """Sessions that a mentor can have at most on a day, for each (mentor, day) with candidates, sorted.

    As many as the settings allow, but one where each two of the day's slots clash.
    """
    slots = len(facts.problem.slots)
    meets = candidates.sessions[0]
    mentor, slot = meets // slots, meets % slots
    days = grouped(mentor=mentor, day=facts.slot_day[slot])
    alone = np.ones(days.count, dtype=np.bool_)
    order = np.argsort(days.of, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(days.of[order])) + 1) if len(order) else []:
        clash = facts.clash[np.ix_(slot[some], slot[some])]
        alone[days.of[some[0]]] = bool(clash.sum() == len(some) * (len(some) - 1))
    count = np.bincount(days.of, minlength=days.count)
    most = np.minimum(count, facts.settings.max_sessions_per_day)
    return np.where(alone, np.minimum(most, 1), most).astype(np.int64)


def places_most(facts: Facts, candidates: Candidates) -> IntArray:
    """``[M]``: attendances that each mentor can take in all."""
    slots, mentors = len(facts.problem.slots), len(facts.problem.mentors)
    meets = candidates.sessions[0]
    days = grouped(mentor=meets // slots, day=facts.slot_day[meets % slots])
    total = np.bincount(days.about["mentor"], sessions_most(facts, candidates), minlength=mentors).astype(np.int64)
    return np.minimum(total, facts.max_sessions) * facts.group_size


def further_most(facts: Facts, pairs: Pairs) -> IntArray:
    """``[P]``: attendances that each pupil can have beside a first one."""
    most = np.zeros(len(facts.problem.pupils), dtype=np.int64)
    np.maximum.at(most, pairs.pupil, np.minimum(pairs.days, facts.unit_wanted[facts.unit[pairs.pupil]]) - 1)
    return most


def day_places(facts: Facts, candidates: Candidates) -> IntArray:
    """Attendances for which there is room on one more day of a mentor, the roomiest days first."""
    slots = len(facts.problem.slots)
    meets = candidates.sessions[0]
    mentor = grouped(mentor=meets // slots, day=facts.slot_day[meets % slots]).about["mentor"]
    most = sessions_most(facts, candidates)
    order = np.lexsort((-most, mentor))
    mentor, total = mentor[order], np.cumsum(most[order])
    before = total - most[order]
    start = before[np.searchsorted(mentor, mentor)]
    room = facts.max_sessions[mentor]
    more = np.minimum(total - start, room) - np.minimum(before - start, room)
    return np.sort(more * facts.group_size[mentor])[::-1]


def fewest(worth: IntArray, value: int) -> int:
    """How many of these at least add up to ``value``."""
    total = np.cumsum(np.sort(worth)[::-1])
    return int(np.searchsorted(total, value) + 1) if value > 0 else 0
