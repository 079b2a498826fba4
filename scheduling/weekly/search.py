"""A plan as search sees it: attendances in arrays, and a part of it freed as a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduling.engine.program import Compiler, Program
from scheduling.rule import BoolArray, Choices, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates, table
from scheduling.weekly.columns import bundles
from scheduling.weekly.facts import Facts
from scheduling.weekly.problem import Session


@dataclass(frozen=True)
class Attendances:
    """Who attends where: equally long arrays of pupil, mentor, slot numbers."""

    pupil: IntArray
    mentor: IntArray
    slot: IntArray

    @staticmethod
    def none() -> Attendances:
        """The empty plan."""
        return Attendances(ints([]), ints([]), ints([]))

    def where(self, mask: BoolArray | IntArray) -> Attendances:
        """Some of them."""
        return Attendances(self.pupil[mask], self.mentor[mask], self.slot[mask])

    def plus(self, other: Attendances) -> Attendances:
        """These and those."""
        return Attendances(
            np.concatenate([self.pupil, other.pupil]),
            np.concatenate([self.mentor, other.mentor]),
            np.concatenate([self.slot, other.slot]),
        )

    def sessions(self, facts: Facts) -> tuple[Session, ...]:
        """As sessions, by mentor and slot, pupils in the order of the problem."""
        found: dict[tuple[int, int], list[int]] = {}
        for p, m, s in sorted(zip(self.pupil.tolist(), self.mentor.tolist(), self.slot.tolist(), strict=True)):
            found.setdefault((m, s), []).append(p)
        ids = facts.ids
        return tuple(
            Session(ids["mentor"][m], ids["slot"][s], tuple(ids["pupil"][p] for p in who))
            for (m, s), who in sorted(found.items())
        )


def of_sessions(facts: Facts, sessions: Iterable[Session]) -> Attendances:
    """The attendances of sessions whose ids are all known."""
    number = facts.number
    rows = [
        (number["pupil"][p], number["mentor"][s.mentor], number["slot"][s.slot]) for s in sessions for p in s.pupils
    ]
    columns = ints(rows).reshape(-1, 3)
    return Attendances(columns[:, 0], columns[:, 1], columns[:, 2])


@dataclass(frozen=True)
class Part:
    """A program over some free candidates beside what is held fast, with the way back to attendances."""

    choices: Choices
    compiler: Compiler
    program: Program

    def hint(self, plan: Attendances) -> IntArray:
        """All columns, and what is missing, as the plan has them (the plan lies within the part)."""
        attend = self.choices["attend"]
        chosen = np.zeros(len(attend), dtype=np.bool_)
        found = attend.find(pupil=plan.pupil, mentor=plan.mentor, slot=plan.slot)
        chosen[found[found >= 0]] = True
        own = self.compiler.solution(chosen & ~self.choices.held)
        return filled(self.program, own)

    def read(self, solution: IntArray) -> Attendances:
        """The attendances that hold in a solution, the held ones among them."""
        attend = self.choices["attend"]
        holds = self.compiler.meaning.holds(solution, len(attend))
        return Attendances(attend["pupil"][holds], attend["mentor"][holds], attend["slot"][holds])


def filled(program: Program, own: IntArray) -> IntArray:
    """A solution of the columns with what is then missing of the demands."""
    solution = np.concatenate([own, np.zeros(program.columns - len(own), dtype=np.int64)])
    rows = program.rows
    total = np.bincount(
        rows.terms.row, rows.terms.value * solution[rows.terms.column], minlength=len(rows.low)
    ).astype(np.int64)
    slack = rows.terms.column >= len(own)
    short = np.maximum(rows.low - total, 0)
    solution[rows.terms.column[slack]] = short[rows.terms.row[slack]]
    return solution


def part(
    facts: Facts,
    free: Attendances,
    held: Attendances,
    *,
    relax: bool,
    goals: Iterable[str] | None = None,
    rules: Iterable[str] | None = None,
    stays: Attendances | None = None,
) -> Part:
    """The program in which ``free`` is decided anew and ``held`` stays, under all rules (or only some).

    The sessions of ``stays`` go on, whoever sits in them.
    """
    both = free.plus(held)
    fast = np.repeat(np.array([False, True]), [len(free.pupil), len(held.pupil)])
    choices = table(facts, both.pupil, both.mentor, both.slot, fast)
    sure = ints([]) if stays is None else choices["meet"].find(mentor=stays.mentor, slot=stays.slot)
    compiler = Compiler(choices, bundles(facts, choices), sure[sure >= 0])
    limits = [some for _, some in BOOK.limits(facts, choices, filtered=rules is None, only=rules)]
    keys = facts.settings.goals if goals is None else goals
    aims = [(key, BOOK.goals[key].more, BOOK.goals[key].weights(facts, choices)) for key in keys]
    return Part(choices, compiler, compiler.program(limits, aims, relax=relax))


def candidates_as_attendances(candidates: Candidates, rows: IntArray | slice = slice(None)) -> Attendances:
    """Some of the candidates, or all."""
    return Attendances(ints(candidates.pupil[rows]), ints(candidates.mentor[rows]), ints(candidates.slot[rows]))
