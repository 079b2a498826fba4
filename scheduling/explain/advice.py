"""Whom to recruit and where to open: what one more mentor, slot, room, seat or adult would do for who waits.

First all possibilities are screened by counting, then the first few are confirmed by re-solving around the change,
with and without it, so that what the plan had missed anyway is not put down to the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling.engine.run import Run
from scheduling.explain.chains import candidates_of, known_sessions
from scheduling.explain.profiles import NEW, recruited, wanted_profiles
from scheduling.explain.resolve import compared, served
from scheduling.explain.room import Room
from scheduling.rule import IntArray
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Mentor, Problem, Pupil, Session

MOST_FLOWS = 200
"""So many profiles, those that the most waiting pupils could use, are put to the flow."""
CONFIRMED = 3
"""Of profiles made here so many times as many are confirmed as are told."""
EACH = 4.0
"""Seconds for one re-solve at most."""


@dataclass(frozen=True)
class Recruit:
    """``gain``: by how much more priority is served with the mentor than by the same search without.

    ``pupils`` are served then and were not; ``most``: no plan with the mentor serves more than this in all.
    ``sessions_then`` is the plan found, in which the new mentor has the id of ``mentor``.
    """

    mentor: Mentor
    gain: int
    most: int
    pupils: tuple[str, ...]
    sessions_then: tuple[Session, ...]


def waiting_of(problem: Problem, sessions: Iterable[Session]) -> list[Pupil]:
    """The pupils without a session."""
    there = {p for s in sessions for p in s.pupils}
    return [p for p in problem.pupils if p.id not in there]


def recruit(
    problem: Problem,
    plan: Plan | Iterable[Session],
    profiles: Sequence[Mentor] | None = None,
    *,
    seconds: float = 40.0,
    most: int = 5,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Recruit]:
    """Profiles of one more mentor, those that serve most of who waits first; each confirmed by a plan.

    ``profiles`` None: made from what the waiting pupils need; of others all are confirmed, as far as the time goes or
    until none left can be better. The plan must be valid.
    """
    run = Run(seconds=seconds, seed=seed)
    sessions = known_sessions(problem, plan)
    waiting = waiting_of(problem, sessions)
    asked = wanted_profiles(problem, waiting) if profiles is None else list(profiles)
    found: list[Recruit] = []
    for profile, reach in _screened(problem, asked, waiting, run):
        known = sorted((r.gain for r in found), reverse=True)
        enough = len(known) >= most and known[most - 1] >= reach - served(problem, sessions)
        enough |= profiles is None and len(found) >= CONFIRMED * most
        if run.over or should_stop() or enough:
            break
        found.append(_confirmed(problem, sessions, profile, reach, run))
    return _different(found)[:most]


def _screened(
    problem: Problem, profiles: Sequence[Mentor], waiting: Sequence[Pupil], run: Run
) -> list[tuple[Mentor, int]]:
    """(profile, what no plan with that mentor can serve more of), the greatest first."""
    facts = problem.facts
    new = Facts(_only_these(problem, profiles))
    options = Candidates(new)
    room, more = Room.of(candidates_of(facts)), Room.of(options)
    worth = _usable(facts, options, waiting, len(profiles))
    order = np.argsort(-worth, kind="stable")[:MOST_FLOWS].tolist()
    found: list[tuple[int, int, Mentor]] = []
    for i in order:
        if run.seconds_left() < (run.seconds or 0) * 0.7 and found:
            break
        found.append((room.with_mentor(more, i).served(facts.priority), int(worth[i]), profiles[i]))
    found.sort(key=lambda one: (-one[0], -one[1]))
    return [(profile, bound) for bound, _, profile in found]


def _only_these(problem: Problem, profiles: Sequence[Mentor]) -> Problem:
    mentors = tuple(replace(profile, id=f"{NEW} {i}") for i, profile in enumerate(profiles))
    return replace(problem, mentors=mentors, previous=())  # pins stay: who is pinned to another is not free


def _usable(facts: Facts, options: Candidates, waiting: Sequence[Pupil], count: int) -> IntArray:
    """For each profile: priority of the waiting pupils whom it could take."""
    wait = np.zeros(len(facts.problem.pupils), dtype=np.bool_)
    wait[[facts.number["pupil"][p.id] for p in waiting]] = True
    pairs = np.unique(options.mentor.astype(np.int64) * len(wait) + options.pupil)
    mentor, pupil = pairs // max(1, len(wait)), pairs % max(1, len(wait))
    weight = np.where(wait[pupil], facts.priority[pupil], 0)
    return np.bincount(mentor, weight, minlength=count).astype(np.int64)


def _confirmed(problem: Problem, sessions: tuple[Session, ...], profile: Mentor, bound: int, run: Run) -> Recruit:
    """One profile, with the plan that a search finds."""
    other = recruited(problem, profile)
    new = len(other.mentors) - 1
    found = compared(problem, other, sessions, (new,), run, seconds=EACH)
    return Recruit(other.mentors[new], found.gain, bound, found.pupils, found.sessions)


def _different(found: list[Recruit]) -> list[Recruit]:
    """The best first; of profiles that differ in their times only, the best before any other of them."""
    found = sorted(found, key=lambda r: (-r.gain, -r.most))
    seen: set[tuple[object, ...]] = set()
    first, rest = list[Recruit](), list[Recruit]()
    for one in found:
        who = one.mentor.topics, one.mentor.languages, one.mentor.gender, one.gain
        (rest if who in seen else first).append(one)
        seen.add(who)
    return sorted([*first, *rest], key=lambda r: -r.gain)
