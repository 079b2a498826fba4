"""The goals, in no order of their own: ``settings.goals`` says which comes first."""

from __future__ import annotations

import numpy as np

from scheduling.camp.book import BOOK
from scheduling.camp.choices import NOTHING, row_of_run
from scheduling.camp.facts import Facts
from scheduling.camp.problem import Requirement
from scheduling.rule import Choices, Derived, Excess, IntArray, Weights, any_of, ints


@BOOK.derived("got")
def got(facts: Facts, choices: Choices) -> Derived:
    """This pupil attends this wish, an activity that is not repeatable (``repeat`` allows one run of it)."""
    return _wished(facts, choices, again=False)


@BOOK.derived("got_again")
def got_again(facts: Facts, choices: Choices) -> Derived:
    """This pupil attends this wish, a repeatable activity."""
    return _wished(facts, choices, again=True)


def _wished(facts: Facts, choices: Choices, *, again: bool) -> Derived:
    attend = choices["attend"]
    pupil, activity = attend["pupil"], attend["activity"]
    rows = np.flatnonzero((facts.points[pupil, activity] > 0) & (facts.repeatable[activity] == again))
    return any_of(attend.ids[rows], exclusive=not again, pupil=pupil[rows], activity=activity[rows])


@BOOK.derived("kept")
def is_kept(facts: Facts, choices: Choices) -> Derived:
    """This person is in an activity and starting block as in the plan in force (``one_place`` allows one room)."""
    place = choices["place"]
    columns = {name: place[name] for name in ("person", "activity", "block")}
    rows = np.flatnonzero(np.isin(facts.place_key(**columns), facts.had))
    return any_of(place.ids[rows], exclusive=True, **{name: c[rows] for name, c in columns.items()})


@BOOK.goal("shortfall", more=False)
def shortfall(facts: Facts, choices: Choices) -> Weights:
    """Runs of the kinds required that pupils still lack."""
    asked = [r for r in facts.problem.requirements if r.min > 0]
    return Weights(NOTHING, NOTHING, 0, tuple(_missing(facts, choices, r) for r in asked))


def _missing(facts: Facts, choices: Choices, asked: Requirement) -> Excess:
    attend = choices["attend"]
    own = np.flatnonzero(facts.kind[attend["activity"]] == facts.kinds[asked.kind])
    pupil = attend["pupil"][own]
    if asked.per == "camp":
        return _below(np.arange(facts.P), pupil, attend.ids[own], ints(np.full(facts.P, asked.min)))
    number = np.full((facts.P, facts.D), -1, dtype=np.int64)
    number[facts.there] = np.arange(int(facts.there.sum()))
    row = number[pupil, facts.block_day[attend["block"][own]]]
    base = np.full(int(facts.there.sum()), asked.min, dtype=np.int64)
    return _below(np.arange(len(base)), row[row >= 0], attend.ids[own[row >= 0]], base)


def _below(rows: IntArray, row: IntArray, choice: IntArray, base: IntArray, count: int | IntArray = 1) -> Excess:
    """By how much each row's count stays below ``base``."""
    less = -np.broadcast_to(ints(count), row.shape)
    return Excess(row, choice, less, base, np.ones(len(rows), dtype=np.int64))


@BOOK.goal("empty", more=False)
def empty(facts: Facts, choices: Choices) -> Weights:
    """Blocks in which a pupil who is there has nothing, over those that may be free."""
    attend = choices["attend"]
    number = np.full((facts.P, facts.D), -1, dtype=np.int64)
    number[facts.there] = np.arange(int(facts.there.sum()))
    day = np.nonzero(facts.there)[1]
    row = number[attend["pupil"], facts.block_day[attend["block"]]]
    own = np.flatnonzero(row >= 0)
    width = facts.width(attend["activity"][own], attend["block"][own])
    base = facts.day_blocks[day] - facts.settings.free_blocks
    return Weights(NOTHING, NOTHING, 0, (_below(day, row[own], attend.ids[own], base, width),))


@BOOK.goal("kept", more=True)
def kept(facts: Facts, choices: Choices) -> Weights:
    """Persons who stay in what they were to do in a block."""
    kind = choices["kept"]
    return Weights(kind.ids, np.ones(len(kind), dtype=np.int64))


@BOOK.goal("regret", more=False)
def regret(facts: Facts, choices: Choices) -> Weights:
    """The square of each pupil's loss: the points of the wishes that could be had and were not."""
    base = facts.points.sum(axis=1)
    rows, ids, points = [], [], []
    for name in ("got", "got_again"):
        kind = choices[name]
        rows.append(kind["pupil"])
        ids.append(kind.ids)
        points.append(-facts.points[kind["pupil"], kind["activity"]])
    weight = np.ones(facts.P, dtype=np.int64)
    terms = [np.concatenate(x) for x in (rows, ids, points)]
    loss = Excess(terms[0], terms[1], terms[2], base, weight, power=2)
    return Weights(NOTHING, NOTHING, 0, (loss,))


@BOOK.goal("buddies", more=True)
def buddies(facts: Facts, choices: Choices) -> Weights:
    """Blocks that pupils spend in one run with at least one of their buddies."""
    attend = choices["attend"]
    having = np.zeros(facts.P, dtype=np.bool_)
    having[facts.buddies[:, 0]] = True
    own = np.flatnonzero(having[attend["pupil"]])
    width = facts.width(attend["activity"][own], attend["block"][own])
    row, other = _with_buddies(facts, choices, own)
    rows, less = np.concatenate([np.arange(len(own)), row]), np.repeat([1, -1], [len(own), len(row)])
    alone = Excess(rows, np.concatenate([attend.ids[own], other]), less, ints(np.zeros(len(own))), -width)
    return Weights(attend.ids[own], width, 0, (alone,))


def _with_buddies(facts: Facts, choices: Choices, own: IntArray) -> tuple[IntArray, IntArray]:
    """(place in ``own``, the same run's choice of a buddy) for each buddy who may be in the run."""
    attend = choices["attend"]
    run, pupil = row_of_run(choices, "attend"), attend["pupil"]
    order = np.argsort(facts.buddies[:, 0], kind="stable")
    start = np.searchsorted(facts.buddies[order, 0], np.arange(facts.P + 1))
    count = (start[1:] - start[:-1])[pupil[own]]
    row = np.repeat(np.arange(len(own)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    friend = facts.buddies[order[np.repeat(start[pupil[own]], count) + offset], 1]
    found = _find_in_run(run, pupil, run[own[row]], friend, len(choices["run"]) + 1)
    return row[found >= 0], attend.ids[found[found >= 0]]


def _find_in_run(run: IntArray, pupil: IntArray, in_run: IntArray, wanted: IntArray, runs: int) -> IntArray:
    """The row in which ``wanted`` is in the run asked about, -1 where there is none."""
    key = pupil * runs + run
    if not len(key):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(key, kind="stable")
    asked = wanted * runs + in_run
    at = np.minimum(np.searchsorted(key[order], asked), len(key) - 1)
    return np.where(key[order[at]] == asked, order[at], -1)


@BOOK.goal("mentor_blocks", more=False)
def mentor_blocks(facts: Facts, choices: Choices) -> Weights:
    """Blocks worked by mentors, in all."""
    lead = choices["lead"]
    return Weights(lead.ids, facts.width(lead["activity"], lead["block"]))
