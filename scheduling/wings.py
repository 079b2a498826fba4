"""The wings that the command line serves; the ``format`` of a file says which one it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduling import check as weekly_check
from scheduling.camp import check as camp_check
from scheduling.camp import reading as camp_files
from scheduling.camp.explain import command as camp_answers
from scheduling.camp.explain import words as camp_words
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.solve import solve as solve_camp
from scheduling.explain import command as weekly_answers
from scheduling.files import Fault, Faulty, load
from scheduling.weekly import reading as weekly_files
from scheduling.weekly.plan import Infeasible, Plan
from scheduling.weekly.solve import solve as solve_week


@dataclass(frozen=True)
class Wing:
    """One kind of problem: its files, its solver, its checker, its answers.

    ``plans``: the class of plans, where other answers say that there is none. ``conflicts`` tells of such an answer
    in English, for its problem. ``departed``: the breaches that a person let stand by name.
    """

    format: str
    plans: type[Any]
    problem_from_json: Callable[[object], Any]
    plan_from_json: Callable[[object], Any]
    plan_to_json: Callable[[Any], dict[str, Any]]
    solve: Callable[..., Any]
    breaches: Callable[[Any, Any], list[Any]]
    departed: Callable[[Any, Any], list[Any]]
    wrong_claims: Callable[[Any, Any], list[Any]]
    conflicts: Callable[[Any, Any], Iterator[str]]
    of_pupil: Callable[[Any, Any, str], Mapping[str, Any]]
    of_mentor: Callable[[Any, Any, str], Mapping[str, Any]]
    of_plan: Callable[[Any, Any], Mapping[str, Any]]
    of_pins: Callable[[Any, Any], Mapping[str, Any]]
    lines: Callable[[Mapping[str, Any]], Iterator[str]]


def _weekly_conflicts(problem: Any, outcome: Infeasible) -> Iterator[str]:
    return (weekly_answers.cannot_hold(conflict, outcome.least_broken, problem) for conflict in outcome.conflicts)


def _camp_conflicts(problem: Any, outcome: PinsImpossible) -> Iterator[str]:
    return (camp_words.conflict(conflict) for conflict in outcome.conflicts)


WEEKLY = Wing(
    weekly_files.PROBLEM,
    Plan,
    weekly_files.problem_from_json,
    weekly_files.plan_from_json,
    weekly_files.plan_to_json,
    solve_week,
    weekly_check.breaches,
    weekly_check.departed,
    weekly_check.wrong_claims,
    _weekly_conflicts,
    weekly_answers.of_pupil,
    weekly_answers.of_mentor,
    weekly_answers.of_plan,
    weekly_answers.of_pins,
    weekly_answers.lines,
)
CAMP = Wing(
    camp_files.PROBLEM,
    CampPlan,
    camp_files.problem_from_json,
    camp_files.plan_from_json,
    camp_files.plan_to_json,
    solve_camp,
    camp_check.breaches,
    camp_check.departed,
    camp_check.wrong_claims,
    _camp_conflicts,
    camp_answers.of_pupil,
    camp_answers.of_mentor,
    camp_answers.of_plan,
    camp_answers.of_pins,
    camp_answers.lines,
)
WINGS = {wing.format: wing for wing in (WEEKLY, CAMP)}


def read_problem(path: str | Path) -> tuple[Wing, Any]:
    """The wing and the problem of a file. Raises ``files.Faulty`` with all faults, OSError."""
    content = load(path)
    said = content.get("format") if isinstance(content, dict) else None
    if isinstance(said, str) and said and said not in WINGS:
        known = " or ".join(f'"{name}"' for name in WINGS)
        raise Faulty([Fault("format", f'must be {known}, not "{said}"')])
    wing = WINGS.get(said or "", WEEKLY)
    return wing, wing.problem_from_json(content)
