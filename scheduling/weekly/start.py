"""A first plan: what can stay of the plan in force, else the empty plan; demands may still be missing."""

from __future__ import annotations

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.run import Run
from scheduling.rule import IntArray
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts
from scheduling.weekly.search import Attendances, candidates_as_attendances, part

SECONDS = 5.0
STEPS = 10.0


def start(facts: Facts, candidates: Candidates, run: Run) -> Attendances:
    """The best part of the plan in force that breaks no rule (a small exact program); empty without one."""
    rows = still_possible(facts, candidates)
    if not len(rows):
        return Attendances.none()
    staying = part(facts, candidates_as_attendances(candidates, rows), Attendances.none(), relax=True)
    hint = staying.hint(Attendances.none())
    return staying.read(improved(staying.program, run, hint, seconds=SECONDS, steps=STEPS))


def still_possible(facts: Facts, candidates: Candidates) -> IntArray:
    """Candidates that are places of the plan in force."""
    width, slots = len(facts.problem.mentors), len(facts.problem.slots)
    had = (facts.places[:, 0] * width + facts.places[:, 1]) * slots + facts.places[:, 2]
    pupil, mentor, slot = (x.astype(np.int64) for x in (candidates.pupil, candidates.mentor, candidates.slot))
    # a tied unit comes whole: those of its members who had no such place come along
    again = np.isin((pupil * width + mentor) * slots + slot, had)
    unit_place = (facts.unit[pupil] * width + mentor) * slots + slot
    return np.flatnonzero(np.isin(unit_place, unit_place[again]))
