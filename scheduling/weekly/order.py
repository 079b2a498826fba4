"""The order in which the solver reads a problem: by ticket and id, whatever the order of the file."""

from __future__ import annotations

from dataclasses import replace

from scheduling.weekly.problem import Problem, Session


def in_fixed_order(problem: Problem) -> Problem:
    """The same problem with its lists sorted, so that shuffling a file changes nothing in the answer.

    Pupils by ticket, a high one first, then id; so where two are alike in everything the draw decides.
    """
    return replace(
        problem,
        venues=tuple(sorted(problem.venues, key=lambda v: v.id)),
        slots=tuple(sorted(problem.slots, key=lambda s: (s.window, s.venue, s.id))),
        pupils=tuple(sorted(problem.pupils, key=lambda p: (-p.ticket, p.id))),
        mentors=tuple(sorted(problem.mentors, key=lambda m: m.id)),
        pins=tuple(sorted(problem.pins, key=lambda p: (p.pupil, p.mentor, p.slot or ""))),
        bans=tuple(sorted(problem.bans, key=lambda b: (b.pupil, b.mentor))),
        previous=tuple(
            Session(s.mentor, s.slot, tuple(sorted(s.pupils)))
            for s in sorted(problem.previous, key=lambda s: (s.mentor, s.slot, sorted(s.pupils)))
        ),
    )
