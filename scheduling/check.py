"""Breaches and values of a plan: the rules' limits counted over the plan's own choices, never asking a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from scheduling import departures
from scheduling.counting import (
    Breach,
    WrongClaim,
    breach,
    breaches_in,
    by_how_much,
    counted,
    missed,
    worth_in,
    wrong_worth,
)
from scheduling.rule import Choices, IntArray, Limits, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import of_plan
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan, Short
from scheduling.weekly.problem import Problem, Session

__all__ = [
    "Breach",
    "WrongClaim",
    "attended",
    "breaches",
    "breaches_of",
    "by_how_much",
    "counted",
    "departed",
    "described",
    "missed",
    "told",
    "values",
    "worth",
    "wrong_claims",
]


def breaches(problem: Problem, plan: Plan | Iterable[Session]) -> list[Breach]:
    """Every limit that the plan misses, in the order of the rules; empty for a valid plan."""
    facts = problem.facts
    sessions = plan.sessions if isinstance(plan, Plan) else tuple(plan)
    return list(breaches_of(facts, of_plan(facts, sessions), sessions))


def breaches_of(facts: Facts, choices: Choices, sessions: tuple[Session, ...]) -> Iterator[Breach]:
    """Breaches of a table of choices all of which hold."""
    return breaches_in(BOOK, facts, choices, lambda key, about: _who(facts, key, about, sessions))


def told(facts: Facts, key: str, some: Limits, row: int, total: int, sessions: tuple[Session, ...] = ()) -> Breach:
    """One row of limits as a breach, with ids (those that nobody knows are looked up in ``sessions``)."""
    return breach(key, some, row, total, lambda key, about: _who(facts, key, about, sessions))


def _who(facts: Facts, key: str, about: Mapping[str, int], sessions: tuple[Session, ...]) -> Mapping[str, str | int]:
    return _stranger(about, sessions) if key == "unknown" else facts.tell(about)


def _stranger(about: Mapping[str, int], sessions: tuple[Session, ...]) -> dict[str, str | int]:
    session = sessions[about["session"]]
    kind = ("mentor", "slot", "pupil")[about["kind"]]
    return {kind: session.pupils[about["place"]] if kind == "pupil" else str(getattr(session, kind))}


def departed(problem: Problem, plan: Plan) -> list[Breach]:
    """The breaches of rules of the house that the plan names as let stand by a person; no others are excused."""
    return departures.excused(BOOK, breaches(problem, plan), plan.departures)


def values(problem: Problem, plan: Plan | Iterable[Session]) -> dict[str, int]:
    """Value of each goal, in the order of the problem's goals."""
    facts = problem.facts
    sessions = plan.sessions if isinstance(plan, Plan) else tuple(plan)
    choices = of_plan(facts, sessions)
    return {key: worth(facts, choices, key) for key in problem.settings.goals}


def worth(facts: Facts, choices: Choices, goal: str) -> int:
    """Value of one goal where all ``choices`` hold."""
    return worth_in(BOOK, facts, choices, goal)


def attended(problem: Problem, sessions: Iterable[Session]) -> IntArray:
    """``[P]``: how many sessions each pupil has."""
    number = problem.facts.number["pupil"]
    known = [number[p] for s in sessions for p in s.pupils if p in number]
    return np.bincount(ints(known), minlength=len(problem.pupils)).astype(np.int64)


def described(problem: Problem, sessions: Iterable[Session]) -> Plan:
    """These sessions as a plan that says of itself what is so: values, who is short and, of bounds, nothing."""
    held = tuple(sessions)
    have = attended(problem, held).tolist()
    short = tuple(Short(p.id, n) for p, n in zip(problem.pupils, have, strict=True) if n < p.sessions)
    return Plan(problem.name, held, values(problem, held), dict.fromkeys(problem.settings.goals), short)


def wrong_claims(problem: Problem, plan: Plan) -> list[WrongClaim]:
    """Claims about values, bounds, name, who is short, what was let stand that the plan's own sessions contradict."""
    wrong = [] if plan.problem == problem.name else [WrongClaim("problem", plan.problem, problem.name)]
    wrong += wrong_worth(BOOK, values(problem, plan), plan.objective, plan.bounds)
    wrong += _wrong_short(problem, plan)
    return wrong + departures.wrong(departed(problem, plan), plan.departures)


def _wrong_short(problem: Problem, plan: Plan) -> list[WrongClaim]:
    have = attended(problem, plan.sessions).tolist()
    right = {p.id: n for p, n in zip(problem.pupils, have, strict=True) if n < p.sessions}
    claimed: dict[str, list[int]] = {}
    for short in plan.short:
        claimed.setdefault(short.pupil, []).append(short.sessions)
    return [
        WrongClaim(f"short.{pupil}", claimed.get(pupil), [right[pupil]] if pupil in right else None)
        for pupil in sorted({*right, *claimed})
        if claimed.get(pupil) != ([right[pupil]] if pupil in right else None)
    ]
