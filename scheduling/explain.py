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

- ``{"kind": "open", "options": n}``: n options were not looked into, as more than ``MOST_HELD`` of all pupils
  together were left (the first pupils of the file are looked into).

All ``filter``, ``held``, ``goal`` and ``open`` counts together are the number of mentors times the number of slots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scheduling.check import attended
from scheduling.moves import broken_by, with_derived
from scheduling.rule import BoolArray, Filter, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.facts import Facts
from scheduling.weekly.plan import Short
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
BATCH = 20_000
MOST_HELD = 60_000


def shortages(problem: Problem, candidates: Candidates, sessions: tuple[Session, ...]) -> tuple[Short, ...]:
    """Every pupil with fewer sessions than wanted, in the order of the problem, with the reasons."""
    have = attended(problem, sessions)
    pupils = np.flatnonzero(have < problem.facts.wanted)
    held = _held(problem.facts, candidates, of_sessions(problem.facts, sessions), pupils)
    filtered = _Filtered(problem.facts, candidates)
    return tuple(
        Short(problem.pupils[p].id, int(have[p]), (*filtered.reasons(p), *held.get(p, ()))) for p in pupils.tolist()
    )


class _Filtered:
    """Counts at the filters, for one pupil after the other."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts, self.candidates = facts, candidates
        self.shape = len(facts.problem.mentors), len(facts.problem.slots)
        filters = sorted((f for rule in BOOK.rules.values() for f in rule.filters), key=_place)
        self.of_mentor = [f for f in filters if "slot" not in f.of]
        self.of_slot = [f for f in filters if f.of == ("pupil", "slot")]
        self.of_both = [f for f in filters if f.of == ("mentor", "slot")]
        columns = {"mentor": np.arange(self.shape[0])[:, None], "slot": np.arange(self.shape[1])[None, :]}
        bad = [~np.broadcast_to(f.allowed(facts, *(columns[c] for c in f.of)), self.shape) for f in self.of_both]
        table_ = np.array(bad, dtype=np.bool_).reshape(len(bad), *self.shape)
        self.both_first = (
            np.where(table_.any(axis=0), table_.argmax(axis=0), len(bad)) if bad else np.zeros(self.shape)
        )
        self.both_count = table_.sum(axis=0)

    def reasons(self, pupil: int) -> Iterator[dict[str, Any]]:
        """The ``filter`` and ``near`` reasons."""
        mentors = [self._fails(f, pupil, self.shape[0], "mentor") for f in self.of_mentor]
        slots = [self._fails(f, pupil, self.shape[1], "slot") for f in self.of_slot]
        first_m, many_m = _first(mentors, self.shape[0])
        first_s, many_s = _first(slots, self.shape[1])
        counts = {f.key: int((first_m == i).sum()) * self.shape[1] for i, f in enumerate(self.of_mentor)}
        alive = int((many_m == 0).sum())
        counts |= {f.key: int((first_s == i).sum()) * alive for i, f in enumerate(self.of_slot)}
        left = self.both_first[np.ix_(many_m == 0, many_s == 0)].astype(np.int64).ravel()
        both = np.bincount(left, minlength=len(self.of_both) + 1)
        counts |= {f.key: int(both[i]) for i, f in enumerate(self.of_both)}
        counts["together"] = int(both[len(self.of_both)]) - len(self.candidates.of_pupil(pupil))
        for rule, options in counts.items():
            if options:
                yield {"kind": "filter", "rule": rule, "options": options}
        yield from self._near(first_m, many_m, first_s, many_s)

    def _fails(self, one: Filter[Facts], pupil: int, size: int, axis: str) -> BoolArray:
        columns = {"pupil": np.full(size, pupil), axis: np.arange(size)}
        return ~np.broadcast_to(one.allowed(self.facts, *(columns[c] for c in one.of)), (size,))

    def _near(
        self, first_m: IntArray, many_m: IntArray, first_s: IntArray, many_s: IntArray
    ) -> Iterator[dict[str, Any]]:
        parts = [ints([])], [ints([])]
        for a, b, c in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):  # the one rule failed is of the mentor, the slot, or both
            m, s = np.flatnonzero(many_m == a), np.flatnonzero(many_s == b)
            row, column = np.nonzero(self.both_count[np.ix_(m, s)] == c)
            parts[0].append(ints(m[row]))
            parts[1].append(ints(s[column]))
        mentor, slot = np.concatenate(parts[0]), np.concatenate(parts[1])
        offset = len(self.of_mentor), len(self.of_mentor) + len(self.of_slot)
        which = np.where(
            many_m[mentor] == 1,
            first_m[mentor],
            np.where(many_s[slot] == 1, offset[0] + first_s[slot], offset[1] + self.both_first[mentor, slot]),
        )
        for i, f in enumerate([*self.of_mentor, *self.of_slot, *self.of_both]):
            hit = mentor[which == i]
            if len(hit):
                some = [self.facts.ids["mentor"][x] for x in np.unique(hit)[:5]]
                yield {"kind": "near", "rule": f.key, "options": len(hit), "mentors": some}


def _place(one: Filter[Facts]) -> int:
    return ORDER.index(one.key) if one.key in ORDER else len(ORDER)


def _first(fails: list[BoolArray], size: int) -> tuple[IntArray, IntArray]:
    """(number of the first filter failed, how many are failed) for each mentor or slot."""
    rows = np.array(fails, dtype=np.bool_).reshape(len(fails), size)
    return np.where(rows.any(axis=0), rows.argmax(axis=0), len(fails)), ints(rows.sum(axis=0))


def _held(
    facts: Facts, candidates: Candidates, plan: Attendances, pupils: IntArray
) -> dict[int, list[dict[str, Any]]]:
    """The ``held`` and ``goal`` reasons of each pupil."""
    found: dict[int, list[dict[str, Any]]] = {}
    batch: list[int] = []
    size = total = 0
    for pupil in pupils.tolist():
        own = len(candidates.of_pupil(pupil))
        more = own * len(facts.units[facts.unit[pupil]])
        total += more
        if total > MOST_HELD:
            found[pupil] = [{"kind": "open", "options": own}] if own else []
            continue
        if batch and size + more > BATCH:
            found |= _held_of(facts, candidates, plan, ints(batch))
            batch, size = [], 0
        batch.append(pupil)
        size += more
    return found | _held_of(facts, candidates, plan, ints(batch)) if batch else found


def _held_of(
    facts: Facts, candidates: Candidates, plan: Attendances, pupils: IntArray
) -> dict[int, list[dict[str, Any]]]:
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


def _told(order: list[str], first_broken: IntArray, one_mentor: int) -> Iterator[dict[str, Any]]:
    counts = np.bincount(first_broken, minlength=len(order) + 1).tolist()
    counts[order.index("one_mentor")] += one_mentor
    for rule, options in zip(order, counts, strict=False):
        if options:
            yield {"kind": "held", "rule": rule, "options": options}
    if counts[-1]:
        yield {"kind": "goal", "options": counts[-1]}
