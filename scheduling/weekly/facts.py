"""The facts of a weekly problem in arrays, made once and read by rules, goals and search.

Pupils, mentors, slots and venues are numbered in the order of the file; ids come back only through ``say``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np

from scheduling import week
from scheduling.rule import BoolArray, IntArray, ints
from scheduling.rule import joined as joined  # modules of this wing find it beside the facts
from scheduling.weekly.problem import Problem

NOBODY = -2
ANYBODY = -1


class Facts:
    """Arrays over a ``Problem``: P pupils, M mentors, S slots, V venues."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.settings = problem.settings
        self.ids = {
            "pupil": [p.id for p in problem.pupils],
            "mentor": [m.id for m in problem.mentors],
            "slot": [s.id for s in problem.slots],
            "venue": [v.id for v in problem.venues],
        }
        self.number = {kind: {id_: i for i, id_ in enumerate(ids)} for kind, ids in self.ids.items()}
        self._read_slots()
        self._read_people()
        self._read_previous()

    def _read_slots(self) -> None:
        slots, venues = self.problem.slots, self.problem.venues
        self.rooms = ints([v.rooms for v in venues])
        self.seats = ints([v.seats for v in venues])
        self.slot_venue = ints([self.number["venue"][s.venue] for s in slots])
        self.slot_day = ints([s.window.day for s in slots])
        self.slot_start = ints([s.window.start for s in slots])
        self.slot_end = ints([s.window.end for s in slots])
        self.staff = ints([s.staff for s in slots])

    def _read_people(self) -> None:
        pupils, mentors = self.problem.pupils, self.problem.mentors
        self.grade = ints([p.grade for p in pupils])
        self.wanted = ints([p.sessions for p in pupils])
        self.priority = ints([p.priority for p in pupils])
        self.ticket = ints([p.ticket for p in pupils])
        self.needs_count = ints([len(p.needs) for p in pupils])
        self.cleared = np.array([m.cleared for m in mentors], dtype=np.bool_)
        self.lowest_grade = ints([m.grades[0] for m in mentors])
        self.highest_grade = ints([m.grades[1] for m in mentors])
        self.max_sessions = ints([m.max_sessions for m in mentors])
        self.max_pupils = ints([m.max_pupils for m in mentors])
        self.group_size = ints([m.group_size for m in mentors])
        self._read_wishes()
        self._read_units()

    def _read_wishes(self) -> None:
        """Languages and genders as small numbers; -1 where nothing is asked or known."""
        pupils, mentors = self.problem.pupils, self.problem.mentors
        words = {w: i for i, w in enumerate(sorted({w for m in mentors for w in m.languages}))}
        none = len(words)  # a language that no mentor speaks
        self.speaks = np.zeros((len(mentors), none + 1), dtype=np.bool_)
        for row, mentor in enumerate(mentors):
            self.speaks[row, [words[w] for w in mentor.languages]] = True
        self.home = ints([words.get(p.languages[0], none) if p.languages else none for p in pupils])
        self.required = ints(
            [ANYBODY if p.required_language is None else words.get(p.required_language, none) for p in pupils]
        )
        genders: dict[str | None, int] = {None: ANYBODY}
        for gender in [p.mentor_gender for p in pupils] + [m.gender for m in mentors]:
            genders.setdefault(gender, len(genders))
        self.wished_gender = ints([genders[p.mentor_gender] for p in pupils])
        self.gender_required = np.array([p.mentor_gender_required for p in pupils], dtype=np.bool_)
        self.mentor_gender = ints([genders[m.gender] for m in mentors])

    def _read_units(self) -> None:
        """Pupils tied by ``together`` are one unit; ``unit[p]`` is the number of p's unit."""
        number = self.number["pupil"]
        root = list(range(len(number)))

        def find(p: int) -> int:
            while root[p] != p:
                root[p] = root[root[p]]
                p = root[p]
            return p

        for p, pupil in enumerate(self.problem.pupils):
            for other in pupil.together:
                if other in number:
                    a, b = sorted((find(p), find(number[other])))
                    root[b] = a
        roots = ints([find(p) for p in range(len(root))])
        self.unit = ints(np.unique(roots, return_inverse=True)[1]) if len(roots) else roots
        self.units: list[IntArray] = [ints([]) for _ in range(int(self.unit.max(initial=-1)) + 1)]
        order = np.argsort(self.unit, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(self.unit[order])) + 1) if len(order) else []:
            self.units[int(self.unit[members[0]])] = ints(members)
        self.unit_wanted = ints([int(self.wanted[u].min()) for u in self.units])
        self.unit_size = ints([len(u) for u in self.units])
        self.tied = ints([pair for u in self.units for pair in pairwise(u.tolist())]).reshape(-1, 2)

    def _read_previous(self) -> None:
        """``had``: different (pupil, mentor) of the plan in force; ``places``: (pupil, mentor, slot), both sorted."""
        pupil, mentor, slot = self.number["pupil"], self.number["mentor"], self.number["slot"]
        rows = {
            (pupil[p], mentor[s.mentor], slot.get(s.slot, -1))
            for s in self.problem.previous
            if s.mentor in mentor
            for p in s.pupils
            if p in pupil
        }
        self.had = ints(sorted({row[:2] for row in rows})).reshape(-1, 2)
        self.places = ints(sorted(row for row in rows if row[2] >= 0)).reshape(-1, 3)
        self.had_one = ints(np.unique(self.had[:, 0]))

    @cached_property
    def pupil_time(self) -> BoolArray:
        """``[P, S]``: the slot lies inside the pupil's availability."""
        return week.inside_table([p.availability for p in self.problem.pupils], self._windows)

    @cached_property
    def mentor_time(self) -> BoolArray:
        """``[M, S]``: the slot lies inside the mentor's availability."""
        return week.inside_table([m.availability for m in self.problem.mentors], self._windows)

    @cached_property
    def pupil_reach(self) -> BoolArray:
        """``[P, V]``: the pupil can go to the venue."""
        return self._reach([p.venues for p in self.problem.pupils])

    @cached_property
    def mentor_reach(self) -> BoolArray:
        """``[M, V]``: the mentor can go to the venue."""
        return self._reach([m.venues for m in self.problem.mentors])

    @property
    def _windows(self) -> list[week.Window]:
        return [s.window for s in self.problem.slots]

    def _reach(self, lists: Iterable[tuple[str, ...] | None]) -> BoolArray:
        number = self.number["venue"]
        rows = [
            np.ones(len(number), dtype=np.bool_)
            if one is None
            else np.isin(np.arange(len(number)), [number[v] for v in one if v in number])
            for one in lists
        ]
        return np.array(rows, dtype=np.bool_).reshape(len(rows), len(number))

    @cached_property
    def taught(self) -> IntArray:
        """``[P, M]``: how many of the pupil's needs the mentor teaches (small integers)."""
        words = {w: i for i, w in enumerate(sorted({t for m in self.problem.mentors for t in m.topics}))}

        def table(lists: list[tuple[str, ...]]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            rows = np.zeros((len(lists), len(words)), dtype=np.float32)
            for row, topics in enumerate(lists):
                rows[row, [words[t] for t in set(topics) if t in words]] = 1
            return rows

        needs, topics = table([p.needs for p in self.problem.pupils]), table([m.topics for m in self.problem.mentors])
        return (needs @ topics.T).astype(np.int16)

    @cached_property
    def banned(self) -> BoolArray:
        """``[P, M]``: never together."""
        table = np.zeros((len(self.problem.pupils), len(self.problem.mentors)), dtype=np.bool_)
        for ban in self.problem.bans:
            if ban.pupil in self.number["pupil"] and ban.mentor in self.number["mentor"]:
                table[self.number["pupil"][ban.pupil], self.number["mentor"][ban.mentor]] = True
        return table

    @cached_property
    def pinned(self) -> IntArray:
        """``[P]``: the mentor that pins name, ``ANYBODY`` without a pin, ``NOBODY`` where pins contradict."""
        table = np.full(len(self.problem.pupils), ANYBODY, dtype=np.int64)
        for pin in self.problem.pins:
            if pin.pupil in self.number["pupil"]:
                p, m = self.number["pupil"][pin.pupil], self.number["mentor"].get(pin.mentor, NOBODY)
                table[p] = m if table[p] in (ANYBODY, m) else NOBODY
        return table

    @cached_property
    def apart(self) -> IntArray:
        """Rows of two pupils, the smaller number first, who are never in one session."""
        number = self.number["pupil"]
        pairs = {
            (min(p, number[q]), max(p, number[q]))
            for p, pupil in enumerate(self.problem.pupils)
            for q in pupil.apart
            if q in number and number[q] != p
        }
        return ints(sorted(pairs)).reshape(-1, 2)

    @cached_property
    def clash(self) -> BoolArray:
        """``[S, S]``: one mentor cannot hold both (overlap, or too little time to travel); false on the diagonal."""
        same_venue = self.slot_venue[:, None] == self.slot_venue
        gap = np.where(same_venue, 0, self.settings.travel_minutes)
        before = self.slot_start[:, None] < self.slot_end + gap
        table: BoolArray = (self.slot_day[:, None] == self.slot_day) & before & before.T
        np.fill_diagonal(table, False)
        return table

    @cached_property
    def _moments(self) -> tuple[list[tuple[int, int, int, frozenset[int]]], list[bool]]:
        """All (venue, day, first minute, slots running), and which are maximal in their venue and day."""
        rows: list[tuple[int, int, int, frozenset[int]]] = []
        peak: list[bool] = []
        for venue, day in sorted(set(zip(self.slot_venue.tolist(), self.slot_day.tolist(), strict=True))):
            slots = np.flatnonzero((self.slot_venue == venue) & (self.slot_day == day))
            found = week.moments([self._windows[s] for s in slots])
            sets = [frozenset(int(slots[i]) for i in who) for _, who in found]
            rows += [(venue, day, minute, who) for (minute, _), who in zip(found, sets, strict=True)]
            peak += week.maximal(sets)
        return rows, peak

    @cached_property
    def moment_venue(self) -> IntArray:
        """Venue of each moment (a stretch of a day at a venue in which the same slots run)."""
        return ints([row[0] for row in self._moments[0]])

    @cached_property
    def moment_day(self) -> IntArray:
        """Weekday of each moment."""
        return ints([row[1] for row in self._moments[0]])

    @cached_property
    def moment_minute(self) -> IntArray:
        """First minute of each moment."""
        return ints([row[2] for row in self._moments[0]])

    @cached_property
    def at_moment(self) -> tuple[IntArray, IntArray]:
        """(slot, moment) pairs, sorted by slot: the slot runs at the moment."""
        pairs = sorted((s, t) for t, row in enumerate(self._moments[0]) for s in row[3])
        table = ints(pairs).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @cached_property
    def at_peak(self) -> tuple[IntArray, IntArray]:
        """The same for moments at which most runs: what holds at these holds at all."""
        slot, moment = self.at_moment
        keep = np.array(self._moments[1], dtype=np.bool_)[moment]
        return slot[keep], moment[keep]

    @cached_property
    def at_ebb(self) -> tuple[IntArray, IntArray]:
        """The same for those moments of each slot at which least else runs."""
        slot, moment = self.at_moment
        pairs = []
        for s in np.unique(slot):
            own = moment[slot == s]
            least = week.minimal([self._moments[0][t][3] for t in own])
            pairs += [(int(s), int(t)) for t, yes in zip(own, least, strict=True) if yes]
        table = ints(pairs).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def tell(self, about: Mapping[str, int]) -> dict[str, str | int]:
        """Numbers of a limit's ``about`` row as ids; what is no number of a person, slot or venue stays a number."""
        told: dict[str, str | int] = {}
        for column, value in about.items():
            kind = {"other": "pupil"}.get(column, column)
            if column == "pin":
                pin = self.problem.pins[value]
                told |= {"pupil": pin.pupil, "mentor": pin.mentor, **({"slot": pin.slot} if pin.slot else {})}
            else:
                told[column] = self.ids[kind][value] if kind in self.ids else value
        return told
