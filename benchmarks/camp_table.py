"""Camps as they are planned today, and by the engine: ``python -m benchmarks.camp_table FILE… [--seconds N]``.

Today's ways are given runs, rooms and mentors that a program laid out for them, which on paper they have not. *First
come*: one pupil after the other, as in the file, gets all wishes that still have a place. *By rounds*: each pupil in
turn takes one wish, the last of a round is the first of the next. Then free time is filled with what has places, what
is required first, and runs that are too small do not take place.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from time import perf_counter

import numpy as np

from scheduling.camp import check
from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import NEVER
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.camp.reading import read_problem
from scheduling.camp.solve import solve
from scheduling.camp.start import first_plan, fixed_places
from scheduling.engine.run import Run
from scheduling.rule import IntArray


class Paper:
    """Runs with rooms and mentors, into which pupils are written one by one."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.facts = problem, problem.facts
        self.candidates = Candidates(self.facts)
        laid_out = first_plan(self.facts, self.candidates, fixed_places(self.facts), Run(seconds=3600.0))
        coming = laid_out.where(~self.facts.past[laid_out.block])
        key = coming.run_key(self.facts)
        self.runs = coming.where(np.unique(key, return_index=True)[1])
        leads = coming.where(coming.person >= self.facts.P)
        own = self.runs.run_key(self.facts)
        self.team = [leads.person[leads.run_key(self.facts) == k] - self.facts.P for k in own]
        self.pupils: list[list[int]] = [[] for _ in own]
        self.busy = np.zeros((self.facts.P, self.facts.B), dtype=np.bool_)
        self.open = self._open()

    def _open(self) -> list[set[int]]:
        """For each pupil: the runs that grade, days, access and what is excluded allow."""
        found, runs = [], self.runs
        number = {k: i for i, k in enumerate(runs.run_key(self.facts).tolist())}
        for pupil in range(self.facts.P):
            may = self.candidates.pupils_in(np.array([pupil]), runs.activity, runs.block, runs.room)
            found.append({number[k] for k in may.run_key(self.facts).tolist()})
        return found

    def places(self, run: int) -> int:
        """How many more may come."""
        facts, a = self.facts, int(self.runs.activity[run])
        most = min(int(facts.most[a]), int(facts.seats[self.runs.room[run]]))
        led = most if facts.each[a] == NEVER else int(facts.each[a]) * len(self.team[run])
        return min(most, led) - len(self.pupils[run])

    def blocks(self, run: int) -> IntArray:
        """The blocks that a run takes."""
        return self.facts.covered(self.runs.activity[[run]], self.runs.block[[run]])[1]

    def may(self, pupil: int, run: int) -> bool:
        """Whether the pupil can be written into the run."""
        facts, a = self.facts, int(self.runs.activity[run])
        mine = [int(self.runs.activity[r]) for r in range(len(self.pupils)) if pupil in self.pupils[r]]
        return (
            run in self.open[pupil]
            and self.places(run) > 0
            and not self.busy[pupil, self.blocks(run)].any()
            and (bool(facts.repeatable[a]) or (a not in mine and not facts.fixed_attended[pupil, a]))
            and self._is_asked_for(pupil, run)
            and not any({pupil, other} in self._apart for other in self.pupils[run])
        )

    @property
    def _apart(self) -> list[set[int]]:
        return [set(pair) for pair in self.facts.apart.tolist()]

    def _of_kind(self, pupil: int, run: int, per: str) -> int:
        facts = self.facts
        day, kind = facts.block_day[self.runs.block[run]], facts.kind[self.runs.activity[run]]
        same = [r for r, who in enumerate(self.pupils) if pupil in who and facts.kind[self.runs.activity[r]] == kind]
        return sum(1 for r in same if per == "camp" or facts.block_day[self.runs.block[r]] == day)

    def _is_asked_for(self, pupil: int, run: int) -> bool:
        """Whether one more of this kind is not too many."""
        facts, kind = self.facts, self.facts.kind[self.runs.activity[run]]
        asked = [one for one in self.problem.requirements if facts.kinds[one.kind] == kind and one.max is not None]
        return all(self._of_kind(pupil, run, one.per) < (one.max or 0) for one in asked)

    def is_required(self, pupil: int, run: int) -> bool:
        """Whether the pupil still lacks one of this kind."""
        facts, kind = self.facts, self.facts.kind[self.runs.activity[run]]
        asked = [one for one in self.problem.requirements if facts.kinds[one.kind] == kind]
        return any(self._of_kind(pupil, run, one.per) < one.min for one in asked)

    def write(self, pupil: int, runs: Iterable[int]) -> bool:
        """Write the pupil into the first of the runs that can be; whether one could."""
        run = next((r for r in runs if self.may(pupil, r)), None)
        if run is None:
            return False
        self.pupils[run].append(pupil)
        self.busy[pupil, self.blocks(run)] = True
        return True

    def wished(self, pupil: int, activity: str) -> list[int]:
        """The runs of an activity."""
        return np.flatnonzero(self.runs.activity == self.facts.number["activity"][activity]).tolist()

    def fill(self) -> None:
        """Free time, what is required first; then runs that are too small are left out."""
        for pupil in range(self.facts.P):
            every = range(len(self.pupils))
            while self.write(pupil, sorted(every, key=lambda r: not self.is_required(pupil, r))):
                pass

    def plan(self) -> tuple[CampRun, ...]:
        """The runs that are large enough."""
        facts, ids = self.facts, self.facts.ids
        rows = zip(self.runs.activity, self.runs.block, self.runs.room, self.team, self.pupils, strict=True)
        return facts.fixed_runs + tuple(
            CampRun(
                ids["activity"][a],
                ids["block"][b],
                ids["room"][r],
                tuple(ids["pupil"][p] for p in sorted(pupils)),
                tuple(ids["mentor"][m] for m in sorted(team)),
            )
            for a, b, r, team, pupils in rows
            if len(pupils) >= max(1, int(facts.least[a]))
        )


def first_come(problem: Problem) -> tuple[CampRun, ...]:
    """One pupil after the other."""
    paper = Paper(problem)
    for number, pupil in enumerate(problem.pupils):
        for wish in pupil.preferences:
            paper.write(number, paper.wished(number, wish))
    paper.fill()
    return paper.plan()


def by_rounds(problem: Problem) -> tuple[CampRun, ...]:
    """One wish for each in turn."""
    paper, pupils = Paper(problem), problem.pupils
    left = [list(pupil.preferences) for pupil in pupils]
    order = list(range(len(pupils)))
    while any(left):
        for number in order:
            while left[number] and not paper.write(number, paper.wished(number, left[number].pop(0))):
                pass
        order.reverse()
    paper.fill()
    return paper.plan()


WAYS: dict[str, Callable[[Problem], tuple[CampRun, ...]]] = {"first come": first_come, "by rounds": by_rounds}


def table(file: str, seconds: float) -> str:
    """One camp, in Markdown: each goal's value, and after the engine's what no plan can beat."""
    problem = read_problem(file)
    goals = problem.settings.goals
    lines = [
        f"## {problem.name}\n",
        f"{len(problem.pupils)} pupils, {len(problem.mentors)} mentors, {len(problem.blocks)} blocks.\n",
        f"| way | {' | '.join(goals)} | seconds | |",
        f"|---|{'---:|' * len(goals)}---:|---|",
    ]
    for name, way in WAYS.items():
        begun = perf_counter()
        runs = way(problem)
        wrong = check.breaches(problem, runs)
        values, note = (
            check.values(problem, runs),
            "breaks " + ", ".join(sorted({one.rule for one in wrong})) if wrong else "",
        )
        lines.append(_row(name, [str(values[g]) for g in goals], perf_counter() - begun, note))
    begun = perf_counter()
    found = solve(problem, seconds=seconds, workers=2)
    if not isinstance(found, CampPlan):
        return "\n".join([*lines, _row("mentorplan", ["–"] * len(goals), perf_counter() - begun, "no plan")])
    cells = [f"{found.objective[g]} ({found.bounds.get(g, '–')})" for g in goals]
    return "\n".join([*lines, _row("mentorplan, 2 workers", cells, perf_counter() - begun, "")])


def _row(name: str, cells: list[str], seconds: float, note: str) -> str:
    return f"| {name} | {' | '.join(cells)} | {seconds:.1f} | {note} |"


def main() -> None:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.camp_table")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    for file in asked.files:
        print(table(file, asked.seconds), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
