"""The rules and goals as Timefold's constraints, and its search. Importing this starts a Java machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

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
from timefold.solver.score import (
    BendableScore,
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    Joiners,
    constraint_provider,
)

from benchmarks.peers.timefold_facts import Attendance, Budget, PinnedSlot, Unit, Week
from scheduling import GOALS

LOCAL_SEARCH = '<solver xmlns="https://timefold.ai/xsd/solver"><localSearch/></solver>'
"""No construction before it, for that would first try all places for everybody who has none; else the defaults."""
HARD = BendableScore.of_hard(1, len(GOALS), 0, 1)


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
