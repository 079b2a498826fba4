"""The weekly plan as Timefold sees it. Importing this starts a Java machine."""

# no `from __future__ import annotations`: Timefold reads the annotations of these classes as types
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from _jpyinterpreter import convert_to_java_python_like_object
from jpype import JImplements, JOverride
from timefold.solver import Solver, SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)
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
from timefold.solver.score import (
    BendableScore,
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    Joiners,
    constraint_provider,
)

from benchmarks.peers.desk import Desk
from scheduling import GOALS
from scheduling.weekly.facts import ANYBODY
from scheduling.weekly.goals import fit_of

LOCAL_SEARCH = '<solver xmlns="https://timefold.ai/xsd/solver"><localSearch/></solver>'
"""No construction before it, for that would first try all places for everybody who has none; else the defaults."""
HARD = BendableScore.of_hard(1, len(GOALS), 0, 1)


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


def rules(of: ConstraintFactory) -> list[Constraint]:
    """The hard rules that are not in the value ranges."""
    count, total = ConstraintCollectors.count, ConstraintCollectors.sum
    attend = of.for_each(Attendance)
    return [
        of.for_each_unique_pair(Attendance, Joiners.equal(lambda a: a.unit))
        .filter(lambda a, b: a.place.mentor.id != b.place.mentor.id or a.place.slot.day == b.place.slot.day)
        .penalize(HARD)
        .as_constraint("one mentor, one a day"),
        attend.group_by(lambda a: a.place, total(lambda a: a.unit.size))
        .filter(lambda place, pupils: pupils > place.mentor.group_size)
        .penalize(HARD, lambda place, pupils: pupils - place.mentor.group_size)
        .as_constraint("group size"),
        _sessions(of)
        .group_by(lambda place: place.mentor, count())
        .filter(lambda mentor, sessions: sessions > mentor.max_sessions)
        .penalize(HARD, lambda mentor, sessions: sessions - mentor.max_sessions)
        .as_constraint("sessions a week"),
        _sessions(of)
        .group_by(lambda place: place.mentor, lambda place: place.slot.day, count())
        .filter(lambda mentor, day, sessions: sessions > mentor.max_a_day)
        .penalize(HARD, lambda mentor, day, sessions: sessions - mentor.max_a_day)
        .as_constraint("sessions a day"),
        attend.group_by(lambda a: a.place.mentor, lambda a: a.unit)
        .group_by(lambda mentor, unit: mentor, total(lambda mentor, unit: unit.size))
        .filter(lambda mentor, pupils: pupils > mentor.max_pupils)
        .penalize(HARD, lambda mentor, pupils: pupils - mentor.max_pupils)
        .as_constraint("different pupils"),
        _sessions(of)
        .join(_sessions(of), Joiners.equal(lambda place: place.mentor))
        .filter(lambda a, b: a.slot.id < b.slot.id and b.slot.id in a.slot.clashes)
        .penalize(HARD)
        .as_constraint("no clash"),
        attend.group_by(
            lambda a: a.place,
            ConstraintCollectors.min(lambda a: a.unit.lowest),
            ConstraintCollectors.max(lambda a: a.unit.highest),
        )
        .filter(lambda place, low, high: high - low > place.mentor.grade_span)
        .penalize(HARD)
        .as_constraint("grade span"),
        of.for_each_unique_pair(Attendance, Joiners.equal(lambda a: a.place))
        .filter(lambda a, b: b.unit.id in a.unit.apart)
        .penalize(HARD)
        .as_constraint("apart"),
    ]


def at_venues(of: ConstraintFactory) -> list[Constraint]:
    """What is shared at a venue at each moment."""
    return [
        _sessions(of)
        .flatten_last(lambda place: place.moments)
        .group_by(lambda moment: moment, ConstraintCollectors.count())
        .filter(lambda moment, sessions: sessions > moment.rooms)
        .penalize(HARD, lambda moment, sessions: sessions - moment.rooms)
        .as_constraint("rooms"),
        of.for_each(Attendance)
        .expand(lambda a: a.place.moments)
        .flatten_last(lambda moments: moments)
        .group_by(lambda a, moment: moment, ConstraintCollectors.sum(lambda a, moment: a.unit.size))
        .filter(lambda moment, pupils: pupils > moment.seats)
        .penalize(HARD, lambda moment, pupils: pupils - moment.seats)
        .as_constraint("seats"),
        _sessions(of)
        .expand(lambda place: place.moments)
        .flatten_last(lambda moments: moments)
        .group_by(
            lambda place, moment: moment,
            ConstraintCollectors.count_bi(),
            ConstraintCollectors.max(lambda place, moment: place.slot.adults),
        )
        .filter(lambda moment, mentors, needed: mentors < needed)
        .penalize(HARD, lambda moment, mentors, needed: needed - mentors)
        .as_constraint("adults"),
    ]


def demands(of: ConstraintFactory) -> list[Constraint]:
    """What an empty plan would miss."""
    return [
        of.for_each(Unit)
        .filter(lambda unit: unit.is_pinned)
        .if_not_exists(Attendance, Joiners.equal(lambda unit: unit, lambda a: a.unit))
        .penalize(HARD)
        .as_constraint("pin"),
        of.for_each(PinnedSlot)
        .if_not_exists(
            Attendance,
            Joiners.equal(lambda pin: pin.unit, lambda a: a.unit),
            Joiners.equal(lambda pin: pin.slot, lambda a: a.place.slot),
        )
        .penalize(HARD)
        .as_constraint("pinned slot"),
        _pairs(of)
        .group_by(ConstraintCollectors.sum(lambda unit, mentor: unit.kept.get(mentor.id, 0)))
        .join(Budget)
        .filter(lambda kept, budget: kept < budget.least_kept)
        .penalize(HARD, lambda kept, budget: budget.least_kept - kept)
        .as_constraint("broken pairs"),
    ]


def _sessions(of: ConstraintFactory):
    return of.for_each(Attendance).group_by(lambda a: a.place)


def _pairs(of: ConstraintFactory):
    return of.for_each(Attendance).group_by(lambda a: a.unit, lambda a: a.place.mentor)


def goals(of: ConstraintFactory, order: tuple[str, ...]) -> list[Constraint]:
    """Each goal at its own soft level."""
    one = {goal: BendableScore.of_soft(1, len(order), level, 1) for level, goal in enumerate(order)}
    attend = of.for_each(Attendance)
    served = attend.group_by(lambda a: a.unit)
    return [
        served.reward(one["served"], lambda unit: unit.priority).as_constraint("served"),
        served.reward(one["tickets"], lambda unit: unit.ticket).as_constraint("tickets"),
        attend.reward(one["sessions"], lambda a: a.unit.priority).as_constraint("sessions"),
        attend.reward(one["kept_places"], lambda a: a.unit.kept_places.get(a.place.id, 0)).as_constraint(
            "kept_places"
        ),
        _pairs(of)
        .reward(one["kept_pairs"], lambda unit, mentor: unit.kept.get(mentor.id, 0))
        .as_constraint("kept_pairs"),
        _pairs(of).reward(one["fit"], lambda unit, mentor: unit.fit.get(mentor.id, 0)).as_constraint("fit"),
        attend.group_by(lambda a: a.place.mentor, lambda a: a.place.slot.day)
        .penalize(one["days"])
        .as_constraint("days"),
    ]


@lru_cache
def factory(order: tuple[str, ...]) -> SolverFactory:
    """Makes solvers for goals in this order; the first call compiles everything to Java."""

    @constraint_provider
    def constraints(of: ConstraintFactory) -> list[Constraint]:
        return [*rules(of), *at_venues(of), *demands(of), *goals(of, order)]

    config = SolverConfig(
        xml_source_text=LOCAL_SEARCH,
        solution_class=Week,
        entity_class_list=[Attendance],
        environment_mode=EnvironmentMode.NO_ASSERT,
        random_seed=0,
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=constraints),
        termination_config=_limit(1.0),
    )
    return SolverFactory.create(config)


def _limit(seconds: float) -> TerminationConfig:
    return TerminationConfig(spent_limit=Duration(milliseconds=max(1, round(seconds * 1000))))


def searched(week: Week, order: tuple[str, ...], seconds: float, on_better: Callable[[Any, float], None]) -> float:
    """Search; give back how long it took to turn the facts into Java's, which is none of Timefold's.

    ``on_better`` hears of each better week (as it stands in Java), with the seconds of search that it took. What
    ``Solver.solve`` does besides is left out: turning the best week into Python, which takes seconds and may crash.
    """
    solver = factory(order).build_solver(SolverConfigOverride(termination_config=_limit(seconds)))
    _listen(solver, on_better)
    began = time.monotonic()
    facts = convert_to_java_python_like_object(week)
    translating = time.monotonic() - began
    solver._delegate.solve(facts)
    return translating


def places_of(week: Any) -> list[tuple[int, int, int]]:
    """(unit, mentor, slot) of each attendance of a week as it stands in Java."""
    # nothing is either Java's null or a Java object for Python's None
    placed = [one for one in week.attendances if hasattr(one.place, "mentor")]
    return [tuple(int(x.id.value.intValue()) for x in (one.unit, one.place.mentor, one.place.slot)) for one in placed]


def _listen(solver: Solver, on_better: Callable[[Any, float], None]) -> None:
    """Hear of better weeks as they stand in Java.

    The package's own listener turns every one of them into Python first, which takes seconds and stops the search.
    """

    @JImplements("ai.timefold.solver.core.api.solver.event.SolverEventListener")
    class Listener:
        @JOverride
        def bestSolutionChanged(self, event: Any) -> None:  # noqa: N802 - Java's name
            on_better(event.getNewBestSolution(), float(event.getTimeMillisSpent()) / 1000)

    solver._delegate.addEventListener(Listener())


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
