"""Where and when runs take place, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.camp.book import BOOK
from scheduling.camp.choices import RUN, coming, row_of_run
from scheduling.camp.facts import Facts
from scheduling.rule import BoolArray, Choices, IntArray, Limits, grouped, limits


@BOOK.filter("starts", "run", "activity", "block")
def starts(facts: Facts, activity: IntArray, block: IntArray) -> BoolArray:
    """A run starts where its activity may start, and its blocks follow one another on one day."""
    allowed: BoolArray = facts.past[block] | facts.may_start[activity, block]
    return allowed


@BOOK.filter("room", "run", "activity", "block", "room")
def features(facts: Facts, activity: IntArray, block: IntArray, room: IntArray) -> BoolArray:
    """A run's room is free, large enough, and has what the run and its pupils need."""
    allowed: BoolArray = facts.past[block] | facts.room_fits[activity, room]
    return allowed


@BOOK.filter("room", "attend", "pupil", "block", "room")
def accessible(facts: Facts, pupil: IntArray, block: IntArray, room: IntArray) -> BoolArray:
    """A pupil who needs an accessible room is only in such rooms."""
    allowed: BoolArray = facts.past[block] | ~facts.accessible_only[pupil] | facts.accessible[room]
    return allowed


@BOOK.rule("room")
def one_at_a_time(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A room has at most one run in a block."""
    rows = coming(facts, choices, "run")
    runs = choices["run"]
    at, block = facts.covered(runs["activity"][rows], runs["block"][rows])
    rooms = grouped(room=runs["room"][rows[at]], block=block)
    yield limits(rooms.about, (rooms.of, runs.ids[rows[at]], 1), high=1)


def in_runs(choices: Choices, kind: str, rows: IntArray) -> tuple[IntArray, IntArray]:
    """(place in ``rows`` of the run, choice) for each choice of a kind that is in one of these runs."""
    place = np.full(len(choices["run"]) + 1, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    at = place[row_of_run(choices, kind)]
    return at[at >= 0], choices[kind].ids[at >= 0]


@BOOK.rule("room")
def seats(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """No run has more pupils than its room has seats."""
    yield from _at_most(facts, choices, facts.seats[choices["run"]["room"]])


@BOOK.rule("size", house=True)
def most(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A run has at least the activity's fewest pupils, at most its most, and at least one."""
    yield from _at_most(facts, choices, facts.most[choices["run"]["activity"]])


def _at_most(facts: Facts, choices: Choices, high: IntArray) -> Iterator[Limits]:
    rows = coming(facts, choices, "run")
    runs = choices["run"]
    about = {name: runs[name][rows] for name in RUN[:3]}
    own = (np.arange(len(rows)), runs.ids[rows], -high[rows])
    yield limits(about, (*in_runs(choices, "attend", rows), 1), own, high=0)


@BOOK.rule("size", house=True)
def least(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A run has at least the activity's fewest pupils, and at least one."""
    rows = coming(facts, choices, "run")
    runs = choices["run"]
    about = {name: runs[name][rows] for name in RUN[:3]}
    low = facts.least[runs["activity"][rows]]
    yield limits(about, (*in_runs(choices, "attend", rows), 1), (np.arange(len(rows)), runs.ids[rows], -low), low=0)


@BOOK.rule("max_runs", house=True)
def max_runs(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """An activity takes place no more often than agreed."""
    runs = choices["run"]
    of = grouped(activity=runs["activity"])
    activity = of.about["activity"]
    high = np.maximum(facts.max_runs, facts.fixed_held)[activity]
    if "entry" not in choices:  # runs that nobody is in any more count, though no place tells of them
        high = high - facts.fixed_deserted[activity]
    yield limits(of.about, (of.of, runs.ids, 1), high=high)
