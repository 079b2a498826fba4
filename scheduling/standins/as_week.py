"""Dated sessions told in the words of a week, so that the weekly rules are read and no rule is written twice.

Each session is a slot of its own on a day of its own number, and each pupil of it a pupil of that slot alone: what
holds over the weeks (one mentor, one session a day) is settled already. A group moves as one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from scheduling.rule import BoolArray, IntArray, ints
from scheduling.standins.problem import DatedSession, StandInProblem
from scheduling.weekly.facts import Facts
from scheduling.weekly.problem import Ban, Mentor, Problem, Pupil, Slot
from scheduling.weekly.search import Attendances

MANY = 10_000
"""More sessions or pupils than anybody has in the days looked at."""


class AsWeek:
    """The problem as facts of a week; a slot has its session's number. Raises ValueError for an empty group."""

    def __init__(self, problem: StandInProblem) -> None:
        self.problem = problem
        if any(not session.pupils for session in problem.sessions):
            raise ValueError("a session without pupils needs nobody")
        pupils = {pupil.id: pupil for pupil in problem.pupils}
        own = _largest_groups(problem)
        week = Problem(
            "stand-ins",
            replace(problem.settings, max_broken_pairs=None),
            problem.venues,
            tuple(self._slot(session) for session in problem.sessions),
            tuple(_attendee(pupils[p], session) for session in problem.sessions for p in session.pupils),
            tuple(_unbound(mentor, own.get(mentor.id, 0)) for mentor in problem.mentors),
            bans=_bans(problem),
        )
        self.facts: Facts = week.facts

    def _slot(self, session: DatedSession) -> Slot:
        """A slot; where nobody is missing that day, the adults there are not asked about."""
        adults = session.staff if self._is_touched(session) else self.problem.settings.min_adults
        return Slot(session.id, session.venue, session.window, max(session.staff, adults))

    def _is_touched(self, session: DatedSession) -> bool:
        return (session.venue, session.window.day) in self._touched

    @cached_property
    def _touched(self) -> set[tuple[str, int]]:
        return {(s.venue, s.window.day) for s in self.problem.sessions if s.mentor is None}

    @cached_property
    def first(self) -> IntArray:
        """``[session]``: number of its first pupil, and one end."""
        return ints(np.cumsum([0, *(len(session.pupils) for session in self.problem.sessions)]))

    def group(self, session: int) -> IntArray:
        """Numbers of a session's pupils."""
        return np.arange(self.first[session], self.first[session + 1])

    @cached_property
    def is_open(self) -> BoolArray:
        """``[session]``: it has no mentor."""
        return np.array([session.mentor is None for session in self.problem.sessions], dtype=np.bool_)

    @cached_property
    def may_fall(self) -> BoolArray:
        """``[session]``: its mentor comes, but somebody else at that venue on that day does not."""
        touched = np.array([self._is_touched(session) for session in self.problem.sessions], dtype=np.bool_)
        return touched & ~self.is_open

    def own(self, which: BoolArray | None = None) -> Attendances:
        """The sessions that have their mentor, or some of them, as attendances."""
        wanted = ~self.is_open if which is None else which & ~self.is_open
        number = self.facts.number["mentor"]
        rows = [
            (p, number[str(self.problem.sessions[s].mentor)], s)
            for s in np.flatnonzero(wanted).tolist()
            for p in self.group(s).tolist()
        ]
        columns = ints(rows).reshape(-1, 3)
        return Attendances(columns[:, 0], columns[:, 1], columns[:, 2])


def _largest_groups(problem: StandInProblem) -> dict[str, int]:
    """Mentor → the largest group of the own sessions: what staff have agreed with a mentor is not asked again."""
    found: dict[str, int] = {}
    for session in problem.sessions:
        if session.mentor is not None:
            found[session.mentor] = max(found.get(session.mentor, 0), len(session.pupils))
    return found


def _attendee(pupil: Pupil, session: DatedSession) -> Pupil:
    others = tuple(attendee(session, p) for p in session.pupils if p != pupil.id)
    return replace(
        pupil,
        id=attendee(session, pupil.id),
        availability=(session.window,),
        sessions=1,
        venues=None,
        apart=(),
        together=others,
        ticket=0,
    )


def attendee(session: DatedSession, pupil: str) -> str:
    """The id of a pupil of one session."""
    return f"{session.id}/{pupil}"


def _unbound(mentor: Mentor, largest: int) -> Mentor:
    size = max(mentor.group_size, largest)
    return replace(mentor, max_sessions=MANY, max_pupils=MANY, group_size=size)


def _bans(problem: StandInProblem) -> tuple[Ban, ...]:
    banned: dict[str, list[str]] = {}
    for ban in problem.bans:
        banned.setdefault(ban.pupil, []).append(ban.mentor)
    return tuple(Ban(attendee(s, p), m) for s in problem.sessions for p in s.pupils for m in banned.get(p, ()))
