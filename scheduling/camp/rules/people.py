"""Where people can be, and with whom. Runs of the days gone by break no rule, but they count."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.camp.book import BOOK
from scheduling.camp.choices import RUN, coming, row_of_run, rows_of
from scheduling.camp.facts import Facts
from scheduling.rule import BoolArray, Choices, IntArray, Limits, grouped, ints, keys_of, limits


@BOOK.rule("one_place")
def one_place(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Nobody is in two runs in one block."""
    rows = coming(facts, choices, "place")
    place = choices["place"]
    at, block = facts.covered(place["activity"][rows], place["block"][rows])
    blocks = grouped(person=place["person"][rows[at]], block=block)
    yield limits(blocks.about, (blocks.of, place.ids[rows[at]], 1), high=1)


@BOOK.filter("present", "attend", "pupil", "block")
def present(facts: Facts, pupil: IntArray, block: IntArray) -> BoolArray:
    """A pupil is in runs only on days on which the pupil is there."""
    allowed: BoolArray = facts.past[block] | facts.there[pupil, facts.block_day[block]]
    return allowed


@BOOK.filter("grades", "attend", "pupil", "activity", "block", house=True)
def grades(facts: Facts, pupil: IntArray, activity: IntArray, block: IntArray) -> BoolArray:
    """A pupil's grade lies in the activity's range."""
    allowed: BoolArray = facts.past[block] | facts.in_grade[pupil, activity]
    return allowed


@BOOK.filter("excluded", "attend", "pupil", "activity", "block")
def excluded(facts: Facts, pupil: IntArray, activity: IntArray, block: IntArray) -> BoolArray:
    """No pupil is in an activity that is excluded for the pupil."""
    allowed: BoolArray = facts.past[block] | ~facts.excluded[pupil, activity]
    return allowed


@BOOK.rule("repeat", house=True)
def repeat(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """An activity that is not repeatable is attended once."""
    attend = choices["attend"]
    rows = np.flatnonzero(~facts.repeatable[attend["activity"]])
    of = grouped(pupil=attend["pupil"][rows], activity=attend["activity"][rows])
    gone = facts.fixed_attended[of.about["pupil"], of.about["activity"]]
    yield limits(of.about, (of.of, attend.ids[rows], 1), high=np.maximum(gone, 1))


@BOOK.rule("requirement_max", house=True)
def requirement_max(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """No pupil attends more runs of a kind, a day or in all, than agreed."""
    attend = choices["attend"]
    for asked in facts.problem.requirements:
        if asked.max is None:
            continue
        kind = facts.kinds[asked.kind]
        own = facts.kind[attend["activity"]] == kind
        if asked.per == "day":
            rows = np.flatnonzero(own & ~facts.past[attend["block"]])
            of = grouped(pupil=attend["pupil"][rows], day=facts.block_day[attend["block"][rows]])
            yield limits(of.about, (of.of, attend.ids[rows], 1), high=asked.max)
        else:
            rows = np.flatnonzero(own)
            of = grouped(pupil=attend["pupil"][rows])
            gone = facts.fixed_attended[:, facts.kind == kind].sum(axis=1)[of.about["pupil"]]
            yield limits(of.about, (of.of, attend.ids[rows], 1), high=np.maximum(gone, asked.max))


@BOOK.rule("apart")
def apart(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Pupils who are to be kept apart are never in one run."""
    rows = coming(facts, choices, "attend")
    attend = choices["attend"]
    runs = len(choices["run"]) + 1
    key = attend["pupil"][rows] * runs + row_of_run(choices, "attend")[rows]
    order = np.argsort(key, kind="stable")
    for one, other in facts.apart.tolist():
        mine = rows[attend["pupil"][rows] == one]
        wanted = other * runs + row_of_run(choices, "attend")[mine]
        at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
        both = np.flatnonzero(key[order[at]] == wanted) if len(mine) else ints([])
        if len(both):
            theirs = rows[order[at[both]]]
            about = {"pupil": np.full(len(both), one), "other": np.full(len(both), other)}
            about |= {name: attend[name][mine[both]] for name in RUN[:3]}
            row = np.arange(len(both))
            yield limits(about, (row, attend.ids[mine[both]], 1), (row, attend.ids[theirs], 1), high=1)


@BOOK.rule("pin")
def pin(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A pinned person is in a run of that activity that starts in that block."""
    number, place = facts.number, choices["place"]
    asked = [p for p in facts.problem.pins if not _gone(facts, p.block)]
    if not asked:
        return
    where = ints([[number[k].get(getattr(p, k), -1) for k in ("person", "activity", "block")] for p in asked])
    tops = [facts.P + facts.M, max(facts.A, 1), max(facts.B, 1)]
    key = facts.place_key(place["person"], place["activity"], place["block"])
    known = np.flatnonzero((where >= 0).all(axis=1))
    wanted = keys_of(list(where[known].T), tops)
    order = np.argsort(key, kind="stable")
    first, last = (np.searchsorted(key[order], wanted, side=side) for side in ("left", "right"))
    row = np.repeat(known, last - first)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    chosen = place.ids[order[np.repeat(first, last - first) + offset]]
    about = {"pin": ints([facts.problem.pins.index(p) for p in asked])}
    yield limits(about, (row, chosen, 1), low=1, demand=True)


def _gone(facts: Facts, block: str) -> bool:
    return block in facts.number["block"] and bool(facts.past[facts.number["block"][block]])


@BOOK.filter("fixed", "place", "person", "activity", "block", "room", "copy")
def fixed(
    facts: Facts, person: IntArray, activity: IntArray, block: IntArray, room: IntArray, copy: IntArray
) -> BoolArray:
    """Days gone by stay as they were."""
    columns = (person, activity, block, room, copy)
    tops = (facts.P + facts.M, facts.A + 1, facts.B + 1, facts.R + 1, 10_000)
    were = keys_of([facts.fixed[name] for name in ("person", *RUN)], tops)
    now = keys_of([np.broadcast_to(c, np.broadcast(*columns).shape) for c in columns], tops)
    allowed: BoolArray = ~facts.past[block] | np.isin(now, were)
    return allowed


@BOOK.rule("fixed")
def fixed_places(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Everybody who was in a run on a day gone by, and is still there, stays in it."""
    wanted = facts.fixed
    count = len(wanted["person"])
    if count:
        found = choices["place"].find(**wanted)
        row = np.flatnonzero(found >= 0)
        yield limits(wanted, (row, found[row], 1), low=1)


@BOOK.rule("fixed")
def fixed_runs(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """On the days gone by there are the runs that there were, and no others."""
    if "entry" not in choices or not facts.past.any():
        return
    entry, were = choices["entry"], rows_of(facts, facts.fixed_runs).entries
    found = entry.find(**were)
    row = np.flatnonzero(found >= 0)
    if len(found):
        yield limits(were, (row, found[row], 1), low=1)
    rows = np.flatnonzero(facts.past[entry["block"]])
    new = rows[~np.isin(entry.ids[rows], found)]
    yield limits({n: entry[n][new] for n in RUN[:3]}, (np.arange(len(new)), entry.ids[new], 1), high=0)


@BOOK.rule("unknown")
def unknown(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Every id in the plan exists in the problem."""
    if "stranger" in choices and len(choices["stranger"]):
        stranger = choices["stranger"]
        yield limits(dict(stranger.columns), (np.arange(len(stranger)), stranger.ids, 1), high=0)
