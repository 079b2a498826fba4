"""Every place that the filters allow: which runs may be, who may be in them."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.facts import Facts
from scheduling.camp.search import Places, places_of
from scheduling.rule import BoolArray, IntArray, ints


class Candidates:
    """Runs by activity, starting block and room on the days to come, and who may be in each."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        activity, block, room = (ints(x) for x in np.nonzero(self._runs()))
        self.activity, self.block, self.room = activity, block, room

    def _runs(self) -> BoolArray:
        facts = self.facts
        axes = {
            "activity": np.arange(facts.A)[:, None, None],
            "block": np.arange(facts.B)[None, :, None],
            "room": np.arange(facts.R)[None, None, :],
        }
        allowed = np.broadcast_to(~facts.past[None, :, None], (facts.A, facts.B, facts.R)).copy()
        return self._asked("run", axes, allowed)

    def _asked(self, kind: str, columns: dict[str, IntArray], allowed: BoolArray) -> BoolArray:
        """``allowed`` where every filter on this kind of choices, asked of broadcast columns, allows it."""
        for rule in BOOK.rules.values():
            for one in rule.filters:
                if one.kind == kind:
                    allowed &= one.allowed(self.facts, *(columns[name] for name in one.of))
        return allowed

    @cached_property
    def pupil_may(self) -> BoolArray:
        """``[P, A, B]``: the pupil may be in a run of the activity that starts in the block, in some room."""
        return self._people("attend", "pupil", self.facts.P, accessible=True)

    @cached_property
    def mentor_may(self) -> BoolArray:
        """``[M, A, B]``: the mentor may lead a run of the activity that starts in the block."""
        return self._people("lead", "mentor", self.facts.M, accessible=False)

    def _people(self, kind: str, who: str, count: int, *, accessible: bool) -> BoolArray:
        facts = self.facts
        columns = {
            who: np.arange(count)[:, None, None],
            "activity": np.arange(facts.A)[None, :, None],
            "block": np.arange(facts.B)[None, None, :],
        }
        allowed = np.broadcast_to(self._startable[None], (count, facts.A, facts.B)).copy()
        for rule in BOOK.rules.values():
            for one in rule.filters:
                if one.kind == kind and set(one.of) <= set(columns):
                    allowed &= one.allowed(facts, *(columns[name] for name in one.of))
        return allowed

    @cached_property
    def _startable(self) -> BoolArray:
        facts = self.facts
        found = np.zeros((facts.A, facts.B), dtype=np.bool_)
        found[self.activity, self.block] = True
        return found

    def pupils_in(self, pupils: IntArray, activity: IntArray, block: IntArray, room: IntArray) -> Places:
        """The places that these pupils may have in these runs."""
        facts = self.facts
        may = self.pupil_may[pupils[:, None], activity[None, :], block[None, :]]
        rooms = {"pupil": pupils[:, None], "block": block[None, :], "room": room[None, :]}
        for rule in BOOK.rules.values():
            for one in rule.filters:
                if one.kind == "attend" and "room" in one.of:
                    may &= one.allowed(facts, *(rooms[name] for name in one.of))
        who, run = np.nonzero(may)
        return places_of(pupils[who], activity[run], block[run], room[run])

    def mentors_in(self, mentors: IntArray, activity: IntArray, block: IntArray, room: IntArray) -> Places:
        """The places that these mentors may have in these runs."""
        who, run = np.nonzero(self.mentor_may[mentors[:, None], activity[None, :], block[None, :]])
        return places_of(mentors[who] + self.facts.P, activity[run], block[run], room[run])

    def everything(self) -> Places:
        """All places of all people in all runs."""
        runs = self.activity, self.block, self.room
        pupils = self.pupils_in(np.arange(self.facts.P), *runs)
        return pupils.plus(self.mentors_in(np.arange(self.facts.M), *runs))
