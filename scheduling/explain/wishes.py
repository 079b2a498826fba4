"""The smallest changes to a pupil's own data that would open a (mentor, slot): found from the filters it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from scheduling.explain.board import Place
from scheduling.explain.why_not import Filtered
from scheduling.rule import BoolArray, IntArray
from scheduling.week import Window, clock, minutes, union
from scheduling.weekly.facts import Facts
from scheduling.weekly.problem import Problem, Pupil

OWN = ("pupil_time", "pupil_reach", "required_language", "mentor_gender", "topics", "ban", "pin")
"""Filters that a change to the pupil's own data, or to what staff said of the pupil, can lift."""
MOST_CHANGES = 2


@dataclass(frozen=True)
class OwnChange:
    """One change, by ``kind`` with its values.

    ``window`` (day, start, end: also free then), ``venue`` (venue: can go there too), ``topic`` (topic: wants help
    with it too), ``required_language`` and ``mentor_gender`` (no longer required), ``ban`` (mentor: allowed after
    all), ``pin`` (taken out), ``together`` and ``apart`` (no longer tied, no longer kept apart). To want fewer
    sessions is none of them: no rule asks for as many as are wanted, so it never opens a place.
    """

    kind: str
    values: Mapping[str, str | int]

    def __hash__(self) -> int:
        return hash(self.size)

    @property
    def like(self) -> tuple[str | int, ...]:
        """Alike in kind: windows of one day are, and any two topics; others only if they are the same."""
        if self.kind == "topic":
            return (self.kind,)
        return (self.kind, self.values["day"]) if self.kind == "window" else self.size

    @property
    def size(self) -> tuple[str | int, ...]:
        """Smaller ones sort first: minutes of a window, then by kind and values."""
        length = 0
        if self.kind == "window":
            length = minutes(str(self.values["end"]), as_end=True) - minutes(str(self.values["start"]))
        return (length, self.kind, *map(str, self.values.values()))


Changes = tuple[OwnChange, ...]


def openings(facts: Facts, unit: int, pupil: int) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """(mentor, slot) that at most two own filters of the pupil, and no others', forbid; with those filters."""
    filtered = Filtered(facts)
    members = facts.units[unit]
    own = int(np.flatnonzero(members == pupil)[0])
    mentors = _bits(facts, filtered, members, own, "mentor")
    slots = _bits(facts, filtered, members, own, "slot")
    count = mentors[1][:, None] + slots[1][None, :]
    alive = mentors[0][:, None] & slots[0][None, :] & filtered.both.passed & (count <= MOST_CHANGES)
    for mentor, slot in np.argwhere(alive).tolist():
        keys = [key for key, fails in mentors[2] if fails[mentor]] + [key for key, fails in slots[2] if fails[slot]]
        yield (mentor, slot), tuple(keys)


def _bits(
    facts: Facts, filtered: Filtered, members: IntArray, own: int, axis: str
) -> tuple[BoolArray, IntArray, list[tuple[str, BoolArray]]]:
    """(not forbidden for good, how many own filters forbid, which) for each mentor or slot."""
    filters = filtered.of_mentor if axis == "mentor" else filtered.of_slot
    size = len(facts.ids[axis])
    columns = {"pupil": members[:, None], axis: np.arange(size)[None, :]}
    alive, count = np.ones(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
    which: list[tuple[str, BoolArray]] = []
    for one in filters:
        fails = ~np.broadcast_to(one.allowed(facts, *(columns[c] for c in one.of)), (len(members), size))
        mine = fails[own] if one.key in OWN else np.zeros(size, dtype=np.bool_)
        others = np.delete(fails, own, axis=0).any(axis=0) if one.key in OWN else fails.any(axis=0)
        alive &= ~others
        count += mine
        which.append((one.key, mine))
    return alive, count, which


def changes_for(problem: Problem, pupil: Pupil, place: Place, keys: Sequence[str]) -> Iterator[Changes]:
    """Every set of changes, one for each filter, that opens the place."""
    ways = [list(_ways(problem, pupil, place, key)) for key in keys]
    for chosen in product(*ways):
        yield tuple(sorted(chosen, key=lambda c: c.size))


def _ways(problem: Problem, pupil: Pupil, place: Place, key: str) -> Iterator[OwnChange]:
    mentor, slot = problem.mentors[place[0]], problem.slots[place[1]]
    if key == "pupil_time":
        need = missing(slot.window, pupil.availability)
        yield OwnChange("window", {"day": need.day, "start": clock(need.start), "end": clock(need.end)})
    elif key == "pupil_reach":
        yield OwnChange("venue", {"venue": slot.venue})
    elif key == "topics":
        yield from (OwnChange("topic", {"topic": topic}) for topic in sorted(set(mentor.topics)))
    elif key == "ban":
        yield OwnChange("ban", {"mentor": mentor.id})
    else:
        yield OwnChange(key, {})


def missing(window: Window, free: Sequence[Window]) -> Window:
    """The least window that, beside those there are, covers ``window``."""
    start, end = window.start, window.end
    for one in union(free):
        if one.day == window.day and one.start <= start < one.end:
            start = one.end
        if one.day == window.day and one.start < end <= one.end:
            end = one.start
    return Window(window.day, start, end)


def changed(problem: Problem, pupil: str, changes: Sequence[OwnChange]) -> Problem:
    """The problem after these changes to one pupil."""
    for change in changes:
        problem = _changed(problem, pupil, change)
    return problem


def _changed(problem: Problem, pupil: str, change: OwnChange) -> Problem:
    if change.kind == "ban":
        bans = (b for b in problem.bans if (b.pupil, b.mentor) != (pupil, change.values["mentor"]))
        return replace(problem, bans=tuple(bans))
    if change.kind == "pin":
        return replace(problem, pins=tuple(p for p in problem.pins if p.pupil != pupil))
    if change.kind in ("together", "apart"):
        return replace(problem, pupils=tuple(_untied(p, pupil, change.kind) for p in problem.pupils))
    pupils = (_with(p, change) if p.id == pupil else p for p in problem.pupils)
    return replace(problem, pupils=tuple(pupils))


def _untied(one: Pupil, pupil: str, kind: str) -> Pupil:
    names = one.together if kind == "together" else one.apart
    kept = () if one.id == pupil else tuple(n for n in names if n != pupil)
    return replace(one, together=kept) if kind == "together" else replace(one, apart=kept)


def _with(pupil: Pupil, change: OwnChange) -> Pupil:
    values = change.values
    if change.kind == "window":
        times = minutes(str(values["start"])), minutes(str(values["end"]), as_end=True)
        return replace(pupil, availability=(*pupil.availability, Window(int(values["day"]), *times)))
    if change.kind == "venue":
        return replace(pupil, venues=(*(pupil.venues or ()), str(values["venue"])))
    if change.kind == "topic":
        return replace(pupil, needs=(*pupil.needs, str(values["topic"])))
    if change.kind == "required_language":
        return replace(pupil, required_language=None)
    if change.kind == "mentor_gender":
        return replace(pupil, mentor_gender_required=False)
    raise ValueError(change.kind)
