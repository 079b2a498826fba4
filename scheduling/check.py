"""Breaches and values of a plan: the rules' limits counted over the plan's own choices, never asking a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scheduling.rule import ALWAYS, NO_HIGH, Choices, IntArray, Limits, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import of_plan
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan, Short
from scheduling.weekly.problem import Problem, Session


@dataclass(frozen=True)
class Breach:
    """One limit that a plan misses: the rule's key, who it is about (ids), what was counted and what is allowed."""

    rule: str
    about: Mapping[str, str | int]
    counted: int
    low: int | None
    high: int | None

    def __str__(self) -> str:
        """``rule: pupil=p1 mentor=m2 …`` with the count and what is allowed."""
        who = " ".join(f"{name}={value}" for name, value in self.about.items())
        least = "" if self.low is None else f", at least {self.low}"
        most = "" if self.high is None else f", at most {self.high}"
        return f"{self.rule}: {who} (counted {self.counted}{least}{most})"


def counted(some: Limits, holds: IntArray) -> IntArray:
    """What each limit counts where ``holds`` is 1 for the choices that hold."""
    totals = np.bincount(some.row, some.coefficient * holds[some.choice], minlength=len(some.low))
    return totals.astype(np.int64)


def by_how_much(some: Limits, holds: IntArray) -> tuple[IntArray, IntArray]:
    """(by how much each row is missed, 0 where it is kept or not asked; what every row counts)."""
    totals = counted(some, holds)
    asked = (some.when == ALWAYS) | (holds[some.when] == 1)
    return np.where(asked, np.maximum(0, np.maximum(totals - some.high, some.low - totals)), 0), totals


def missed(some: Limits, holds: IntArray) -> tuple[IntArray, IntArray]:
    """(rows missed, what every row counts)."""
    amount, totals = by_how_much(some, holds)
    return np.flatnonzero(amount), totals


def breaches(problem: Problem, plan: Plan | Iterable[Session]) -> list[Breach]:
    """Every limit that the plan misses, in the order of the rules; empty for a valid plan."""
    facts = problem.facts
    sessions = plan.sessions if isinstance(plan, Plan) else tuple(plan)
    return list(breaches_of(facts, of_plan(facts, sessions), sessions))


def breaches_of(facts: Facts, choices: Choices, sessions: tuple[Session, ...]) -> Iterator[Breach]:
    """Breaches of a table of choices all of which hold."""
    holds = np.ones(choices.size + 1, dtype=np.int64)
    for key, some in BOOK.limits(facts, choices):
        amount, totals = by_how_much(some, holds)
        for row in np.flatnonzero(amount).tolist():
            yield told(facts, key, some, row, int(totals[row]), sessions)


def told(facts: Facts, key: str, some: Limits, row: int, total: int, sessions: tuple[Session, ...] = ()) -> Breach:
    """One row of limits as a breach, with ids (those that nobody knows are looked up in ``sessions``)."""
    about = {name: int(values[row]) for name, values in some.about.items()}
    who = _stranger(about, sessions) if key == "unknown" else facts.tell(about)
    bounds = (int(some.low[row]), int(some.high[row]))
    low, high = (None if abs(bound) >= NO_HIGH else bound for bound in bounds)
    return Breach(key, who, total, low, high)


def _stranger(about: Mapping[str, int], sessions: tuple[Session, ...]) -> dict[str, str | int]:
    session = sessions[about["session"]]
    kind = ("mentor", "slot", "pupil")[about["kind"]]
    return {kind: session.pupils[about["place"]] if kind == "pupil" else str(getattr(session, kind))}


def values(problem: Problem, plan: Plan | Iterable[Session]) -> dict[str, int]:
    """Value of each goal, in the order of the problem's goals."""
    facts = problem.facts
    sessions = plan.sessions if isinstance(plan, Plan) else tuple(plan)
    choices = of_plan(facts, sessions)
    return {key: worth(facts, choices, key) for key in problem.settings.goals}


def worth(facts: Facts, choices: Choices, goal: str) -> int:
    """Value of one goal where all ``choices`` hold."""
    weights = BOOK.goals[goal].weights(facts, choices)
    return int(weights.weight.sum()) + weights.constant


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


@dataclass(frozen=True)
class WrongClaim:
    """Something that a plan file says of itself and that is not so: ``what`` with the claimed and the right value."""

    what: str
    claimed: object
    right: object

    def __str__(self) -> str:
        return f"claim {self.what}: says {self.claimed}, right is {self.right}"


def wrong_claims(problem: Problem, plan: Plan) -> list[WrongClaim]:
    """Claims about values, bounds, name and who is short that the plan's own sessions contradict."""
    wrong = [] if plan.problem == problem.name else [WrongClaim("problem", plan.problem, problem.name)]
    right = values(problem, plan)
    wrong += [
        WrongClaim(f"objective.{goal}", plan.objective.get(goal), value)
        for goal, value in right.items()
        if plan.objective.get(goal) != value
    ]
    for goal, value in right.items():
        bound = plan.bounds.get(goal)
        if bound is not None and (value > bound if BOOK.goals[goal].more else value < bound):
            wrong.append(WrongClaim(f"bounds.{goal}", bound, f"refuted by the plan's own {value}"))
    return wrong + _wrong_short(problem, plan)


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
