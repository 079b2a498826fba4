"""A camp plan as search sees it: places in arrays, and a part of it freed as a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.camp import BOOK
from scheduling.camp.choices import PLACE, table
from scheduling.camp.facts import Facts, Rows
from scheduling.camp.implied import implied
from scheduling.camp.problem import CampRun
from scheduling.engine.excess import Curved, with_excess
from scheduling.engine.program import ALONE, Bundles, Compiler, Program
from scheduling.rule import BoolArray, Choices, IntArray, ints, keys_of


@dataclass(frozen=True)
class Places:
    """Who is where: equally long arrays of person, activity, (starting) block, room and copy numbers."""

    person: IntArray
    activity: IntArray
    block: IntArray
    room: IntArray
    copy: IntArray

    @staticmethod
    def of(rows: Rows) -> Places:
        """From columns by name."""
        return Places(*(ints(rows[name]) for name in PLACE))

    @staticmethod
    def none() -> Places:
        """The empty plan."""
        return Places(*(ints([]) for _ in PLACE))

    @property
    def columns(self) -> Rows:
        """By name."""
        return {name: getattr(self, name) for name in PLACE}

    def __len__(self) -> int:
        return len(self.person)

    def where(self, mask: BoolArray | IntArray) -> Places:
        """Some of them."""
        return Places(*(getattr(self, name)[mask] for name in PLACE))

    def plus(self, *others: Places) -> Places:
        """These and those."""
        return Places(*(np.concatenate([getattr(x, name) for x in (self, *others)]) for name in PLACE))

    def run_key(self, facts: Facts) -> IntArray:
        """One number for the run of each place."""
        tops = [max(facts.A, 1), max(facts.B, 1), max(facts.R, 1), 1000]
        return keys_of([self.activity, self.block, self.room, self.copy], tops)

    def runs(self, facts: Facts) -> tuple[CampRun, ...]:
        """As runs, by block, activity and room, people in the order of the problem; days gone by as they were."""
        found: dict[tuple[int, int, int], tuple[list[int], list[int]]] = {}
        open_ = self.where(~facts.past[self.block])
        rows = zip(*(getattr(open_, name).tolist() for name in ("block", "activity", "room", "person")), strict=True)
        for b, a, r, who in sorted(rows):
            pupils, mentors = found.setdefault((b, a, r), ([], []))
            (pupils if who < facts.P else mentors).append(who)
        ids, person = facts.ids, facts.ids["person"]
        return facts.fixed_runs + tuple(
            CampRun(
                ids["activity"][a],
                ids["block"][b],
                ids["room"][r],
                tuple(person[p] for p in pupils),
                tuple(person[m] for m in mentors),
            )
            for (b, a, r), (pupils, mentors) in found.items()
        )


def places_of(person: IntArray, activity: IntArray, block: IntArray, room: IntArray) -> Places:
    """Places of plain runs, of which there is one in a room."""
    return Places(ints(person), ints(activity), ints(block), ints(room), np.zeros(len(person), dtype=np.int64))


@dataclass(frozen=True)
class Part:
    """A program over some free places beside what is held fast, with the way back to places."""

    choices: Choices
    compiler: Compiler
    curved: Curved

    @property
    def program(self) -> Program:
        """The program."""
        return self.curved.program

    def hint(self, plan: Places) -> IntArray:
        """All columns as the plan has them (the plan lies within the part)."""
        place = self.choices["place"]
        chosen = np.zeros(len(place), dtype=np.bool_)
        found = place.find(**plan.columns)
        chosen[found[found >= 0]] = True
        return self.curved.filled(self.compiler.solution(chosen & ~self.choices.held))

    def read(self, solution: IntArray) -> Places:
        """The places that hold in a solution, the held ones among them."""
        place = self.choices["place"]
        holds = self.compiler.meaning.holds(solution, len(place))
        return Places.of({name: place[name][holds] for name in PLACE})


def part(
    facts: Facts,
    free: Places,
    held: Places,
    *,
    relax: bool = False,
    goals: Iterable[str] | None = None,
    rules: Iterable[str] | None = None,
    tied: IntArray | None = None,
) -> Part:
    """The program in which ``free`` is decided anew and ``held`` stays, under all rules (or only some).

    ``tied[i]``: number of the column that decides free place i (places of one column hold together or not at all);
    by default each has its own.
    """
    both = free.plus(held)
    fast = np.repeat(np.array([False, True]), [len(free), len(held)])
    choices = table(facts, both.columns, fast)
    column = np.arange(len(free)) if tied is None else tied
    order = np.argsort(column, kind="stable")
    columns = int(column.max(initial=-1)) + 1
    compiler = Compiler(choices, Bundles(column[order], order, np.full(columns, ALONE)))
    limits = [some for _, some in BOOK.limits(facts, choices, filtered=rules is None, only=rules)]
    limits += implied(facts, choices) if rules is None else []
    keys = list(facts.settings.goals if goals is None else goals)
    weights = [BOOK.goals[key].weights(facts, choices) for key in keys]
    aims = [(key, BOOK.goals[key].more, some) for key, some in zip(keys, weights, strict=True)]
    program = compiler.program(limits, aims, relax=relax)
    return Part(choices, compiler, with_excess(compiler, program, weights))
