"""First come, first served: what a careful coordinator does by hand, the urgent first, then in the order of the list.

Pins first, then everybody stays where the plan in force has them, then those who lost their place get their mentor
back elsewhere, then each pupil in turn gets the first place that can be had (a running session of the best fitting
mentor, else a slot opened together with another waiting pupil where two adults must be there), then further sessions
in the same order. Nobody is moved to make room for another. Keeps every hard rule, except that it may miss a pin or
a budget of broken pairs that asks for such moves.
"""

from __future__ import annotations

from benchmarks.peers.desk import Desk, Place
from benchmarks.told import Told
from scheduling import Problem


def run(problem: Problem, told: Told) -> None:
    """One pass; the rest of the budget is not used."""
    desk = first_come(problem, told)
    told.plan(desk.sessions)


def first_come(problem: Problem, told: Told | None = None) -> Desk:
    """The filled desk; plans are told after each pass over the list."""
    desk = Desk(problem)
    keep_in_force(desk)
    order = in_turn(desk)
    placed = 1
    while placed:
        if told:
            told.plan(desk.sessions)
        # all without any place first, then one session more for each who wants more, and so on
        placed = sum(desk.served(u, desk.options[u]) for u in order if not desk.places[u])
        placed += further_sessions(desk, order)
    return desk


def further_sessions(desk: Desk, order: list[int]) -> int:
    """One session more, with the mentor they have, for each in turn who wants more; how many got one."""
    return sum(desk.served(u, own_mentor(desk, u)) for u in order if desk.places[u] and desk.wanted(u) > 0)


def in_turn(desk: Desk) -> list[int]:
    """Units by priority, then in the order of the list."""
    priority = desk.facts.priority
    return sorted(range(len(desk.options)), key=lambda u: -int(priority[desk.facts.units[u]].max()))


def own_mentor(desk: Desk, unit: int) -> list[Place]:
    """The unit's options with the mentor that it has."""
    mentor = desk.places[unit][0][0]
    return [at for at in desk.options[unit] if at[0] == mentor]


def keep_in_force(desk: Desk) -> None:
    """Pins, then the places of the plan in force, then the mentors of it at other times."""
    facts = desk.facts
    number = facts.number
    for pin in sorted(facts.problem.pins, key=lambda pin: pin.slot is None):
        unit, mentor = int(facts.unit[number["pupil"][pin.pupil]]), number["mentor"][pin.mentor]
        slots = range(len(desk.day)) if pin.slot is None else [number["slot"][pin.slot]]
        if pin.slot is not None or not desk.places[unit]:
            _put_first(desk, unit, [(mentor, s) for s in slots])
    for pupil, mentor, slot in facts.places.tolist():
        _put_first(desk, int(facts.unit[pupil]), [(mentor, slot)])
    desk.mend_adults()
    for pupil, mentor in facts.had.tolist():
        unit = int(facts.unit[pupil])
        if not desk.places[unit]:
            desk.served(unit, [at for at in desk.options[unit] if at[0] == mentor])


def _put_first(desk: Desk, unit: int, places: list[Place]) -> None:
    """The first place that the unit may have; whether adults are there is asked afterwards."""
    allowed = set(desk.options[unit])
    for at in places:
        if at in allowed and desk.fits(unit, *at):
            desk.place(unit, *at)
            return
