"""Ways to give a unit other places: at once, or with a few others moving, each way judged whole.

First each move is judged alone; chains are put together only from moves that fit, then judged again as one change.
So everything found holds; what takes more than the caps below may be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, islice, product

import numpy as np

from scheduling.explain.board import Board, Change, Leaver, Place, Step, attendances, places_of
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import Attendances, of_sessions

PATTERNS = 40
"""Sets of slots tried with one mentor."""
WAITING = 8
"""Of so many times as many waiting units as are brought along it is asked whether they could come."""
LOOKED_AT = 5
"""Of so many times as many blocked places as are tried it is asked who is in the way."""


@dataclass(frozen=True)
class Effort:
    """Caps: places in whose way others are (the best for the goals); others asked to move, places tried for each,
    where each could go; others brought along to one slot; chains judged.
    """

    tries: int
    leavers: int
    each: int
    leaving: int
    company: int
    joint: int


QUICK = Effort(tries=24, leavers=8, each=3, leaving=80, company=3, joint=200)
THOROUGH = Effort(tries=200, leavers=60, each=4, leaving=500, company=8, joint=3_000)


@lru_cache(maxsize=2)
def candidates_of(facts: Facts) -> Candidates:
    """The candidates of a problem, made once for many questions."""
    return Candidates(facts)


def known_sessions(problem: Problem, plan: Plan | Iterable[Session]) -> tuple[Session, ...]:
    """The sessions, without ids that the problem does not know."""
    number = problem.facts.number
    sessions = plan.sessions if isinstance(plan, Plan) else tuple(plan)
    return tuple(
        Session(s.mentor, s.slot, tuple(p for p in s.pupils if p in number["pupil"]))
        for s in sessions
        if s.mentor in number["mentor"] and s.slot in number["slot"]
    )


@dataclass(frozen=True)
class Found:
    """A change that breaks no rule, the asker's step first, and what it does to each goal."""

    change: Change
    gains: Mapping[str, int]


class Moving:
    """Who could go where in one plan."""

    def __init__(self, problem: Problem, plan: Plan | Iterable[Session]) -> None:
        self.problem, self.facts = problem, problem.facts
        self.sessions = known_sessions(problem, plan)
        self.plan: Attendances = of_sessions(self.facts, self.sessions)
        self.places = places_of(self.facts, self.plan)
        self.candidates = candidates_of(self.facts)
        self._open: dict[int, dict[int, list[int]]] = {}
        self._moved: dict[int, list[Change]] = {}

    def open(self, unit: int) -> dict[int, list[int]]:
        """Slots by mentor that the filters allow to the unit."""
        if unit not in self._open:
            rows = self.candidates.of_pupil(int(self.facts.units[unit][0]))
            found: dict[int, list[int]] = {}
            pairs = zip(self.candidates.mentor[rows].tolist(), self.candidates.slot[rows].tolist(), strict=True)
            for mentor, slot in pairs:  # candidates are sorted by mentor, then slot
                found.setdefault(mentor, []).append(slot)
            self._open[unit] = found
        return self._open[unit]

    def possible(self, unit: int) -> dict[int, list[int]]:
        """The same without places that cannot be had while all others stay, whatever places come along."""
        places = [(mentor, slot) for mentor, slots in self.open(unit).items() for slot in slots]
        alone: list[Change] = [(Step(unit, self.at(unit), (place,)),) for place in places]
        hopeless = self.board(alone).judge(alone).hopeless() if alone else np.zeros(0, dtype=np.bool_)
        found: dict[int, list[int]] = {}
        for (mentor, slot), bad in zip(places, hopeless.tolist(), strict=True):
            if not bad:
                found.setdefault(mentor, []).append(slot)
        return found

    def at(self, unit: int) -> tuple[Place, ...]:
        """The unit's places in the plan."""
        return self.places.get(unit, ())

    def patterns(self, slots_of: Mapping[int, list[int]], size: int) -> Iterator[tuple[Place, ...]]:
        """Sets of ``size`` places with one mentor on different days, a few with each mentor."""
        for mentor, slots in slots_of.items():
            days: dict[int, list[Place]] = {}
            for slot in slots:
                days.setdefault(int(self.facts.slot_day[slot]), []).append((mentor, slot))
            sets = (tuple(sorted(p)) for some in combinations(days.values(), size) for p in product(*some))
            yield from islice(sets, PATTERNS if size > 1 else None)

    def leaving(self, leaver: Leaver) -> Iterator[Step]:
        """How a unit could leave some places and have as many sessions as before."""
        unit, left = leaver
        before = self.at(unit)
        stays = tuple(p for p in before if p not in left)
        days = {int(self.facts.slot_day[s]) for _, s in stays}
        for mentor, slots in self.open(unit).items():
            free = [s for s in slots if (mentor, s) not in left]
            if stays and mentor == stays[0][0]:
                others = {mentor: [s for s in free if int(self.facts.slot_day[s]) not in days]}
                more = self.patterns(others, len(before) - len(stays))
                yield from (Step(unit, before, tuple(sorted((*stays, *places)))) for places in more)
            else:
                yield from (Step(unit, before, places) for places in self.patterns({mentor: free}, len(before)))

    @cached_property
    def waiting(self) -> list[int]:
        """Units without a place, most urgent first."""
        units = [u for u in range(len(self.facts.units)) if u not in self.places]
        return sorted(units, key=lambda u: -int(self.facts.priority[self.facts.units[u]].sum()))

    @cached_property
    def groups(self) -> dict[Place, list[int]]:
        """The units in each session."""
        found: dict[Place, list[int]] = {}
        for unit, places in self.places.items():
            for place in places:
                found.setdefault(place, []).append(unit)
        return found

    def company(self, step: Step, most: int) -> Iterator[Change]:
        """Others who could be brought to the step's new slots: whole sessions at other times, then who waits."""
        for mentor, slot in set(step.after) - set(step.before):
            moved = (c for c in self._sessions_to(slot) if c[0].after and self._apart(c, mentor, step.unit))
            waiting = (
                (Step(unit, (), ((other, slot),)),)
                for unit in self.waiting[: WAITING * most]
                if unit != step.unit
                for other, slots in self.open(unit).items()
                if other != mentor and slot in slots
            )
            yield from islice(moved, most)
            yield from islice(waiting, most)

    @staticmethod
    def _apart(change: Change, mentor: int, unit: int) -> bool:
        return all(step.unit != unit and step.after[0][0] != mentor for step in change)

    def _sessions_to(self, slot: int) -> list[Change]:
        """Whole sessions that could move to the slot."""
        if slot not in self._moved:
            self._moved[slot] = [
                tuple(Step(u, self.at(u), _swapped(self.at(u), (m, old), (m, slot))) for u in group)
                for (m, old), group in self.groups.items()
                if (m, slot) not in self.groups and all(slot in self.open(u).get(m, ()) for u in group)
            ]
        return self._moved[slot]

    def board(self, changes: Iterable[Change]) -> Board:
        """The plan with all places of the changes beside it."""
        more = {(step.unit, place) for change in changes for step in change for place in step.after}
        return Board(self.facts, self.plan, attendances(self.facts, sorted(more)))

    def searched(self, own: Sequence[Step], depth: int, effort: Effort = QUICK) -> list[Found]:
        """Ways to take one of the steps ``own`` while at most ``depth - 1`` others (or sessions) move."""
        return _Search(self, own, effort).found(depth) if own else []


def _swapped(places: tuple[Place, ...], old: Place, new: Place) -> tuple[Place, ...]:
    return tuple(sorted(new if place == old else place for place in places))


class _Search:
    def __init__(self, moving: Moving, own: Sequence[Step], effort: Effort) -> None:
        self.moving, self.own, self.effort = moving, own, effort
        self.first = [(step,) for step in own]

    def found(self, depth: int) -> list[Found]:
        """Chains by length, each judged as a whole."""
        board = self.moving.board(self.first)
        verdict = board.judge(self.first)
        good = verdict.free()
        found = [Found(self.first[i], verdict.gain(i)) for i in np.flatnonzero(good).tolist()]
        if depth < 2 or bool(good.all()):
            return found
        effort, facts = self.effort, self.moving.facts
        blocked = [i for i in verdict.ranked(facts).tolist() if not good[i]][: LOOKED_AT * effort.tries]
        ways, rules = board.in_the_way(verdict, blocked), verdict.rules()
        few = [i for i in blocked if rules[i] == {"min_adults"}][: effort.tries]
        helped = [(*self.first[i], *more) for i in few for more in self.moving.company(self.own[i], effort.company)]
        blocked = [i for i in blocked if ways[i]][: effort.tries]
        asked: dict[Leaver, list[Change]] = {}
        for i in blocked:
            for leaver in sorted(ways[i]):
                if leaver[0] != self.own[i].unit and len(asked.setdefault(leaver, [])) < self.effort.each:
                    asked[leaver].append(self.first[i])
        chains = self._joined(asked, depth - 1)
        return found + self._judged([*helped[: effort.joint // 2], *chains])

    def _joined(self, asked: Mapping[Leaver, list[Change]], depth: int) -> list[Change]:
        """Chains in which somebody in the way of one of the changes so far moves on."""
        asked = dict(sorted(asked.items(), key=lambda item: -len(item[1]))[: self.effort.leavers])
        most = self.effort.leaving
        steps = [(leaver, (step,)) for leaver in asked for step in islice(self.moving.leaving(leaver), most)]
        if not steps:
            return []
        alone = [change for _, change in steps]
        board = self.moving.board(alone)
        verdict = board.judge(alone)
        vacated = {place for step in self.own for place in step.before}
        swaps = [not vacated.isdisjoint(step.after) for _, (step,) in steps]
        chains = [
            (*before, *change)
            for (leaver, change), fits, swap in zip(steps, verdict.free().tolist(), swaps, strict=True)
            if fits or swap
            for before in asked[leaver]
        ]
        return chains + (self._further(asked, steps, board.in_the_way(verdict)) if depth > 1 else [])

    def _further(
        self,
        asked: Mapping[Leaver, list[Change]],
        steps: Sequence[tuple[Leaver, Change]],
        ways: Sequence[set[Leaver]],
    ) -> list[Change]:
        deeper: dict[Leaver, list[Change]] = {}
        for (leaver, change), way in zip(steps, ways, strict=True):
            for before in asked[leaver][:2]:
                taken = {step.unit for step in (*before, *change)}
                for next_ in sorted(way):
                    if next_[0] not in taken and len(deeper.setdefault(next_, [])) < self.effort.each:
                        deeper[next_].append((*before, *change))
        return self._joined(deeper, 1)

    def _judged(self, chains: Sequence[Change]) -> list[Found]:
        """Those that break nothing as a whole, as many as the effort allows."""
        some = list(dict.fromkeys(chains))[: self.effort.joint]
        if not some:
            return []
        verdict = self.moving.board(some).judge(some)
        return [Found(some[i], verdict.gain(i)) for i in np.flatnonzero(verdict.free()).tolist()]


def rank(facts: Facts, gains: Mapping[str, int]) -> tuple[int, ...]:
    """The gains in the order of the goals, the best sorting first."""
    return tuple(-gains[g] if BOOK.goals[g].more else gains[g] for g in facts.settings.goals)


def applied(facts: Facts, plan: Attendances, change: Change) -> Attendances:
    """The plan after a change."""
    gone = [(s.unit, p) for s in change for p in s.before]
    come = [(s.unit, p) for s in change for p in s.after]
    old = set(gone)
    keep = [
        (int(u), (m, s)) not in old
        for u, m, s in zip(facts.unit[plan.pupil], plan.mentor.tolist(), plan.slot.tolist(), strict=True)
    ]
    return plan.where(np.array(keep, dtype=np.bool_)).plus(attendances(facts, come))


def numbers(facts: Facts, kind: str, id_: str) -> int:
    """The number of an id. Raises KeyError with a clear sentence where the problem does not know it."""
    if id_ not in facts.number[kind]:
        raise KeyError(f'there is no {kind} "{id_}" in this problem')
    return facts.number[kind][id_]
