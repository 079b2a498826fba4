"""A weekly problem solved: exactly where it is small, by neighbourhoods where it is not, always checked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from scheduling import check
from scheduling.engine.best import Best
from scheduling.engine.decided import Decided
from scheduling.engine.exact import goal_by_goal, led
from scheduling.engine.improve import Improvement, Worth
from scheduling.engine.run import Progress, Run, watched
from scheduling.explain import shortages
from scheduling.outcome import NothingFound
from scheduling.weekly import BOOK
from scheduling.weekly.bounds import Bounding, still_valid, tighter
from scheduling.weekly.choices import Candidates
from scheduling.weekly.conflicts import conflicts, least_broken
from scheduling.weekly.facts import Facts
from scheduling.weekly.neighbourhoods import MentorsAndPupils
from scheduling.weekly.order import in_fixed_order
from scheduling.weekly.plan import Conflict, Infeasible, Plan
from scheduling.weekly.problem import Problem
from scheduling.weekly.search import Attendances, candidates_as_attendances, part
from scheduling.weekly.start import built_up, start

SMALL = 6_000
"""Up to so many candidates the whole program is tried exactly first."""
BRIEF = 0.1
"""Deterministic time for one part at first."""
PATIENCE = 60
"""Where so many neighbourhoods in a row meet no missing demand it is asked whether they can hold at all."""
BOUND_SHARE, BOUND_SECONDS = 0.18, 1.2e-3
"""Of the seconds, at most this share, or this much for each pair, is left for bounds."""
CHECKS = 4
"""At the end so many times the time that a check takes is left for the account of the plan."""


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
    decided: Decided | None = None,
) -> Outcome:
    """The best plan found within the budget (60 seconds if none is given), or why there is none.

    With ``steps`` and without ``seconds`` the same problem, seed and workers give the same plan. ``on_progress`` and
    ``should_stop`` are called in the caller's thread about every second, and ``on_better`` with the best plan so far
    when it is another one, without bounds and reasons. What the clock and stops decide is noted in ``decided``;
    ``Decided.given`` makes the sessions of the run that noted it again, however long that takes.
    """
    if seconds is None and steps is None:
        seconds = 60.0
    run = Run(seconds=seconds, steps=steps, seed=seed, workers=workers, decided=decided or Decided())
    best = Best(on_better)
    return watched(lambda r: _Work(problem, r, best).outcome(), run, on_progress, should_stop, best.tell)


class _Work:
    """One run over one problem."""

    def __init__(self, problem: Problem, run: Run, best: Best[Plan]) -> None:
        run.phase = "choices"
        self.problem, self.run, self.best = in_fixed_order(problem), run, best
        self.facts: Facts = self.problem.facts
        self.candidates = Candidates(self.facts, lambda: run.abandoned)
        self.bounds: dict[str, int | None] = dict.fromkeys(problem.settings.goals)
        self.account = 0.0
        self._known: dict[str, int | None] = dict.fromkeys(problem.settings.goals)

    def outcome(self) -> Outcome:
        """Exact, then neighbourhoods, then bounds; the plan passes the check or nothing is returned."""
        if self.run.abandoned:
            return NothingFound(self.problem.name)
        early = self._infeasible(thorough=False)
        if early:
            return early
        plan = self._exactly() if len(self.candidates) <= SMALL else None
        if isinstance(plan, Infeasible):
            return plan
        found: Attendances | Infeasible | NothingFound
        found = plan if plan is not None and self._ways.values(plan) == self.bounds else self._by_neighbourhoods(plan)
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

    def _infeasible(self, *, thorough: bool = True) -> Infeasible | None:
        if thorough:
            self.run.phase = "conflicts"
        found = conflicts(self.problem, self.candidates, self.run.another(), thorough=thorough)
        if not found:
            return None
        least = (
            least_broken(self.problem, self.candidates, self.run.another(120.0, 2000)) if _is_budget(found) else None
        )
        return Infeasible(self.problem.name, found, least)

    def _heard(self, plan: Attendances) -> None:
        """Tell the run, and whoever listens, of a better plan."""
        self.run.values = self._ways.values(plan)
        self.best.heard(lambda: self._told(plan))

    def _told(self, plan: Attendances) -> Plan | None:
        sessions = plan.sessions(self.facts)
        if check.breaches(self.problem, sessions):
            return None
        return replace(check.described(self.problem, sessions), bounds=dict(self._known))

    @cached_property
    def _ways(self) -> MentorsAndPupils:
        return MentorsAndPupils(self.facts, self.candidates)

    @cached_property
    def _bounding(self) -> Bounding:
        return Bounding(self.facts, self.candidates)

    def _by_neighbourhoods(self, plan: Attendances | None) -> Attendances | Infeasible | NothingFound:
        run, exact, whole = self.run, plan is not None, self.run.seconds
        before = dict(self.bounds)
        hopeless = self._infeasible() if self._over_budget() else None
        if hopeless:
            return hopeless
        plan = self._first() if plan is None else plan
        first = self._ways.values(plan)
        run.bounds = self._flows()
        self._reserve(plan)
        search = Improvement(
            plan, self._ways, run, on_better=self._heard, still_open=self._still_open, brief=BRIEF, better=led
        )
        impossible = self._demands_met(search)
        if impossible:
            return impossible
        if not exact and not self._ways.missing(search.best):
            run.phase = "build"
            search.go_on_from(self._built(search.best))
        run.phase = "improve"
        plan = search.search()
        run.seconds = whole
        if self._ways.missing(plan):
            return NothingFound(self.problem.name)
        if not exact or self._ways.values(plan) != first:
            self.bounds = still_valid(before, first, self._ways.values(plan))
        return plan

    def _demands_met(self, search: Improvement[Attendances]) -> Infeasible | None:
        """Go on while more demands are met; where some stay missed, why they cannot hold, if that is known."""
        before, missing = math.inf, self._ways.missing(search.best)
        while missing and missing < before and not self.run.over:
            self.run.phase = "demands"
            search.search(until=lambda worth: worth[0] == 0, tries=PATIENCE, depth=1)
            before, missing = missing, self._ways.missing(search.best)
        return self._infeasible() if missing else None

    def _over_budget(self) -> bool:
        """Whether a flow shows already that more pairs must be broken than may be."""
        most, kept = self.facts.settings.max_broken_pairs, self._flows()["kept_pairs"]
        return most is not None and kept is not None and len(self.facts.had_one) - kept > most

    def _first(self) -> Attendances:
        """What can stay of the plan in force, then pins, then as many more as fit."""
        self.run.phase = "start"
        plan = start(self.facts, self.candidates, self.run)
        self._heard(plan)
        self.run.phase = "build"
        rng = np.random.default_rng(self.run.seed)
        plan = built_up(self.facts, self.candidates, plan, self.run, rng, self._heard, pins_first=True)
        return plan if self._ways.missing(plan) else self._built(plan)

    def _built(self, plan: Attendances) -> Attendances:
        rng = np.random.default_rng([self.run.seed, 1])
        return built_up(self.facts, self.candidates, plan, self.run, rng, self._heard)

    def _reserve(self, plan: Attendances) -> None:
        """Leave seconds for bounds and the account of the plan, going by how long a check takes."""
        run = self.run
        if run.seconds is None:
            return
        began = run.elapsed
        self._told(plan)
        self.account = CHECKS * (run.elapsed - began)
        pairs = len(self._bounding.pupil)
        least = min(BOUND_SHARE * run.seconds, BOUND_SECONDS * pairs) if self._bounding.linear else 0.0
        run.seconds = max(run.elapsed, run.seconds - least - min(self.account, 0.3 * run.seconds))

    def _flows(self) -> dict[str, int | None]:
        """Bounds that hold for any plan; none where somebody wants an end before they are known."""
        if not self.run.abandoned and not any(bound is not None for bound in self._known.values()):
            self._known = self._bounding.of_any_plan(self.run)
        known = self._known
        return {goal: tighter(self.bounds[goal], bound, BOOK.goals[goal].more) for goal, bound in known.items()}

    def _still_open(self, worth: Worth) -> tuple[int, ...]:
        """Numbers of the goals, from 1 on, that have not reached their bound."""
        goals = enumerate(zip(self.problem.settings.goals, worth[1:], strict=True), 1)
        aims = (
            (number, self.run.bounds[goal], value if BOOK.goals[goal].more else -value)
            for number, (goal, value) in goals
        )
        return tuple(number for number, bound, value in aims if worth[0] < 0 or bound is None or bound != value)

    def _finished(self, plan: Attendances) -> Plan:
        run, sessions = self.run, plan.sessions(self.facts)
        values = check.values(self.problem, sessions)
        if self.bounds != values:
            run.phase = "bounds"
            self.bounds = self._bounding.beside(self._flows(), values, run, spare=self.account)
            run.bounds = dict(self.bounds)
        run.phase = "check"
        short = shortages(self.problem, self.candidates, sessions, over=self._late)
        done = Plan(self.problem.name, sessions, values, self.bounds, short)
        wrong = [*check.breaches(self.problem, done), *check.wrong_claims(self.problem, done)]
        if wrong:
            raise AssertionError(f"the plan does not pass the check: {wrong[0]}")
        run.values, run.bounds = values, dict(self.bounds)
        return done

    def _late(self) -> bool:
        """Whether reasons must end: somebody waits, or the seconds are over but for a last check."""
        return self.run.stopped or self.run.seconds_left() <= self.account / CHECKS


def _is_budget(found: tuple[Conflict, ...]) -> bool:
    return any(conflict.rule == "broken_pairs" and not conflict.pins for conflict in found)
