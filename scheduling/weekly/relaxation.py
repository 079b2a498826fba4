"""The weekly problem without its slots: pairs, further attendances, sessions and days of mentors.

Every plan is a solution of it, so what its linear relaxation cannot beat no plan can. It leaves out rooms, seats,
adults, grades, clashes and who is apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.engine.program import ALONE, Objective, Program, Rows, Terms
from scheduling.rule import NO_LOW, Groups, IntArray, grouped, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts
from scheduling.weekly.goals import fit_of


@dataclass
class _Builder:
    """Rows of (column, coefficient) terms under construction."""

    row: list[IntArray]
    column: list[IntArray]
    value: list[IntArray]
    low: list[IntArray]
    high: list[IntArray]
    rows: int = 0

    def add(self, count: int, *terms: tuple[IntArray, IntArray, int | IntArray], high: int | IntArray) -> None:
        """``count`` rows, each at most ``high``."""
        for row, column, value in terms:
            self.row.append(row + self.rows)
            self.column.append(column)
            self.value.append(np.broadcast_to(ints(value), row.shape))
        self.low.append(np.full(count, NO_LOW))
        self.high.append(np.broadcast_to(ints(high), (count,)))
        self.rows += count


def relaxation(facts: Facts, candidates: Candidates) -> Program:
    """Columns: first[pair], further[pair], stays[pair] (kept places), sessions and days [mentor, day]; all goals."""
    pupil, mentor, slot = ints(candidates.pupil), ints(candidates.mentor), ints(candidates.slot)
    pairs = grouped(pupil=pupil, mentor=mentor)
    p, m, n, mentors = pairs.about["pupil"], pairs.about["mentor"], pairs.count, len(facts.problem.mentors)
    most_further = np.minimum(_days_of(facts, pairs.of, slot, n), facts.unit_wanted[facts.unit[p]]) - 1
    stays_most = np.minimum(_stays(facts, pupil, mentor, slot, pairs.of, n), most_further + 1)
    days = grouped(mentor=mentor, day=facts.slot_day[slot])
    of_day, most = days.about["mentor"], sessions_most(facts, candidates)
    first, further, stays = (np.arange(n) + i * n for i in range(3))
    session, day = (np.arange(days.count) + 3 * n + i * days.count for i in range(2))
    b = _Builder([], [], [], [], [])
    pupils, own, each = grouped(pupil=p), np.arange(n), np.arange(days.count)
    pair_day = grouped(pair=pairs.of, day=days.of)
    many = np.flatnonzero(most_further > 0)
    number = np.arange(len(many))
    b.add(pupils.count, (pupils.of, first, 1), high=1)
    b.add(len(many), (number, further[many], 1), (number, first[many], -most_further[many]), high=0)
    can_stay = np.flatnonzero(stays_most > 0)
    number = np.arange(len(can_stay))
    b.add(len(can_stay), (number, stays[can_stay], 1), (number, first[can_stay], -stays_most[can_stay]), high=0)
    b.add(
        len(can_stay),
        (number, stays[can_stay], 1),
        (number, first[can_stay], -1),
        (number, further[can_stay], -1),
        high=0,
    )
    at, on = pair_day.about["pair"], pair_day.about["day"]
    b.add(n, (own, first, 1), (own, further, 1), (at, day[on], -1), high=0)
    b.add(mentors, (m, first, 1), high=facts.max_pupils)
    size = facts.group_size[of_day]
    b.add(mentors, (m, first, 1), (m, further, 1), (of_day, session, -size), high=0)
    b.add(mentors, (of_day, session, 1), high=facts.max_sessions)
    b.add(days.count, (each, session, 1), (each, day, -most), high=0)
    had = np.isin(p * mentors + m, facts.had[:, 0] * mentors + facts.had[:, 1])
    if facts.settings.max_broken_pairs is not None and bool(had.any()):
        least = max(0, len(facts.had_one) - facts.settings.max_broken_pairs)
        b.add(1, (np.zeros(int(had.sum()), dtype=np.int64), first[had], -1), high=-least)
    one = np.ones(days.count, dtype=np.int64)
    upper = np.concatenate([np.ones(n, dtype=np.int64), most_further, stays_most, most, one])
    terms = Terms(*(np.concatenate(x) for x in (b.row, b.column, b.value)))
    rows = Rows(terms, np.concatenate(b.low), np.concatenate(b.high))
    ones = np.ones(n, dtype=np.int64)
    weights: dict[str, tuple[IntArray, IntArray, int]] = {
        "served": (first, facts.priority[p], 0),
        "kept_pairs": (first[had], ones[had], 0),
        "sessions": (np.concatenate([first, further]), np.tile(facts.priority[p], 2), 0),
        "kept_places": (stays, ones, 0),
        "fit": (first, fit_of(facts, p, m), 0),
        "days": (day, one, 0),
        "tickets": (first, -facts.ticket[p], int(facts.ticket.sum())),
    }
    goals = [Objective(key, BOOK.goals[key].more, *weights[key]) for key in facts.settings.goals]
    return Program(len(upper), np.full(len(upper), ALONE), rows, upper, goals)


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


def further_most(facts: Facts, candidates: Candidates, pairs: Groups) -> IntArray:
    """``[P]``: attendances that each pupil can have beside a first one."""
    days = _days_of(facts, pairs.of, ints(candidates.slot), pairs.count)
    most = np.zeros(len(facts.problem.pupils), dtype=np.int64)
    np.maximum.at(
        most, pairs.about["pupil"], np.minimum(days, facts.unit_wanted[facts.unit[pairs.about["pupil"]]]) - 1
    )
    return most


def _days_of(facts: Facts, pair: IntArray, slot: IntArray, count: int) -> IntArray:
    days = grouped(pair=pair, day=facts.slot_day[slot])
    return np.bincount(days.about["pair"], minlength=count).astype(np.int64)


def _stays(facts: Facts, pupil: IntArray, mentor: IntArray, slot: IntArray, pair: IntArray, count: int) -> IntArray:
    """On how many days each pair had a place that it may have again."""
    width, slots = len(facts.problem.mentors), len(facts.problem.slots)
    had = (facts.places[:, 0] * width + facts.places[:, 1]) * slots + facts.places[:, 2]
    again = np.isin((pupil * width + mentor) * slots + slot, had)
    return _days_of(facts, pair[again], slot[again], count) if bool(again.any()) else np.zeros(count, dtype=np.int64)
