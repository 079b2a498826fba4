"""What ``python -m scheduling explain`` answers about a camp, as JSON content and as English lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduling.camp.explain import words
from scheduling.camp.explain.changes import changes
from scheduling.camp.explain.what_if import what_if
from scheduling.camp.explain.why_not import why_not
from scheduling.camp.explain.wishes import wish_result
from scheduling.camp.pins import conflicts
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.problem import Problem
from scheduling.engine.run import Run

PIN_SECONDS = 20.0
Answers = Mapping[str, Any]


def of_pupil(problem: Problem, plan: CampPlan, pupil: str) -> Answers:
    """Each wish not met, with what would have to be different. Raises KeyError where there is no such pupil."""
    found = why_not(problem, plan, pupil)
    helps = {u.activity: what_if(problem, plan, pupil, u.activity) for u in found if _could_be(u.reasons)}
    return {"unmet": found, "what_if": helps}


def _could_be(reasons: Any) -> bool:
    return not any(reason.kind == "never" for reason in reasons)


def of_mentor(problem: Problem, plan: CampPlan, mentor: str) -> Answers:
    """What changed for a mentor. Raises KeyError where there is no such mentor."""
    if mentor not in problem.facts.number["mentor"]:
        raise KeyError(f"there is no mentor {mentor}")
    return {"changes": tuple(c for c in changes(problem, plan) if c.person == mentor)}


def of_plan(problem: Problem, plan: CampPlan) -> Answers:
    """How the wishes came out, and what is other than in the plan in force."""
    return {"wishes": wish_result(problem, plan), **({"changes": changes(problem, plan)} if problem.previous else {})}


def of_pins(problem: Problem, plan: PinsImpossible | None) -> Answers:
    """Which pins cannot hold: what the file says, or what is found now."""
    return {"infeasible": conflicts(problem, Run(seconds=PIN_SECONDS)) if plan is None else plan.conflicts}


def lines(answers: Answers) -> Iterator[str]:
    """The answers in English."""
    for key, found in answers.items():
        yield from _LINES[key](found)


def _unmet(found: Any) -> Iterator[str]:
    if not found:
        yield "every wish was met"
    for one in found:
        yield from words.unmet(one)


def _what_if(found: Any) -> Iterator[str]:
    for activity, helps in found.items():
        yield f"what would have to be different for {activity}:"
        yield from (f"  {words.what_if(one)}" for one in helps)
        if not helps:
            yield "  no single change that was looked at would give it"


def _changes(found: Any) -> Iterator[str]:
    yield f"other than in the plan in force, for {len(found)} people:" if found else "nothing changes for anybody"
    yield from (f"  {words.changed(one)}" for one in found)


def _infeasible(found: Any) -> Iterator[str]:
    yield "what cannot hold:" if found else "all pins can hold, as far as is known"
    yield from (f"  {words.conflict(one)}" for one in found)


_LINES = {
    "unmet": _unmet,
    "what_if": _what_if,
    "wishes": words.result,
    "changes": _changes,
    "infeasible": _infeasible,
}
