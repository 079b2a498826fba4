"""All sessions without a mentor together: who takes which, proven goal by goal, and who else could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling import check
from scheduling.counting import counted
from scheduling.engine.exact import goal_by_goal
from scheduling.engine.excess import with_excess
from scheduling.engine.program import Compiler, Program
from scheduling.engine.run import Run
from scheduling.explain.stand_ins import NOT_ASKED, StandIns
from scheduling.moves import with_derived
from scheduling.rule import BoolArray, Choices, IntArray, Limits, Weights, ints
from scheduling.standins.as_week import AsWeek
from scheduling.standins.goals import GOALS, MORE, Aims, with_helpers
from scheduling.standins.problem import Option, StandInProblem, StoodIn
from scheduling.weekly import BOOK
from scheduling.weekly.choices import table
from scheduling.weekly.columns import bundles
from scheduling.weekly.search import Attendances

SHARED = ("no_clash", "min_adults", "mentor_load")
"""Rules that a choice of stand-ins can break together though each of them could come."""


def stand_in(problem: StandInProblem, *, seconds: float | None = None, seed: int = 0) -> StoodIn:
    """Who takes which session: fewest cancelled, then fewest people told, then fit, then fair load, in strict order.

    Nobody is ever left with pupils and too few adults: rather a session is cancelled. Raises ValueError for a session
    without pupils.
    """
    week = AsWeek(problem)
    load = ints([problem.loads.get(mentor.id, 0) for mentor in problem.mentors])
    options = {s: _options(week, s, load) for s in np.flatnonzero(week.is_open).tolist()}
    part = _part(week, options, load)
    proof = goal_by_goal(part.program, Run(seconds=seconds, seed=seed), None)
    if proof.solution is None:
        raise AssertionError("cancelling everything is always a solution")
    return _answer(part, proof.solution, options, all(bound is not None for bound in proof.bounds))


def _options(week: AsWeek, session: int, load: IntArray) -> tuple[Option, ...]:
    """All who could take it. Adults are not asked about: whoever else comes is settled with the others."""
    problem, own = week.problem, week.own()
    asked = problem.sessions[session]
    found = StandIns(week.facts, own, load, (*NOT_ASKED, "min_adults", "rooms", "seats")).of(
        week.group(session), session
    )
    there = {(s.mentor, s.venue, s.window.day) for s in problem.sessions}
    options = (
        Option(one.mentor, one.misses, one.fit, one.load, (one.mentor, asked.venue, asked.window.day) in there)
        for one in found
        if (asked.id, one.mentor) not in problem.refused
    )
    return tuple(sorted(options, key=lambda o: (len(o.misses), -o.fit, not o.there, o.load, o.mentor)))


@dataclass(frozen=True)
class _Part:
    """The program with the way back to sessions."""

    week: AsWeek
    choices: Choices
    compiler: Compiler
    program: Program
    weights: Sequence[Weights]

    def mentor_of(self, solution: IntArray) -> dict[int, int]:
        """Session → the mentor who holds it."""
        attend = self.choices["attend"]
        holds = self.compiler.meaning.holds(solution, len(attend))
        return dict(zip(attend["slot"][holds].tolist(), attend["mentor"][holds].tolist(), strict=True))

    def values(self, solution: IntArray) -> dict[str, int]:
        """What the solution is worth in each goal."""
        attend = self.choices["attend"]
        base = self.compiler.meaning.holds(solution, len(attend))
        holds = with_derived(self.choices, base)
        return {goal: some.worth(holds) for goal, some in zip(GOALS, self.weights, strict=True)}


def _part(week: AsWeek, options: dict[int, tuple[Option, ...]], load: IntArray) -> _Part:
    free = _helping(week, options).plus(week.own(week.may_fall))
    held = week.own(~week.may_fall)
    both = free.plus(held)
    fast = np.repeat(np.array([False, True]), [len(free.pupil), len(held.pupil)])
    choices = with_helpers(week, table(week.facts, both.pupil, both.mentor, both.slot, fast))
    own = ~week.is_open[both.slot]
    limits = _no_stricter(week, choices, with_derived(choices, own))
    aims = Aims(week, choices, load)
    weights = [aims.weights(goal) for goal in GOALS]
    compiler = Compiler(choices, bundles(week.facts, choices))
    goals = [(goal, goal in MORE, some) for goal, some in zip(GOALS, weights, strict=True)]
    curved = with_excess(compiler, compiler.program(limits, goals), weights)
    return _Part(week, choices, compiler, curved.program, weights)


def _helping(week: AsWeek, options: dict[int, tuple[Option, ...]]) -> Attendances:
    """The attendances of groups with everybody who could take them without missing a rule."""
    number = week.facts.number["mentor"]
    rows = [
        (p, number[one.mentor], session)
        for session, some in options.items()
        for one in some
        if not one.misses
        for p in week.group(session).tolist()
    ]
    columns = ints(rows).reshape(-1, 3)
    return Attendances(columns[:, 0], columns[:, 1], columns[:, 2])


def _no_stricter(week: AsWeek, choices: Choices, now: IntArray) -> list[Limits]:
    """The limits that stand-ins share; what goes over one already, because staff said so, may stay so.

    Whoever comes counts as being there also where the own session may fall: nobody is asked to leave it first.
    """
    found = []
    for key, some in BOOK.limits(week.facts, choices, filtered=True, only=SHARED):
        allowed = replace(some, high=np.maximum(some.high, counted(some, now)))
        found.append(allowed if key == "min_adults" else _as_they_are(allowed, _own_choices(week, choices)))
    return found


def _own_choices(week: AsWeek, choices: Choices) -> BoolArray:
    """Which choices are of sessions that have their mentor."""
    own = np.zeros(choices.size + 1, dtype=np.bool_)
    for kind in ("attend", "meet"):
        own[choices[kind].ids] = ~week.is_open[choices[kind]["slot"]]
    return own


def _as_they_are(some: Limits, own: BoolArray) -> Limits:
    """The same limits with those choices taken as holding."""
    fixed = own[some.choice]
    sure = np.bincount(some.row[fixed], some.coefficient[fixed], minlength=len(some.low)).astype(np.int64)
    rest = {name: getattr(some, name)[~fixed] for name in ("row", "choice", "coefficient")}
    return replace(some, low=some.low - sure, high=some.high - sure, **rest)


def _answer(part: _Part, solution: IntArray, options: dict[int, tuple[Option, ...]], is_proven: bool) -> StoodIn:
    week, held = part.week, part.mentor_of(solution)
    sessions, mentors = week.problem.sessions, week.problem.mentors
    takes = {sessions[s].id: mentors[m].id for s, m in sorted(held.items()) if week.is_open[s]}
    asked = np.flatnonzero(week.is_open | week.may_fall).tolist()
    return StoodIn(
        takes,
        tuple(sessions[s].id for s in asked if s not in held),
        _alone(week),
        {sessions[s].id: _first(some, takes.get(sessions[s].id)) for s, some in options.items()},
        part.values(solution),
        is_proven,
    )


def _first(options: tuple[Option, ...], best: str | None) -> tuple[Option, ...]:
    """The options, the one that is best for all together before the others."""
    return tuple(sorted(options, key=lambda one: one.mentor != best))


def _alone(week: AsWeek) -> tuple[str, ...]:
    """Sessions whose mentor comes and at which too few adults are, as things are."""
    held = week.own().sessions(week.facts)
    short = {
        breach.about["slot"] for breach in check.breaches(week.facts.problem, held) if breach.rule == "min_adults"
    }
    return tuple(session.id for session in week.problem.sessions if session.id in short)
