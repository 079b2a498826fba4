"""A week being filled by hand, place by place: what a coordinator with a spreadsheet that checks everything can do.

The count rules are kept as running totals in plain Python, so that one question costs microseconds. Rules that
only forbid a pair or a time come from the engine's own list of candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from scheduling import Problem, Session
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import ANYBODY, Facts
from scheduling.weekly.goals import fit_of

Place = tuple[int, int]
"""(mentor, slot), as numbers of ``Facts``."""


class Desk:
    """The plan so far and what it leaves open. Pupils tied together move as one unit.

    Every rule is kept at every step but ``min_adults``, ``pin`` and ``broken_pairs``: the first while a slot is
    being opened (``opened`` undoes what does not come off), the others as far as the order of work allows.
    """

    def __init__(self, problem: Problem) -> None:
        self.facts: Facts = problem.facts
        self.settings = problem.settings
        self._read_slots()
        self.options = self._read_options(Candidates(self.facts))
        self.by_slot: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for unit, places in enumerate(self.options):
            for mentor, slot in places:
                self.by_slot[slot].append((unit, mentor))
        self.places: list[list[Place]] = [[] for _ in self.options]
        self.session: dict[Place, list[int]] = {}
        self.slots_of: dict[int, list[int]] = defaultdict(list)
        self.units_of: dict[int, set[int]] = defaultdict(set)
        self.sessions_at = [0] * len(self.venue_at)
        self.pupils_at = [0] * len(self.venue_at)
        foes: dict[int, set[int]] = defaultdict(set)
        for a, b in self.facts.apart.tolist():
            foes[a].add(b)
            foes[b].add(a)
        self.foes = foes
        self.had = set(map(tuple, self.facts.had.tolist()))
        self.had_places = set(map(tuple, self.facts.places.tolist()))

    def _read_slots(self) -> None:
        facts = self.facts
        self.day = facts.slot_day.tolist()
        self.staff = facts.staff.tolist()
        self.venue_at = facts.moment_venue.tolist()
        self.moments: list[list[int]] = [[] for _ in self.day]
        for slot, moment in zip(*(column.tolist() for column in facts.at_moment), strict=True):
            self.moments[slot].append(moment)
        self.clash = [set(np.flatnonzero(row).tolist()) for row in facts.clash]

    def _read_options(self, candidates: Candidates) -> list[list[Place]]:
        """For each unit its possible places, the best fit first."""
        facts = self.facts
        head = np.zeros(len(facts.problem.pupils), dtype=bool)
        head[[members[0] for members in facts.units]] = True
        rows = np.flatnonzero(head[candidates.pupil])
        pupil, mentor, slot = (
            x[rows].astype(np.int64) for x in (candidates.pupil, candidates.mentor, candidates.slot)
        )
        order = np.lexsort((slot, mentor, -fit_of(facts, pupil, mentor)))
        found: list[list[Place]] = [[] for _ in facts.units]
        columns = (facts.unit[pupil[order]].tolist(), mentor[order].tolist(), slot[order].tolist())
        for unit, m, s in zip(*columns, strict=True):
            found[unit].append((m, s))
        return found

    def wanted(self, unit: int) -> int:
        """How many sessions the unit still wants."""
        return int(self.facts.unit_wanted[unit]) - len(self.places[unit])

    def fits(self, unit: int, mentor: int, slot: int) -> bool:
        """Whether the unit may have this place beside all that is there (adults are asked apart)."""
        members, own = self.facts.units[unit], self.places[unit]
        if self.wanted(unit) <= 0 or any(m != mentor or self.day[s] == self.day[slot] for m, s in own):
            return False
        if not own and self._pupils(mentor) + len(members) > self.facts.max_pupils[mentor]:
            return False
        if not self._seats(slot, len(members)):
            return False
        here = self.session.get((mentor, slot), [])
        return self._company(here, members.tolist(), mentor) and (bool(here) or self._can_open(mentor, slot))

    def _pupils(self, mentor: int) -> int:
        return sum(len(self.facts.units[u]) for u in self.units_of[mentor])

    def _seats(self, slot: int, more: int) -> bool:
        seats = self.facts.seats
        return all(self.pupils_at[t] + more <= seats[self.venue_at[t]] for t in self.moments[slot])

    def _company(self, here: list[int], members: list[int], mentor: int) -> bool:
        together = [*here, *members]
        grades = self.facts.grade[together]
        return bool(
            len(together) <= self.facts.group_size[mentor]
            and grades.max() - grades.min() <= self.settings.max_grade_span
            and not any(self.foes[p] & set(together) for p in together if p in self.foes)
        )

    def _can_open(self, mentor: int, slot: int) -> bool:
        held = self.slots_of[mentor]
        return (
            len(held) < self.facts.max_sessions[mentor]
            and sum(self.day[s] == self.day[slot] for s in held) < self.settings.max_sessions_per_day
            and not any(s in self.clash[slot] for s in held)
            and all(self.sessions_at[t] < self.facts.rooms[self.venue_at[t]] for t in self.moments[slot])
        )

    def adults_missing(self, slot: int) -> int:
        """How many adults more a session in this slot needs, at the moment when fewest are there."""
        if self.settings.min_adults < 2:
            return 0
        least = min(self.sessions_at[t] for t in self.moments[slot])
        return max(0, int(self.settings.min_adults) - self.staff[slot] - least)

    def place(self, unit: int, mentor: int, slot: int) -> None:
        """Put the unit there."""
        here = self.session.get((mentor, slot))
        if here is None:
            here = self.session[mentor, slot] = []
            self.slots_of[mentor].append(slot)
        self._count(slot, int(not here), len(self.facts.units[unit]))
        here += self.facts.units[unit].tolist()
        self.places[unit].append((mentor, slot))
        self.units_of[mentor].add(unit)

    def take_away(self, unit: int, mentor: int, slot: int) -> None:
        """Undo ``place``."""
        members = self.facts.units[unit].tolist()
        rest = [p for p in self.session[mentor, slot] if p not in members]
        self._count(slot, -int(not rest), -len(members))
        self.session[mentor, slot] = rest
        if not rest:
            del self.session[mentor, slot]
            self.slots_of[mentor].remove(slot)
        self.places[unit].remove((mentor, slot))
        if not self.places[unit]:
            self.units_of[mentor].discard(unit)

    def _count(self, slot: int, sessions: int, pupils: int) -> None:
        for t in self.moments[slot]:
            self.sessions_at[t] += sessions
            self.pupils_at[t] += pupils

    def opened(self, unit: int, mentor: int, slot: int) -> bool:
        """Put the unit there if enough adults are or can be there; others who want a place come along if needed."""
        if not self.fits(unit, mentor, slot):
            return False
        self.place(unit, mentor, slot)
        if self._with_adults(slot):
            return True
        self.take_away(unit, mentor, slot)
        return False

    def _with_adults(self, slot: int) -> bool:
        """Let others who want a place here open sessions until enough adults are there; nothing if that fails."""
        done: list[tuple[int, int]] = []
        for other, m in self._company_for(slot) if self.adults_missing(slot) else ():
            if (m, slot) not in self.session and self.fits(other, m, slot):
                self.place(other, m, slot)
                done.append((other, m))
                if not self.adults_missing(slot):
                    break
        if not self.adults_missing(slot):
            return True
        for other, m in reversed(done):
            self.take_away(other, m, slot)
        return False

    def mend_adults(self) -> None:
        """Where adults are missing find company, else take away those whom no pin holds, until all is well."""
        again = True
        while again:
            again = False
            for mentor, slot in sorted(self.session):
                if (mentor, slot) in self.session and not self._with_adults(slot):
                    for unit in [u for u in self.units_of[mentor] if (mentor, slot) in self.places[u]]:
                        if not self.pinned(unit):
                            self.take_away(unit, mentor, slot)
                            again = True

    def _company_for(self, slot: int) -> Iterator[tuple[int, int]]:
        """Units that want a place in this slot, those without any first, with their mentors."""
        waiting = [(u, m) for u, m in self.by_slot[slot] if self.wanted(u) > 0]
        yield from (one for one in waiting if not self.places[one[0]])
        yield from (one for one in waiting if self.places[one[0]])

    def served(self, unit: int, places: list[Place]) -> bool:
        """Give the unit the first of ``places`` that can be had: a running session, an open slot, a slot to open."""
        running = [at for at in places if at in self.session]
        other = [at for at in places if at not in self.session]
        ready = [at for at in other if self.adults_missing(at[1]) <= 1]
        return any(self.opened(unit, *at) for some in (running, ready, other) for at in some)

    def pinned(self, unit: int) -> bool:
        """Whether a pin names somebody of the unit."""
        return bool((self.facts.pinned[self.facts.units[unit]] != ANYBODY).any())

    def sessions(self) -> list[Session]:
        """The plan so far."""
        ids = self.facts.ids
        return [
            Session(ids["mentor"][m], ids["slot"][s], tuple(ids["pupil"][p] for p in sorted(who)))
            for (m, s), who in sorted(self.session.items())
        ]
