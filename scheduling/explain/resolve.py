"""A short re-solve of a changed problem around a plan: is more served, and at what price for nobody?

Small problems are solved whole; of larger ones the part around the change is freed, everybody else held fast. The
goals before ``served``, in the problem's order, keep at least their values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling import check
from scheduling.engine.exact import solve, value_of
from scheduling.engine.run import Run
from scheduling.explain.chains import candidates_of
from scheduling.rule import BoolArray, IntArray, ints
from scheduling.weekly.choices import Candidates
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import Attendances, candidates_as_attendances, of_sessions, part

SMALL = 1_500
"""Up to so many candidates the whole problem is freed."""
MENTORS, PUPILS = 6, 40
"""In a larger one so many mentors beside those asked about, and so many waiting pupils."""


def served(problem: Problem, sessions: Iterable[Session]) -> int:
    """Sum of priority of the pupils who have a session."""
    return check.values(problem, tuple(sessions))["served"]


@dataclass(frozen=True)
class Compared:
    """``sessions``: a plan of the changed problem; ``gain``: how much more it serves than the same search without."""

    sessions: tuple[Session, ...]
    gain: int
    pupils: tuple[str, ...]


def compared(
    before: Problem,
    after: Problem,
    sessions: tuple[Session, ...],
    mentors: Iterable[int],
    run: Run,
    *,
    seconds: float,
) -> Compared:
    """The same search in a problem and in one with more in it (what is new comes last in its lists).

    Decided anew are the week of these mentors and what is around it. The plan given must be valid; so is the answer.
    """
    plan = of_sessions(before.facts, sessions)
    freed = _around(candidates_of(after.facts), plan, ints(sorted(mentors)), np.random.default_rng(run.seed))
    without = _resolved(before, sessions, freed, run, seconds)
    with_it = _resolved(after, without, freed, run, seconds)
    there = {p for s in without for p in s.pupils}
    now = {p for s in with_it for p in s.pupils}
    pupils = tuple(p.id for p in after.pupils if p.id in now - there)
    return Compared(with_it, served(after, with_it) - served(before, without), pupils)


def _resolved(
    problem: Problem, sessions: tuple[Session, ...], freed: tuple[IntArray, BoolArray], run: Run, seconds: float
) -> tuple[Session, ...]:
    facts, candidates = problem.facts, candidates_of(problem.facts)
    plan = of_sessions(facts, sessions)
    mentors, pupils = freed[0][freed[0] < len(problem.mentors)], freed[1]
    rows = candidates.rows(mentors, pupils)
    held = plan.where(~pupils[plan.pupil])
    goals = facts.settings.goals[: facts.settings.goals.index("served") + 1]
    opened = part(facts, candidates_as_attendances(candidates, rows), held, relax=False, goals=goals)
    hint = opened.hint(plan.where(pupils[plan.pupil]))
    *before, aim = opened.program.goals
    if not len(aim.column):
        return sessions
    keep = [(goal, value_of(goal, hint)) for goal in before]
    found = solve(opened.program, run, goal=aim, held=keep, hint=hint, seconds=seconds)
    if found.solution is None or value_of(aim, found.solution) <= value_of(aim, hint):
        return sessions
    return opened.read(found.solution).sessions(facts)


def _around(
    candidates: Candidates, plan: Attendances, mentors: IntArray, rng: np.random.Generator
) -> tuple[IntArray, BoolArray]:
    """(mentors, ``[P]`` pupils freed): those named, some who can be where they can, and who waits for them."""
    facts = candidates.facts
    if len(candidates) <= SMALL:
        return np.arange(len(facts.problem.mentors)), np.ones(len(facts.problem.pupils), dtype=np.bool_)
    place = facts.slot_venue * 8 + facts.slot_day
    here = np.unique(place[candidates.slot[np.isin(candidates.mentor, mentors)]])
    others = np.setdiff1d(ints(np.unique(candidates.mentor[np.isin(place[candidates.slot], here)])), mentors)
    mentors = np.union1d(mentors, rng.choice(others, min(MENTORS, len(others)), replace=False))
    freed = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
    freed[plan.pupil[np.isin(plan.mentor, mentors)]] = True
    served_ = np.zeros(len(freed), dtype=np.bool_)
    served_[plan.pupil] = True
    able = ints(np.unique(candidates.pupil[np.isin(candidates.mentor, mentors)]))
    waiting = able[~served_[able]]
    freed[waiting[np.argsort(-facts.priority[waiting], kind="stable")][:PUPILS]] = True
    freed = np.isin(facts.unit, facts.unit[freed])
    return np.union1d(mentors, plan.mentor[freed[plan.pupil]]), freed
