"""Timefold (PyPI ``timefold``, needs Java 17): local search from the first-come plan, score by constraint streams.

Each session that a unit wants is an entity whose variable is a place (mentor and slot) or nothing; units, so
``together``, and the filters are in the entity's value range, all other hard rules are constraints, each goal a soft
level of its own in the file's order. It starts from the first-come plan, since from an empty one every first step
breaks the adults rule and it never leaves it. One thread: more are sold only with its paid edition. The start of the
Java machine and the translation of constraints and facts from Python to Java are not counted.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from benchmarks.peers.desk import Desk
from benchmarks.peers.first_come import first_come
from benchmarks.told import Told
from scheduling import Problem, Session, read_problem


def prepare(file: str) -> str | None:
    """Start the Java machine and compile the constraints in the file's order of goals; or say what is missing."""
    if shutil.which("java") is None:
        return "no Java"
    if find_spec("timefold") is None:
        return "no package timefold"
    from benchmarks.peers import timefold_model

    timefold_model.factory(read_problem(file).settings.goals)
    return None


def run(problem: Problem, told: Told) -> None:
    """First come, then local search for what is left of the budget."""
    from benchmarks.peers import timefold_facts, timefold_model

    desk = first_come(problem, told)
    told.plan(desk.sessions)
    week = timefold_facts.week_of(desk)
    began = told.elapsed

    def heard(found: object, seconds: float) -> None:
        told.plan(lambda: _sessions(desk, timefold_model.places_of(found)), at=began + seconds)

    told.forgive(timefold_model.searched(week, problem.settings.goals, told.left, heard))


def _sessions(desk: Desk, places: list[tuple[int, int, int]]) -> list[Session]:
    """The plan that units at their mentors and slots make."""
    found: dict[tuple[int, int], list[int]] = {}
    for unit, mentor, slot in places:
        found.setdefault((mentor, slot), []).extend(desk.facts.units[unit].tolist())
    ids = desk.facts.ids
    return [
        Session(ids["mentor"][m], ids["slot"][s], tuple(ids["pupil"][p] for p in sorted(who)))
        for (m, s), who in sorted(found.items())
    ]
