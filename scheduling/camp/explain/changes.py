"""What is other than in the plan in force, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.camp.check import runs_of
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem


@dataclass(frozen=True)
class Changed:
    """What a person no longer has, and has now: (activity, starting block), in the order of the camp."""

    person: str
    no_longer: tuple[tuple[str, str], ...]
    now: tuple[tuple[str, str], ...]


def changes(problem: Problem, plan: CampPlan | Iterable[CampRun]) -> tuple[Changed, ...]:
    """Everybody who is still there and has something else than in the plan in force; pupils first."""
    facts = problem.facts
    order = {id_: i for i, id_ in enumerate(facts.ids["block"])}
    old, new = _of_person(facts.previous), _of_person(runs_of(plan))
    found = []
    for person in facts.ids["person"]:
        was, has = old.get(person, set()), new.get(person, set())
        gone, more = (tuple(sorted(s, key=lambda x: (order[x[1]], x[0]))) for s in (was - has, has - was))
        if gone or more:
            found.append(Changed(person, gone, more))
    return tuple(found)


def _of_person(runs: Iterable[CampRun]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for run in runs:
        for person in (*run.pupils, *run.mentors):
            found.setdefault(person, set()).add((run.activity, run.block))
    return found
