"""A plan that a person rearranges: what one move newly breaks, about whom, and what it does to the goals.

The rules' own limits, counted with the move and without it, so no rule is told twice and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.explain.chains import known_sessions, numbers
from scheduling.judging import Judged, compared
from scheduling.moves import with_derived
from scheduling.rule import ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import table
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import of_sessions

Attendance = tuple[str, str, str]
"""Ids of a pupil, a mentor and a slot."""


@dataclass(frozen=True)
class HandMove:
    """What a person moves: attendances (pupil, mentor, slot) that are taken out of the plan, and that are put in."""

    out: tuple[Attendance, ...] = ()
    into: tuple[Attendance, ...] = ()


class HeldPlan:
    """One plan, held so that moves by hand can be judged against it one after another; it never changes itself."""

    def __init__(self, problem: Problem, plan: Plan | Iterable[Session]) -> None:
        self.problem = problem
        self.sessions = known_sessions(problem, plan)
        rows = [(p, s.mentor, s.slot) for s in self.sessions for p in s.pupils]
        self.here = {row: known(problem.facts, row) for row in rows}
        self.judge(HandMove())  # makes the facts that rules read, so that no move waits for them

    def put(self, pupil: str, mentor: str, slot: str) -> HandMove:
        """The pupil attends this mentor's session in this slot too; where there is none it begins."""
        return HandMove(into=((pupil, mentor, slot),))

    def take(self, pupil: str, mentor: str, slot: str) -> HandMove:
        """The pupil no longer attends this session; with its last pupil it ends."""
        return HandMove(out=((pupil, mentor, slot),))

    def take_session(self, mentor: str, slot: str) -> HandMove:
        """The whole session ends."""
        return HandMove(out=tuple(row for row in self.here if row[1:] == (mentor, slot)))

    def move_session(self, mentor: str, slot: str, *, to_mentor: str | None = None, to_slot: str) -> HandMove:
        """The whole session goes to another slot, to another mentor, or both."""
        out = self.take_session(mentor, slot).out
        return HandMove(out, tuple((pupil, to_mentor or mentor, to_slot) for pupil, _, _ in out))

    def swap(self, one: str, other: str) -> HandMove:
        """Two pupils exchange all their sessions."""
        named = {one: other, other: one}
        out = tuple(row for row in self.here if row[0] in named)
        return HandMove(out, tuple((named[pupil], mentor, slot) for pupil, mentor, slot in out))

    def after(self, move: HandMove) -> tuple[Session, ...]:
        """The plan after a move. Raises KeyError for ids that the problem does not know."""
        facts = self.problem.facts
        rows = self._moved(move)
        for row in rows:
            known(facts, row)
        return of_sessions(facts, (Session(m, s, (p,)) for p, m, s in rows)).sessions(facts)

    def judge(self, move: HandMove) -> Judged:
        """What the move newly breaks and mends, and what it does to the goals.

        Attendances taken out that are not there, or put in that are, change nothing. Raises KeyError for ids that
        the problem does not know.
        """
        facts, after = self.problem.facts, self._moved(move)
        new = {row: known(facts, row) for row in move.into if row not in self.here}
        pupil, mentor, slot = ints([*self.here.values(), *new.values()]).reshape(-1, 3).T
        choices = table(facts, pupil, mentor, slot)
        was = np.arange(len(pupil)) < len(self.here)
        now = np.array([row in after for row in (*self.here, *new)], dtype=np.bool_)
        both = with_derived(choices, was), with_derived(choices, now)
        return compared(BOOK, facts, choices, *both, facts.settings.goals, lambda _key, about: facts.tell(about))

    def _moved(self, move: HandMove) -> dict[Attendance, None]:
        gone = set(move.out)
        return {**{row: None for row in self.here if row not in gone}, **dict.fromkeys(move.into)}


def known(facts: Facts, row: Attendance) -> tuple[int, ...]:
    """The numbers of an attendance. Raises KeyError with a clear sentence for ids that the problem does not know."""
    kinds = ("pupil", "mentor", "slot")
    return tuple(numbers(facts, kind, id_) for kind, id_ in zip(kinds, row, strict=True))
