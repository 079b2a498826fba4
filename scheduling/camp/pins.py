"""Pins: whether they can hold, a plan of the runs that they need, and smallest sets that cannot.

Every rule still holds when a whole run is left out. So pins can hold if and only if a plan can that has no other runs
than those of the pins (and the days gone by), which is a small program that is answered exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.plan import PinConflict
from scheduling.camp.problem import Pin, Problem
from scheduling.camp.search import Part, Places, part, places_of
from scheduling.camp.start import fixed_places
from scheduling.engine.exact import in_one_sum, solve
from scheduling.engine.run import Run
from scheduling.rule import IntArray, ints

FEW_ROOMS = 2
"""So many rooms for each pinned run are tried first."""
COMPANY = 60
"""So many pupils without pins are looked at as company where it is asked which rule is in the way."""


def plan_of_pins(facts: Facts, candidates: Candidates, run: Run) -> tuple[str, Places]:
    """(status, the days gone by with the runs that pins need); "infeasible" where the pins cannot hold."""
    begun = fixed_places(facts)
    if not open_pins(facts):
        return "optimal", begun
    if _unknown(facts):
        return "infeasible", begun
    status = "unknown"
    for rooms in (FEW_ROOMS, facts.R):
        asked = _only_pinned(facts, candidates, begun, rooms)
        found = solve(asked.program, run, goal=in_one_sum(asked.program))
        status = found.status
        if found.solution is not None:
            return "feasible", asked.read(found.solution)
        if run.over:
            break
    return status, begun


def open_pins(facts: Facts) -> list[Pin]:
    """Pins that are not on days gone by."""
    blocks = facts.number["block"]
    return [p for p in facts.problem.pins if p.block not in blocks or not facts.past[blocks[p.block]]]


def _unknown(facts: Facts) -> bool:
    return any(
        pin.person not in facts.number["person"]
        or pin.activity not in facts.number["activity"]
        or pin.block not in facts.number["block"]
        for pin in open_pins(facts)
    )


def _starts(facts: Facts) -> IntArray:
    """The different (activity, block) of the pins."""
    number = facts.number
    rows = {(number["activity"][p.activity], number["block"][p.block]) for p in open_pins(facts)}
    return ints(sorted(rows)).reshape(-1, 2)


def _only_pinned(facts: Facts, candidates: Candidates, begun: Places, rooms: int) -> Part:
    """The program with the runs of the pins alone, in so many rooms each."""
    starts = _starts(facts)
    pinned = np.isin(candidates.activity * facts.B + candidates.block, starts[:, 0] * facts.B + starts[:, 1])
    rows = np.flatnonzero(pinned)
    merit = np.minimum(facts.seats[candidates.room[rows]], facts.most[candidates.activity[rows]])
    key = candidates.activity[rows] * facts.B + candidates.block[rows]
    order = np.lexsort((-merit, key))
    place = np.arange(len(order)) - np.searchsorted(key[order], key[order])
    rows = np.sort(rows[order[place < rooms]])
    where = candidates.activity[rows], candidates.block[rows], candidates.room[rows]
    free = candidates.pupils_in(np.arange(facts.P), *where)
    free = free.plus(candidates.mentors_in(np.arange(facts.M), *where))
    return part(facts, free, begun, goals=("kept", "mentor_blocks"))


def conflicts(problem: Problem, run: Run) -> tuple[PinConflict, ...]:
    """Smallest sets of pins that cannot hold, none sharing a pin with another, until the rest can hold."""
    found: list[PinConflict] = []
    rest = list(dict.fromkeys(open_pins(problem.facts)))
    for pin in list(rest):  # by itself first: quick, and nothing is hidden behind it
        if _impossible(problem, [pin], run):
            found.append(PinConflict((pin,), _rule(problem, (pin,), run)))
            rest.remove(pin)
    while rest and not run.stopped and _impossible(problem, rest, run):
        smallest = _smallest(problem, rest, run)
        found.append(PinConflict(smallest, _rule(problem, smallest, run)))
        rest = [pin for pin in rest if pin not in smallest]
    return tuple(found)


def _impossible(problem: Problem, pins: Sequence[Pin], run: Run) -> bool:
    facts = replace(problem, pins=tuple(pins)).facts
    return plan_of_pins(facts, Candidates(facts), run)[0] == "infeasible"


def _smallest(problem: Problem, pins: Sequence[Pin], run: Run) -> tuple[Pin, ...]:
    """Leave out each pin in turn, and leave it out for good if the others are still impossible."""
    needed = list(pins)
    for pin in pins:
        others = [one for one in needed if one != pin]
        if others and _impossible(problem, others, run):
            needed = others
    return tuple(needed)


def _rule(problem: Problem, pins: tuple[Pin, ...], run: Run) -> str:
    """The first rule that is in the way with the pins alone; else one of a smallest set of rules that is."""
    facts = replace(problem, pins=pins).facts
    if _unknown(facts):
        return "pin"
    if not facts.R:
        return "room"
    rules = [key for key in BOOK.rules if key not in ("pin", "unknown")]
    for rule in rules:
        if _in_the_way(facts, (rule,), run):
            return rule
    needed = list(rules)
    for rule in rules:
        others = [one for one in needed if one != rule]
        if _in_the_way(facts, others, run):
            needed = others
    return needed[0]


def _in_the_way(facts: Facts, rules: Sequence[str], run: Run) -> bool:
    """Whether the pins cannot hold under these rules alone, with nothing filtered beforehand."""
    starts, number = _starts(facts), facts.number["person"]
    pinned = {number[pin.person] for pin in open_pins(facts)}
    company = [p for p in range(facts.P) if p not in pinned][:COMPANY]
    people = ints(sorted({*pinned, *company, *range(facts.P, facts.P + facts.M)}))
    who, start, room = (x.ravel() for x in np.indices((len(people), len(starts), facts.R)))
    free = places_of(people[who], starts[start, 0], starts[start, 1], ints(room))
    asked = part(facts, free, fixed_places(facts), goals=(), rules=("pin", *rules))
    return solve(asked.program, run).status == "infeasible"
