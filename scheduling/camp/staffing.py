"""Mentors for a timetable without names: which of its runs can be staffed, by whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.pins import open_pins
from scheduling.camp.search import Places, places_of
from scheduling.camp.timetable import Timetable
from scheduling.engine.building import Building
from scheduling.engine.exact import solve
from scheduling.engine.linear import NEAR, Floats
from scheduling.engine.program import Objective
from scheduling.engine.run import Run
from scheduling.rule import IntArray, grouped, ints

STAFF_STEPS = 40
"""More than this does not pay."""
FULL = 100
"""A run that is staffed is worth so many adults."""


@dataclass(frozen=True)
class Wanted:
    """Runs that a timetable asks for: activity, block, room, and how many pupils each is to have."""

    activity: IntArray
    block: IntArray
    room: IntArray
    pupils: IntArray

    def __len__(self) -> int:
        return len(self.activity)


def wanted_runs(table: Timetable, solution: Floats) -> Wanted:
    """The runs of a solution in rooms, its pupils, maybe in parts, spread evenly over those of a start."""
    facts = table.facts
    taken = np.zeros((facts.R, facts.B), dtype=np.bool_)
    come = np.ceil(np.bincount(table.in_start, solution[table.pupils], minlength=table.starts) - NEAR)
    rows: list[tuple[int, int, int, int]] = []
    count = ints(np.floor(solution[table.runs] + NEAR))
    for start in np.argsort(-table.width, kind="stable").tolist():
        a, b = int(table.activity[start]), int(table.block[start])
        own = np.flatnonzero((table.run_start == start) & (count > 0))
        span = facts.covered(ints([a]), ints([b]))[1]
        rooms: list[int] = []
        for row in own.tolist():
            free = [r for r in table.class_rooms[int(table.run_class[row])].tolist() if not taken[r, span].any()]
            for room in free[: int(count[row])]:
                taken[room, span] = True
                rooms.append(room)
        share = _shares(int(come[start]), [int(min(facts.most[a], facts.seats[r])) for r in rooms])
        rows += [(a, b, room, n) for room, n in zip(rooms, share, strict=True)]
    array = ints(rows).reshape(-1, 4)
    return Wanted(*array.T)


def _shares(people: int, most: list[int]) -> list[int]:
    """So many people in groups of at most these sizes, as even as can be."""
    share = [0] * len(most)
    for number, at in enumerate(sorted(range(len(most)), key=lambda i: most[i])):
        share[at] = min(most[at], -(-people // (len(most) - number)))
        people -= share[at]
    return share


def staffed(facts: Facts, candidates: Candidates, runs: Wanted, begun: Places, run: Run, seconds: float) -> Places:
    """Places of mentors in as many of these runs as can be staffed beside what there is, for most pupils.

    First each run has as many as its pupils ask for or none, which is soon decided; only where not all runs can be
    held so, some with fewer.
    """
    most, least = _most(facts, runs), _least(facts, runs)
    team = _team(facts, candidates, runs, begun, run, seconds, (most, most))
    asks = most > 0
    if np.isin(places_in(runs).run_key(facts)[asks], team.run_key(facts)).all():
        return team
    fewer = _team(facts, candidates, runs, begun, run, seconds, (least, most))
    return max(team, fewer, key=lambda some: _pupils_led(facts, runs, some))


def _pupils_led(facts: Facts, runs: Wanted, team: Places) -> int:
    return int(runs.pupils[np.isin(places_in(runs).run_key(facts), team.run_key(facts))].sum())


def places_in(runs: Wanted) -> Places:
    """One place, nobody's, for each of the runs."""
    return places_of(np.zeros(len(runs), dtype=np.int64), runs.activity, runs.block, runs.room)


def _team(
    facts: Facts,
    candidates: Candidates,
    runs: Wanted,
    begun: Places,
    run: Run,
    seconds: float,
    team: tuple[IntArray, IntArray],
) -> Places:
    """``team``: how many mentors each run has that is held, at least and at most."""
    build = Building()
    may = candidates.mentor_may[:, runs.activity, runs.block]
    who, at = (ints(x) for x in np.nonzero(may))
    lead = build.columns_to(np.ones(len(who), dtype=np.int64))
    held = build.columns_to(np.ones(len(runs), dtype=np.int64))
    row = np.arange(len(runs))
    build.limit((at, lead, 1), (row, held, -team[0]), low=0, count=len(runs))
    build.limit((at, lead, 1), (row, held, -team[1]), high=0, count=len(runs))
    able = facts.qualified[who, runs.activity[at]]
    asks = facts.asks_qualified[runs.activity]
    build.limit((at[able], lead[able], 1), (row, held, -asks.astype(np.int64)), low=0, count=len(runs))
    _within_time(build, facts, runs, begun, (who, at, lead))
    _pinned(build, facts, runs, (who, at, lead))
    value = np.concatenate([np.ones(len(lead), dtype=np.int64), FULL * runs.pupils + 1])
    goal = Objective("staffed", True, np.concatenate([lead, held]), value, 0)
    if np.array_equal(*team):
        goal = Objective("staffed", True, held, runs.pupils + 1, 0)
    found = solve(build.program([goal]), run, goal=goal, seconds=seconds, steps=STAFF_STEPS, brief=True)
    if found.solution is None:
        return Places.none()
    on = np.flatnonzero(found.solution[lead] > 0)
    at = at[on]
    return places_of(who[on] + facts.P, runs.activity[at], runs.block[at], runs.room[at])


def _most(facts: Facts, runs: Wanted) -> IntArray:
    """How many mentors the pupils of each run ask for."""
    each = facts.each[runs.activity]
    own = -(-np.maximum(runs.pupils, facts.least[runs.activity]) // np.maximum(each, 1))
    return np.maximum(_least(facts, runs), np.where(each == NEVER, 0, own))


def _least(facts: Facts, runs: Wanted) -> IntArray:
    """How many mentors each run has at least, however few its pupils."""
    least = np.maximum(facts.settings.min_adults, _fewest(facts, runs))
    least = np.where(facts.each[runs.activity] == NEVER, 0, least)
    return ints(np.maximum(least, facts.asks_qualified[runs.activity]))


def _fewest(facts: Facts, runs: Wanted) -> IntArray:
    each = np.maximum(facts.each[runs.activity], 1)
    return ints(-(-facts.least[runs.activity] // each))


def _within_time(
    build: Building, facts: Facts, runs: Wanted, begun: Places, columns: tuple[IntArray, IntArray, IntArray]
) -> None:
    who, at, lead = columns
    mine = begun.where(begun.person >= facts.P)
    row, block = facts.covered(mine.activity, mine.block)
    busy = np.zeros((facts.M, facts.B), dtype=np.int64)
    busy[mine.person[row] - facts.P, block] = 1
    term, block = facts.covered(runs.activity[at], runs.block[at])
    blocks = grouped(mentor=who[term], block=block)
    build.limit((blocks.of, lead[term], 1), high=1 - busy[blocks.about["mentor"], blocks.about["block"]])
    width = facts.width(runs.activity[at], runs.block[at])
    days = grouped(mentor=who, day=facts.block_day[runs.block[at]])
    by_day = np.zeros((facts.M, facts.D), dtype=np.int64)
    np.add.at(by_day.T, facts.block_day, busy.T)
    left = np.maximum(facts.settings.max_blocks_per_day - by_day, 0)
    build.limit((days.of, lead, width), high=left[days.about["mentor"], days.about["day"]])
    left = np.maximum(facts.max_blocks - busy.sum(axis=1), 0)
    all_ = grouped(mentor=who)
    build.limit((all_.of, lead, width), high=left[all_.about["mentor"]])


def _pinned(build: Building, facts: Facts, runs: Wanted, columns: tuple[IntArray, IntArray, IntArray]) -> None:
    """A pinned mentor leads one of the runs of the activity that start in the block."""
    who, at, lead = columns
    number = facts.number
    for pin in open_pins(facts):
        if pin.person in number["mentor"]:
            same = runs.activity[at] == number["activity"][pin.activity]
            same &= (runs.block[at] == number["block"][pin.block]) & (who == number["mentor"][pin.person])
            own = np.flatnonzero(same)
            build.limit((np.zeros(len(own), dtype=np.int64), lead[own], 1), low=1, count=1)
