"""Breaches and values of a camp plan: the rules' limits counted over the plan's own choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduling import departures
from scheduling.camp import BOOK
from scheduling.camp.choices import PARTS, of_plan
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.counting import Breach, WrongClaim, breaches_in, worth_in, wrong_worth


def runs_of(plan: CampPlan | Iterable[CampRun]) -> tuple[CampRun, ...]:
    """The runs of a plan, or these."""
    return plan.runs if isinstance(plan, CampPlan) else tuple(plan)


def breaches(problem: Problem, plan: CampPlan | Iterable[CampRun]) -> list[Breach]:
    """Every limit that the plan misses, in the order of the rules; empty for a valid plan."""
    facts, runs = problem.facts, runs_of(plan)
    return list(breaches_in(BOOK, facts, of_plan(facts, runs), lambda key, about: told(problem, key, about, runs)))


def told(
    problem: Problem, key: str, about: Mapping[str, int], runs: tuple[CampRun, ...] = ()
) -> Mapping[str, str | int]:
    """Who or what a row of a rule is about, with ids (those that nobody knows are looked up in ``runs``)."""
    facts = problem.facts
    if key == "unknown":
        return _stranger(about, runs)
    if key == "pin":
        return {name: str(value) for name, value in vars(problem.pins[about["pin"]]).items()}
    other = {"other": facts.ids["pupil"][about["other"]]} if "other" in about else {}
    return {**facts.tell(about), **other}


def _stranger(about: Mapping[str, int], runs: tuple[CampRun, ...]) -> dict[str, str | int]:
    part = PARTS[about["what"]]
    value = getattr(runs[about["run"]], part)
    return {part.removesuffix("s"): value if isinstance(value, str) else value[about["at"]]}


def departed(problem: Problem, plan: CampPlan) -> list[Breach]:
    """The breaches of rules of the house that the plan names as let stand by a person; no others are excused."""
    return departures.excused(BOOK, breaches(problem, plan), plan.departures)


def values(problem: Problem, plan: CampPlan | Iterable[CampRun]) -> dict[str, int]:
    """Value of each goal, in the order of the problem's goals."""
    facts = problem.facts
    choices = of_plan(facts, runs_of(plan))
    return {goal: worth_in(BOOK, facts, choices, goal) for goal in problem.settings.goals}


def wrong_claims(problem: Problem, plan: CampPlan) -> list[WrongClaim]:
    """Claims about values, bounds, name and what was let stand that the plan's own runs contradict."""
    wrong = [] if plan.problem == problem.name else [WrongClaim("problem", plan.problem, problem.name)]
    wrong += wrong_worth(BOOK, values(problem, plan), plan.objective, plan.bounds)
    return wrong + departures.wrong(departed(problem, plan), plan.departures)
