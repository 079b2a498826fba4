"""Rooms as before: a plan made anew takes any room that fits, and people would look for theirs in vain.

No goal asks for it, so it is done once a plan is found: who is where and when stays, and of the rooms that the rules
allow each run gets one so that as many people as can be find their activity where it was.
"""

from __future__ import annotations

import numpy as np

from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.search import Places, part, places_of
from scheduling.engine.exact import solve
from scheduling.engine.program import Objective
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, IntArray, ints

RULES = ("room", "one_place")
"""No other rule looks at rooms; the plan is checked by all of them afterwards."""
STEPS = 4.0
"""So many steps at most: what is found by then is good enough."""


def rooms_as_before(facts: Facts, candidates: Candidates, plan: Places) -> Places:
    """The plan with rooms as in the plan in force, as far as they are free and fit."""
    had = _had(facts)
    coming = plan.where(~facts.past[plan.block])
    if not len(had) or bool(_is_had(facts, coming, had).all()):
        return plan
    free, column = _in_all_rooms(facts, candidates, coming)
    columns = int(column.max()) + 1
    asked = part(facts, free, plan.where(facts.past[plan.block]), goals=(), rules=RULES, tied=column)
    as_before = np.bincount(column, weights=_is_had(facts, free, had), minlength=columns).astype(np.int64)
    takes_place = len(coming) + 1  # worth more than that all find their rooms again
    aim = Objective("rooms", True, np.arange(columns), as_before + takes_place, 0)
    found = solve(asked.program, Run(steps=STEPS), goal=aim)
    made = Places.none() if found.solution is None else asked.read(found.solution)
    is_whole = len(made) == len(plan)  # not so where the search was cut off before all runs had a room
    return places_of(made.person, made.activity, made.block, made.room) if is_whole else plan


def _in_all_rooms(facts: Facts, candidates: Candidates, plan: Places) -> tuple[Places, IntArray]:
    """Each place in all rooms that fit its run, and for each of these one number for all people of run and room.

    Runs of one activity that begin together differ in their copy, else two of them in one room would be one run.
    """
    _, first, run = np.unique(plan.run_key(facts), return_index=True, return_inverse=True)
    ordered = candidates.activity * facts.B + candidates.block
    asked = plan.activity[first] * facts.B + plan.block[first]
    low, high = np.searchsorted(ordered, asked, side="left"), np.searchsorted(ordered, asked, side="right")
    begins = np.cumsum(high - low) - (high - low)
    place = np.repeat(np.arange(len(plan)), (high - low)[run])
    times = np.cumsum((high - low)[run]) - (high - low)[run]
    which = np.arange(len(place)) - times[place]
    room = candidates.room[low[run[place]] + which]
    copy = (np.arange(len(asked)) - np.searchsorted(asked, asked))[run]
    free = Places(plan.person[place], plan.activity[place], plan.block[place], room, copy[place])
    return free, ints(begins[run[place]] + which)


def _had(facts: Facts) -> IntArray:
    """One number for each (person, activity, block, room) of the plan in force."""
    number = facts.number
    rows = [
        [number["person"][who], *(number[kind][getattr(run, kind)] for kind in ("activity", "block", "room"))]
        for run in facts.previous
        if run.room in number["room"]
        for who in (*run.pupils, *run.mentors)
    ]
    return _key(facts, *ints(rows).reshape(-1, 4).T)


def _key(facts: Facts, person: IntArray, activity: IntArray, block: IntArray, room: IntArray) -> IntArray:
    return facts.place_key(person, activity, block) * max(facts.R, 1) + room


def _is_had(facts: Facts, plan: Places, had: IntArray) -> BoolArray:
    return np.isin(_key(facts, plan.person, plan.activity, plan.block, plan.room), had)
