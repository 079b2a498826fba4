"""A camp problem solved: exactly where it is very small, by neighbourhoods where it is not, always checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import cached_property

import numpy as np

from scheduling.camp import BOOK, check
from scheduling.camp.bounds import Bounding
from scheduling.camp.candidates import Candidates
from scheduling.camp.facts import Facts
from scheduling.camp.neighbourhoods import PeopleAndRuns
from scheduling.camp.order import in_fixed_order
from scheduling.camp.pins import conflicts, plan_of_pins
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.problem import Problem
from scheduling.camp.rooms import rooms_as_before
from scheduling.camp.search import Places, part
from scheduling.camp.seating import MISSING, reseated, some_with, weights_of
from scheduling.camp.stages import Stages
from scheduling.camp.start import first_plan, fixed_places
from scheduling.engine.best import Best
from scheduling.engine.exact import goal_by_goal, improved, led
from scheduling.engine.improve import Better, Improvement, Worth
from scheduling.engine.run import Progress, Run, watched
from scheduling.outcome import NothingFound
from scheduling.rule import ints

SMALL = 1_500
"""Up to so many candidates the whole program is tried exactly first."""
EXACT_SHARE = 0.6
BOUND_SHARE = 0.08
"""Of the seconds, at most this share is left for bounds at the end."""
SEATING_SHARE = 0.4
"""Of the seconds or steps left, so much goes at most into seating all pupils anew."""
FIRST_SHARE, FILLING_SHARE = 0.1, 0.6
"""Of the seconds or steps left, so much goes at most into what the first plan lacks, and a staged one behind it."""
SHORTEST = 4.0
"""So many seconds it may take in any case, but no more than half of what is left."""
FRUITLESS = 2
"""After so many tries in vain nobody is seated anew any more."""
LOOK_SHARE = 0.03
"""Of the seconds left, so much goes at most into asking how much of one of these goals can be had at all."""
LARGEST = 14.0
"""The largest size of a part."""
FILLING = ("shortfall", "empty", "kept")
"""Goals that are met when everybody has something to do and what is required, as before where it can be."""

Outcome = CampPlan | PinsImpossible | NothingFound


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_better: Callable[[CampPlan], None] | None = None,
    patience: float | None = None,
    plans: int | None = None,
) -> Outcome:
    """The best plan found within the budget (60 seconds if none is given), or why there is none.

    With ``steps`` and without ``seconds`` the same problem, seed and workers give the same plan. ``on_progress`` and
    ``should_stop`` are called in the caller's thread about every second, and ``on_better`` with the best plan so far
    when it is another one, without bounds.

    ``patience``: seconds that a run by steps may take, whatever its steps are. ``plans``: end with the better plan of
    this number. Which that was of a run by steps that was stopped or took too long, ``Progress.plans`` says, so that
    it too can be repeated.
    """
    if seconds is None and steps is None:
        seconds = 60.0
    run = Run(seconds=seconds, steps=steps, seed=seed, workers=workers)
    best = Best(on_better)
    most = math.inf if patience is None else patience

    def is_to_end() -> bool:
        return _is_late(run, most) or (should_stop is not None and should_stop())

    return watched(lambda r: _Work(problem, r, best, plans, most).outcome(), run, on_progress, is_to_end, best.tell)


def _is_late(run: Run, patience: float) -> bool:
    """Whether a run by steps has so little time left that the rest is for bounds."""
    return run.elapsed > patience * (1 - BOUND_SHARE)


class _Work:
    """One run over one problem."""

    def __init__(self, problem: Problem, run: Run, best: Best[CampPlan], last: int | None, patience: float) -> None:
        run.phase = "choices"
        self.problem, self.run, self.best, self.last = in_fixed_order(problem), run, best, last
        self.facts: Facts = self.problem.facts
        self.candidates = Candidates(self.facts)
        self.goals = problem.settings.goals
        self.bounds: dict[str, int | None] = dict.fromkeys(self.goals)
        self.known: Worth = ()
        self.held: Places | None = None
        self.patience = patience

    def outcome(self) -> Outcome:
        """Pins, then exactly or by neighbourhoods, then bounds; the plan passes the check or nothing is returned."""
        run = self.run
        run.phase = "pins"
        status, begun = plan_of_pins(self.facts, self.candidates, run)
        if status == "infeasible":
            run.phase = "conflicts"
            found = conflicts(self.problem, run)
            return PinsImpossible(self.problem.name, found) if found else NothingFound(self.problem.name)
        if status == "unknown":
            return NothingFound(self.problem.name)
        self._heard(begun)
        plan = self._exactly(begun)
        if self._ways.values(plan) != self.bounds:
            plan = self._searched(plan)
        return self._finished(plan if self.held is None else self.held)

    @cached_property
    def _ways(self) -> PeopleAndRuns:
        return PeopleAndRuns(self.facts, self.candidates)

    def _exactly(self, begun: Places) -> Places:
        """The whole program, if it is small; and what then is known of the best plan."""
        if len(self.candidates.activity) > SMALL or self.run.over:
            return begun
        free = self.candidates.everything()
        if len(free) > SMALL:
            return begun
        self.run.phase = "exact"
        whole = part(self.facts, free, fixed_places(self.facts))
        proof = goal_by_goal(whole.program, self.run, whole.hint(begun), share=EXACT_SHARE)
        if proof.solution is None:
            return begun
        plan = whole.read(proof.solution)
        self._heard(plan)
        if self.held is not plan:  # a call to stop cut it short; its bounds are of no other plan
            return begun
        self.bounds = dict(zip(self.goals, proof.bounds, strict=True))
        return plan

    def _searched(self, plan: Places) -> Places:
        """A first plan, run by run, then one in stages, improved until the budget ends."""
        run, known = self.run, self._ways.worth(plan)
        run.phase = "start"
        began = first_plan(self.facts, self.candidates, plan, run) if self._first(plan) else plan
        self._heard(began)
        run.bounds = dict(self._bounding.surely())
        stages = Stages(self.facts, self.candidates, run)
        began = self._begun_by_stages(stages, began)
        with stages.begun():
            began = self._reseated(self._filled_up(began), FIRST_SHARE)
            seconds = LOOK_SHARE * run.seconds_left() if run.seconds is not None else math.inf
            run.bounds |= self._bounding.of_first(self._ways.values(began), FILLING, run, seconds)
            began = self._improved(began, lambda worth: stages.ready or self._proven(worth))
        staged = self._reseated(self._by_stages(stages, began), SEATING_SHARE)
        whole = run.seconds
        if whole is not None:
            run.seconds = max(run.elapsed, whole * (1 - BOUND_SHARE))
        run.phase = "improve"
        found = self._improved(self._better_of(began, staged), self._proven)
        run.seconds = whole
        if self.known != known:
            self.bounds = dict.fromkeys(self.goals)
        return found

    def _worth(self, plan: Places) -> Worth:
        """Worth in the strict order; nothing where a rule is broken that is no demand."""
        return self._ways.worth(plan) or ()

    def _begun_by_stages(self, stages: Stages, plan: Places) -> Places:
        """Where the first plan leaves somebody with nothing: one that was made for that alone, if it is better."""
        if self._proven(self._worth(plan), FILLING[:2]) or self.run.over:
            return plan
        self.run.phase = "timetable"
        made = stages.filled(plan)
        if made is None or self._worth(made) <= self._worth(plan):
            return plan
        self._heard(made)
        return made

    def _by_stages(self, stages: Stages, plan: Places) -> Places:
        """One made from a timetable; what it lacks at first is soon put right."""
        self.run.phase = "timetable"
        made = stages.staged(plan)
        if made.bound is not None:
            self._bounding.heard(weights_of(self.facts), made.bound)
        if made.plan is None or not self._worth(made.plan):
            return plan
        self._heard(made.plan)
        return made.plan

    def _roughly(self, plan: Places) -> int:
        """What is lacking in all goals up to the wishes, in one sum."""
        values, weights = self._ways.values(plan), weights_of(self.facts)
        missing = -self._worth(plan)[0]
        return missing * MISSING + sum(
            weight * values[goal] * (-1 if BOOK.goals[goal].more else 1) for goal, weight in weights.items()
        )

    def _reseated(self, plan: Places, share: float) -> Places:
        """Those who lack something are seated anew with some others, as long as that helps, within this share."""
        run = self.run
        run.phase = "seating"
        rng = np.random.default_rng(run.seed)
        seconds = share * run.seconds_left()
        until = (run.elapsed + seconds, run.used + share * run.steps_left())
        fruitless = 0
        while fruitless < FRUITLESS and not run.over and run.elapsed < until[0] and run.used < until[1]:
            lacking = np.unique(ints([pupil for pupil, *_ in self._ways.gaps(plan)]))
            if not len(lacking):
                break
            some = some_with(self.facts, self.candidates, plan, lacking, rng)
            made = reseated(self.facts, self.candidates, plan, run, some, seconds)
            fruitless += 1
            if made is not None and self._roughly(made) < self._roughly(plan):
                plan, fruitless = made, 0
                self._heard(plan)
        return plan

    def _first(self, plan: Places) -> bool:
        """Whether the plan holds nothing yet but pins and days gone by."""
        return all(bound is None for bound in self.bounds.values())

    def _filled_up(self, plan: Places) -> Places:
        """So that nobody is left with nothing, as far as that is soon done: a plan to fall back on."""
        return self._search(plan, improved).search(until=self._soon(FIRST_SHARE), depth=len(self.goals))

    def _better_of(self, began: Places, staged: Places) -> Places:
        """The staged plan, unless it is still behind the first one after its share of what is left."""
        until = self._soon(FILLING_SHARE, self._worth(began))
        return max(began, self._search(staged, improved).search(until=until, depth=len(self.goals)), key=self._worth)

    def _improved(self, plan: Places, until: Callable[[Worth], bool]) -> Places:
        """First nobody is left with nothing; then all goals, led by relaxations, which seldom find what that asks."""
        depth = len(self.goals)
        plan = self._search(plan, improved).search(until=lambda w: self._filled(w) or until(w), depth=depth)
        return self._search(plan, led).search(until=until, depth=depth)

    def _soon(self, share: float, known: Worth | None = None) -> Callable[[Worth], bool]:
        """Until it is filled, or until this share of what is left is used and it is no better than ``known``."""
        run = self.run
        left = run.seconds_left()
        late = (run.elapsed + max(min(SHORTEST, left / 2), share * left), run.used + share * run.steps_left())

        def until(worth: Worth) -> bool:
            is_late = (known is None or worth < known) and (run.elapsed > late[0] or run.used > late[1])
            return run.decided.answer(is_late) or self._filled(worth)

        return until

    def _search(self, plan: Places, better: Better) -> Improvement[Places]:
        return Improvement(plan, self._ways, self.run, on_better=self._heard, largest=LARGEST, better=better)

    def _filled(self, worth: Worth) -> bool:
        return self._proven(worth, FILLING)

    def _proven(self, worth: Worth, only: Collection[str] | None = None) -> bool:
        signs = (1 if BOOK.goals[goal].more else -1 for goal in self.goals)
        known = zip(worth[1:], signs, self.goals, strict=True)
        asked = self.goals if only is None else only
        return all(sign * value == self.run.bounds[goal] for value, sign, goal in known if goal in asked)

    @cached_property
    def _bounding(self) -> Bounding:
        return Bounding(self.facts, self.candidates)

    def _heard(self, plan: Places) -> None:
        """Tell the run, and whoever listens, of a better plan; what a call to stop cut short is none."""
        if self.run.stopped or self._worth(plan) < self.known:
            return
        self.known, self.held = self._worth(plan), plan
        self.run.plans += 1
        if self.run.plans == self.last:
            self.run.stop()
        self.run.values = self._ways.values(plan)
        self.best.heard(lambda: self._told(plan))

    def _told(self, plan: Places) -> CampPlan | None:
        runs = plan.runs(self.facts)
        if check.breaches(self.problem, runs):
            return None
        return CampPlan(self.problem.name, runs, check.values(self.problem, runs))

    def _finished(self, plan: Places) -> CampPlan:
        run, runs = self.run, rooms_as_before(self.facts, self.candidates, plan).runs(self.facts)
        values = check.values(self.problem, runs)
        run.phase = "bounds"
        # beside the run, which was told to stop: what is known of a plan need not be the same again
        clock = Run(self.patience * BOUND_SHARE, workers=run.workers) if _is_late(run, self.patience) else run
        bounds = self._bounding.beside(values, self.bounds, clock)
        run.phase = "check"
        done = CampPlan(self.problem.name, runs, values, bounds)
        wrong = [*check.breaches(self.problem, done), *check.wrong_claims(self.problem, done)]
        if wrong:
            raise AssertionError(f"the plan does not pass the check: {wrong[0]}")
        run.values, run.bounds = values, dict(bounds)
        return done
