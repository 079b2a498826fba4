"""Which pins, or which budget of broken pairs, cannot hold: smallest sets, found by re-solving without the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduling.engine.bound import Relaxed
from scheduling.engine.exact import solve
from scheduling.engine.program import ALONE, Bundles, Compiler
from scheduling.engine.run import Run
from scheduling.rule import ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.plan import Conflict
from scheduling.weekly.problem import Pin, Problem
from scheduling.weekly.relaxation import relaxation
from scheduling.weekly.search import Attendances, candidates_as_attendances, part

MOST_COMPANIONS = 40_000
"""Up to so many candidates the question is asked exactly; beyond, only what needs no solver is claimed."""
RULES = (
    *("clearance", "ban", "grades", "required_language", "mentor_gender", "topics", "pupil_time", "mentor_time"),
    *("pupil_reach", "mentor_reach", "one_mentor", "one_a_day", "mentor_load", "no_clash", "rooms", "seats"),
    *("min_adults", "grade_span", "apart", "together", "session"),
)
"""In this order it is asked which rule is in the way; a rule that is not named here is asked last."""
NOT_OF_ONE_PIN = ("pin", "broken_pairs", "unknown")


def conflicts(problem: Problem, candidates: Candidates, run: Run, *, thorough: bool) -> tuple[Conflict, ...]:
    """Smallest sets of pins that cannot hold, in the order of the file; empty if none was proven impossible.

    Not ``thorough``: only single pins that the filters or unknown ids already forbid.
    """
    found: list[Conflict] = []
    rest: list[Pin] = []
    for pin in dict.fromkeys(problem.pins):
        rule = _alone(problem, candidates, pin, run)
        if rule is None:
            rest.append(pin)
        else:
            found.append(Conflict((pin,), rule or None))
    if thorough:
        found += _among(problem, rest, run)
        found += _with_budget(problem, () if found else tuple(rest), run)
    return tuple(found)


def _alone(problem: Problem, candidates: Candidates, pin: Pin, run: Run) -> str | None:
    """The rule that forbids this pin by itself ("" where several do together); None where no filter does."""
    number = problem.facts.number
    named = (("pupil", pin.pupil), ("mentor", pin.mentor), ("slot", pin.slot))
    if any(id_ is not None and id_ not in number[kind] for kind, id_ in named):
        return "unknown"
    single = replace(problem, pins=(pin,))
    own = candidates if problem.pins == (pin,) or len(problem.pins) < 2 else None
    if own is None and _has_candidate(candidates, pin):
        return None
    if _has_candidate(own or Candidates(single.facts, lambda: run.abandoned), pin) or run.abandoned:
        return None
    return _rule_of(single, run) or ""


def _has_candidate(candidates: Candidates, pin: Pin) -> bool:
    number = candidates.facts.number
    rows = candidates.of_pupil(number["pupil"][pin.pupil])
    rows = rows[candidates.mentor[rows] == number["mentor"][pin.mentor]]
    return bool((candidates.slot[rows] == number["slot"][pin.slot]).any()) if pin.slot is not None else len(rows) > 0


def _among(problem: Problem, pins: Sequence[Pin], run: Run) -> list[Conflict]:
    """Smallest sets, none sharing a pin with another, until the rest can hold."""
    found: list[Conflict] = []
    rest = list(pins)
    free = replace(problem, settings=replace(problem.settings, max_broken_pairs=None))
    while rest and not run.abandoned and impossible(replace(free, pins=tuple(rest)), run):
        smallest = _smallest(free, rest, run)
        found.append(Conflict(smallest, _rule_of(replace(free, pins=smallest), run)))
        rest = [pin for pin in rest if pin not in smallest]
    return found


def _with_budget(problem: Problem, pins: tuple[Pin, ...], run: Run) -> list[Conflict]:
    if problem.settings.max_broken_pairs is None:
        return []
    if impossible(replace(problem, pins=()), run):
        return [Conflict((), "broken_pairs")]
    if pins and impossible(replace(problem, pins=pins), run):
        return [Conflict(_smallest(problem, pins, run), "broken_pairs")]
    return []


def least_broken(problem: Problem, candidates: Candidates, run: Run) -> int | None:
    """The smallest budget of broken pairs that some plan with the pins holds; None where that stayed open.

    The relaxation says where to begin; from there each budget is proven impossible or shown to hold.
    """
    most = problem.settings.max_broken_pairs
    if most is None or len(candidates) > MOST_COMPANIONS * 4:
        return None
    kept = _most_kept(candidates)
    had = len(problem.facts.had_one)
    least = max(most + 1, had - (had if kept is None else kept))
    for budget in range(least, had + 1):
        found = _holds(replace(problem, settings=replace(problem.settings, max_broken_pairs=budget)), run)
        if found != "infeasible":
            return budget if found in ("optimal", "feasible") else None
    return None


def _holds(problem: Problem, run: Run) -> str:
    """The solver's word on whether some plan holds the budget, over places of pairs that there were.

    Others only have to be looked at where these say no: company for the adults rule.
    """
    facts = problem.facts
    candidates = Candidates(facts)
    width = len(facts.problem.mentors)
    key = candidates.pupil.astype(np.int64) * width + candidates.mentor
    unit = facts.unit[candidates.pupil] * width + candidates.mentor
    rows = np.flatnonzero(np.isin(unit, unit[np.isin(key, facts.had[:, 0] * width + facts.had[:, 1])]))
    status = "unknown"
    for some in (rows, np.arange(len(candidates))):
        if len(some) <= 4 * MOST_COMPANIONS and not run.abandoned:
            free = candidates_as_attendances(candidates, ints(some))
            status = solve(part(facts, free, Attendances.none(), relax=False, goals=()).program, run).status
        if status in ("optimal", "feasible"):
            break
    return status


def _smallest(problem: Problem, pins: Sequence[Pin], run: Run) -> tuple[Pin, ...]:
    """Leave out each pin in turn, and leave it out for good if the others are still impossible."""
    needed = list(pins)
    for pin in pins:
        others = [one for one in needed if one != pin]
        if impossible(replace(problem, pins=tuple(others)), run):
            needed = others
    return tuple(needed)


def impossible(problem: Problem, run: Run) -> bool:
    """Whether it is proven that no plan holds these pins and this budget; False where that stays open."""
    facts = problem.facts
    candidates = Candidates(facts, lambda: run.abandoned)
    if run.abandoned:
        return False
    if any(not _has_candidate(candidates, pin) for pin in problem.pins):
        return True
    if facts.settings.max_broken_pairs is not None:
        bound = _most_kept(candidates)
        if bound is not None and len(facts.had_one) - bound > facts.settings.max_broken_pairs:
            return True
        rows = np.arange(len(candidates))
    else:
        rows = _around_pins(candidates)
    if len(rows) > MOST_COMPANIONS:
        return False
    free = candidates_as_attendances(candidates, rows)
    asked = part(facts, free, Attendances.none(), relax=False, goals=())
    return solve(asked.program, run).status == "infeasible"


def _most_kept(candidates: Candidates) -> int | None:
    facts = candidates.facts
    settings = replace(facts.settings, max_broken_pairs=None)
    program = relaxation(replace(facts.problem, settings=settings).facts, candidates)
    goal = next(g for g in program.goals if g.key == "kept_pairs")
    return Relaxed(program).bound(goal)


def _around_pins(candidates: Candidates) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Every candidate at a venue and day where a pinned pupil could be: sessions elsewhere change nothing there."""
    facts = candidates.facts
    place = facts.slot_venue * 8 + facts.slot_day
    pinned = [facts.number["pupil"][pin.pupil] for pin in facts.problem.pins]
    rows = np.concatenate([candidates.of_pupil(p) for p in pinned] or [ints([])])
    return np.flatnonzero(np.isin(place[candidates.slot], place[candidates.slot[rows]]))


def _rule_of(problem: Problem, run: Run) -> str | None:
    """The first rule that together with the pins alone cannot hold; None where it takes several."""
    if _loosely_impossible(problem, (), run):
        return "pin"
    rules = [*RULES, *(key for key in BOOK.rules if key not in (*RULES, *NOT_OF_ONE_PIN))]
    return next((rule for rule in rules if _loosely_impossible(problem, (rule,), run)), None)


def _loosely_impossible(problem: Problem, rules: tuple[str, ...], run: Run) -> bool:
    """Whether the pins cannot hold under these rules alone, with nothing filtered beforehand.

    Free are the pinned pupils and all tied to them with the mentors of the pins in any slot, and, as company for
    the other mentors, one pupil without a pin.
    """
    facts = problem.facts
    number = facts.number
    pins = [(number["pupil"][pin.pupil], number["mentor"][pin.mentor]) for pin in problem.pins]
    slots = np.arange(len(problem.slots))
    units = {int(facts.unit[p]) for p, _ in pins}
    pairs = {(int(q), m) for p, m in pins for q in facts.units[facts.unit[p]]}
    if "min_adults" in rules:
        company = next((p for p in range(len(problem.pupils)) if int(facts.unit[p]) not in units), None)
        pairs |= {(company, m) for m in range(len(problem.mentors))} if company is not None else set()
    rows = ints(sorted(pairs)).reshape(-1, 2)
    pupil, mentor = (np.repeat(rows[:, i], len(slots)) for i in (0, 1))
    choices = table(facts, pupil, mentor, np.tile(slots, len(rows)))
    own = np.arange(len(choices["attend"]))
    compiler = Compiler(choices, Bundles(own, own, np.full(len(own), ALONE)))
    limits = [some for _, some in BOOK.limits(facts, choices, only=("pin", *rules))]
    return solve(compiler.program(limits, ()), run).status == "infeasible"
