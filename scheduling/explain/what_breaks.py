"""A mentor away: which sessions fall, which rules the rest then breaks, and who could stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling import check
from scheduling.explain.chains import known_sessions, numbers
from scheduling.explain.stand_ins import StandIn, StandIns
from scheduling.rule import ints
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import of_sessions


@dataclass(frozen=True)
class Fallen:
    """A session that falls, with stand-ins, the best first."""

    session: Session
    stand_ins: tuple[StandIn, ...]


@dataclass(frozen=True)
class Away:
    """What follows if a mentor is away: sessions that fall, and breaches that the rest of the plan then has.

    ``alone``: mentors with a session at which too few adults would be.
    """

    mentor: str
    fallen: tuple[Fallen, ...]
    breaches: tuple[check.Breach, ...]
    alone: tuple[Session, ...]


def what_breaks(
    problem: Problem, plan: Plan | Iterable[Session], mentors: Iterable[str] | None = None, *, most: int = 5
) -> list[Away]:
    """For each mentor with sessions (or those named), in the order of the problem; ``most`` stand-ins each.

    Raises KeyError where a mentor is unknown.
    """
    sessions = known_sessions(problem, plan)
    busy = {s.mentor for s in sessions}
    asked = [m.id for m in problem.mentors if m.id in busy] if mentors is None else list(mentors)
    before = {str(b) for b in check.breaches(problem, sessions)}
    stand_ins = _StandIns(problem.facts, sessions)
    found = []
    for one in asked:
        numbers(problem.facts, "mentor", one)
        rest = tuple(s for s in sessions if s.mentor != one)
        new = tuple(b for b in check.breaches(problem, rest) if str(b) not in before)
        short = {b.about["slot"] for b in new if b.rule == "min_adults"}
        fallen = tuple(Fallen(s, stand_ins.of(s, most)) for s in sessions if s.mentor == one)
        found.append(Away(one, fallen, new, tuple(s for s in rest if s.slot in short)))
    return found


class _StandIns:
    """Who could take a session of a plan, everything else as it is."""

    def __init__(self, facts: Facts, sessions: tuple[Session, ...]) -> None:
        self.facts, self.plan = facts, of_sessions(facts, sessions)
        self.load = np.bincount(
            ints([facts.number["mentor"][s.mentor] for s in sessions]), minlength=len(facts.problem.mentors)
        )

    def of(self, session: Session, most: int) -> tuple[StandIn, ...]:
        """The best stand-ins."""
        number = self.facts.number
        mentor, slot = number["mentor"][session.mentor], number["slot"][session.slot]
        gone = (self.plan.mentor == mentor) & (self.plan.slot == slot)
        others = StandIns(self.facts, self.plan.where(~gone), self.load)
        return others.of(ints([number["pupil"][p] for p in session.pupils]), slot, but=[mentor])[:most]
