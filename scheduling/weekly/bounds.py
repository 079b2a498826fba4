"""What no plan can beat: flows for every size, linear relaxations where they fit into the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np

from scheduling.engine.bound import Relaxed
from scheduling.engine.flow import most_worth
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, IntArray, ints
from scheduling.weekly import BOOK
from scheduling.weekly.capacities import day_places, fewest, further_most, places_most
from scheduling.weekly.choices import Candidates
from scheduling.weekly.facts import Facts
from scheduling.weekly.goals import fit_of
from scheduling.weekly.relaxation import relaxation

MOST_PAIRS = 60_000
"""Up to so many pupils and mentors who could meet, linear relaxations are solved."""
SLICE = 1.5
"""A relaxation gets no more than so many times its even share of the seconds that are left."""
NOT_LAST = 0.6
"""And while others wait for their turn, no more than this part of them: an early end costs a bound little."""
LEAST_SECONDS = 0.5
"""With less time left, none is begun."""
EFFORT, LEAST_EFFORT = 1.5e-3, 5e-3
"""Without a clock: of the longest solve that may be, so much for each step of the budget, shared by the goals; and
how much of it a large relaxation needs to tell anything."""

Bounds = Mapping[str, int | None]


class Bounding:
    """The bounds of one problem, tightened as more is known of the plan."""

    def __init__(self, facts: Facts, candidates: Candidates) -> None:
        self.facts, self.candidates = facts, candidates
        self.pairs = candidates.pairs
        self.pupil, self.mentor = self.pairs.pupil, self.pairs.mentor

    @property
    def linear(self) -> bool:
        """Whether the problem is small enough for linear relaxations."""
        return 0 < len(self.pupil) <= MOST_PAIRS

    def of_any_plan(self, run: Run | None = None) -> dict[str, int | None]:
        """Bounds that hold whatever the other goals are worth: flows from pupils to mentors.

        As soon as ``run`` is to end the goals left get None, and so does the one whose flow is under way.
        """
        own, facts = run or Run(), self.facts
        asked: Mapping[str, Callable[[], int | None]] = {
            "served": lambda: self._flow(own, facts.priority[self.pupil]),
            "kept_pairs": lambda: self._flow(own, self._had.astype(np.int64)),
            "fit": lambda: self._flow(own, fit_of(facts, self.pupil, self.mentor)),
            "tickets": lambda: self._tickets(own),
            "sessions": lambda: self._sessions(own),
            "kept_places": lambda: len(facts.places),
            "days": lambda: 0,
        }
        return {goal: _unless_over(own, asked[goal]) for goal in facts.settings.goals}

    @property
    def _had(self) -> BoolArray:
        """Which of the pairs there were before."""
        had, width = self.facts.had, len(self.facts.problem.mentors)
        return np.isin(self.pupil * width + self.mentor, had[:, 0] * width + had[:, 1])

    @cached_property
    def _places(self) -> IntArray:
        return places_most(self.facts, self.candidates)

    @property
    def _room(self) -> IntArray:
        return ints(np.minimum(self.facts.max_pupils, self._places))

    def _flow(self, run: Run, worth: IntArray) -> int | None:
        return most_worth(self.pupil, self.mentor, worth, self._room, stopped=lambda: run.stopped)

    def _tickets(self, run: Run) -> int | None:
        ticket = self.facts.ticket
        served = self._flow(run, ticket[self.pupil])
        return None if served is None else int(ticket.sum()) - served

    def _sessions(self, run: Run) -> int | None:
        more, worth = further_most(self.facts, self.pairs), self.facts.priority[self.pupil]
        room, places = self._room, self._places
        return most_worth(
            self.pupil, self.mentor, worth, room, again=more, in_all=places, stopped=lambda: run.stopped
        )

    def beside(self, bounds: Bounds, values: Mapping[str, int], run: Run, *, spare: float) -> dict[str, int | None]:
        """``bounds`` made tighter with each earlier goal at least as good as in ``values``: by counting, and by the
        linear relaxation, of which so many goals are solved at a time as the run has workers.

        ``spare`` of the seconds left are not used.
        """
        done = dict(bounds)
        if run.abandoned:
            return done
        if "days" in done:
            done["days"] = tighter(done["days"], self._days(values), more=False)
        open_ = [goal for goal in done if done[goal] != values[goal]]
        effort = self._effort(run, len(open_))
        if not self.linear or not open_ or run.seconds_left() - spare < LEAST_SECONDS:
            return done
        program = relaxation(self.facts, self.candidates)
        relaxed = Relaxed(program)
        if relaxed.large and effort < LEAST_EFFORT:
            return done
        turns = iter(_shares(len(open_), run.workers))

        def bound(number: int) -> int | None:
            goal, held = program.goals[number], [(one, values[one.key]) for one in program.goals[:number]]
            return relaxed.bound(goal, held, seconds=(run.seconds_left() - spare) * next(turns), effort=effort)

        asked = [number for number, goal in enumerate(program.goals) if goal.key in open_]
        with run.working(relaxed), ThreadPoolExecutor(run.workers) as pool:
            for number, found in zip(asked, pool.map(bound, asked), strict=True):
                goal = program.goals[number]
                done[goal.key] = tighter(done[goal.key], found, goal.more)
        return done

    @staticmethod
    def _effort(run: Run, goals: int) -> float:
        """How much of the longest solve each goal may have: all where a clock ends it, else going by the steps."""
        return 1.0 if run.steps is None else min(1.0, EFFORT * run.steps / max(1, goals))

    def _days(self, values: Mapping[str, int]) -> int:
        """So few mentors' days at least hold all attendances, or all pupils, that earlier goals are worth."""
        facts, goals = self.facts, self.facts.settings.goals
        further = further_most(facts, self.pairs)
        reached = np.bincount(self.pupil, minlength=len(further)) > 0
        attendances = {"served": reached * 1, "sessions": reached * (1 + further)}
        least = [
            fewest(np.repeat(facts.priority, attendances[goal]), values[goal])
            for goal in goals[: goals.index("days")]
            if goal in attendances
        ]
        return fewest(day_places(facts, self.candidates), max(least, default=0))


def _unless_over(run: Run, bound: Callable[[], int | None]) -> int | None:
    """A bound, or None where the run is to end before it is known."""
    if run.abandoned:
        return None
    found = bound()
    return None if run.abandoned else found


def _shares(goals: int, workers: int) -> list[float]:
    """The part of the seconds left that each of so many relaxations may use, so many at a time."""
    waiting = range(goals, workers, -1)
    return [min(NOT_LAST, SLICE * workers / left) for left in waiting] + [1.0] * min(goals, workers)


def tighter(a: int | None, b: int | None, more: bool) -> int | None:
    """The one of two bounds that says more; None says nothing."""
    known = [x for x in (a, b) if x is not None]
    return None if not known else min(known) if more else max(known)


def still_valid(bounds: Bounds, at: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int | None]:
    """Bounds proven with earlier goals held at ``at``, for a plan that is no worse: all hold while it is as good.

    A better plan in an earlier goal only narrows what later goals may be; once a goal is worse (because an earlier
    one got better) the bounds after it were proven for other plans, and fall away.
    """
    kept: dict[str, int | None] = {}
    sure = True
    for goal, bound in bounds.items():
        kept[goal] = bound if sure else None
        worse = now[goal] < at[goal] if BOOK.goals[goal].more else now[goal] > at[goal]
        sure = sure and not worse
    return kept
