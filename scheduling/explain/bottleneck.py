"""Sets of pupils who share too few mentors, so that some of them must wait whatever is planned (Hall, 1935).

Each is a cut of the flow in ``room``: what the pupils' mentors can take, on the days on which they meet, added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduling.explain.chains import candidates_of, known_sessions
from scheduling.explain.room import Room, only
from scheduling.rule import BoolArray, IntArray
from scheduling.weekly.facts import ANYBODY, Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session


@dataclass(frozen=True)
class Bottleneck:
    """``pupils`` can meet only ``mentors``, only on ``days``, and these have room for ``room`` of them.

    So at least ``least`` wait. ``shared`` says what the pupils have in common: ``language`` or ``gender`` that is
    required, the one ``day`` or ``venue`` at which they can meet anybody, or nothing. ``waiting``: who waits now.
    """

    pupils: tuple[str, ...]
    mentors: tuple[str, ...]
    days: tuple[int, ...]
    room: int
    shared: tuple[str, str | int] | None
    waiting: tuple[str, ...]

    @property
    def least(self) -> int:
        """How many of them wait in any plan."""
        return len(self.pupils) - self.room


def bottleneck(problem: Problem, plan: Plan | Iterable[Session], *, most: int = 10) -> list[Bottleneck]:
    """The bottlenecks found, small sets first; pupils without any option are in none (ask why not)."""
    facts = problem.facts
    room = Room.of(candidates_of(facts))
    served = {p for s in known_sessions(problem, plan) for p in s.pupils}
    found: dict[tuple[str, ...], Bottleneck] = {}
    for shared, marks in _sharing(facts, room):
        for pupils, days, mentors, size in _cuts(room, marks & room.reached):
            ids = tuple(facts.ids["pupil"][p] for p in pupils)
            one = Bottleneck(
                ids,
                tuple(facts.ids["mentor"][m] for m in mentors),
                days,
                size,
                shared,
                tuple(p for p in ids if p not in served),
            )
            found.setdefault(ids, one)
    return sorted(found.values(), key=lambda b: (len(b.pupils), -b.least, b.pupils))[:most]


def _sharing(facts: Facts, room: Room) -> Iterator[tuple[tuple[str, str | int] | None, BoolArray]]:
    """Sets of pupils who have something in common; at last all of them."""
    candidates = candidates_of(facts)
    pupils = facts.problem.pupils
    for word in sorted({p.required_language for p in pupils if p.required_language is not None}):
        yield ("language", word), np.array([p.required_language == word for p in pupils])
    asked = facts.gender_required & (facts.wished_gender != ANYBODY)
    for gender in sorted({p.mentor_gender for p, a in zip(pupils, asked, strict=True) if a and p.mentor_gender}):
        yield ("gender", gender), asked & np.array([p.mentor_gender == gender for p in pupils])
    at_day, at_venue = (only(facts, candidates, column) for column in (facts.slot_day, facts.slot_venue))
    for day in np.unique(at_day[at_day >= 0]).tolist():
        yield ("day", int(day)), at_day == day
    for venue in np.unique(at_venue[at_venue >= 0]).tolist():
        yield ("venue", facts.ids["venue"][venue]), at_venue == venue
    yield None, room.reached


def _cuts(room: Room, marks: BoolArray) -> Iterator[tuple[list[int], tuple[int, ...], list[int], int]]:
    """(pupils, days, mentors, room) of each part of the pupils marked that has too little room."""
    cut = room.cut(marks)
    if cut.flow == int(marks.sum()):
        return
    near = cut.near[: room.pupils] & marks
    arcs = np.flatnonzero(near[room.pupil])
    label = _parts(room, arcs)
    for part in np.unique(label[room.pupil[arcs]]):
        own = arcs[label[room.pupil[arcs]] == part]
        pupils, places = np.unique(room.pupil[own]), np.unique(room.place[own])
        size = _size(room, places)
        if size < len(pupils):
            days = tuple(int(d) for d in np.unique(room.at_day[places]))
            yield pupils.tolist(), days, np.unique(room.at_mentor[places]).tolist(), size


def _parts(room: Room, arcs: IntArray) -> IntArray:
    """A number for each pupil, the same for pupils linked by mentors."""
    label = np.arange(room.pupils)
    mentor = room.at_mentor[room.place[arcs]]
    while True:
        least = np.full(len(room.mentor_room), room.pupils)
        np.minimum.at(least, mentor, label[room.pupil[arcs]])
        new = label.copy()
        np.minimum.at(new, room.pupil[arcs], least[mentor])
        if bool((new == label).all()):
            return label
        label = new


def _size(room: Room, places: IntArray) -> int:
    """How many pupils these mentors can take on these days."""
    days = np.bincount(room.at_mentor[places], room.day_room[places], minlength=len(room.mentor_room))
    return int(np.minimum(days, room.mentor_room).sum())
