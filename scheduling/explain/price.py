"""What a place for one pupil would cost the others: the fewest who would have to give up theirs, nobody moving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.engine.exact import solve
from scheduling.engine.program import Compiler
from scheduling.engine.run import Run
from scheduling.explain.board import attendances
from scheduling.explain.chains import Moving, numbers
from scheduling.rule import Weights, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import table
from scheduling.weekly.columns import bundles
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import Attendances

PLACE = 1_000
"""A whole place lost weighs more than any number of sessions that one loses."""


@dataclass(frozen=True)
class Price:
    """The pupil's sessions then; who would lose every session, and who would lose some. ``proven``: fewest.

    ``sessions_then`` is the whole plan then.
    """

    mentor: str
    slots: tuple[str, ...]
    out: tuple[str, ...]
    fewer: tuple[str, ...]
    proven: bool
    sessions_then: tuple[Session, ...]


def price(problem: Problem, plan: Plan | Iterable[Session], pupil: str, *, seconds: float = 3.0) -> Price | None:
    """The price of one session more than the pupil has; None where no plan without new places for others has one.

    Found by a small exact program in which everybody may only keep or lose sessions, under all rules.
    """
    moving, run = Moving(problem, plan), Run(seconds=seconds)
    facts = moving.facts
    number = numbers(facts, "pupil", pupil)
    unit = int(facts.unit[number])
    places = [(unit, (m, s)) for m, slots in moving.open(unit).items() for s in slots]
    own = np.isin(moving.plan.pupil, facts.units[unit])
    both = attendances(facts, places).plus(moving.plan.where(~own))
    choices = table(facts, both.pupil, both.mentor, both.slot)
    compiler = Compiler(choices, bundles(facts, choices))
    attend, served = choices["attend"], choices["served"]
    wanted = attend.ids[attend["pupil"] == number]
    weights = Weights(
        np.concatenate([attend.ids, served.ids]),
        np.concatenate([np.ones(len(attend)), np.full(len(served), PLACE)]).astype(np.int64),
    )
    limits = [some for _, some in BOOK.limits(facts, choices, filtered=True)]
    aims = [("place", True, Weights(wanted, np.ones(len(wanted), dtype=np.int64))), ("rest", True, weights)]
    program = compiler.program(limits, aims)
    place, rest = program.goals
    found = solve(program, run, goal=rest, held=[(place, len(moving.at(unit)) + 1)], seconds=seconds)
    if found.solution is None:
        return None
    holds = compiler.meaning.holds(found.solution, len(attend))
    after = Attendances(*(attend[name][holds] for name in ("pupil", "mentor", "slot")))
    return _told(moving, after, number, found.status == "optimal")


def _told(moving: Moving, after: Attendances, number: int, proven: bool) -> Price:
    facts, size = moving.facts, len(moving.problem.pupils)
    was, now = (np.bincount(plan.pupil, minlength=size) for plan in (moving.plan, after))
    own = np.flatnonzero(after.pupil == number)
    ids = facts.ids["pupil"]
    return Price(
        facts.ids["mentor"][int(after.mentor[own[0]])],
        tuple(facts.ids["slot"][s] for s in ints(np.sort(after.slot[own])).tolist()),
        tuple(ids[p] for p in np.flatnonzero((was > 0) & (now == 0)).tolist()),
        tuple(ids[p] for p in np.flatnonzero((now > 0) & (now < was)).tolist()),
        proven,
        after.sessions(facts),
    )
