"""The choices of a camp plan: who is in which run, which runs take place, and all that follows from it.

Base kind ``place`` (person, activity, block, room, copy): the person is in the run of that activity that starts in
the block, in that room. ``copy`` is 0; only a plan made by hand may hold a second run in the same place. Derived
here: ``attend`` (a pupil's place), ``lead`` (a mentor's), ``run``. Other derived kinds stand beside the rule or goal
that needs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.camp.book import BOOK
from scheduling.camp.facts import Facts, Rows
from scheduling.camp.problem import CampRun
from scheduling.rule import BoolArray, Choices, Derived, IntArray, any_of, ints

RUN = ("activity", "block", "room", "copy")
PLACE = ("person", *RUN)
NOTHING: IntArray = ints([])


@BOOK.derived("attend")
def attend(facts: Facts, choices: Choices) -> Derived:
    """This pupil is in this run."""
    place = choices["place"]
    rows = np.flatnonzero(place["person"] < facts.P)
    columns = {"pupil": place["person"][rows], **{name: place[name][rows] for name in RUN}}
    return Derived(columns, np.arange(len(rows)), place.ids[rows], exclusive=True)


@BOOK.derived("lead")
def lead(facts: Facts, choices: Choices) -> Derived:
    """This mentor is in this run."""
    place = choices["place"]
    rows = np.flatnonzero(place["person"] >= facts.P)
    columns = {"mentor": place["person"][rows] - facts.P, **{name: place[name][rows] for name in RUN}}
    return Derived(columns, np.arange(len(rows)), place.ids[rows], exclusive=True)


@BOOK.derived("run")
def run(facts: Facts, choices: Choices) -> Derived:
    """This run takes place."""
    if "entry" not in choices:
        place = choices["place"]
        return any_of(place.ids, exclusive=False, **{name: place[name] for name in RUN})
    entry = choices["entry"]  # a plan as written: its runs, also those with nobody in them
    return Derived({name: entry[name] for name in RUN}, NOTHING, NOTHING)


def row_of_run(choices: Choices, kind: str) -> IntArray:
    """The row among ``run`` of each choice of a kind that has a run's columns."""
    some, runs = choices[kind], choices["run"]
    return runs.find(**{name: some[name] for name in RUN}) - runs.start


def coming(facts: Facts, choices: Choices, kind: str) -> IntArray:
    """The rows of a kind that are not on days gone by."""
    return np.flatnonzero(~facts.past[choices[kind]["block"]])


def table(facts: Facts, places: Rows, held: BoolArray) -> Choices:
    """All choices over these places; those marked ``held`` are held true."""
    return BOOK.complete(facts, Choices.of("place", held, **{name: places[name] for name in PLACE}))


@dataclass(frozen=True)
class Written:
    """A plan as somebody wrote it: the known runs and places by their columns, and what the problem does not know.

    ``strange``: rows (number of the run, which part of it, place in the list of that part).
    """

    entries: Rows
    places: Rows
    strange: IntArray


PARTS = ("activity", "block", "room", "pupils", "mentors")


def rows_of(facts: Facts, runs: Iterable[CampRun]) -> Written:
    """Runs in numbers. Several runs in one place are told apart by ``copy``, numbered by who is in them."""
    copies: Counter[tuple[int, ...]] = Counter()
    entries: list[tuple[int, ...]] = []
    places: list[tuple[int, ...]] = []
    strange: list[tuple[int, int, int]] = []
    for at, one in sorted(enumerate(runs), key=lambda x: (sorted(x[1].pupils), sorted(x[1].mentors))):
        where = tuple(facts.number[kind].get(getattr(one, kind), -1) for kind in PARTS[:3])
        pupils = [facts.number["pupil"].get(p, -1) for p in one.pupils]
        mentors = [facts.number["mentor"].get(m, -1) for m in one.mentors]
        strange += [(at, kind, 0) for kind, value in enumerate(where) if value < 0]
        strange += [(at, 3, i) for i, p in enumerate(pupils) if p < 0]
        strange += [(at, 4, i) for i, m in enumerate(mentors) if m < 0]
        if min(where) >= 0:
            entry = (*where, copies[where])
            copies[where] += 1
            entries.append(entry)
            places += [(p, *entry) for p in pupils if p >= 0]
            places += [(m + facts.P, *entry) for m in mentors if m >= 0]
    return Written(_columns(entries, RUN), _columns(places, PLACE), ints(strange).reshape(-1, 3))


def _columns(rows: list[tuple[int, ...]], names: tuple[str, ...]) -> Rows:
    array = ints(rows).reshape(-1, len(names))
    return {name: array[:, i] for i, name in enumerate(names)}


def of_plan(facts: Facts, runs: Iterable[CampRun]) -> Choices:
    """The choices that a plan, as written by anybody, makes; ids that the problem does not know are ``stranger``."""
    written = rows_of(facts, runs)
    held = np.ones(len(written.places["person"]), dtype=np.bool_)
    base = Choices.of("place", held, **written.places)
    base = base.plus("entry", Derived(written.entries, NOTHING, NOTHING))
    strange = written.strange
    columns = {"run": strange[:, 0], "what": strange[:, 1], "at": strange[:, 2]}
    return BOOK.complete(facts, base.plus("stranger", Derived(columns, NOTHING, NOTHING)))
