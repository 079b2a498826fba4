"""A plan being built run by run: who is still free, what each pupil would gain by a place, which mentors may come."""

from __future__ import annotations

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.search import Places, places_of
from scheduling.rule import BoolArray, IntArray, ints

STEEP = 3
"""A goal outweighs so many times what the next one gains by the same place."""


def prices(facts: Facts) -> dict[str, int]:
    """What one unit of each goal is worth, so that an earlier goal outweighs the later ones at each single place."""
    worth, price = 1, dict[str, int]()
    for goal in reversed(facts.settings.goals):
        price[goal] = worth
        worth *= STEEP * (2 * max(1, int(facts.points.sum(axis=1).max(initial=0))) if goal == "regret" else STEEP)
    return price


class Board:
    """The state of a plan in which every run holds every rule; only what may be added is asked for."""

    def __init__(self, facts: Facts, candidates: Candidates, places: Places) -> None:
        self.facts, self.candidates, self.price = facts, candidates, prices(facts)
        self.busy = np.zeros((facts.P + facts.M, facts.B), dtype=np.bool_)
        self.room_taken = np.zeros((facts.R, facts.B), dtype=np.bool_)
        self.attended = np.zeros((facts.P, facts.A), dtype=np.int64)
        self.kind_today = np.zeros((facts.P, len(facts.kinds), facts.D), dtype=np.int64)
        self.worked = np.zeros((facts.M, facts.D), dtype=np.int64)
        self.held = np.zeros(facts.A, dtype=np.int64)
        self.held += facts.fixed_held
        self.places = [places]
        self._had()
        self._take(places)

    def _had(self) -> None:
        facts = self.facts
        had = np.zeros((facts.P + facts.M) * facts.A * facts.B, dtype=np.bool_)
        had[facts.had] = True
        self.had = had.reshape(facts.P + facts.M, facts.A, facts.B)

    def _take(self, places: Places) -> None:
        """Take note of places of whole runs."""
        facts = self.facts
        row, block = facts.covered(places.activity, places.block)
        self.busy[places.person[row], block] = True
        self.room_taken[places.room[row], block] = True
        pupil = places.person < facts.P
        p, a, d = places.person[pupil], places.activity[pupil], facts.block_day[places.block[pupil]]
        np.add.at(self.attended, (p, a), 1)
        np.add.at(self.kind_today, (p, facts.kind[a], d), 1)
        m = places.person[~pupil] - facts.P
        a, b = places.activity[~pupil], places.block[~pupil]
        np.add.at(self.worked, (m, facts.block_day[b]), facts.width(a, b))
        coming = places.where(~facts.past[places.block])
        first = np.unique(coming.run_key(facts), return_index=True)[1]
        np.add.at(self.held, coming.activity[first], 1)

    def put(self, activity: int, block: int, room: int, people: IntArray) -> None:
        """One more run."""
        one = np.ones(len(people), dtype=np.int64)
        new = places_of(people, one * activity, one * block, one * room)
        self.places.append(new)
        self._take(new)

    def all_places(self) -> Places:
        """Everything so far."""
        return self.places[0].plus(*self.places[1:])

    def span(self, activity: int, block: int) -> IntArray:
        """The blocks of such a run."""
        return self.facts.covered(ints([activity]), ints([block]))[1]

    def pupils_able(self, activity: int, block: int) -> BoolArray:
        """Who may come to one more run, as far as rooms are not looked at."""
        facts = self.facts
        able: BoolArray = self.candidates.pupil_may[:, activity, block].copy()
        able &= ~self.busy[: facts.P, self.span(activity, block)].any(axis=1)
        if not facts.repeatable[activity]:
            able &= self.attended[:, activity] == 0
        for asked in facts.problem.requirements:
            if asked.max is not None and facts.kinds[asked.kind] == facts.kind[activity]:
                able &= self._count(asked.per, asked.kind, block) < asked.max
        return able

    def _count(self, per: str, kind: str, block: int) -> IntArray:
        own = self.kind_today[:, self.facts.kinds[kind]]
        return own[:, self.facts.block_day[block]] if per == "day" else ints(own.sum(axis=1))

    def rooms_able(self, activity: int, block: int) -> IntArray:
        """Rooms that are free and fit, the smallest that holds most first."""
        facts = self.facts
        free = ~self.room_taken[:, self.span(activity, block)].any(axis=1) & facts.room_fits[activity]
        rooms = np.flatnonzero(free)
        useful = np.minimum(facts.seats[rooms], facts.most[activity])
        others = facts.room_fits[:, rooms].sum(axis=0)
        return rooms[np.lexsort((others, facts.seats[rooms], -useful))]

    def mentors_able(self, activity: int, block: int) -> IntArray:
        """Who may lead it: those who did before, then those who are least asked for elsewhere."""
        facts = self.facts
        able: BoolArray = self.candidates.mentor_may[:, activity, block].copy()
        span = self.span(activity, block)
        able &= ~self.busy[facts.P :, span].any(axis=1)
        able &= self.worked[:, facts.block_day[block]] + len(span) <= facts.settings.max_blocks_per_day
        left = facts.max_blocks - self.worked.sum(axis=1)
        able &= left >= len(span)
        who = np.flatnonzero(able)
        skills = facts.qualified[:, facts.asks_qualified].sum(axis=1) + facts.leads.sum(axis=1)
        return who[np.lexsort((-left[who], skills[who], ~self.had[facts.P + who, activity, block]))]

    def gains(self, activity: int, block: int) -> tuple[IntArray, IntArray]:
        """(what each pupil gains by a place, the part of it that is no mere filling of time)."""
        facts, price, day = self.facts, self.price, int(self.facts.block_day[block])
        special = np.zeros(facts.P, dtype=np.int64)
        for asked in facts.problem.requirements:
            if facts.kinds[asked.kind] == facts.kind[activity] and asked.min:
                special += price["shortfall"] * (self._count(asked.per, asked.kind, block) < asked.min)
        loss = (facts.points * (self.attended == 0)).sum(axis=1)
        points = facts.points[:, activity] * (self.attended[:, activity] == 0)
        special += price["regret"] * (loss**2 - (loss - points) ** 2)
        special += price["kept"] * self.had[: facts.P, activity, block]
        today = self.busy[: facts.P, facts.block_day == day].sum(axis=1)
        still = facts.day_blocks[day] - today - facts.settings.free_blocks
        filling = price["empty"] * np.clip(still, 0, len(self.span(activity, block)))
        return special + filling, special

    def without_apart(self, pupils: IntArray) -> IntArray:
        """The same pupils without the later one of each two who are to be kept apart."""
        if not len(self.facts.apart):
            return pupils
        rank = np.full(self.facts.P, 2**31)
        rank[pupils] = np.arange(len(pupils))
        out: set[int] = set()
        for one, other in self.facts.apart.tolist():
            if rank[one] < 2**31 and rank[other] < 2**31 and not {one, other} & out:
                out.add(one if rank[one] > rank[other] else other)
        return ints([p for p in pupils.tolist() if p not in out])

    def team(self, activity: int, block: int, pupils: int) -> IntArray | None:
        """Mentors for so many pupils; None where there are too few, or none is qualified."""
        facts = self.facts
        able = self.mentors_able(activity, block)
        need = self.needed(activity, pupils)
        chosen = able[:need]
        if facts.asks_qualified[activity] and not facts.qualified[chosen, activity].any():
            qualified = able[facts.qualified[able, activity]]
            if not len(qualified):
                return None
            chosen = np.concatenate([qualified[:1], chosen[: max(0, need - 1)]])
        return chosen if len(chosen) >= need else None

    def needed(self, activity: int, pupils: int) -> int:
        """How many mentors so many pupils need."""
        facts, each = self.facts, int(self.facts.each[activity])
        own = 0 if each == NEVER else max(facts.settings.min_adults, -(-pupils // each))
        return max(own, int(facts.asks_qualified[activity]))
