"""Which part of a weekly plan is freed: some mentors with their pupils, and some pupils who wait for them.

A part is named by what it is about and by how much of it moves: of *all* its mentors the sessions, of a *few*, or of
none (*seats*: sessions stay when and where they are, and only who sits in which is open). Whose sessions
stay costs the solver little, so such parts can be many times larger.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduling.check import counted, missed, worth
from scheduling.engine.improve import Freed, Way
from scheduling.rule import BoolArray, IntArray, distinct, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.facts import Facts
from scheduling.weekly.search import Attendances, candidates_as_attendances, part

WAITING = 2
"""So many pupils who wait are freed beside each mentor that is asked for."""
IDLE_FIRST = 0.5
"""So many parts take mentors with time to spare before others: two who could open a slot only together."""
FEW = 2
MOVING: dict[str, int | None] = {"seats": 0, "few": FEW, "all": None}
"""Of how many mentors the sessions may move, in the order of how much is freed."""


class MentorsAndPupils:
    """Neighbourhoods around an unserved pupil, one who wants more, one who lost a mentor, an idle mentor,
    a venue's day, or a demand."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts = facts
        self.candidates = candidates
        venue_day = facts.slot_venue * 8 + facts.slot_day
        self._place, at = np.unique(venue_day, return_inverse=True)
        self._slot_place = ints(at)
        self._at_place = np.zeros((len(facts.problem.mentors), len(self._place)), dtype=np.bool_)
        np.logical_or.at(self._at_place, (ints(candidates.mentor), self._slot_place[candidates.slot]), True)
        self._candidates_of = candidates.count_of_pupil
        able = [np.isin(m, candidates.mentor[candidates.of_pupil(int(p))]) for p, m in facts.had.tolist()]
        self._can_again = np.array(able, dtype=np.bool_)

    def attended(self, plan: Attendances) -> IntArray:
        """``[P]``: sessions of each pupil."""
        return np.bincount(plan.pupil, minlength=len(self.facts.problem.pupils)).astype(np.int64)

    def demands(self, plan: Attendances) -> IntArray:
        """Pupils with a pin that the plan misses, or who lose a mentor where the budget is overdrawn."""
        facts, number = self.facts, self.facts.number
        here = set(zip(plan.pupil.tolist(), plan.mentor.tolist(), plan.slot.tolist(), strict=True))
        pairs = {(p, m) for p, m, _ in here}
        missed = {
            number["pupil"][pin.pupil]
            for pin in facts.problem.pins
            if (number["pupil"][pin.pupil], number["mentor"][pin.mentor]) not in pairs
            or (
                pin.slot is not None
                and (number["pupil"][pin.pupil], number["mentor"][pin.mentor], number["slot"][pin.slot]) not in here
            )
        }
        most = facts.settings.max_broken_pairs
        if most is not None:
            kept = {p for p, m in facts.had.tolist() if (p, m) in pairs}
            if len(facts.had_one) - len(kept) > most:
                missed |= {p for p in facts.had_one.tolist() if p not in kept}
        return ints(sorted(p for p in missed if self._candidates_of[p]))

    def ways(self, plan: Attendances) -> Sequence[Way]:
        """The ways that make sense for this plan."""
        if len(self.demands(plan)):
            return [Way("demand", "all")]
        return [Way(about, moving) for about in self._about(plan) for moving in MOVING]

    def _about(self, plan: Attendances) -> Sequence[str]:
        have = self.attended(plan)
        names = ["place", "random"]
        if bool(((have == 0) & (self._candidates_of > 0)).any()):
            names.append("unserved")
        if bool(((have > 0) & (have < self.facts.wanted)).any()):
            names.append("more")
        if len(self._lost(plan)):
            names.append("lost")
        return [*names, "idle"] if len(self._idle(plan)) else names

    def merged(self, old: Attendances, new: Attendances, now: Attendances) -> Attendances | None:
        """``now`` with what ``new`` changed in ``old``; None where that touches what changed since."""
        before, after, current = (self._keys(plan) for plan in (old, new, now))
        lost, won = np.setdiff1d(before, after), np.setdiff1d(after, before)
        if not np.isin(lost, current).all() or np.isin(won, current).any():
            return None
        keys = np.union1d(np.setdiff1d(current, lost), won)
        mentors, slots = len(self.facts.problem.mentors), len(self.facts.problem.slots)
        return Attendances(keys // (mentors * slots), keys // slots % mentors, keys % slots)

    def _keys(self, plan: Attendances) -> IntArray:
        mentors, slots = len(self.facts.problem.mentors), len(self.facts.problem.slots)
        return np.sort((plan.pupil * mentors + plan.mentor) * slots + plan.slot)

    def values(self, plan: Attendances) -> dict[str, int]:
        """Value of each goal."""
        choices = table(self.facts, plan.pupil, plan.mentor, plan.slot)
        return {key: worth(self.facts, choices, key) for key in self.facts.settings.goals}

    def worth(self, plan: Attendances) -> tuple[int, ...] | None:
        """What is missing of demands, then the goals, all to be made greatest; None where another limit is broken."""
        facts, missing = self.facts, 0
        choices = table(facts, plan.pupil, plan.mentor, plan.slot)
        one = np.ones(choices.size + 1, dtype=np.int64)
        for _, some in BOOK.limits(facts, choices, filtered=True):
            if some.demand:
                missing += int(np.maximum(some.low - counted(some, one), 0).sum())
            elif len(missed(some, one)[0]):
                return None
        values = [(BOOK.goals[key].more, worth(facts, choices, key)) for key in facts.settings.goals]
        return (-missing, *(value if more else -value for more, value in values))

    def missing(self, plan: Attendances) -> int:
        """How much of the pins and of the budget of broken pairs the plan misses."""
        if not self.facts.problem.pins and self.facts.settings.max_broken_pairs is None:
            return 0
        choices = table(self.facts, plan.pupil, plan.mentor, plan.slot)
        one = np.ones(choices.size + 1, dtype=np.int64)
        found = BOOK.limits(self.facts, choices, filtered=True, only=("pin", "broken_pairs"))
        return sum(int(np.maximum(some.low - counted(some, one), 0).sum()) for _, some in found if some.demand)

    def _lost(self, plan: Attendances) -> IntArray:
        """Pupils who had a mentor in the plan in force, could have that one again, and do not."""
        had = self.facts.had[self._can_again]
        mentors = len(self.facts.problem.mentors)
        kept = np.isin(had[:, 0] * mentors + had[:, 1], plan.pupil * mentors + plan.mentor)
        return np.setdiff1d(had[:, 0], had[kept, 0])

    def _idle(self, plan: Attendances) -> IntArray:
        """Mentors who could take more pupils and have more sessions."""
        facts = self.facts
        pupils, slots, mentors = len(facts.problem.pupils), len(facts.problem.slots), len(facts.problem.mentors)
        pairs = distinct(plan.mentor * pupils + plan.pupil) // max(pupils, 1)
        meets = distinct(plan.mentor * slots + plan.slot) // max(slots, 1)
        spare = np.bincount(pairs, minlength=mentors) < facts.max_pupils
        spare &= np.bincount(meets, minlength=mentors) < facts.max_sessions
        return np.flatnonzero(spare & self._at_place.any(axis=1))

    def free(self, way: Way, plan: Attendances, size: int, rng: np.random.Generator) -> Freed[Attendances] | None:
        """Free some mentors and pupils around a focus of the kind named."""
        first, focus = self._focus(way.about, plan, rng)
        mentors = self._company(first, self._places(way.about, first, focus), plan, size, rng)
        if not len(mentors):
            return None
        pupils = self._pupils(plan, mentors, focus, WAITING * size, rng)
        few = MOVING[way.kind]
        moved = mentors if few is None else np.concatenate([first, rng.permutation(mentors)])[:few]
        return self._freed(plan, mentors, pupils, moved)

    def _focus(self, name: str, plan: Attendances, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
        """The mentors and pupils that a neighbourhood is about."""
        have = self.attended(plan)
        if name == "demand":
            return self._around(int(rng.choice(self.demands(plan))), plan, rng, pinned=True)
        if name == "lost":
            return self._around(int(rng.choice(self._lost(plan))), plan, rng, pinned=True)
        if name == "unserved":
            waiting = np.flatnonzero((have == 0) & (self._candidates_of > 0))
            return self._around(int(rng.choice(waiting)), plan, rng)
        if name == "more":
            p = int(rng.choice(np.flatnonzero((have > 0) & (have < self.facts.wanted))))
            return np.unique(plan.mentor[plan.pupil == p]), ints([p])
        if name == "idle":
            return ints([rng.choice(self._idle(plan))]), ints([])
        return ints([rng.choice(np.flatnonzero(self._at_place.any(axis=1)))]) if len(self.candidates) else ints(
            []
        ), ints([])

    def _around(
        self, pupil: int, plan: Attendances, rng: np.random.Generator, *, pinned: bool = False
    ) -> tuple[IntArray, IntArray]:
        """Some mentors that this pupil may have (the one demanded first), and the pupil."""
        able = np.unique(self.candidates.mentor[self.candidates.of_pupil(pupil)]).astype(np.int64)
        chosen = rng.choice(able, min(2, len(able)), replace=False)
        if pinned:
            had = self.facts.had[self.facts.had[:, 0] == pupil, 1]
            chosen = np.concatenate([np.intersect1d(had, able), chosen])[:3]
            chosen = np.concatenate([chosen, plan.mentor[plan.pupil == pupil]])
        return np.unique(ints(chosen)), ints([pupil])

    def _places(self, name: str, mentors: IntArray, pupils: IntArray) -> IntArray:
        """Venues' days where company is wanted: where a pin can be met, else where these mentors can be."""
        if name != "demand":
            return np.flatnonzero(self._at_place[mentors].any(axis=0)) if len(mentors) else ints([])
        rows, number = self.candidates.of_pupil(int(pupils[0])), self.facts.number
        named = [
            number["slot"][pin.slot]
            for pin in self.facts.problem.pins
            if pin.slot is not None and number["pupil"].get(pin.pupil) == pupils[0]
        ]
        there = np.isin(self.candidates.slot[rows], ints(named)) if named else np.ones(len(rows), dtype=np.bool_)
        return np.unique(self._slot_place[self.candidates.slot[rows[there]]])

    def _company(
        self, mentors: IntArray, places: IntArray, plan: Attendances, size: int, rng: np.random.Generator
    ) -> IntArray:
        """These mentors and others at one of these venues' days: some who are there now, some who can be."""
        if not len(places):
            return mentors
        place = int(rng.choice(places))
        here = np.setdiff1d(plan.mentor[self._slot_place[plan.slot] == place], mentors)
        here = rng.permutation(here)[: rng.integers(size + 1)]
        others = np.setdiff1d(np.flatnonzero(self._at_place[:, place]), np.concatenate([mentors, here]))
        others = rng.permutation(others)
        if rng.random() < IDLE_FIRST:
            others = others[np.argsort(~np.isin(others, self._idle(plan)), kind="stable")]
        more = rng.permutation(np.concatenate([here, others[: max(0, size - len(here))]]))
        return np.sort(np.concatenate([mentors, ints(more[: max(0, size - len(mentors))])]))

    def _pupils(
        self, plan: Attendances, mentors: IntArray, focus: IntArray, most: int, rng: np.random.Generator
    ) -> BoolArray:
        """Their pupils and some who wait for such mentors, with all who are tied to them."""
        facts = self.facts
        chosen = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
        chosen[plan.pupil[np.isin(plan.mentor, mentors)]] = True
        served = np.zeros(len(chosen), dtype=np.bool_)
        served[plan.pupil] = True
        rows = np.concatenate([np.arange(self.candidates.start[m], self.candidates.start[m + 1]) for m in mentors])
        able = np.unique(self.candidates.pupil[rows])
        waiting = able[~served[able]]
        chosen[rng.choice(waiting, min(most, len(waiting)), replace=False)] = True
        chosen[focus] = True
        return np.isin(facts.unit, facts.unit[chosen])

    def _freed(self, plan: Attendances, mentors: IntArray, pupils: BoolArray, moved: IntArray) -> Freed[Attendances]:
        mentors = np.union1d(mentors, plan.mentor[pupils[plan.pupil]])
        pupils = np.isin(self.facts.unit, self.facts.unit[pupils])
        near = self._near(plan, mentors)
        held = plan.where(~pupils[plan.pupil] & near)
        free = candidates_as_attendances(self.candidates, self.candidates.rows(mentors, pupils))
        free = free.where(self._open(plan, free, moved))
        stays = plan.where(np.isin(plan.mentor, mentors) & ~np.isin(plan.mentor, moved))
        opened = part(self.facts, free, held, relax=True, stays=stays)
        away = plan.where(~pupils[plan.pupil] & ~near)
        return Freed(
            opened.program,
            opened.hint(plan.where(pupils[plan.pupil])),
            lambda solution: opened.read(solution).plus(away),
        )

    def _open(self, plan: Attendances, free: Attendances, moved: IntArray) -> BoolArray:
        """Which candidates are in sessions that there are already, or with mentors whose sessions may move."""
        slots = len(self.facts.problem.slots)
        stays = np.isin(free.mentor * slots + free.slot, plan.mentor * slots + plan.slot)
        opened: BoolArray = stays | np.isin(free.mentor, moved)
        return opened

    def _near(self, plan: Attendances, mentors: IntArray) -> BoolArray:
        """Who is where something may change: at the venues and days of these mentors; all, where a budget counts all.

        Any plan that comes of it is checked whole, so this only saves time.
        """
        if self.facts.settings.max_broken_pairs is not None:
            return np.ones(len(plan.pupil), dtype=np.bool_)
        places = ints(np.flatnonzero(self._at_place[mentors].any(axis=0)))
        near: BoolArray = np.isin(self._slot_place[plan.slot], places) | np.isin(plan.mentor, mentors)
        return near
