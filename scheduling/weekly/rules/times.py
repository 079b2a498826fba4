"""When and where people can be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from scheduling.rule import BoolArray, Choices, IntArray, Limits, grouped, ints, keys_of, limits
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts


@BOOK.filter("pupil_time", "attend", "pupil", "slot")
def pupil_time(facts: Facts, pupil: IntArray, slot: IntArray) -> BoolArray:
    """The slot lies wholly inside the pupil's availability."""
    return facts.pupil_time[pupil, slot]


@BOOK.filter("mentor_time", "meet", "mentor", "slot")
def mentor_time(facts: Facts, mentor: IntArray, slot: IntArray) -> BoolArray:
    """The slot lies wholly inside the mentor's availability."""
    return facts.mentor_time[mentor, slot]


@BOOK.filter("pupil_reach", "attend", "pupil", "slot")
def pupil_reach(facts: Facts, pupil: IntArray, slot: IntArray) -> BoolArray:
    """The slot's venue is one that the pupil can go to."""
    return facts.pupil_reach[pupil, facts.slot_venue[slot]]


@BOOK.filter("mentor_reach", "meet", "mentor", "slot")
def mentor_reach(facts: Facts, mentor: IntArray, slot: IntArray) -> BoolArray:
    """The slot's venue is one that the mentor can go to."""
    return facts.mentor_reach[mentor, facts.slot_venue[slot]]


@BOOK.rule("one_a_day")
def one_a_day(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A pupil has at most one session a day, and no more than wanted in all."""
    attend = choices["attend"]
    days = grouped(pupil=attend["pupil"], day=facts.slot_day[attend["slot"]])
    yield limits(days.about, (days.of, attend.ids, 1), high=1)
    weeks = grouped(pupil=attend["pupil"])
    yield limits(weeks.about, (weeks.of, attend.ids, 1), high=facts.wanted[weeks.about["pupil"]])


@BOOK.rule("no_clash")
def no_clash(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """One mentor's sessions do not overlap and leave time to travel."""
    meet = choices["meet"]
    mentor, slot = meet["mentor"], meet["slot"]
    order = np.lexsort((slot, facts.slot_day[slot], mentor))
    day = keys_of([mentor[order], facts.slot_day[slot[order]]])
    terms: list[tuple[int, int]] = []
    owner: list[int] = []
    for some in np.split(order, np.flatnonzero(np.diff(day)) + 1):
        if len(some) > 1:
            for clique in cliques(facts, tuple(slot[some].tolist())):
                terms += [(len(owner), int(some[i]) + meet.start) for i in clique]
                owner.append(int(mentor[some[0]]))
    if owner:
        row, choice = ints(terms).T
        first = np.searchsorted(row, np.arange(len(owner)))
        yield limits({"mentor": ints(owner), "slot": slot[choice[first] - meet.start]}, (row, choice, 1), high=1)


@lru_cache(maxsize=100_000)
def cliques(facts: Facts, slots: tuple[int, ...]) -> list[list[int]]:
    """Sets of places in ``slots`` that all clash with one another; each clashing two are in at least one set."""
    rows = np.packbits(facts.clash[np.ix_(slots, slots)], axis=1, bitorder="little")
    clash = [int.from_bytes(row.tobytes(), "little") for row in rows]  # of each place, a bit for each other
    open_ = list(clash)
    found: list[list[int]] = []
    for i in range(len(slots)):
        while open_[i] >> (i + 1):
            j = (open_[i] >> (i + 1) & -(open_[i] >> (i + 1))).bit_length() + i
            clique, fit = [i, j], clash[i] & clash[j]
            while fit:
                k = (fit & -fit).bit_length() - 1
                clique.append(k)
                fit &= clash[k]
            members = sum(1 << k for k in clique)
            for k in clique:
                open_[k] &= ~members
            found.append(sorted(clique))
    return found
