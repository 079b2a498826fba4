"""Ways to free a part of a camp plan: pupils over the runs there are, runs of some blocks, the staff of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.candidates import Candidates
from scheduling.camp.choices import table
from scheduling.camp.facts import Facts
from scheduling.camp.search import Part, Places, part
from scheduling.counting import missed
from scheduling.engine.improve import Freed, Way, Worth
from scheduling.rule import BoolArray, IntArray, ints

ROOMS = 2
"""So many rooms are looked at for each activity where runs are free."""
REMEMBERED = 8
NOBODY: IntArray = ints([])
Gap = tuple[int, IntArray, IntArray]
"""(pupil, blocks one of which would do, activities one of which would do; any if there are none)."""


@dataclass(frozen=True)
class Measured:
    """What a plan is worth, and whether it breaks a limit that is no demand."""

    worth: Worth
    holds: bool


class PeopleAndRuns:
    """The parts of a camp plan that may be freed, as the engine's search wants them."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts, self.candidates = facts, candidates
        self.open_blocks = np.flatnonzero(~facts.past)
        self.open_days = np.flatnonzero(~facts.day_past)
        self._known: dict[int, tuple[Places, Measured]] = {}
        self.circles = _circles(facts)
        self._had = self._places_before()

    def ways(self, plan: Places) -> Sequence[Way]:
        """The ways that make sense for this plan."""
        return [Way(name, name) for name in self._names()]

    def _names(self) -> Sequence[str]:
        if not len(self.open_days) or not self.facts.P:
            return ()
        own = ["pupils", "day", "wish", "runs", "staff", "gaps"]
        own += ["friends"] if len(self.facts.buddies) else []
        return [*own, "back"] if len(self._had[0]) else own

    def free(self, way: Way, plan: Places, size: int, rng: np.random.Generator) -> Freed[Places] | None:
        """One part drawn at random."""
        part_ = getattr(self, f"_{way.about}")(plan, size, rng)
        if part_ is None:
            return None
        return Freed(part_.program, part_.hint(plan), part_.read)

    def _pupils(self, plan: Places, size: int, rng: np.random.Generator) -> Part:
        """Some pupils, those with great losses rather, over all days."""
        loss = self.losses(plan) + 1.0
        lost = self._had[0][self._no_longer(plan)]
        np.add.at(loss, lost[lost < self.facts.P], 10.0)
        some = rng.choice(self.facts.P, min(2 * size, self.facts.P), replace=False, p=loss / loss.sum())
        return self.reseated(plan, ints(some), self.open_days)

    def _friends(self, plan: Places, size: int, rng: np.random.Generator) -> Part:
        """Pupils who name one another, on a few days."""
        chosen: set[int] = set()
        while len(chosen) < min(2 * size, self.facts.P):
            chosen |= set(self.circles[int(rng.integers(len(self.circles)))].tolist())
            if 2 * size >= self.facts.P or rng.random() < 1 / size:
                break
        days = rng.choice(self.open_days, min(2, len(self.open_days)), replace=False)
        return self.reseated(plan, ints(sorted(chosen)), days)

    def _day(self, plan: Places, size: int, rng: np.random.Generator) -> Part:
        """Many pupils on one day."""
        some = rng.choice(self.facts.P, min(8 * size, self.facts.P), replace=False)
        return self.reseated(plan, ints(some), rng.choice(self.open_days, 1))

    def reseated(self, plan: Places, pupils: IntArray, days: IntArray) -> Part:
        """These pupils on these days, among the runs that there are."""
        facts = self.facts
        runs = self.runs_of(plan)
        runs = runs.where(np.isin(facts.block_day[runs.block], days))
        free = self.candidates.pupils_in(np.sort(pupils), runs.activity, runs.block, runs.room)
        mine = np.isin(plan.person, pupils) & np.isin(facts.block_day[plan.block], days)
        return part(facts, free, plan.where(~mine))

    def runs_of(self, plan: Places) -> Places:
        """One place of each run of the days to come."""
        coming = plan.where(~self.facts.past[plan.block])
        return coming.where(np.unique(coming.run_key(self.facts), return_index=True)[1])

    def losses(self, plan: Places) -> IntArray:
        """``[P]``: points of the wishes that each pupil does not get."""
        got = np.zeros((self.facts.P, self.facts.A), dtype=np.bool_)
        pupils = plan.person < self.facts.P
        got[plan.person[pupils], plan.activity[pupils]] = True
        return ints((self.facts.points * ~got).sum(axis=1))

    def _wish(self, plan: Places, size: int, rng: np.random.Generator) -> Part | None:
        """Blocks in which a wish that was not met could be, with room made for it."""
        facts, loss = self.facts, self.losses(plan).astype(float) ** 2
        if not loss.sum():
            return None
        pupil = int(rng.choice(facts.P, p=loss / loss.sum()))
        got = plan.activity[plan.person == pupil]
        open_ = facts.points[pupil].astype(float)
        open_[got] = 0
        activity = int(rng.choice(facts.A, p=open_ / open_.sum()))
        starts = np.flatnonzero(self.candidates.pupil_may[pupil, activity])
        if not len(starts):
            return None
        block = int(rng.choice(starts))
        window = facts.covered(ints([activity]), ints([block]))[1]
        return self._window(plan, window, size, rng, activity)

    def _places_before(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """(person, activity, block, key) of what was in the plan in force and may be again."""
        facts, size = self.facts, self.facts.A * self.facts.B
        person, activity, block = facts.had // size, facts.had % size // facts.B, facts.had % facts.B
        pupil, mentor = np.minimum(person, facts.P - 1), np.maximum(person - facts.P, 0)
        may = np.zeros(len(person), dtype=np.bool_)
        own = person < facts.P
        may[own] = self.candidates.pupil_may[pupil[own], activity[own], block[own]]
        may[~own] = self.candidates.mentor_may[mentor[~own], activity[~own], block[~own]]
        return person[may], activity[may], block[may], facts.had[may]

    def _no_longer(self, plan: Places) -> IntArray:
        """Which of those places the plan does not hold."""
        now = self.facts.place_key(plan.person, plan.activity, plan.block)
        return np.flatnonzero(~np.isin(self._had[3], now))

    def _back(self, plan: Places, size: int, rng: np.random.Generator) -> Part | None:
        """The blocks of a run of the plan in force that some are no longer in, with what they have instead."""
        lost = self._no_longer(plan)
        if not len(lost):
            return None
        person, activity, block, _ = self._had
        one = int(rng.choice(lost))
        window = self.facts.covered(activity[[one]], block[[one]])[1]
        same = lost[(activity[lost] == activity[one]) & (block[lost] == block[one])]
        return self._window(plan, window, size, rng, int(activity[one]), person[same])

    def _gaps(self, plan: Places, size: int, rng: np.random.Generator) -> Part | None:
        """A block in which somebody has nothing, or a day on which somebody lacks what is required."""
        facts = self.facts
        gaps = self.gaps(plan)
        if not gaps:
            return None
        pupil, blocks, activities = gaps[int(rng.integers(len(gaps)))]
        wanted = int(rng.choice(activities)) if len(activities) else None
        window = ints(rng.choice(blocks, 1))
        if wanted is not None:
            window = facts.covered(ints([wanted]), window)[1]
        return self._window(plan, window, size, rng, wanted, ints([pupil]))

    def gaps(self, plan: Places) -> list[Gap]:
        """What is empty or lacking."""
        return [*self._empty_blocks(plan), *self._lacking(plan)]

    def _empty_blocks(self, plan: Places) -> list[Gap]:
        facts = self.facts
        busy = np.zeros((facts.P, facts.B), dtype=np.bool_)
        mine = plan.where(plan.person < facts.P)
        row, block = facts.covered(mine.activity, mine.block)
        busy[mine.person[row], block] = True
        pupil, block = np.nonzero(~busy & facts.there[:, facts.block_day] & ~facts.past[None, :])
        return [(int(p), ints([b]), NOBODY) for p, b in zip(pupil.tolist(), block.tolist(), strict=True)]

    def _lacking(self, plan: Places) -> list[Gap]:
        facts = self.facts
        mine = plan.where(plan.person < facts.P)
        found: list[Gap] = []
        for asked in (r for r in facts.problem.requirements if r.min):
            kind = facts.kinds[asked.kind]
            own = mine.where(facts.kind[mine.activity] == kind)
            count = np.zeros((facts.P, facts.D), dtype=np.int64)
            np.add.at(count, (own.person, facts.block_day[own.block]), 1)
            per = count if asked.per == "day" else np.repeat(count.sum(axis=1)[:, None], facts.D, axis=1)
            of_kind = np.flatnonzero(facts.kind == kind)
            for p, d in zip(*np.nonzero((per < asked.min) & facts.there & ~facts.day_past[None, :]), strict=True):
                found.append((int(p), np.flatnonzero(facts.block_day == d), of_kind))
        return found

    def _runs(self, plan: Places, size: int, rng: np.random.Generator) -> Part | None:
        """Some runs of one or two blocks that follow one another."""
        first = int(rng.choice(self.open_blocks))
        chain = self.facts.chain[first, : 1 + int(rng.integers(2))]
        return self._window(plan, chain[chain >= 0], size, rng, None)

    def _window(
        self,
        plan: Places,
        window: IntArray,
        size: int,
        rng: np.random.Generator,
        wanted: int | None,
        persons: IntArray = NOBODY,
    ) -> Part | None:
        """Some of the runs within a few blocks, those with these persons first, are decided anew.

        Freed is whoever is in them or idle.
        """
        facts = self.facts
        runs = self.runs_of(plan)
        inside = self._within(runs, window)
        within = np.flatnonzero(inside)
        theirs = np.isin(runs.run_key(facts), plan.run_key(facts)[np.isin(plan.person, persons)])[within]
        order = np.lexsort((rng.random(len(within)), ~theirs))
        chosen = runs.where(np.sort(within[order[:size]]))
        freed = np.isin(plan.run_key(facts), chosen.run_key(facts)) & ~facts.past[plan.block]
        held = plan.where(~freed)
        people = np.union1d(plan.person[freed], self._idle(held, window))
        new = self._new_runs(held, chosen, window, people, rng, wanted)
        if new is None:
            return None
        pupils, mentors = people[people < facts.P], people[people >= facts.P] - facts.P
        others = runs.where(inside & ~np.isin(runs.run_key(facts), chosen.run_key(facts)))
        free = self.candidates.pupils_in(pupils, *new)
        free = free.plus(
            self.candidates.pupils_in(pupils, others.activity, others.block, others.room),
            self.candidates.mentors_in(mentors, *new),
            self.candidates.mentors_in(mentors, others.activity, others.block, others.room),
        )
        return part(facts, free, held)

    def _within(self, runs: Places, window: IntArray) -> BoolArray:
        """Which runs lie wholly within these blocks."""
        row, block = self.facts.covered(runs.activity, runs.block)
        out = np.bincount(row[~np.isin(block, window)], minlength=len(runs))
        inside: BoolArray = out == 0
        return inside

    def _idle(self, held: Places, window: IntArray) -> IntArray:
        """Persons who have nothing in some of these blocks."""
        facts = self.facts
        busy = np.zeros((facts.P + facts.M, facts.B), dtype=np.bool_)
        row, block = facts.covered(held.activity, held.block)
        busy[held.person[row], block] = True
        return np.flatnonzero((~busy[:, window]).any(axis=1))

    def _new_runs(
        self,
        held: Places,
        chosen: Places,
        window: IntArray,
        people: IntArray,
        rng: np.random.Generator,
        wanted: int | None,
    ) -> tuple[IntArray, IntArray, IntArray] | None:
        """Runs that could be instead: what there was, and what the people freed wish or could do as well."""
        facts, c = self.facts, self.candidates
        taken = np.zeros((facts.R, facts.B), dtype=np.bool_)
        row, block = facts.covered(held.activity, held.block)
        taken[held.room[row], block] = True
        rows = np.flatnonzero(np.isin(c.block, window))
        row, block = facts.covered(c.activity[rows], c.block[rows])
        bad = taken[c.room[rows[row]], block] | ~np.isin(block, window)
        rows = rows[np.bincount(row[bad], minlength=len(rows)) == 0]
        like = self._likes(people, rng)
        if wanted is not None:
            like[wanted] += 1e6
        like[chosen.activity] += 1e5
        best = np.argsort(-like, kind="stable")[: len(chosen) + 6]
        rows = rows[np.isin(c.activity[rows], best)]
        rows = self._few_rooms(rows, chosen, rng)
        return (c.activity[rows], c.block[rows], c.room[rows]) if len(rows) else None

    def _likes(self, people: IntArray, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """How much each activity is asked for by these people, with some chance."""
        points = self.facts.points[people[people < self.facts.P]].sum(axis=0).astype(float)
        found: np.ndarray[tuple[int], np.dtype[np.float64]] = (points + 5.0) * rng.random(self.facts.A)
        return found

    def _few_rooms(self, rows: IntArray, chosen: Places, rng: np.random.Generator) -> IntArray:
        """Of each activity and block only some rooms: those in use, then large ones, with some chance."""
        facts, c = self.facts, self.candidates
        now = np.isin(
            (c.activity[rows] * facts.B + c.block[rows]) * facts.R + c.room[rows],
            (chosen.activity * facts.B + chosen.block) * facts.R + chosen.room,
        )
        seats = np.minimum(facts.seats[c.room[rows]], facts.most[c.activity[rows]])
        others = facts.room_fits[:, c.room[rows]].sum(axis=0)
        merit = now * 1e6 + seats * 10.0 - others + rng.random(len(rows)) * 20.0
        start = c.activity[rows] * facts.B + c.block[rows]
        order = np.lexsort((-merit, start))
        first = np.searchsorted(start[order], start[order])
        place = np.arange(len(order)) - first
        return np.sort(rows[order[(place < ROOMS) | now[order]]])

    def _staff(self, plan: Places, size: int, rng: np.random.Generator) -> Part:
        """Who leads the runs of a day or two."""
        facts = self.facts
        days = rng.choice(self.open_days, min(1 + size // 6, len(self.open_days)), replace=False)
        mine = (plan.person >= facts.P) & np.isin(facts.block_day[plan.block], days)
        runs = self.runs_of(plan)
        runs = runs.where(np.isin(facts.block_day[runs.block], days))
        free = self.candidates.mentors_in(np.arange(facts.M), runs.activity, runs.block, runs.room)
        return part(facts, free, plan.where(~mine))

    def merged(self, old: Places, new: Places, now: Places) -> Places | None:
        """``now`` with what ``new`` changed in ``old``; None where that touches what changed since."""
        before, after, current = (self._keys(x) for x in (old, new, now))
        gone = np.setdiff1d(before, after)
        if not np.isin(gone, current).all():
            return None
        fresh = new.where(~np.isin(after, before))
        return now.where(~np.isin(current, gone)).plus(fresh.where(~np.isin(self._keys(fresh), current)))

    def _keys(self, plan: Places) -> IntArray:
        return plan.run_key(self.facts) * (self.facts.P + self.facts.M) + plan.person

    def worth(self, plan: Places) -> Worth | None:
        """How many demands are missed, and then the goals in strict order, all to be made greatest.

        None where the plan breaks a limit that is no demand.
        """
        found = self._measured(plan)
        return found.worth if found.holds else None

    def values(self, plan: Places) -> dict[str, int]:
        """The goals' values, and the demands missed not among them."""
        goals = self.facts.settings.goals
        return {
            g: v if BOOK.goals[g].more else -v for g, v in zip(goals, self._measured(plan).worth[1:], strict=True)
        }

    def _measured(self, plan: Places) -> Measured:
        known = self._known.get(id(plan))
        if known is not None and known[0] is plan:
            return known[1]
        found = measured(self.facts, plan)
        if len(self._known) >= REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[id(plan)] = (plan, found)
        return found


def measured(facts: Facts, plan: Places) -> Measured:
    """Count a plan by the book."""
    choices = table(facts, plan.columns, np.ones(len(plan), dtype=np.bool_))
    holds = np.ones(choices.size + 1, dtype=np.int64)
    demands, broken = 0, False
    for _, some in BOOK.limits(facts, choices):
        rows, totals = missed(some, holds)
        if some.demand:
            demands += int(np.maximum(some.low - totals, 0)[rows].sum())
        elif len(rows):
            broken = True
    worth = [-demands]
    for goal in facts.settings.goals:
        value = BOOK.goals[goal].weights(facts, choices).worth(holds)
        worth.append(value if BOOK.goals[goal].more else -value)
    return Measured(tuple(worth), not broken)


def _circles(facts: Facts) -> list[IntArray]:
    """Pupils with those whom they name and who name them, for each pupil who does."""
    return [
        ints(sorted({p, *facts.buddies[(facts.buddies == p).any(axis=1)].ravel().tolist()}))
        for p in sorted(set(facts.buddies.ravel().tolist()))
    ]
