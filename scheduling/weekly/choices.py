"""The choices of a weekly plan: who attends where, who meets when, and all that follows from it.

Base kind ``attend`` (pupil, mentor, slot). Derived here: ``grade`` (mentor, slot, level) and from it ``meet``
(mentor, slot), in a chain, which takes half the rows; ``pair`` (pupil, mentor). Other derived kinds stand beside
the rule or goal that needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduling.rule import BoolArray, Choices, Derived, IntArray, any_of, distinct, ints
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts
from scheduling.weekly.problem import Session


@BOOK.derived("grade")
def grade(facts: Facts, choices: Choices) -> Derived:
    """A pupil of this grade is in this mentor's session."""
    attend = choices["attend"]
    level = facts.grade[attend["pupil"]] - facts.grade.min(initial=0)
    return any_of(attend.ids, mentor=attend["mentor"], slot=attend["slot"], level=level)


@BOOK.derived("meet")
def meet(facts: Facts, choices: Choices) -> Derived:
    """This mentor has a session in this slot."""
    if "entry" not in choices:
        grade = choices["grade"]
        return any_of(grade.ids, mentor=grade["mentor"], slot=grade["slot"])
    entry = choices["entry"]  # a plan as written: its sessions, also empty and double ones
    return Derived({"mentor": entry["mentor"], "slot": entry["slot"]}, ints([]), ints([]))


@BOOK.derived("pair")
def pair(facts: Facts, choices: Choices) -> Derived:
    """This pupil is with this mentor."""
    attend = choices["attend"]
    return any_of(attend.ids, pupil=attend["pupil"], mentor=attend["mentor"])


def table(facts: Facts, pupil: IntArray, mentor: IntArray, slot: IntArray, held: BoolArray | None = None) -> Choices:
    """All choices over these candidate attendances; those marked ``held`` are held true."""
    fast = np.zeros(len(pupil), dtype=np.bool_) if held is None else held
    return BOOK.complete(facts, Choices.of("attend", fast, pupil=ints(pupil), mentor=ints(mentor), slot=ints(slot)))


def of_plan(facts: Facts, sessions: tuple[Session, ...]) -> Choices:
    """The choices that a plan, as written by anybody, makes; ids that the problem does not know are ``stranger``."""
    number = facts.number
    strange: list[tuple[int, int, int]] = []
    entries: list[tuple[int, int]] = []
    rows: list[tuple[int, int, int]] = []
    for at, session in enumerate(sessions):
        m, s = number["mentor"].get(session.mentor, -1), number["slot"].get(session.slot, -1)
        strange += [(at, kind, 0) for kind, value in ((0, m), (1, s)) if value < 0]
        known = [number["pupil"].get(p, -1) for p in session.pupils]
        strange += [(at, 2, place) for place, p in enumerate(known) if p < 0]
        if m >= 0 and s >= 0:
            entries.append((m, s))
            rows += [(p, m, s) for p in known if p >= 0]
    attend, entry, stranger = (ints(x).reshape(-1, n) for x, n in ((rows, 3), (entries, 2), (strange, 3)))
    held = np.ones(len(attend), dtype=np.bool_)
    base = Choices.of("attend", held, pupil=attend[:, 0], mentor=attend[:, 1], slot=attend[:, 2])
    nothing = ints([])
    base = base.plus("entry", Derived({"mentor": entry[:, 0], "slot": entry[:, 1]}, nothing, nothing))
    columns = {"session": stranger[:, 0], "kind": stranger[:, 1], "place": stranger[:, 2]}
    return BOOK.complete(facts, base.plus("stranger", Derived(columns, nothing, nothing)))


SmallArray = npt.NDArray[np.int32]
DAYS = 8
"""One more than the number of the week's last day."""
BLOCK = 1_000_000
"""So many candidates are sorted at a time."""


@dataclass(frozen=True)
class Pairs:
    """Pupils and mentors who can meet, by mentor; ``days``: on how many days of the week."""

    pupil: IntArray
    mentor: IntArray
    days: IntArray

    def __len__(self) -> int:
        return len(self.pupil)


class Candidates:
    """Every attendance that the filters allow to the pupil's whole unit, sorted by mentor, slot, pupil.

    As soon as ``over()`` is true (asked between filters and between mentors) the mentors left get none.
    """

    def __init__(self, facts: Facts, over: Callable[[], bool] = lambda: False) -> None:
        self.facts, self._over = facts, over
        self.pair_allowed = self._for_units(self._asked("pair"))
        self.pupil_allowed = self._for_units(self._asked("attend"))
        self.mentor_allowed = self._asked("meet")
        nobody = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
        parts = [nobody if over() else self._of_mentor(m) for m in range(len(facts.problem.mentors))]
        counts = [len(p) for p, _ in parts]
        self.start = ints(np.concatenate([[0], np.cumsum(counts)]))
        self.pupil = np.concatenate([nobody[0], *(p for p, _ in parts)])
        self.slot = np.concatenate([nobody[1], *(s for _, s in parts)])
        self.mentor = np.repeat(np.arange(len(parts), dtype=np.int32), counts)

    def __len__(self) -> int:
        return len(self.pupil)

    def _asked(self, kind: str) -> BoolArray:
        """All filters on one kind, asked of every pair of numbers: [P, M], [P, S] or [M, S]."""
        sizes = {name: len(ids) for name, ids in self.facts.ids.items()}
        axes = {"pair": ("pupil", "mentor"), "attend": ("pupil", "slot"), "meet": ("mentor", "slot")}[kind]
        columns = {axes[0]: np.arange(sizes[axes[0]])[:, None], axes[1]: np.arange(sizes[axes[1]])[None, :]}
        allowed = np.ones((sizes[axes[0]], sizes[axes[1]]), dtype=np.bool_)
        for rule in BOOK.rules.values():
            for one in rule.filters:
                if one.kind == kind and not self._over():
                    allowed &= one.allowed(self.facts, *(columns[name] for name in one.of))
        return allowed

    def _for_units(self, allowed: BoolArray) -> BoolArray:
        """What is forbidden to one is forbidden to all who are tied to that one."""
        for members in self.facts.units:
            if len(members) > 1:
                allowed[members] = allowed[members].all(axis=0)
        return allowed

    def _of_mentor(self, m: int) -> tuple[SmallArray, SmallArray]:
        pupils, slots = np.flatnonzero(self.pair_allowed[:, m]), np.flatnonzero(self.mentor_allowed[m])
        slot, pupil = np.nonzero(self.pupil_allowed[np.ix_(pupils, slots)].T)
        return pupils[pupil].astype(np.int32), slots[slot].astype(np.int32)

    @cached_property
    def pairs(self) -> Pairs:
        """Who can meet at all; as soon as ``over()`` is true (asked between mentors) the pairs left are missing."""
        mentors = range(len(self.start) - 1)
        days = [ints([]).reshape(0, 2) if self._over() else self._days_with(m) for m in mentors]
        pupil, count = np.concatenate([ints([]).reshape(0, 2), *days]).T
        return Pairs(pupil, np.repeat(np.arange(len(days)), [len(some) for some in days]), count)

    def _days_with(self, m: int) -> IntArray:
        """Rows of a pupil who can meet this mentor and on how many days."""
        rows = slice(self.start[m], self.start[m + 1])
        table = np.zeros((len(self.facts.problem.pupils), DAYS), dtype=np.bool_)
        table[self.pupil[rows], self.facts.slot_day[self.slot[rows]]] = True
        count = table.sum(axis=1)
        pupil = np.flatnonzero(count)
        return ints(np.column_stack([pupil, count[pupil]]))

    def find(self, pupil: IntArray, mentor: IntArray, slot: IntArray) -> IntArray:
        """Number of the candidate for each row asked, or -1 where there is none."""
        pupils, slots = len(self.facts.problem.pupils), len(self.facts.problem.slots)
        key = (self.mentor.astype(np.int64) * slots + self.slot) * pupils + self.pupil
        asked = (mentor * slots + slot) * pupils + pupil
        at = np.searchsorted(key, asked)
        there = at < len(key)
        there[there] = key[at[there]] == asked[there]
        return ints(np.where(there, at, -1))

    def rows(self, mentors: IntArray, pupils: BoolArray) -> IntArray:
        """Numbers of the candidates of these mentors with the pupils marked."""
        spans = [np.arange(self.start[m], self.start[m + 1]) for m in np.sort(mentors)]
        rows = ints(np.concatenate(spans)) if spans else ints([])
        return ints(rows[pupils[self.pupil[rows]]])

    @cached_property
    def _of_pupils(self) -> tuple[IntArray, SmallArray]:
        """(first place of each pupil, candidates sorted by pupil), one place more than pupils.

        In blocks, between which ``over()`` is asked; once it is true the rest is of no use.
        """
        count = np.bincount(self.pupil, minlength=len(self.facts.problem.pupils))
        first, order = np.concatenate([[0], np.cumsum(count)]), np.zeros(len(self), dtype=np.int32)
        place = first[:-1].copy()
        for at in range(0, len(self), BLOCK):
            if self._over():
                break
            # small numbers are sorted by their digits, in a fraction of the time
            some = self.pupil[at : at + BLOCK].astype(np.uint16 if len(count) <= 2**16 else np.int32)
            rows, here = np.argsort(some, kind="stable"), np.bincount(some, minlength=len(count))
            order[(place - np.cumsum(here) + here)[some[rows]] + np.arange(len(rows))] = at + rows
            place += here
        return ints(first), order

    def of_pupil(self, pupil: int) -> IntArray:
        """Numbers of the candidates of one pupil."""
        start, order = self._of_pupils
        return ints(order[start[pupil] : start[pupil + 1]])

    @cached_property
    def count_of_pupil(self) -> IntArray:
        """``[P]``: how many candidates each pupil has."""
        return ints(np.diff(self._of_pupils[0]))

    def drawn(self, pupils: IntArray, each: int, rng: np.random.Generator) -> IntArray:
        """Numbers of up to ``each`` candidates of each pupil, at random, sorted."""
        start, order = self._of_pupils
        count = self.count_of_pupil[pupils]
        pupils, count = pupils[count > 0], count[count > 0]
        at = (rng.random((len(pupils), each)) * count[:, None]).astype(np.int64)
        return distinct(ints(order[start[pupils][:, None] + at]).ravel())

    def of_sessions(self, mentor: IntArray, slot: IntArray) -> IntArray:
        """Numbers of all candidates of these different sessions, sorted."""
        slots = len(self.facts.problem.slots)
        key = np.sort(mentor * slots + slot)
        first, last = (self._session_place(key, side) for side in (0, 1))
        count = last - first
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return ints(np.repeat(first, count) + offset)

    @cached_property
    def sessions(self) -> tuple[IntArray, IntArray]:
        """(mentor × slots + slot, first candidate) of every session that somebody may attend, and one end."""
        key = self.mentor.astype(np.int64) * len(self.facts.problem.slots) + self.slot
        first = np.flatnonzero(np.diff(key, prepend=-1))
        return key[first], np.append(first, len(key))

    def _session_place(self, key: IntArray, more: int) -> IntArray:
        keys, first = self.sessions
        at = np.searchsorted(keys, key)
        there = (at < len(keys)) & (keys[np.minimum(at, len(keys) - 1)] == key) if len(keys) else at < 0
        return ints(first[at + more * there])
