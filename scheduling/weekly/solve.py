"""A weekly problem solved: exactly where it is small, by neighbourhoods where it is not, always checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduling import check
from scheduling.engine.bound import Relaxed
from scheduling.engine.exact import goal_by_goal
from scheduling.engine.improve import improve
from scheduling.engine.run import Progress, Run, watched
from scheduling.explain import shortages
from scheduling.weekly import BOOK
from scheduling.weekly.choices import Candidates
from scheduling.weekly.conflicts import conflicts
from scheduling.weekly.facts import Facts
from scheduling.weekly.neighbourhoods import MentorsAndPupils
from scheduling.weekly.plan import Infeasible, Plan
from scheduling.weekly.problem import Problem
from scheduling.weekly.relaxation import relaxation
from scheduling.weekly.search import Attendances, candidates_as_attendances, part
from scheduling.weekly.start import built_up, start

SMALL = 6_000
"""Up to so many candidates the whole program is tried exactly first."""
PATIENCE = 60
"""So many neighbourhoods are spent on missing demands before it is asked whether they can hold at all."""
BOUND_PAIRS = 60_000
"""Up to so many candidate pairs the linear relaxation is solved within a run."""
BOUND_SHARE, BOUND_SECONDS = 0.25, 6e-4
"""Of the seconds, at most this share, or this much for each pair, is left for bounds."""


@dataclass(frozen=True)
class NothingFound:
    """No valid plan was found within the budget, and none is known to be impossible."""

    problem: str


Outcome = Plan | Infeasible | NothingFound


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_better: Callable[[Plan], None] | None = None,
) -> Outcome:
    """The best plan found within the budget (60 seconds if none is given), or why there is none.

    With ``steps`` and without ``seconds`` the same problem, seed and workers give the same plan. ``on_progress`` and
    ``should_stop`` are called in the caller's thread about every second; ``on_better`` is called with every better
    plan, from the working thread, without bounds and reasons.
    """
    if seconds is None and steps is None:
        seconds = 60.0
    run = Run(seconds=seconds, steps=steps, seed=seed, workers=workers)
    return watched(lambda r: _Work(problem, r, on_better).outcome(), run, on_progress, should_stop)


class _Work:
    """One run over one problem."""

    def __init__(self, problem: Problem, run: Run, on_better: Callable[[Plan], None] | None) -> None:
        self.problem, self.run, self.on_better = problem, run, on_better
        run.phase = "choices"
        self.facts: Facts = problem.facts
        self.candidates = Candidates(self.facts)
        self.bounds: dict[str, int | None] = dict.fromkeys(problem.settings.goals)

    def outcome(self) -> Outcome:
        """Exact, then neighbourhoods, then bounds; the plan passes the check or nothing is returned."""
        early = conflicts(self.problem, self.candidates, self.run.another(), thorough=False)
        if early:
            return Infeasible(self.problem.name, early)
        plan = self._exactly() if len(self.candidates) <= SMALL else None
        if isinstance(plan, Infeasible):
            return plan
        found: Attendances | Infeasible | NothingFound
        found = plan if plan is not None and self._proven(plan) else self._by_neighbourhoods(plan)
        return found if isinstance(found, Infeasible | NothingFound) else self._finished(found)

    def _exactly(self) -> Attendances | Infeasible | None:
        self.run.phase = "exact"
        everything = candidates_as_attendances(self.candidates)
        whole = part(self.facts, everything, Attendances.none(), relax=False)
        proof = goal_by_goal(whole.program, self.run, None, share=0.7)
        if proof.status == "infeasible":
            return self._infeasible()
        if proof.solution is None:
            return None
        plan = whole.read(proof.solution)
        self._heard(plan)
        self.bounds = dict(zip(self.problem.settings.goals, proof.bounds, strict=True))
        return plan

    def _infeasible(self) -> Infeasible | None:
        self.run.phase = "conflicts"
        found = conflicts(self.problem, self.candidates, self.run.another(), thorough=True)
        return Infeasible(self.problem.name, found) if found else None

    def _proven(self, plan: Attendances) -> bool:
        return self._values(plan) == self.bounds

    def _values(self, plan: Attendances) -> dict[str, int]:
        return check.values(self.problem, plan.sessions(self.facts))

    def _heard(self, plan: Attendances) -> None:
        """Tell the run, and whoever listens, of a better plan."""
        self.run.values = self._values(plan)
        if self.on_better and self._unmissed(plan):
            self.on_better(Plan(self.problem.name, plan.sessions(self.facts), dict(self.run.values)))

    @cached_property
    def _ways(self) -> MentorsAndPupils:
        return MentorsAndPupils(self.facts, self.candidates)

    def _unmissed(self, plan: Attendances) -> bool:
        return not check.breaches(self.problem, plan.sessions(self.facts))

    def _by_neighbourhoods(self, plan: Attendances | None) -> Attendances | Infeasible | NothingFound:
        run, exact = self.run, plan is not None
        before = dict(self.bounds)
        whole = run.seconds
        if run.seconds is not None:
            run.seconds -= min(BOUND_SHARE * run.seconds, BOUND_SECONDS * self._pairs)
        run.phase = "start"
        rng = np.random.default_rng(run.seed)
        plan = start(self.facts, self.candidates, run) if plan is None else plan
        if not exact:
            run.phase = "build"
            plan = built_up(self.facts, self.candidates, plan, run, rng, self._heard, pins_first=True)
        first = self._values(plan)
        if len(self._ways.demands(plan)):
            run.phase = "demands"
            plan = improve(
                plan,
                self._ways,
                run,
                rng,
                on_better=self._heard,
                until=lambda p: not len(self._ways.demands(p)),
                tries=PATIENCE,
            )
            if len(self._ways.demands(plan)):
                impossible = self._infeasible()
                if impossible:
                    return impossible
        if not exact:
            run.phase = "build"
            plan = built_up(self.facts, self.candidates, plan, run, rng, self._heard)
        run.phase = "improve"
        plan = improve(plan, self._ways, run, rng, on_better=self._heard)
        run.seconds = whole
        if not self._unmissed(plan):
            return NothingFound(self.problem.name)
        if not exact or self._values(plan) != first:
            self.bounds = _still_valid(before, first, self._values(plan))
        return plan

    @cached_property
    def _pairs(self) -> int:
        """How many pupils and mentors could meet at all."""
        pairs = self.candidates.pupil.astype(np.int64) * len(self.problem.mentors) + self.candidates.mentor
        return len(np.unique(pairs))

    def _bounded(self, values: dict[str, int]) -> None:
        """Bounds of the relaxation, each with earlier goals held at this plan's values."""
        if self._pairs > BOUND_PAIRS:
            return
        program = relaxation(self.facts, self.candidates)
        self.run.phase = "bounds"
        relaxed = Relaxed(program)
        for goal in program.goals:
            if self.bounds[goal.key] != values[goal.key] and not self.run.stopped:
                bound = relaxed.bound(goal, seconds=self.run.seconds_left())
                self.bounds[goal.key] = _tighter(self.bounds[goal.key], bound, goal.more)
            relaxed.hold(goal, values[goal.key])
        self.run.bounds = dict(self.bounds)

    def _finished(self, plan: Attendances) -> Plan:
        sessions = plan.sessions(self.facts)
        values = check.values(self.problem, sessions)
        if self.bounds != values:
            self._bounded(values)
        self.run.phase = "check"
        short = shortages(self.problem, self.candidates, sessions)
        done = Plan(self.problem.name, sessions, values, self.bounds, short)
        wrong = [*check.breaches(self.problem, done), *check.wrong_claims(self.problem, done)]
        if wrong:
            raise AssertionError(f"the plan does not pass the check: {wrong[0]}")
        self.run.values, self.run.bounds = values, dict(self.bounds)
        return done


def _still_valid(bounds: dict[str, int | None], at: dict[str, int], now: dict[str, int]) -> dict[str, int | None]:
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


def _tighter(a: int | None, b: int | None, more: bool) -> int | None:
    known = [x for x in (a, b) if x is not None]
    return None if not known else min(known) if more else max(known)
