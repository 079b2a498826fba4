"""Where to open: one more slot, room, adult of the staff, or some seats, for those who wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

import numpy as np

from scheduling.engine.run import Run
from scheduling.explain.board import Board, Change, Step, attendances
from scheduling.explain.chains import Moving
from scheduling.explain.profiles import NEW
from scheduling.explain.resolve import compared
from scheduling.rule import IntArray, ints
from scheduling.week import Window
from scheduling.weekly.choices import Candidates
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session, Slot

MOST_OPTIONS = 20_000
"""So many options of waiting pupils, the most urgent first, are looked at."""
EACH, ASKED = 3.0, 4
"""Seconds for one search at most; mentors whose week it decides anew."""


@dataclass(frozen=True)
class Opening:
    """``kind``: ``slot`` (day, window), ``rooms`` or ``seats`` (``more`` of them), ``staff`` (one adult on a day)."""

    kind: str
    venue: str
    day: int | None = None
    window: Window | None = None
    more: int = 1


_Worth = tuple[Opening, int, list[int]]
"""An opening, priority of the waiting pupils whom it could touch, mentors who could have them."""


@dataclass(frozen=True)
class VenueAdvice:
    """``gain``: by how much more priority is served with the opening than by the same search without.

    ``asked``: priority of the waiting pupils whom it could touch. ``sessions_then``: the plan found, in which a new
    slot has the id ``new``.
    """

    opening: Opening
    gain: int
    asked: int
    pupils: tuple[str, ...]
    sessions_then: tuple[Session, ...]


def advise_venues(
    problem: Problem,
    plan: Plan | Iterable[Session],
    openings: Sequence[Opening] | None = None,
    *,
    seconds: float = 40.0,
    most: int = 5,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[VenueAdvice]:
    """Openings, those that serve most of who waits first; each confirmed by a plan.

    ``openings`` None: every hour in use anywhere at every venue and day, and a room, seats or an adult more where
    waiting pupils lack them. The plan must be valid.
    """
    run, moving = Run(seconds=seconds, seed=seed), Moving(problem, plan)
    slots = _slots(problem) if openings is None else [o for o in openings if o.kind == "slot"]
    asked = [*_slots_asked(moving, slots), *_lacking(moving, openings)]
    found: list[VenueAdvice] = []
    for opening, worth, mentors in _in_turn(asked):
        if run.over or should_stop() or (len(found) >= 3 * most and openings is None):
            break
        other = opened(problem, opening)
        best = compared(problem, other, moving.sessions, mentors[:ASKED], run, seconds=EACH)
        found.append(VenueAdvice(opening, best.gain, worth, best.pupils, best.sessions))
    return sorted(found, key=lambda a: (-a.gain, -a.asked))[:most]


def _in_turn(asked: Iterable[_Worth]) -> list[_Worth]:
    """The best of each kind, then the second best of each, and so on."""
    place: dict[str, int] = {}
    ranked: list[tuple[int, int, _Worth]] = []
    for one in sorted(asked, key=lambda one: -one[1]):
        place[one[0].kind] = place.get(one[0].kind, 0) + 1
        ranked.append((place[one[0].kind], -one[1], one))
    return [one for _, _, one in sorted(ranked, key=lambda r: r[:2])]


def opened(problem: Problem, opening: Opening) -> Problem:
    """The problem with the opening."""
    if opening.kind == "slot" and opening.window is not None:
        known, name = {s.id for s in problem.slots}, NEW
        while name in known:
            name += "+"
        return replace(problem, slots=(*problem.slots, Slot(name, opening.venue, opening.window)))
    if opening.kind == "staff":
        slots = (
            replace(s, staff=s.staff + opening.more)
            if s.venue == opening.venue and opening.day in (None, s.window.day)
            else s
            for s in problem.slots
        )
        return replace(problem, slots=tuple(slots))
    venues = (
        replace(v, **{opening.kind: getattr(v, opening.kind) + opening.more}) if v.id == opening.venue else v
        for v in problem.venues
    )
    return replace(problem, venues=tuple(venues))


def _slots(problem: Problem) -> list[Opening]:
    """Each time in use at a venue, or anywhere where the venue has none, on each day in use anywhere."""
    there = {(s.venue, s.window) for s in problem.slots}
    days = sorted({s.window.day for s in problem.slots})
    found = []
    for venue in problem.venues:
        own = [s for s in problem.slots if s.venue == venue.id] or problem.slots
        for start, end in sorted({(s.window.start, s.window.end) for s in own}):
            windows = (Window(day, start, end) for day in days)
            found += [Opening("slot", venue.id, w.day, w) for w in windows if (venue.id, w) not in there]
    return found


def _slots_asked(moving: Moving, slots: Sequence[Opening]) -> Iterator[_Worth]:
    """(opening, priority of the waiting who could come, mentors with time left who could have them)."""
    if not slots:
        return
    problem = moving.problem
    new = tuple(Slot(f"{NEW} {i}", o.venue, o.window) for i, o in enumerate(slots) if o.window is not None)
    other = replace(problem, slots=(*problem.slots, *new))
    first, facts = len(problem.slots), other.facts
    options = Candidates(facts)
    rows = np.flatnonzero((options.slot >= first) & np.isin(facts.unit[options.pupil], ints(moving.waiting)))
    held = np.bincount(ints([m for m, _ in moving.groups]), minlength=len(problem.mentors))
    spare = held < facts.max_sessions
    busy = np.zeros((len(problem.mentors), len(problem.slots)), dtype=np.bool_)
    for place in moving.groups:
        busy[place] = True
    clash = (busy @ facts.clash[:first, first:]) > 0
    mentor, slot = ints(options.mentor[rows]), options.slot[rows] - first
    rows = rows[spare[mentor] & ~clash[mentor, slot]]
    for i, opening in enumerate(slots):
        own = rows[options.slot[rows] == first + i]
        if len(own):
            yield opening, _priority(moving, ints(options.pupil[own])), _mentors(ints(options.mentor[own]))


def _priority(moving: Moving, pupils: IntArray) -> int:
    return int(moving.facts.priority[np.unique(pupils)].sum())


def _mentors(mentors: IntArray) -> list[int]:
    """Those who could have most of them first."""
    which, count = np.unique(mentors, return_counts=True)
    return [int(m) for m in which[np.argsort(-count, kind="stable")]]


def _lacking(moving: Moving, asked: Sequence[Opening] | None) -> Iterator[_Worth]:
    """The same for rooms, seats and staff: where a waiting pupil's option breaks that rule and no other."""
    facts = moving.facts
    changes = _options(moving)
    board = Board(facts, moving.plan, attendances(facts, [(s.unit, p) for (s,) in changes for p in s.after]))
    found: dict[Opening, list[Step]] = {}
    seats = max(1, median_low([m.group_size for m in moving.problem.mentors] or [1]))
    for (step,), rules in zip(changes, board.judge(changes).rules(), strict=True):
        slot = moving.problem.slots[step.after[0][1]]
        for rule in rules if len(rules) == 1 else ():
            if rule in ("rooms", "seats"):
                found.setdefault(Opening(rule, slot.venue, more=1 if rule == "rooms" else seats), []).append(step)
            if rule == "min_adults":
                found.setdefault(Opening("staff", slot.venue, slot.window.day), []).append(step)
    for opening in found if asked is None else [o for o in asked if o.kind != "slot"]:
        steps = found.get(opening, [])
        pupils = ints([p for step in steps for p in facts.units[step.unit]])
        yield opening, _priority(moving, pupils), _mentors(ints([step.after[0][0] for step in steps]))


def _options(moving: Moving) -> list[Change]:
    found: list[Change] = []
    for unit in moving.waiting:
        if len(found) > MOST_OPTIONS:
            break
        found += [
            (Step(unit, (), ((mentor, slot),)),) for mentor, slots in moving.open(unit).items() for slot in slots
        ]
    return found
