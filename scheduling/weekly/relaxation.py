"""The weekly problem without who sits in which session: where units, mentors' days and sessions are 0 or 1.

Every plan is a solution of it, so what its linear relaxation cannot beat no plan can. Kept are rooms, seats, adults,
clashes, loads, pins, the budget of broken pairs, and in which slots a unit could meet a mentor; left out are grades
in one session and who is apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduling.engine.program import ALONE, Objective, Program, Rows, Terms
from scheduling.rule import NO_HIGH, NO_LOW, IntArray, grouped, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import ANYBODY, Facts, joined
from scheduling.weekly.goals import fit_of
from scheduling.weekly.rules.times import cliques

Term = tuple[IntArray, IntArray, int | IntArray]
"""Rows, columns and coefficients."""


def relaxation(facts: Facts, candidates: Candidates) -> Program:
    """The program and all goals, in the order of the problem."""
    outline = Outline(facts, candidates)
    outline.limit()
    return outline.program()


@dataclass
class _Rows:
    """Columns and rows under construction."""

    upper: list[IntArray] = field(default_factory=list)
    exclusive: list[tuple[IntArray, IntArray]] = field(default_factory=list)
    terms: list[tuple[IntArray, IntArray, IntArray]] = field(default_factory=list)
    low: list[IntArray] = field(default_factory=list)
    high: list[IntArray] = field(default_factory=list)

    def columns(self, count: int, upper: int | IntArray = 1) -> IntArray:
        """New columns, from 0 to ``upper``."""
        first = sum(len(some) for some in self.upper)
        self.upper.append(np.broadcast_to(ints(upper), (count,)))
        return np.arange(first, first + count, dtype=np.int64)

    def add(self, count: int, *terms: Term, low: int | IntArray = NO_LOW, high: int | IntArray = NO_HIGH) -> None:
        """``count`` new rows."""
        first = sum(len(some) for some in self.low)
        for row, column, value in terms:
            self.terms.append((row + first, column, np.broadcast_to(ints(value), row.shape)))
        self.low.append(np.broadcast_to(ints(low), (count,)))
        self.high.append(np.broadcast_to(ints(high), (count,)))

    def each(self, *terms: tuple[IntArray, int | IntArray], low: int = NO_LOW, high: int = NO_HIGH) -> None:
        """One new row for each place of these equally long columns."""
        count = len(terms[0][0])
        own = np.arange(count, dtype=np.int64)
        self.add(count, *((own, column, value) for column, value in terms), low=low, high=high)

    def program(self, goals: list[Objective]) -> Program:
        """All of it."""
        upper = np.concatenate(self.upper)
        group = np.full(len(upper), ALONE)
        for column, of in self.exclusive:
            group[column] = of
        row, column, value = (np.concatenate([some[i] for some in self.terms]) for i in range(3))
        rows = Rows(Terms.of(row, column, value, len(upper)), np.concatenate(self.low), np.concatenate(self.high))
        return Program(len(upper), group, rows, upper, goals)


class Outline:
    """Pairs (unit, mentor), their days, mentors' days and sessions (mentor, slot) that the filters leave."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts, self.rows = facts, _Rows()
        self.mentors, self.slots = len(facts.problem.mentors), len(facts.problem.slots)
        self.unit, self.mentor, self.slot = _of_units(facts, candidates)
        pairs = grouped(unit=self.unit, mentor=self.mentor)
        self.pair, self.pair_unit, self.pair_mentor = pairs.of, pairs.about["unit"], pairs.about["mentor"]
        meetings = grouped(pair=pairs.of, day=facts.slot_day[self.slot])
        self.meeting, self.meeting_pair = meetings.of, meetings.about["pair"]
        sessions = grouped(mentor=self.mentor, slot=self.slot)
        self.session, self.session_mentor, self.session_slot = sessions.of, *sessions.about.values()
        days = grouped(mentor=self.session_mentor, day=facts.slot_day[self.session_slot])
        self.session_day, self.days, self.day_mentor = days.of, days.count, days.about["mentor"]
        self.meeting_day = np.zeros(meetings.count, dtype=np.int64)
        self.meeting_day[self.meeting] = self.session_day[self.session]
        self._columns(meetings.count, sessions.count)

    def _columns(self, meetings: int, sessions: int) -> None:
        """``meets[pair, day]``, ``held[session]``, ``busy[mentor, day]``, ``open[slot]``.

        ``seated[session]`` only where seats may be too few. ``with_[pair]`` only where a unit may meet a mentor on
        several days; else the pair is the sum of its days.
        """
        facts, rows = self.facts, self.rows
        self.size = facts.unit_size[self.pair_unit]
        self.meets = rows.columns(meetings)
        self.held, self.busy, self.open = rows.columns(sessions), rows.columns(self.days), rows.columns(self.slots)
        self.crowded = np.flatnonzero(np.isin(self.session_slot, self._crowded()))
        self.seated = np.full(sessions, -1, dtype=np.int64)
        self.seated[self.crowded] = rows.columns(
            len(self.crowded), facts.group_size[self.session_mentor[self.crowded]]
        )
        count = np.bincount(self.meeting_pair, minlength=len(self.pair_unit))
        wanted = np.minimum(facts.unit_wanted[self.pair_unit], facts.max_sessions[self.pair_mentor])
        self.most, self.pair_days = np.minimum(wanted, count), count
        self.several = np.flatnonzero(self.most > 1)
        self.with_ = np.full(len(count), -1, dtype=np.int64)
        self.with_[self.several] = rows.columns(len(self.several))

    def _crowded(self) -> IntArray:
        """Slots at moments at which full sessions in all rooms would take more seats than there are."""
        facts = self.facts
        slot, moment = facts.at_peak
        venue = facts.moment_venue[moment]
        full = np.minimum(facts.rooms[venue], self.mentors) * int(facts.group_size.max(initial=0))
        return np.unique(slot[full > facts.seats[venue]])

    @cached_property
    def together(self) -> tuple[IntArray, IntArray]:
        """(pair, column): a pair's columns add up to whether the unit is with the mentor."""
        once = np.flatnonzero(self.most[self.meeting_pair] == 1)
        pair = np.concatenate([self.meeting_pair[once], self.several])
        return pair, np.concatenate([self.meets[once], self.with_[self.several]])

    def limit(self) -> None:
        """All rows."""
        self._pupils()
        self._days()
        self._sessions()
        self._clashes()
        self._reach()
        self._rooms_and_seats()
        self._adults()
        self._pins()
        self._budget()

    def _pupils(self) -> None:
        """One mentor, who has room for so many different pupils."""
        pair, column = self.together
        self.rows.exclusive.append((column, self.pair_unit[pair]))
        who = self.pair_mentor[pair]
        self.rows.add(self.mentors, (who, column, self.size[pair]), high=self.facts.max_pupils)

    def _days(self) -> None:
        """Units that come on several days: on each at most once, at least on one, on no more than wanted."""
        some = np.flatnonzero(self.with_[self.meeting_pair] >= 0)
        pair = self.meeting_pair[some]
        self.rows.each((self.meets[some], 1), (self.with_[pair], -1), high=0)
        number = np.full(len(self.with_), -1, dtype=np.int64)
        number[self.several] = np.arange(len(self.several))
        come = (number[pair], self.meets[some], 1)
        own = np.arange(len(self.several))
        self.rows.add(len(own), come, (own, self.with_[self.several], -1), low=0)
        self.rows.add(len(own), come, (own, self.with_[self.several], -self.most[self.several]), high=0)

    def _sessions(self) -> None:
        """Seats in sessions, sessions in a week and on a day; no session without a pupil."""
        facts, rows = self.facts, self.rows
        come = (self.meeting_day, self.meets, self.size[self.meeting_pair])
        size, some = facts.group_size[self.session_mentor], self.crowded
        roomy = np.setdiff1d(np.arange(len(size)), some)
        full = (self.session_day[roomy], self.held[roomy], -size[roomy])
        rows.add(self.days, come, full, (self.session_day[some], self.seated[some], -1), high=0)
        rows.add(self.days, come, (self.session_day, self.held, -1), low=0)
        rows.each((self.seated[some], 1), (self.held[some], -size[some]), high=0)
        rows.add(self.mentors, (self.session_mentor, self.held, 1), high=facts.max_sessions)
        most = np.minimum(np.bincount(self.session_day, minlength=self.days), facts.settings.max_sessions_per_day)
        day = (np.arange(self.days), self.busy, -most)
        rows.add(self.days, (self.session_day, self.held, 1), day, high=0)

    def _clashes(self) -> None:
        """Of sessions that all clash at most one is held, and only on a day on which the mentor comes."""
        found = list(self._alone_or_clashing())
        sizes = [len(some) for some in found]
        row = np.repeat(np.arange(len(found)), sizes)
        session = ints(np.concatenate([ints([]), *found]))
        first = session[np.cumsum(sizes) - sizes] if found else session
        own = (np.arange(len(found)), self.busy[self.session_day[first]], -1)
        self.rows.add(len(found), (row, self.held[session], 1), own, high=0)

    def _alone_or_clashing(self) -> Iterator[IntArray]:
        for some in _split(self.session_day):
            left = np.ones(len(some), dtype=np.bool_)
            for clique in cliques(self.facts, tuple(self.session_slot[some].tolist())) if len(some) > 1 else ():
                left[clique] = False
                yield some[clique]
            yield from some[left][:, None]

    def _reach(self) -> None:
        """A unit meets a mentor only in sessions that it could attend; many units could attend the same ones."""
        of, sets = self._attendable()
        sizes = [len(some) for some in sets]
        any_ = self.rows.columns(len(sets))
        own, session = np.repeat(np.arange(len(sets)), sizes), np.concatenate([ints([]), *sets])
        self.rows.each((self.meets, 1), (any_[of], -1), high=0)
        self.rows.add(len(sets), (np.arange(len(sets)), any_, 1), (own, self.held[session], -1), high=0)
        many = np.flatnonzero(ints(sizes) > 1)
        day = self.session_day[ints([sets[i][0] for i in many])]
        self.rows.each((any_[many], 1), (self.busy[day], -1), high=0)

    def _attendable(self) -> tuple[IntArray, list[IntArray]]:
        """(set of each pair's day, sets of sessions)."""
        number: dict[bytes, int] = {}
        order = np.lexsort((self.session, self.meeting))
        parts = [ints(self.session[order[part]]) for part in _split(self.meeting[order])]
        of = ints([number.setdefault(some.tobytes(), len(number)) for some in parts])
        return of, [np.frombuffer(key, dtype=np.int64) for key in number]

    def _rooms_and_seats(self) -> None:
        row, moment = joined(self.session_slot, self.facts.at_peak)
        at = grouped(moment=moment)
        venue = self.facts.moment_venue[at.about["moment"]]
        self.rows.add(at.count, (at.of, self.held[row], 1), high=self.facts.rooms[venue])
        some = self.seated[row] >= 0
        self.rows.add(at.count, (at.of[some], self.seated[row[some]], 1), high=self.facts.seats[venue])

    def _adults(self) -> None:
        """A session needs an open slot, and at each moment of an open slot enough adults are there."""
        facts, needed = self.facts, self.facts.settings.min_adults
        if needed < 2:
            return
        self.rows.each((self.held, 1), (self.open[self.session_slot], -1), high=0)
        row, moment = joined(np.unique(self.session_slot), facts.at_ebb)
        slot = np.unique(self.session_slot)[row]
        short = facts.staff[slot] < needed
        slot, moment = slot[short], moment[short]
        session, when = joined(self.session_slot, facts.at_moment)
        order = np.argsort(when, kind="stable")
        there, who = joined(moment, (when[order], session[order]))
        own = (np.arange(len(slot)), self.open[slot], facts.staff[slot] - needed)
        self.rows.add(len(slot), (there, self.held[who], 1), own, low=0)

    def _pins(self) -> None:
        """Who is pinned has a mentor (the filters leave only the one named); the session of a slot named is held."""
        facts = self.facts
        pair, column = self.together
        pinned = np.zeros(len(facts.units), dtype=np.bool_)
        pinned[facts.unit[facts.pinned != ANYBODY]] = True
        rows = grouped(unit=self.pair_unit[pair][pinned[self.pair_unit[pair]]])
        self.rows.add(rows.count, (rows.of, column[pinned[self.pair_unit[pair]]], 1), low=1)
        number = facts.number
        named = [
            (number["mentor"].get(pin.mentor, -1), number["slot"].get(pin.slot or "", -1))
            for pin in facts.problem.pins
        ]
        keys = ints([m * self.slots + s for m, s in named if m >= 0 and s >= 0])
        at = np.flatnonzero(np.isin(self.session_mentor * self.slots + self.session_slot, keys))
        self.rows.each((self.held[at], 1), low=1)

    def _budget(self) -> None:
        most = self.facts.settings.max_broken_pairs
        if most is not None:
            pair, column = self.together
            own = (np.zeros(len(pair), dtype=np.int64), column, self._kept[pair])
            self.rows.add(1, own, low=max(0, len(self.facts.had_one) - most))

    @cached_property
    def _members(self) -> tuple[IntArray, IntArray]:
        """(pair, pupil) for every member of each pair's unit."""
        pupil = [self.facts.units[unit] for unit in self.pair_unit.tolist()]
        return np.repeat(np.arange(len(pupil)), self.size), ints(np.concatenate([ints([]), *pupil]))

    @cached_property
    def _kept(self) -> IntArray:
        """Of each pair, how many members had that mentor."""
        pair, pupil = self._members
        had = np.isin(pupil * self.mentors + self.pair_mentor[pair], self.facts.had @ ints([self.mentors, 1]))
        return np.bincount(pair, had, minlength=len(self.size)).astype(np.int64)

    def _kept_places(self) -> tuple[IntArray, IntArray]:
        """Columns and weights of places in the plan in force that a unit may have again."""
        width = self.mentors * self.slots
        places = self.facts.places
        had = self.facts.unit[places[:, 0]] * width + places[:, 1] * self.slots + places[:, 2]
        keys, count = np.unique(had, return_counts=True)
        mine = self.unit * width + self.mentor * self.slots + self.slot
        again = np.flatnonzero(np.isin(mine, keys))
        column = self.rows.columns(len(again))
        self.rows.each((column, 1), (self.held[self.session[again]], -1), high=0)
        days = grouped(meeting=self.meeting[again])
        own = (np.arange(days.count), self.meets[days.about["meeting"]], -1)
        self.rows.add(days.count, (days.of, column, 1), own, high=0)
        return column, ints(count)[np.searchsorted(keys, mine[again])]

    def program(self) -> Program:
        """Rows and goals."""
        facts = self.facts
        pair, column = self.together
        member, pupil = self._members
        fit = np.bincount(member, fit_of(facts, pupil, self.pair_mentor[member]), minlength=len(self.size))
        priority, ticket = (np.bincount(facts.unit, x).astype(np.int64) for x in (facts.priority, facts.ticket))
        goals = {
            "served": (column, priority[self.pair_unit[pair]], 0),
            "kept_pairs": (column, self._kept[pair], 0),
            "sessions": (self.meets, priority[self.pair_unit[self.meeting_pair]], 0),
            "kept_places": (*self._kept_places(), 0),
            "fit": (column, fit.astype(np.int64)[pair], 0),
            "days": (self.busy, np.ones(self.days, dtype=np.int64), 0),
            "tickets": (column, -ticket[self.pair_unit[pair]], int(facts.ticket.sum())),
        }
        return self.rows.program([Objective(key, BOOK.goals[key].more, *goals[key]) for key in facts.settings.goals])


def _of_units(facts: Facts, candidates: Candidates) -> tuple[IntArray, IntArray, IntArray]:
    """(unit, mentor, slot) of what the filters leave, without units that are too many for the mentor."""
    first = ints([members[0] for members in facts.units])
    marked = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
    marked[first] = True
    pupil, mentor, slot = ints(candidates.pupil), ints(candidates.mentor), ints(candidates.slot)
    room = np.minimum(facts.group_size, facts.max_pupils)
    keep = marked[pupil] & (facts.unit_size[facts.unit[pupil]] <= room[mentor])
    return facts.unit[pupil[keep]], mentor[keep], slot[keep]


def _split(of: IntArray) -> list[IntArray]:
    """The places of each value, values in order."""
    order = np.argsort(of, kind="stable")
    return [ints(some) for some in np.split(order, np.flatnonzero(np.diff(of[order])) + 1)] if len(order) else []
