"""Why a pupil waits: at which rule each (mentor, slot) falls away, what is nearly possible, what holds the rest.

``reasons`` of a plan file is a list of objects, in this order:

- ``{"kind": "filter", "rule": R, "options": n}``: n of all (mentor, slot) fall away at rule R, the rules being asked
  in the fixed order ``ORDER``, each option counted at the first rule that it fails. ``together`` counts those that
  the pupil could take but not everybody tied to the pupil.
- ``{"kind": "near", "rule": R, "options": n, "mentors": [...]}``: n options fail R and nothing else; up to five of
  their mentors.
- ``{"kind": "held", "rule": R, "options": n}``: n of the options left would break R with everybody else left in place
  (the first in ``HELD``).
- ``{"kind": "goal", "options": n}``: n options break nothing, but are not taken: an earlier goal would lose, or the
  search has not found it.

- ``{"kind": "open", "options": n}``: n options were not looked into, for lack of time or because more than ``most``
  of all pupils together were left (the most urgent pupils are looked into first, then those first in the file).

All ``filter``, ``held``, ``goal`` and ``open`` counts together are the number of mentors times the number of slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scheduling.check import attended
from scheduling.explain.chains import candidates_of, known_sessions, numbers
from scheduling.moves import broken_by, with_derived
from scheduling.rule import BoolArray, Filter, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Plan, Short
from scheduling.weekly.problem import Problem, Session
from scheduling.weekly.search import Attendances, candidates_as_attendances, of_sessions

ORDER = (
    *("clearance", "ban", "pin", "grades", "required_language", "mentor_gender", "topics"),
    *("pupil_time", "pupil_reach", "mentor_time", "mentor_reach"),
)
HELD = (
    *("one_mentor", "one_a_day", "mentor_load", "no_clash", "seats", "rooms", "min_adults", "grade_span", "apart"),
    *("together", "pin", "broken_pairs", "session"),
)
BATCH = 8_000
"""So many options are judged in one go, and so many pupils' counts: between two the clock may be asked."""
PUPILS = 256
MOST_HELD = 60_000
MOST_OPTIONS = 10**9

Reason = Mapping[str, Any]


def _never() -> bool:
    return False


def shortages(
    problem: Problem,
    candidates: Candidates,
    sessions: tuple[Session, ...],
    *,
    over: Callable[[], bool] = _never,
    most: int = MOST_HELD,
) -> tuple[Short, ...]:
    """Every pupil with fewer sessions than wanted, in the order of the problem, with the reasons.

    As soon as ``over()`` is true the rest is left ``open`` (asked every few tenths of a second); at most ``most``
    options are judged against the plan, which makes the answer the same on any machine.
    """
    have = attended(problem, sessions)
    pupils = np.flatnonzero(have < problem.facts.wanted)
    told = reasons_of(problem.facts, candidates, of_sessions(problem.facts, sessions), pupils, over=over, most=most)
    return tuple(Short(problem.pupils[p].id, int(have[p]), told[p]) for p in pupils.tolist())


def looked_into(problem: Problem, plan: Plan) -> Plan:
    """The same plan with the reasons that lack of time had left ``open``; for whoever has the time after all."""
    if not any(reason["kind"] == "open" for one in plan.short for reason in one.reasons):
        return plan
    return replace(plan, short=shortages(problem, candidates_of(problem.facts), plan.sessions))


def why_not(problem: Problem, plan: Plan | Iterable[Session], pupil: str) -> Short | None:
    """The reasons of one pupil, all options looked into; None where the pupil has all sessions wanted.

    Raises KeyError where there is no such pupil.
    """
    facts, sessions = problem.facts, known_sessions(problem, plan)
    number = numbers(facts, "pupil", pupil)
    have = int(attended(problem, sessions)[number])
    if have >= problem.pupils[number].sessions:
        return None
    own = ints([number])
    told = reasons_of(facts, candidates_of(facts), of_sessions(facts, sessions), own, most=MOST_OPTIONS)
    return Short(pupil, have, told[number])


def reasons_of(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    pupils: IntArray,
    *,
    over: Callable[[], bool] = _never,
    most: int = MOST_HELD,
) -> dict[int, tuple[Reason, ...]]:
    """The reasons of each of these pupils (numbers)."""
    urgent = pupils[np.argsort(-facts.priority[pupils], kind="stable")]
    filtered = Filtered(facts)
    counts: dict[int, list[Reason]] = {}
    for first in range(0, len(urgent), PUPILS):
        some = urgent[first : first + PUPILS]
        counts |= {p: [filtered.unseen] for p in some.tolist()} if over() else filtered.reasons(some, candidates)
    seen = ints([p for p in urgent.tolist() if counts[p] != [filtered.unseen]])
    held = _held(facts, candidates, plan, seen, over, most)
    return {p: (*reasons, *held.get(p, ())) for p, reasons in counts.items()}


@dataclass(frozen=True)
class _Axis:
    """Filters over one axis (mentors or slots): for each pupil and place, the first failed and how many are."""

    filters: Sequence[Filter[Facts]]
    first: IntArray
    many: IntArray

    def only(self, number: int) -> BoolArray:
        """Where this filter fails and no other of the axis."""
        one: BoolArray = (self.many == 1) & (self.first == number)
        return one

    @property
    def passed(self) -> BoolArray:
        """Where none fails."""
        none: BoolArray = self.many == 0
        return none


class Filtered:
    """Counts at the filters, for many pupils at once: options are products of mentors, slots and both."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.shape = len(facts.problem.mentors), len(facts.problem.slots)
        filters = sorted((f for rule in BOOK.rules.values() for f in rule.filters), key=_place)
        self.of_mentor = [f for f in filters if "slot" not in f.of]
        self.of_slot = [f for f in filters if "slot" in f.of and "mentor" not in f.of]
        of_both = [f for f in filters if f.of == ("mentor", "slot")]
        self.both = self._axis(of_both, {"mentor": np.arange(self.shape[0])[:, None], "slot": _row(self.shape[1])})
        self.unseen: Reason = {"kind": "open", "options": self.shape[0] * self.shape[1]}

    def _axis(self, filters: Sequence[Filter[Facts]], columns: Mapping[str, IntArray]) -> _Axis:
        shape = np.broadcast_shapes(*(c.shape for c in columns.values()))
        first, many = np.full(shape, len(filters)), np.zeros(shape, dtype=np.int64)
        for i in reversed(range(len(filters))):
            bad = ~np.broadcast_to(filters[i].allowed(self.facts, *(columns[c] for c in filters[i].of)), shape)
            first[bad] = i
            many += bad
        return _Axis(filters, first, many)

    def axes(self, pupils: IntArray) -> tuple[_Axis, _Axis]:
        """``[pupil, mentor]`` and ``[pupil, slot]`` of the filters that look at one mentor, at one slot."""
        column = pupils[:, None]
        return (
            self._axis(self.of_mentor, {"pupil": column, "mentor": _row(self.shape[0])}),
            self._axis(self.of_slot, {"pupil": column, "slot": _row(self.shape[1])}),
        )

    def reasons(self, pupils: IntArray, candidates: Candidates) -> dict[int, list[Reason]]:
        """The ``filter`` and ``near`` reasons of each pupil."""
        mentors, slots = self.axes(pupils)
        found: dict[int, list[Reason]] = {p: [] for p in pupils.tolist()}
        for rule, options in self._lost(pupils, candidates, mentors, slots):
            for at in np.flatnonzero(options).tolist():
                found[int(pupils[at])].append({"kind": "filter", "rule": rule, "options": int(options[at])})
        ids = self.facts.ids["mentor"]
        for rule, options in self._near(mentors, slots):
            total = options.sum(axis=1)
            for at in np.flatnonzero(total).tolist():
                some = [ids[m] for m in np.flatnonzero(options[at])[:5].tolist()]
                near = {"kind": "near", "rule": rule, "options": int(total[at]), "mentors": some}
                found[int(pupils[at])].append(near)
        return found

    def _lost(
        self, pupils: IntArray, candidates: Candidates, mentors: _Axis, slots: _Axis
    ) -> Iterator[tuple[str, IntArray]]:
        """(rule, how many options of each pupil fall away there first)."""
        alive = mentors.passed.sum(axis=1)
        for i, one in enumerate(mentors.filters):
            yield one.key, (mentors.first == i).sum(axis=1) * self.shape[1]
        for i, one in enumerate(slots.filters):
            yield one.key, (slots.first == i).sum(axis=1) * alive
        for i, one in enumerate(self.both.filters):
            yield one.key, _products(mentors.passed, self.both.first == i, slots.passed).sum(axis=1)
        left = _products(mentors.passed, self.both.passed, slots.passed).sum(axis=1)
        yield "together", left - ints([len(candidates.of_pupil(p)) for p in pupils.tolist()])

    def _near(self, mentors: _Axis, slots: _Axis) -> Iterator[tuple[str, IntArray]]:
        """(rule, ``[pupil, mentor]``: how many options fail this rule and nothing else)."""
        free = _products(np.ones_like(mentors.passed), self.both.passed, slots.passed)
        for i, one in enumerate(mentors.filters):
            yield one.key, free * mentors.only(i)
        for i, one in enumerate(slots.filters):
            yield one.key, _products(mentors.passed, self.both.passed, slots.only(i))
        for i, one in enumerate(self.both.filters):
            yield one.key, _products(mentors.passed, self.both.only(i), slots.passed)


def _row(size: int) -> IntArray:
    return np.arange(size)[None, :]


def _products(of_mentor: BoolArray, of_both: BoolArray, of_slot: BoolArray) -> IntArray:
    """``[pupil, mentor]``: in how many slots all three hold."""
    counts = of_slot.astype(np.float32) @ of_both.T.astype(np.float32)  # exact: far below 2**24
    return ints(counts * of_mentor)


def _place(one: Filter[Facts]) -> int:
    return ORDER.index(one.key) if one.key in ORDER else len(ORDER)


def _held(
    facts: Facts,
    candidates: Candidates,
    plan: Attendances,
    pupils: IntArray,
    over: Callable[[], bool],
    most: int,
) -> dict[int, list[Reason]]:
    """The ``held``, ``goal`` and ``open`` reasons of each pupil."""
    found: dict[int, list[Reason]] = {}
    total = 0
    for batch in _batches(facts, candidates, pupils):
        own = [len(candidates.of_pupil(p)) for p in batch]
        total += sum(own)
        if total > most or over():
            found |= {p: [{"kind": "open", "options": n}] for p, n in zip(batch, own, strict=True) if n}
        else:
            found |= _held_of(facts, candidates, plan, ints(batch))
    return found


def _batches(facts: Facts, candidates: Candidates, pupils: IntArray) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for pupil in pupils.tolist():
        more = len(candidates.of_pupil(pupil)) * len(facts.units[facts.unit[pupil]])
        if batch and size + more > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(pupil)
        size += more
    if batch:
        yield batch


def _held_of(facts: Facts, candidates: Candidates, plan: Attendances, pupils: IntArray) -> dict[int, list[Reason]]:
    units = np.unique(facts.unit[pupils])
    rows = np.concatenate([candidates.of_pupil(int(p)) for u in units for p in facts.units[u]])
    mine = np.full(len(facts.units), -1)
    mine[facts.unit[plan.pupil]] = plan.mentor
    own = mine[facts.unit[candidates.pupil[rows]]]
    elsewhere = rows[(own >= 0) & (own != candidates.mentor[rows])]  # with the one mentor there is, never asked
    rows = np.setdiff1d(rows, elsewhere)
    free = candidates_as_attendances(candidates, rows)
    both = free.plus(plan)
    choices = table(facts, both.pupil, both.mentor, both.slot)
    holds = with_derived(choices, np.arange(len(choices["attend"])) >= len(rows))
    place = (facts.unit[free.pupil] * len(facts.problem.mentors) + free.mentor) * len(facts.problem.slots) + free.slot
    _, first, move = np.unique(place, return_index=True, return_inverse=True)
    moves = ints(move), np.arange(len(rows))
    broken = broken_by(choices, holds, *moves, BOOK.limits(facts, choices, filtered=True))
    order = [*HELD, *(key for key in broken if key not in HELD)]
    first_broken = np.full(len(first), len(order))
    for i in reversed(range(len(order))):
        first_broken[broken.get(order[i], ints([]))] = i
    unit_of_move = facts.unit[free.pupil[first]]
    one_mentor = np.bincount(candidates.pupil[elsewhere], minlength=len(facts.problem.pupils))
    return {
        p: list(_told(order, first_broken[unit_of_move == facts.unit[p]], int(one_mentor[p])))
        for p in pupils.tolist()
    }


def _told(order: list[str], first_broken: IntArray, one_mentor: int) -> Iterator[Reason]:
    counts = np.bincount(first_broken, minlength=len(order) + 1).tolist()
    counts[order.index("one_mentor")] += one_mentor
    for rule, options in zip(order, counts, strict=False):
        if options:
            yield {"kind": "held", "rule": rule, "options": options}
    if counts[-1]:
        yield {"kind": "goal", "options": counts[-1]}
