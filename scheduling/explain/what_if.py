"""What would give a waiting pupil a place, or one session more: own data changed, or a few others moving.

Each answer is checked as a whole: the changed problem with the changed plan breaks nothing that was not broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduling import check
from scheduling.explain.board import Place, Step
from scheduling.explain.chains import THOROUGH, Found, Moving, applied, numbers, rank
from scheduling.explain.who_else import Move, moves
from scheduling.explain.wishes import Changes, OwnChange, changed, changes_for, openings
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import Attendances


@dataclass(frozen=True)
class WhatIf:
    """With these changes to the pupil's data, and these others moving, the pupil has these sessions.

    ``gains`` is what that does to each goal; ``who_else.moved`` makes the plan.
    """

    changes: Changes
    mentor: str
    slots: tuple[str, ...]
    moves: tuple[Move, ...]
    gains: Mapping[str, int]


def what_if(
    problem: Problem,
    plan: Plan | Iterable[Session],
    pupil: str,
    *,
    others: int = 1,
    most: int = 8,
    over: Callable[[], bool] = lambda: False,
) -> list[WhatIf]:
    """Up to ``most`` answers, smallest first: all others left in place, then with up to ``others`` moving.

    Empty where the pupil has all sessions wanted. Raises KeyError where there is no such pupil.
    """
    asked = _Asked(problem, plan, pupil)
    if asked.have >= asked.pupil.sessions:
        return []
    answers: list[WhatIf] = []
    for changes, found, moving in asked.ways(others):
        if len(answers) >= most or over():
            break
        if not any(_says_as_much(answer, changes, len(found.change) - 1) for answer in answers):
            answer = asked.checked(changes, found, moving)
            answers += [answer] if answer is not None else []
    return answers


def _says_as_much(answer: WhatIf, changes: Changes, others: int) -> bool:
    """Whether an earlier answer asks for no other change than these (in kind), and no more others to move."""
    return len(answer.moves) <= others and {c.like for c in answer.changes} <= {c.like for c in changes}


class _Asked:
    """One question, by one pupil of one plan."""

    def __init__(self, problem: Problem, plan: Plan | Iterable[Session], pupil: str) -> None:
        self.problem, self.moving = problem, Moving(problem, plan)
        facts = self.moving.facts
        self.number = numbers(facts, "pupil", pupil)
        self.unit = int(facts.unit[self.number])
        self.pupil = problem.pupils[self.number]
        self.before = self.moving.at(self.unit)
        self.have = len(self.before)

    def ways(self, others: int) -> Iterator[tuple[Changes, Found, Moving]]:
        """(changes, what would be done, with whom), smallest first."""
        steps = self._steps()
        found = self.moving.searched(list(steps), 1 + others, THOROUGH)
        ways = [(c, one, self.moving) for one in found for c in steps[one.change[0]]]
        ways += [way for kind in ("together", "apart") for way in self._untied(kind)]
        ways.sort(key=self._order)
        best: dict[tuple[object, bool], tuple[Changes, Found, Moving]] = {}
        for way in ways:
            best.setdefault((tuple(c.size for c in way[0]), len(way[1].change) > 1), way)
        yield from best.values()

    def _order(self, way: tuple[Changes, Found, Moving]) -> tuple[object, ...]:
        changes, found, _ = way
        size = (len(changes), sorted(c.size for c in changes))
        return len(found.change) > 1, size, len(found.change), rank(self.moving.facts, found.gains), found.change

    def _steps(self) -> dict[Step, list[Changes]]:
        """Each step that would be one session more, with the sets of changes that open it."""
        opened: dict[Changes, dict[int, list[int]]] = {(): self.moving.open(self.unit)}
        for place, keys in openings(self.moving.facts, self.unit, self.number):
            for changes in changes_for(self.problem, self.pupil, place, keys) if keys else ():
                opened.setdefault(changes, {}).setdefault(place[0], []).append(place[1])
        steps: dict[Step, list[Changes]] = {}
        for changes, slots_of in opened.items():
            for places in self._more(slots_of):
                steps.setdefault(Step(self.unit, self.before, places), []).append(changes)
        return steps

    def _more(self, slots_of: Mapping[int, list[int]]) -> Iterator[tuple[Place, ...]]:
        """Places with one session more, at least one of them in the slots given."""
        days = {int(self.moving.facts.slot_day[slot]) for _, slot in self.before}
        free = self.moving.open(self.unit)
        for mentor, slots in slots_of.items():
            if not self.before:
                yield from (((mentor, slot),) for slot in slots)
            elif mentor == self.before[0][0]:
                own = [s for s in slots if int(self.moving.facts.slot_day[s]) not in days]
                yield from (tuple(sorted((*self.before, (mentor, slot)))) for slot in own)
            else:
                both = sorted({*slots, *free.get(mentor, ())})
                sets = self.moving.patterns({mentor: both}, self.have + 1)
                yield from (places for places in sets if any(slot in slots for _, slot in places))

    def _untied(self, kind: str) -> Iterator[tuple[Changes, Found, Moving]]:
        """A place that the pupil could have if no longer tied to, or kept apart from, others."""
        facts = self.moving.facts
        tied = len(facts.units[self.unit]) > 1 if kind == "together" else bool((facts.apart == self.number).any())
        if not tied or (kind == "together" and self.before):
            return
        change = OwnChange(kind, {})
        moving = Moving(changed(self.problem, self.pupil.id, (change,)), self.moving.sessions)
        unit = int(moving.facts.unit[self.number])
        own = [Step(unit, self.before, p) for p in moving.patterns(moving.open(unit), self.have + 1)]
        for found in moving.searched(own, 1):
            yield (change,), found, moving

    def checked(self, changes: Changes, found: Found, moving: Moving) -> WhatIf | None:
        """The answer, if the whole of it holds under the checker."""
        other = changed(self.problem, self.pupil.id, changes)
        plan: Attendances = applied(moving.facts, self.moving.plan, found.change)
        sessions = plan.sessions(other.facts)
        if len(new_breaches(other, sessions, self.problem, self.moving.sessions)):
            return None
        before, after = check.values(self.problem, self.moving.sessions), check.values(other, sessions)
        own = sorted((s.mentor, s.slot) for s in sessions if self.pupil.id in s.pupils)
        if len(own) <= self.have:
            return None
        gains = {goal: after[goal] - before[goal] for goal in after}
        slots = tuple(slot for _, slot in own)
        return WhatIf(changes, own[0][0], slots, moves(moving.facts, found.change[1:]), gains)


def new_breaches(
    problem: Problem, sessions: Sequence[Session], before: Problem, old: Sequence[Session]
) -> list[check.Breach]:
    """Breaches of one plan that another, of a like problem, does not have."""
    had = {str(b) for b in check.breaches(before, old)}
    return [b for b in check.breaches(problem, sessions) if str(b) not in had]
