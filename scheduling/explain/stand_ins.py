"""Who could take one session of a plan, everything else as it is: by the filters and limits of the weekly rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.explain.board import Board, Change, Step, attendances
from scheduling.rule import IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.facts import Facts
from scheduling.weekly.goals import fit_of
from scheduling.weekly.search import Attendances

NOT_ASKED = ("one_mentor", "one_a_day", "pin", "broken_pairs", "together")
"""Rules about who belongs to whom over the weeks: a stand-in takes one session and does not break them."""
SOFT = ("topics", "grades", "required_language", "mentor_load")
"""Rules that a stand-in may miss for once; those who miss none come first."""


@dataclass(frozen=True)
class StandIn:
    """A mentor who could take the session: rules missed for once, sum of fits, sessions the mentor has already."""

    mentor: str
    misses: tuple[str, ...]
    fit: int
    load: int


class StandIns:
    """Who could take sessions beside a plan, in which those sessions are not; ``load``: sessions of each mentor."""

    def __init__(
        self, facts: Facts, plan: Attendances, load: IntArray, not_asked: Collection[str] = NOT_ASKED
    ) -> None:
        self.facts, self.plan, self.load, self.not_asked = facts, plan, load, frozenset(not_asked)

    def of(self, pupils: IntArray, slot: int, *, but: Collection[int] = ()) -> tuple[StandIn, ...]:
        """All who could take a session of these pupils in that slot, ``but`` some mentors.

        The best first: fewest rules missed, then fit, then least load.
        """
        facts = self.facts
        misses = self._filtered(pupils, slot)
        able = [m for m, missed in misses.items() if m not in but and missed <= set(SOFT)]
        for m, broken in zip(able, self._held(pupils, slot, able), strict=True):
            misses[m] = misses[m] | broken
        fits = {m: int(fit_of(facts, pupils, np.full(len(pupils), m)).sum()) for m in able}
        found = [
            StandIn(facts.ids["mentor"][m], tuple(sorted(misses[m])), fits[m], int(self.load[m]))
            for m in able
            if misses[m] <= set(SOFT)
        ]
        return tuple(sorted(found, key=lambda s: (len(s.misses), -s.fit, s.load, s.mentor)))

    def _filtered(self, pupils: IntArray, slot: int) -> dict[int, set[str]]:
        """The filters that each mentor fails with these pupils in this slot."""
        size = len(self.facts.problem.mentors)
        columns = {"pupil": pupils[:, None], "mentor": np.arange(size)[None, :], "slot": ints([[slot]])}
        found: dict[int, set[str]] = {m: set() for m in range(size)}
        filters = (f for rule in BOOK.rules.values() if rule.key not in self.not_asked for f in rule.filters)
        for one in filters:
            if "mentor" in one.of:
                allowed = one.allowed(self.facts, *(columns[c] for c in one.of))
                bad = ~np.broadcast_to(allowed, (len(pupils), size)).all(axis=0)
                for m in np.flatnonzero(bad).tolist():
                    found[m].add(one.key)
        return found

    def _held(self, pupils: IntArray, slot: int, able: Sequence[int]) -> list[set[str]]:
        """The limits that each mentor would break with this session as well."""
        facts = self.facts
        units = np.unique(facts.unit[pupils])
        places = [(int(u), (m, slot)) for u in units for m in able]
        board = Board(facts, self.plan, attendances(facts, places))
        changes: list[Change] = [_taken(units, m, slot) for m in able]
        return [rules - self.not_asked for rules in board.judge(changes).rules()]


def _taken(units: IntArray, mentor: int, slot: int) -> Change:
    return tuple(Step(int(u), (), ((mentor, slot),)) for u in units)
