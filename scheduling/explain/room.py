"""How many pupils the mentors have room for, whatever the plan: a flow from pupils by mentors' days to mentors.

It leaves out rooms, seats, adults, clashes and grades in one group, so no plan serves more than it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduling.engine.cut import ENDLESS, Cut, least_cut
from scheduling.rule import BoolArray, IntArray, ints
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts


@dataclass(frozen=True)
class Room:
    """Arcs (pupil, mentor's day) with how many pupils each mentor's day, and each mentor, can take.

    ``at_mentor``/``at_day`` tell whose day it is. Mentors may be those of a problem and more (numbers from M on).
    """

    pupil: IntArray
    place: IntArray
    at_mentor: IntArray
    at_day: IntArray
    day_room: IntArray
    mentor_room: IntArray
    pupils: int

    @staticmethod
    def of(candidates: Candidates) -> Room:
        """The room that a problem's mentors have for its pupils."""
        facts = candidates.facts
        mentor, slot = ints(candidates.mentor), ints(candidates.slot)
        key = mentor * 8 + facts.slot_day[slot]
        meets = np.unique(key * max(1, len(facts.problem.slots)) + slot) // max(1, len(facts.problem.slots))
        days, count = np.unique(meets, return_counts=True)
        arcs = np.unique(ints(candidates.pupil) * (len(days) + 1) + np.searchsorted(days, key))
        most = np.minimum(count, facts.settings.max_sessions_per_day)
        mentors = days // 8
        return Room(
            arcs // (len(days) + 1),
            arcs % (len(days) + 1),
            mentors,
            days % 8,
            facts.group_size[mentors] * most,
            np.minimum(facts.max_pupils, facts.group_size * facts.max_sessions),
            len(facts.problem.pupils),
        )

    def with_mentor(self, other: Room, number: int) -> Room:
        """With one more mentor, number ``number`` of another problem with the same pupils."""
        own = np.flatnonzero(other.at_mentor == number)
        arcs = np.flatnonzero(np.isin(other.place, own))
        shift = len(self.at_mentor) - (int(own[0]) if len(own) else 0)  # a mentor's days stand together
        return Room(
            np.concatenate([self.pupil, other.pupil[arcs]]),
            np.concatenate([self.place, other.place[arcs] + shift]),
            np.concatenate([self.at_mentor, np.full(len(own), len(self.mentor_room))]),
            np.concatenate([self.at_day, other.at_day[own]]),
            np.concatenate([self.day_room, other.day_room[own]]),
            np.append(self.mentor_room, other.mentor_room[number]),
            self.pupils,
        )

    def cut(self, pupils: BoolArray) -> Cut:
        """Flow from the pupils marked; nodes are pupils, then mentors' days, then mentors."""
        places, mentors = len(self.at_mentor), len(self.mentor_room)
        first, last = self.pupils, self.pupils + places
        source, sink = last + mentors, last + mentors + 1
        who, arcs = np.flatnonzero(pupils), np.flatnonzero(pupils[self.pupil])
        tail = (np.full(len(who), source), self.pupil[arcs], first + np.arange(places), last + np.arange(mentors))
        head = (who, first + self.place[arcs], last + self.at_mentor, np.full(mentors, sink))
        room = (np.ones(len(who)), np.full(len(arcs), ENDLESS), self.day_room, self.mentor_room)
        arcs_of = [ints(np.concatenate(some)) for some in (tail, head, room)]
        return least_cut(arcs_of[0], arcs_of[1], arcs_of[2], sink + 1, source, sink)

    def served(self, priority: IntArray) -> int:
        """No plan serves more than this sum of priorities: of each rank or more, no more pupils than flow."""
        return sum(self.cut(priority >= rank).flow for rank in range(1, int(priority.max(initial=0)) + 1))

    @cached_property
    def reached(self) -> BoolArray:
        """``[P]``: whether the pupil has any option at all."""
        marks = np.zeros(self.pupils, dtype=np.bool_)
        marks[self.pupil] = True
        return marks


def only(facts: Facts, candidates: Candidates, column: Sequence[int] | IntArray) -> IntArray:
    """``[P]``: the one value of ``column`` (by slot) that all options of a pupil have; -1 where there are several."""
    values = ints(column)[candidates.slot]
    low, high = np.full(len(facts.problem.pupils), 2**40), np.full(len(facts.problem.pupils), -1)
    np.minimum.at(low, candidates.pupil, values)
    np.maximum.at(high, candidates.pupil, values)
    return np.where(low == high, high, -1)
