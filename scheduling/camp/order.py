"""The order in which the solver reads a camp problem: by id and time, whatever the order of the file."""

from __future__ import annotations

from dataclasses import replace

from scheduling.camp.problem import CampRun, Problem


def in_fixed_order(problem: Problem) -> Problem:
    """The same problem with its lists sorted, so that shuffling a file changes nothing in the answer."""
    previous = (
        CampRun(r.activity, r.block, r.room, tuple(sorted(r.pupils)), tuple(sorted(r.mentors)))
        for r in problem.previous
    )
    return replace(
        problem,
        blocks=tuple(sorted(problem.blocks, key=lambda b: (b.date, b.start))),
        rooms=tuple(sorted(problem.rooms, key=lambda r: r.id)),
        activities=tuple(sorted(problem.activities, key=lambda a: a.id)),
        pupils=tuple(sorted(problem.pupils, key=lambda p: p.id)),
        mentors=tuple(sorted(problem.mentors, key=lambda m: m.id)),
        requirements=tuple(sorted(problem.requirements, key=lambda r: (r.kind, r.per, r.min, r.max or 0))),
        pins=tuple(sorted(problem.pins, key=lambda p: (p.person, p.activity, p.block))),
        previous=tuple(sorted(previous, key=lambda r: (r.activity, r.block, r.room, r.pupils, r.mentors))),
    )
