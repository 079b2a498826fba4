"""Stand-ins a second time, by trying everything, in plain loops and sharing no code with the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from scheduling.standins import DatedSession, StandInProblem
from scheduling.weekly.problem import Mentor, Pupil

Held = Mapping[str, str]
"""Session → the mentor who holds it; cancelled ones are left out."""
Values = tuple[int, int, int, int]


def best(problem: StandInProblem) -> Values:
    """The best values of the goals: cancelled, told, fit (made negative) and load."""
    return min(_values(problem, held) for held in _all(problem) if holds(problem, held))


def _all(problem: StandInProblem) -> Iterator[dict[str, str]]:
    """Every way to hold or cancel the sessions, breaking rules or not."""
    nobody: list[str | None] = [None]
    ways = [
        nobody + [m.id for m in problem.mentors if can(problem, s, m)] if s.mentor is None else [s.mentor, None]
        for s in problem.sessions
    ]
    for chosen in product(*ways):
        yield {s.id: m for s, m in zip(problem.sessions, chosen, strict=True) if m is not None}


def can(problem: StandInProblem, session: DatedSession, mentor: Mentor) -> bool:
    """Whether a mentor alone could take a session."""
    w = session.window
    free = {(v.day, m) for v in mentor.availability for m in range(v.start, v.end)}
    group = [p for p in problem.pupils if p.id in session.pupils]
    agreed = max([mentor.group_size, *(len(s.pupils) for s in problem.sessions if s.mentor == mentor.id)])
    return (
        mentor.cleared
        and (session.id, mentor.id) not in problem.refused
        and all((w.day, m) in free for m in range(w.start, w.end))
        and (mentor.venues is None or session.venue in mentor.venues)
        and len(group) <= agreed
        and all(_suits(problem, pupil, mentor) for pupil in group)
    )


def _suits(problem: StandInProblem, pupil: Pupil, mentor: Mentor) -> bool:
    return (
        mentor.grades[0] <= pupil.grade <= mentor.grades[1]
        and bool(set(pupil.needs) & set(mentor.topics))
        and (pupil.required_language is None or pupil.required_language in mentor.languages)
        and not (pupil.mentor_gender_required and pupil.mentor_gender not in (None, mentor.gender))
        and not any((ban.pupil, ban.mentor) == (pupil.id, mentor.id) for ban in problem.bans)
    )


def holds(problem: StandInProblem, held: Held) -> bool:
    """Whether nobody is in two places, has too many sessions a day, or is left alone with pupils.

    Nobody leaves an own session to stand in elsewhere, even if it falls.
    """
    there = {s.id: s.mentor for s in problem.sessions if s.mentor} | dict(held)
    busy = [s for s in problem.sessions if s.id in there]
    pairs = [(a, b) for a, b in combinations(busy, 2) if there[a.id] == there[b.id]]
    return (
        not any(_clash(problem, a, b) for a, b in pairs)
        and all(_carries(problem, there, m.id) for m in problem.mentors)
        and not alone(problem, held)
    )


def _clash(problem: StandInProblem, a: DatedSession, b: DatedSession) -> bool:
    gap = 0 if a.venue == b.venue else problem.settings.travel_minutes
    v, w = a.window, b.window
    return v.day == w.day and v.start < w.end + gap and w.start < v.end + gap


def _carries(problem: StandInProblem, there: Held, mentor: str) -> bool:
    """No more a day than agreed, or than the mentor's own sessions are already."""
    days = [s.window.day for s in problem.sessions if there.get(s.id) == mentor]
    own = [s.window.day for s in problem.sessions if s.mentor == mentor]
    return all(days.count(d) <= max(problem.settings.max_sessions_per_day, own.count(d)) for d in days)


def alone(problem: StandInProblem, held: Held) -> set[str]:
    """Sessions that run with too few adults at some minute, where somebody is missing that day."""
    running = [s for s in problem.sessions if s.id in held]
    touched = {(s.venue, s.window.day) for s in problem.sessions if s.mentor is None}
    found = set()
    for one in (s for s in running if (s.venue, s.window.day) in touched):
        for minute in range(one.window.start, one.window.end):
            here = {
                held[s.id]
                for s in running
                if (s.venue, s.window.day) == (one.venue, one.window.day) and s.window.start <= minute < s.window.end
            }
            if problem.settings.min_adults >= 2 and len(here) + one.staff < problem.settings.min_adults:
                found.add(one.id)
    return found


def _values(problem: StandInProblem, held: Held) -> Values:
    gone = [s for s in problem.sessions if s.mentor is None]
    touched = {(s.venue, s.window.day) for s in gone}
    fallen = [s for s in problem.sessions if s.id not in held]
    if any(s.mentor and (s.venue, s.window.day) not in touched for s in fallen):
        return (99, 99, 99, 99)
    stand_ins = {s.id: held[s.id] for s in gone if s.id in held}
    told = len(set(stand_ins.values())) + sum(1 + len(s.pupils) for s in fallen if s.mentor)
    fits = sum(fit(problem, s, stand_ins[s.id]) for s in gone if s.id in stand_ins)
    taken = list(stand_ins.values())
    load = sum((problem.loads.get(m.id, 0) + taken.count(m.id)) ** 2 for m in problem.mentors)
    return len(fallen), told, -fits, load


def fit(problem: StandInProblem, session: DatedSession, mentor_id: str) -> int:
    """How well a mentor fits a group."""
    worth = problem.settings.fit_weights
    mentor = next(m for m in problem.mentors if m.id == mentor_id)
    group = [p for p in problem.pupils if p.id in session.pupils]
    return sum(
        worth.topics * len(set(p.needs) & set(mentor.topics)) // len(p.needs)
        + worth.language * (p.languages[0] in mentor.languages)
        + worth.gender * (p.mentor_gender in (None, mentor.gender))
        for p in group
    )
