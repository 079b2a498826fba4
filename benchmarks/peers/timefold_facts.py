"""The facts of a week as Timefold's classes, compared by identity. Importing this starts a Java machine."""

# no `from __future__ import annotations`: Timefold reads the annotations of these classes as types
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import BendableScore

from benchmarks.peers.desk import Desk
from scheduling import GOALS
from scheduling.weekly.facts import ANYBODY
from scheduling.weekly.goals import fit_of


@dataclass(eq=False)
class Moment:
    """A stretch of a day at a venue."""

    id: Annotated[int, PlanningId]
    rooms: int
    seats: int


@dataclass(eq=False)
class Slot:
    """``adults``: mentors needed at each moment; ``clashes``: slots that one mentor cannot hold besides."""

    id: Annotated[int, PlanningId]
    day: int
    adults: int
    clashes: list[int]


@dataclass(eq=False)
class Mentor:
    """What one mentor carries."""

    id: Annotated[int, PlanningId]
    max_sessions: int
    max_a_day: int
    max_pupils: int
    group_size: int
    grade_span: int


@dataclass(eq=False)
class Place:
    """A mentor in a slot."""

    id: Annotated[int, PlanningId]
    mentor: Mentor
    slot: Slot
    moments: list[Moment]


@dataclass(eq=False)
class Unit:
    """Pupils tied together. ``fit`` and ``kept`` by mentor, ``kept_places`` by place; ``apart``: other units."""

    id: Annotated[int, PlanningId]
    size: int
    priority: int
    ticket: int
    lowest: int
    highest: int
    is_pinned: bool
    fit: dict[int, int]
    kept: dict[int, int]
    kept_places: dict[int, int]
    apart: list[int]


@dataclass(eq=False)
class PinnedSlot:
    """The unit must attend this slot."""

    id: Annotated[int, PlanningId]
    unit: Unit
    slot: Slot


@dataclass(eq=False)
class Budget:
    """How many pupils must at least keep their mentor."""

    id: Annotated[int, PlanningId]
    least_kept: int


@planning_entity
@dataclass(eq=False)
class Attendance:
    """One of the sessions that a unit wants."""

    id: Annotated[int, PlanningId]
    unit: Unit
    options: Annotated[list[Place], ValueRangeProvider]
    place: Annotated[Place | None, PlanningVariable(allows_unassigned=True)] = None


@planning_solution
@dataclass
class Week:
    """The whole plan."""

    units: Annotated[list[Unit], ProblemFactCollectionProperty]
    pinned_slots: Annotated[list[PinnedSlot], ProblemFactCollectionProperty]
    budgets: Annotated[list[Budget], ProblemFactCollectionProperty]
    attendances: Annotated[list[Attendance], PlanningEntityCollectionProperty]
    score: Annotated[
        BendableScore, PlanningScore(bendable_hard_levels_size=1, bendable_soft_levels_size=len(GOALS))
    ] = field(default=None)


def week_of(desk: Desk) -> Week:
    """The facts as Timefold's classes, the desk's plan as the start."""
    places = _places(desk)
    units = [_unit(desk, u, places) for u in range(len(desk.options))]
    attendances: list[Attendance] = []
    for unit in units:
        options = [places[at] for at in desk.options[unit.id]]
        own = [places[at] for at in desk.places[unit.id]]
        for n in range(int(desk.facts.unit_wanted[unit.id])):
            if options:
                attendances.append(Attendance(len(attendances), unit, options, own[n] if n < len(own) else None))
    return Week(units, _pinned_slots(desk, units, places), _budgets(desk), attendances)


def _places(desk: Desk) -> dict[tuple[int, int], Place]:
    facts, settings = desk.facts, desk.settings
    moments = [Moment(t, int(facts.rooms[v]), int(facts.seats[v])) for t, v in enumerate(desk.venue_at)]
    adults = [settings.min_adults - staff if settings.min_adults > 1 else 0 for staff in desk.staff]
    slots = [Slot(s, day, adults[s], sorted(desk.clash[s])) for s, day in enumerate(desk.day)]
    loads = np.stack([facts.max_sessions, facts.max_pupils, facts.group_size], axis=1).tolist()
    mentors = [
        Mentor(m, sessions, settings.max_sessions_per_day, pupils, size, settings.max_grade_span)
        for m, (sessions, pupils, size) in enumerate(loads)
    ]
    used = sorted({at for some in desk.options for at in some})
    return {
        (m, s): Place(m * len(slots) + s, mentors[m], slots[s], [moments[t] for t in desk.moments[s]])
        for m, s in used
    }


def _unit(desk: Desk, u: int, places: dict[tuple[int, int], Place]) -> Unit:
    facts, members = desk.facts, desk.facts.units[u]
    mentors = sorted({m for m, _ in desk.options[u]})
    fit = {m: int(sum(fit_of(facts, members, np.full(len(members), m)))) for m in mentors}
    kept = {m: sum((p, m) in desk.had for p in members.tolist()) for m in mentors}
    stays = {places[m, s].id: sum((p, m, s) in desk.had_places for p in members.tolist()) for m, s in desk.options[u]}
    foes = {int(facts.unit[q]) for p in members.tolist() for q in desk.foes.get(p, ())}
    return Unit(
        u,
        len(members),
        int(facts.priority[members].sum()),
        int(facts.ticket[members].sum()),
        int(facts.grade[members].min()),
        int(facts.grade[members].max()),
        bool((facts.pinned[members] != ANYBODY).any()),
        fit,
        {m: n for m, n in kept.items() if n},
        {at: n for at, n in stays.items() if n},
        sorted(foes),
    )


def _pinned_slots(desk: Desk, units: list[Unit], places: dict[tuple[int, int], Place]) -> list[PinnedSlot]:
    number, found = desk.facts.number, []
    slots = {place.slot.id: place.slot for place in places.values()}
    for pin in desk.facts.problem.pins:
        if pin.slot is not None:
            unit = units[int(desk.facts.unit[number["pupil"][pin.pupil]])]
            found.append(PinnedSlot(len(found), unit, slots[number["slot"][pin.slot]]))
    return found


def _budgets(desk: Desk) -> list[Budget]:
    most = desk.settings.max_broken_pairs
    return [] if most is None else [Budget(0, len(desk.facts.had_one) - most)]
