"""How many mentors a run has, which ones, and how much they work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.camp.book import BOOK
from scheduling.camp.choices import RUN, coming
from scheduling.camp.facts import NEVER, Facts
from scheduling.camp.rules.places import in_runs
from scheduling.rule import BoolArray, Choices, IntArray, Limits, grouped, limits


@BOOK.filter("staffing", "lead", "mentor", "activity", "block")
def kinds(facts: Facts, mentor: IntArray, activity: IntArray, block: IntArray) -> BoolArray:
    """A run has enough mentors, one of them qualified, and all lead its kind of activity."""
    allowed: BoolArray = facts.past[block] | facts.leads[mentor, activity]
    return allowed


@BOOK.rule("staffing")
def enough_adults(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A run that needs mentors has at least so many adults as agreed, and one for each begun group of pupils."""
    runs = choices["run"]
    rows = coming(facts, choices, "run")
    rows = rows[facts.each[runs["activity"][rows]] != NEVER]
    about = {name: runs[name][rows] for name in RUN[:3]}
    mentors, pupils = in_runs(choices, "lead", rows), in_runs(choices, "attend", rows)
    own = (np.arange(len(rows)), runs.ids[rows], -facts.settings.min_adults)
    yield limits(about, (*mentors, 1), own, low=0)
    each = facts.each[runs["activity"][rows]]
    yield limits(about, (*mentors, each[mentors[0]]), (*pupils, -1), low=0)


@BOOK.rule("staffing")
def qualified(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Where a qualification is asked for, at least one mentor of the run has it."""
    runs, lead = choices["run"], choices["lead"]
    rows = coming(facts, choices, "run")
    rows = rows[facts.asks_qualified[runs["activity"][rows]]]
    about = {name: runs[name][rows] for name in RUN[:3]}
    row, ids = in_runs(choices, "lead", rows)
    at = ids - lead.start
    able = facts.qualified[lead["mentor"][at], lead["activity"][at]]
    own = (np.arange(len(rows)), runs.ids[rows], -1)
    yield limits(about, (row[able], ids[able], 1), own, low=0)


@BOOK.filter("mentor_time", "lead", "mentor", "activity", "block")
def on_duty(facts: Facts, mentor: IntArray, activity: IntArray, block: IntArray) -> BoolArray:
    """A mentor is there in every block of the run, and works no more blocks than agreed."""
    allowed: BoolArray = facts.past[block] | facts.always_there(mentor, activity, block)
    return allowed


@BOOK.rule("mentor_time")
def blocks_a_day(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor works no more blocks on one day than agreed."""
    rows = coming(facts, choices, "lead")
    lead = choices["lead"]
    days = grouped(mentor=lead["mentor"][rows], day=facts.block_day[lead["block"][rows]])
    width = facts.width(lead["activity"][rows], lead["block"][rows])
    yield limits(days.about, (days.of, lead.ids[rows], width), high=facts.settings.max_blocks_per_day)


@BOOK.rule("mentor_time")
def blocks_in_all(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor works no more blocks over the camp than agreed."""
    lead = choices["lead"]
    of = grouped(mentor=lead["mentor"])
    width = facts.width(lead["activity"], lead["block"])
    high = np.maximum(facts.max_blocks, facts.fixed_worked)[of.about["mentor"]]
    yield limits(of.about, (of.of, lead.ids, width), high=high)
