"""The weekly problem without its slots: pairs, further attendances, sessions and days of mentors.

Every plan is a solution of it, so what its linear relaxation cannot beat no plan can. It leaves out rooms, seats,
adults, grades, clashes and who is apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.engine.program import ALONE, Objective, Program, Rows, Terms
from scheduling.rule import NO_LOW, IntArray, grouped, ints
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
    """Columns: first[pair], further[pair], stays[pair] (kept places), sessions[mentor], days[mentor]; all goals."""
    pupil, mentor, slot = ints(candidates.pupil), ints(candidates.mentor), ints(candidates.slot)
    pairs = grouped(pupil=pupil, mentor=mentor)
    p, m, n, mentors = pairs.about["pupil"], pairs.about["mentor"], pairs.count, len(facts.problem.mentors)
    further_most = np.minimum(_days_of(facts, pairs.of, slot, n), facts.unit_wanted[facts.unit[p]]) - 1
    stays_most = np.minimum(_stays(facts, pupil, mentor, slot, pairs.of, n), further_most + 1)
    day_most = np.zeros(mentors, dtype=np.int64)
    days = grouped(mentor=mentor, day=facts.slot_day[slot])
    np.add.at(day_most, days.about["mentor"], 1)
    session_most = np.minimum(facts.max_sessions, day_most * facts.settings.max_sessions_per_day)
    first, further, stays = (np.arange(n) + i * n for i in range(3))
    session, day = (np.arange(mentors) + 3 * n + i * mentors for i in range(2))
    b = _Builder([], [], [], [], [])
    pupils, own, each = grouped(pupil=p), np.arange(n), np.arange(mentors)
    b.add(pupils.count, (pupils.of, first, 1), high=1)
    b.add(n, (own, further, 1), (own, first, -further_most), high=0)
    b.add(n, (own, stays, 1), (own, first, -stays_most), high=0)
    b.add(n, (own, stays, 1), (own, first, -1), (own, further, -1), high=0)
    b.add(n, (own, first, 1), (own, further, 1), (own, day[m], -1), high=0)
    b.add(mentors, (m, first, 1), high=facts.max_pupils)
    b.add(mentors, (m, first, 1), (m, further, 1), (each, session, -facts.group_size), high=0)
    b.add(mentors, (each, session, 1), (each, day, -facts.settings.max_sessions_per_day), high=0)
    had = np.isin(p * mentors + m, facts.had[:, 0] * mentors + facts.had[:, 1])
    if facts.settings.max_broken_pairs is not None and bool(had.any()):
        least = max(0, len(facts.had_one) - facts.settings.max_broken_pairs)
        b.add(1, (np.zeros(int(had.sum()), dtype=np.int64), first[had], -1), high=-least)
    upper = np.concatenate([np.ones(n, dtype=np.int64), further_most, stays_most, session_most, day_most])
    terms = Terms(*(np.concatenate(x) for x in (b.row, b.column, b.value)))
    rows = Rows(terms, np.concatenate(b.low), np.concatenate(b.high))
    ones = np.ones(n, dtype=np.int64)
    weights: dict[str, tuple[IntArray, IntArray, int]] = {
        "served": (first, facts.priority[p], 0),
        "kept_pairs": (first[had], ones[had], 0),
        "sessions": (np.concatenate([first, further]), np.tile(facts.priority[p], 2), 0),
        "kept_places": (stays, ones, 0),
        "fit": (first, fit_of(facts, p, m), 0),
        "days": (day, np.ones(mentors, dtype=np.int64), 0),
        "tickets": (first, -facts.ticket[p], int(facts.ticket.sum())),
    }
    goals = [Objective(key, BOOK.goals[key].more, *weights[key]) for key in facts.settings.goals]
    return Program(len(upper), np.full(len(upper), ALONE), rows, upper, goals)


def _days_of(facts: Facts, pair: IntArray, slot: IntArray, count: int) -> IntArray:
    days = grouped(pair=pair, day=facts.slot_day[slot])
    return np.bincount(days.about["pair"], minlength=count).astype(np.int64)


def _stays(facts: Facts, pupil: IntArray, mentor: IntArray, slot: IntArray, pair: IntArray, count: int) -> IntArray:
    """On how many days each pair had a place that it may have again."""
    width, slots = len(facts.problem.mentors), len(facts.problem.slots)
    had = (facts.places[:, 0] * width + facts.places[:, 1]) * slots + facts.places[:, 2]
    again = np.isin((pupil * width + mentor) * slots + slot, had)
    return _days_of(facts, pair[again], slot[again], count) if bool(again.any()) else np.zeros(count, dtype=np.int64)
