"""The choices of a weekly plan: who attends where, who meets when, and all that follows from it.

Base kind ``attend`` (pupil, mentor, slot). Derived here: ``meet`` (mentor, slot), ``pair`` (pupil, mentor). Other
derived kinds stand beside the rule or goal that needs them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scheduling.rule import BoolArray, Choices, Derived, IntArray, any_of, ints
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts
from scheduling.weekly.problem import Session


@BOOK.derived("meet")
def meet(facts: Facts, choices: Choices) -> Derived:
    """This mentor has a session in this slot."""
    if "entry" not in choices:
        attend = choices["attend"]
        return any_of(attend.ids, mentor=attend["mentor"], slot=attend["slot"])
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


class Candidates:
    """Every attendance that the filters allow to the pupil's whole unit, sorted by mentor, slot, pupil."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.pair_allowed = self._for_units(self._asked("pair"))
        self.pupil_allowed = self._for_units(self._asked("attend"))
        self.mentor_allowed = self._asked("meet")
        parts = [self._of_mentor(m) for m in range(len(facts.problem.mentors))]
        counts = [len(p) for p, _ in parts]
        self.start = ints(np.concatenate([[0], np.cumsum(counts)]))
        empty = [ints([])]
        self.pupil = np.concatenate([p for p, _ in parts] or empty).astype(np.int32)
        self.slot = np.concatenate([s for _, s in parts] or empty).astype(np.int32)
        self.mentor = np.repeat(np.arange(len(parts)), counts).astype(np.int32)

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
                if one.kind == kind:
                    allowed &= one.allowed(self.facts, *(columns[name] for name in one.of))
        return allowed

    def _for_units(self, allowed: BoolArray) -> BoolArray:
        """What is forbidden to one is forbidden to all who are tied to that one."""
        for members in self.facts.units:
            if len(members) > 1:
                allowed[members] = allowed[members].all(axis=0)
        return allowed

    def _of_mentor(self, m: int) -> tuple[IntArray, IntArray]:
        pupils, slots = np.flatnonzero(self.pair_allowed[:, m]), np.flatnonzero(self.mentor_allowed[m])
        slot, pupil = np.nonzero(self.pupil_allowed[np.ix_(pupils, slots)].T)
        return ints(pupils[pupil]), ints(slots[slot])

    def rows(self, mentors: IntArray, pupils: BoolArray) -> IntArray:
        """Numbers of the candidates of these mentors with the pupils marked."""
        spans = [np.arange(self.start[m], self.start[m + 1]) for m in np.sort(mentors)]
        rows = ints(np.concatenate(spans)) if spans else ints([])
        return rows[pupils[self.pupil[rows]]]

    @cached_property
    def by_pupil(self) -> tuple[IntArray, IntArray]:
        """(pupil, candidate) pairs sorted by pupil."""
        order = np.argsort(self.pupil, kind="stable")
        return ints(self.pupil[order]), ints(order)

    def of_pupil(self, pupil: int) -> IntArray:
        """Numbers of the candidates of one pupil."""
        first, last = np.searchsorted(self.by_pupil[0], [pupil, pupil + 1])
        return self.by_pupil[1][first:last]
