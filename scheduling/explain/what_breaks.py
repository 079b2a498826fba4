"""A mentor away: which sessions fall, which rules the rest then breaks, and who could stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling import check
from scheduling.explain.board import Board, Change, Step, attendances
from scheduling.explain.chains import known_sessions, numbers
from scheduling.rule import IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.facts import Facts
from scheduling.weekly.goals import fit_of
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import of_sessions

NOT_ASKED = ("one_mentor", "one_a_day", "pin", "broken_pairs", "together")
"""Rules about who belongs to whom over the weeks: a stand-in takes one session and does not break them."""
SOFT = ("topics", "grades", "required_language", "mentor_load")
"""Rules that a stand-in may miss for once; those who miss none come first."""


@dataclass(frozen=True)
class StandIn:
    """A mentor who could take the session: rules missed for once, sum of fits, sessions the mentor has already."""

    mentor: str
    misses: tuple[str, ...]
    fit: int
    load: int


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
        """The best stand-ins: fewest rules missed, then fit, then least load."""
        facts = self.facts
        mentor, slot = facts.number["mentor"][session.mentor], facts.number["slot"][session.slot]
        pupils = ints([facts.number["pupil"][p] for p in session.pupils])
        misses = self._filtered(pupils, slot)
        able = [m for m, missed in misses.items() if m != mentor and missed <= set(SOFT)]
        for m, broken in zip(able, self._held(session, pupils, slot, able), strict=True):
            misses[m] = misses[m] | broken
        fits = {m: int(fit_of(facts, pupils, np.full(len(pupils), m)).sum()) for m in able}
        found = [
            StandIn(facts.ids["mentor"][m], tuple(sorted(misses[m])), fits[m], int(self.load[m]))
            for m in able
            if misses[m] <= set(SOFT)
        ]
        return tuple(sorted(found, key=lambda s: (len(s.misses), -s.fit, s.load, s.mentor))[:most])

    def _filtered(self, pupils: IntArray, slot: int) -> dict[int, set[str]]:
        """The filters that each mentor fails with these pupils in this slot."""
        size = len(self.facts.problem.mentors)
        columns = {"pupil": pupils[:, None], "mentor": np.arange(size)[None, :], "slot": ints([[slot]])}
        found: dict[int, set[str]] = {m: set() for m in range(size)}
        filters = (f for rule in BOOK.rules.values() if rule.key not in NOT_ASKED for f in rule.filters)
        for one in filters:
            if "mentor" in one.of:
                allowed = one.allowed(self.facts, *(columns[c] for c in one.of))
                bad = ~np.broadcast_to(allowed, (len(pupils), size)).all(axis=0)
                for m in np.flatnonzero(bad).tolist():
                    found[m].add(one.key)
        return found

    def _held(self, session: Session, pupils: IntArray, slot: int, able: list[int]) -> list[set[str]]:
        """The limits that each mentor would break with this session as well."""
        facts = self.facts
        mentor = facts.number["mentor"][session.mentor]
        units = np.unique(facts.unit[pupils])
        places = [(int(u), (m, slot)) for u in units for m in able]
        gone = (self.plan.mentor == mentor) & (self.plan.slot == slot)
        board = Board(facts, self.plan.where(~gone), attendances(facts, places))
        changes: list[Change] = [_taken(facts, units, m, slot) for m in able]
        return [rules - set(NOT_ASKED) for rules in board.judge(changes).rules()]


def _taken(facts: Facts, units: IntArray, mentor: int, slot: int) -> Change:
    return tuple(Step(int(u), (), ((mentor, slot),)) for u in units)
