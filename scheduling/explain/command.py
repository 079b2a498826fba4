"""``python -m scheduling explain`` and ``advise``: what is asked for, as JSON content or as English lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scheduling.check import breaches
from scheduling.explain import words
from scheduling.explain.advice import recruit
from scheduling.explain.bottleneck import bottleneck
from scheduling.explain.chains import candidates_of, known_sessions
from scheduling.explain.openings import advise_venues
from scheduling.explain.pins import impossible_pins
from scheduling.explain.price import price
from scheduling.explain.what_breaks import what_breaks
from scheduling.explain.what_if import what_if
from scheduling.explain.who_else import who_else
from scheduling.explain.why_not import shortages, why_not
from scheduling.weekly.plan import Conflict, Infeasible, Plan
from scheduling.weekly.problem import Problem
from scheduling.weekly.reading import read_plan, read_problem

OK, REFUSED = 0, 1

Answers = Mapping[str, Any]


def add_to(deeds: argparse._SubParsersAction[argparse.ArgumentParser], *, seconds: Callable[[str], float]) -> None:
    """Add the two commands; ``seconds`` reads an argument as a time."""
    one = deeds.add_parser("explain", help="say why pupils wait, what would give a place, what an absence does")
    one.add_argument("file", metavar="PROBLEM", help="problem file (.json or .json.gz)")
    one.add_argument("plan", metavar="PLAN", nargs="?", help="plan file; without one: which pins cannot hold")
    about = one.add_mutually_exclusive_group()
    about.add_argument("--pupil", metavar="ID", help="why not, at what price, what if, who else")
    about.add_argument("--mentor", metavar="ID", help="what breaks if this mentor is away, and who could stand in")
    one.add_argument("--json", action="store_true", help="answers as JSON")
    one = deeds.add_parser("advise", help="say what would serve more pupils, or what each absence does")
    one.add_argument("about", choices=("recruit", "venues", "away"))
    one.add_argument("file", metavar="PROBLEM", help="problem file (.json or .json.gz)")
    one.add_argument("plan", metavar="PLAN", help="plan file")
    one.add_argument("--seconds", type=seconds, default=40.0, help="time to use (40)")
    one.add_argument("--json", action="store_true", help="answers as JSON")


def advise(asked: argparse.Namespace) -> int:
    """Advise on a plan; on recruiting and opening only where it breaks no rule."""
    problem, plan = read_problem(asked.file), read_plan(asked.plan)
    if not isinstance(plan, Plan):
        print(f"{asked.plan}: holds no plan; python -m scheduling explain says why", file=sys.stderr)
        return REFUSED
    wrong = breaches(problem, plan) if asked.about != "away" else []
    if wrong:
        print(f"{asked.plan}: advice needs a plan that breaks no rule: {wrong[0]}", file=sys.stderr)
        return REFUSED
    return told(advice(problem, plan, asked.about, asked.seconds), lines, asked)


def told(answers: Answers, in_words: Callable[[Answers], Iterator[str]], asked: argparse.Namespace) -> int:
    """Print answers as asked for: as JSON, or as ``in_words`` says them."""
    if asked.json:
        print(json.dumps(words.plain(answers), ensure_ascii=False, indent=1))
    else:
        print(*in_words(answers), sep="\n")
    return OK


DEEDS = {"advise": advise}


def of_pupil(problem: Problem, plan: Plan, pupil: str) -> Answers:
    """Everything about one pupil. Raises KeyError where there is none such."""
    short = why_not(problem, plan, pupil)
    if short is None:
        return {"complete": pupil, "who_else": who_else(problem, plan, pupil)}
    return {
        "why_not": short,
        "price": price(problem, plan, pupil),
        "what_if": what_if(problem, plan, pupil, others=2),
        "who_else": who_else(problem, plan, pupil),
    }


def of_mentor(problem: Problem, plan: Plan, mentor: str) -> Answers:
    """What follows if the mentor is away. Raises KeyError where there is none such."""
    return {"what_breaks": what_breaks(problem, plan, [mentor])}


def of_plan(problem: Problem, plan: Plan) -> Answers:
    """Why each short pupil is short, and which bottlenecks there are."""
    sessions = known_sessions(problem, plan)
    return {
        "why_not": shortages(problem, candidates_of(problem.facts), sessions),
        "bottleneck": bottleneck(problem, plan),
    }


def of_pins(problem: Problem, plan: Infeasible | None) -> Answers:
    """Which pins, or which budget, cannot hold: what the file says, or what is found now."""
    return {"infeasible": impossible_pins(problem) if plan is None else plan.conflicts}


def advice(problem: Problem, plan: Plan, about: str, seconds: float) -> Answers:
    """``recruit``, ``venues`` or ``away``."""
    if about == "recruit":
        return {"recruit": recruit(problem, plan, seconds=seconds)}
    if about == "venues":
        return {"venues": advise_venues(problem, plan, seconds=seconds)}
    return {"what_breaks": what_breaks(problem, plan)}


def cannot_hold(conflict: Conflict, least: int | None, problem: Problem) -> str:
    """Pins, or a budget of broken pairs, that cannot hold."""
    reason = f"rule {conflict.rule}" if conflict.rule else "several rules together"
    if not conflict.pins:
        smallest = "" if least is None else f"; the smallest max_broken_pairs that can hold is {least}"
        return f"no plan keeps all but {problem.settings.max_broken_pairs} of the pairs ({reason}){smallest}"
    names = "; ".join(" ".join(f"{k}={v}" for k, v in vars(pin).items() if v is not None) for pin in conflict.pins)
    return f"{'this pin' if len(conflict.pins) == 1 else 'these pins'} cannot hold: {names} ({reason})"


def lines(answers: Answers) -> Iterator[str]:
    """The answers in English."""
    for key, found in answers.items():
        yield from _LINES[key](found)


def _why(found: Any) -> Iterator[str]:
    for short in found if isinstance(found, tuple) else [found]:
        yield f"{short.pupil} has {short.sessions} sessions, fewer than wanted:"
        yield from (f"  {line}" for line in words.reasons(short.reasons))


def _listed(title: str, nothing: str, say: Any) -> Any:
    def told(found: Any) -> Iterator[str]:
        yield title if found else nothing
        yield from (f"  {say(one)}" for one in found)

    return told


def _helping(what: str, nothing: str, say: Any) -> Any:
    def told(found: Any) -> Iterator[str]:
        good = [one for one in found if one.gain > 0]
        useless = f"{what}: of {len(found)} that were tried none serves more"
        yield f"{what} (priority served more):" if good else useless if found else nothing
        yield from (f"  {say(one)}" for one in good)

    return told


def _away(found: Any) -> Iterator[str]:
    for one in found:
        yield from words.away(one)


def _complete(pupil: str) -> Iterator[str]:
    yield f"{pupil} has as many sessions as wanted"


def _price(found: Any) -> Iterator[str]:
    yield f"at the price of others: {words.price(found)}"


_LINES = {
    "complete": _complete,
    "why_not": _why,
    "price": _price,
    "what_if": _listed("what would give a place:", "no change looked at would give a place more", words.what_if),
    "who_else": _listed("other places:", "no other place", words.alternative),
    "what_breaks": _away,
    "bottleneck": _listed("bottlenecks:", "no bottleneck of mentors was found", words.bottleneck),
    "recruit": _helping("one more mentor", "nobody waits", words.recruit),
    "venues": _helping("one more opening", "no opening reaches anybody who waits", words.venue),
    "infeasible": _listed("what cannot hold:", "all pins can hold, as far as is known", words.conflict),
}
