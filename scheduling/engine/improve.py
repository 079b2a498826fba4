"""Large neighbourhood search: free a part, solve it exactly with the rest held fast, keep what is no worse.

Knows neither the plan nor its parts: a wing gives ``Neighbourhoods`` that draw a program with its present solution
and the way back. Several parts are solved at a time, each against the plan as it was when the part was drawn; what
comes of them is taken over strictly in the order in which they were drawn, so that the outcome does not depend on
which of them is ready first.

A part looks at the first goals only, as far as the one that is worked on: the fewer goals, the sooner it is solved,
and a goal that is still far from its bound is worth more than all after it. Where that one gains no more, the next
comes in, and after the last one it begins again with larger parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.program import Program
from scheduling.engine.run import SHORTEST, STEP, Run
from scheduling.rule import IntArray

Plan = TypeVar("Plan")
SECONDS = 3.0
"""No part is worked on for longer, however slow the machine; a budget of steps alone looks at no clock."""
LONG = 0.8
"""Deterministic time (as CP-SAT counts it) that is spent on one part at most."""
SMALLEST, FIRST, LARGEST = 3.0, 6.0, 400.0
"""Sizes of parts."""
FRUITLESS = 16
"""After so many parts in a row that gained nothing the next goal comes in; after more when it is at it again."""
TICK = 0.2
"""So often, in seconds, who waits for a part looks whether the run is stopped."""
NOW = 0.6
"""So many parts look at as many goals as are worked on now; the others at any fewer that are not proven."""
LAST = 0.15
"""In the last part of the budget, so much of it, all goals are worked on."""

Worth = tuple[int, ...]


class Better(Protocol):
    """Makes a part's present solution better in its first ``depth`` goals, within the budget of ``run``."""

    def __call__(self, program: Program, run: Run, hint: IntArray, *, depth: int | None) -> IntArray: ...


class Way(NamedTuple):
    """A way to free a part: what the part is ``about``, and its ``kind``; parts of one kind are alike in hardness."""

    about: str
    kind: str


@dataclass(frozen=True)
class Freed(Generic[Plan]):
    """A part of a plan as a program, its present solution, and the way from a solution to a whole plan."""

    program: Program
    hint: IntArray
    read: Callable[[IntArray], Plan]


class Neighbourhoods(Protocol[Plan]):
    """Ways to free a part of a plan."""

    def ways(self, plan: Plan) -> Sequence[Way]:
        """The ways that make sense for this plan."""

    def free(self, way: Way, plan: Plan, size: int, rng: np.random.Generator) -> Freed[Plan] | None:
        """One part drawn at random, ``size`` telling how much to free; None where there is nothing to free."""

    def merged(self, old: Plan, new: Plan, now: Plan) -> Plan | None:
        """``now`` with what ``new`` changed in ``old``; None where that touches what changed since."""

    def worth(self, plan: Plan) -> Worth | None:
        """What is missing of demands and then the goals in strict order, all to be made greatest.

        None where the plan breaks any other limit.
        """


@dataclass(frozen=True)
class _Task(Generic[Plan]):
    """A part under work: drawn from ``plan``, looking at the first ``depth`` goals only."""

    way: Way
    depth: int
    plan: Plan
    run: Run
    found: Future[Plan | None]


@dataclass
class _Luck:
    """What each way to free gained lately for the time it took, and how large a part of each kind may be."""

    largest: float
    gain: dict[tuple[int, Way], float] = field(default_factory=dict)
    size: dict[tuple[int, str], float] = field(default_factory=dict)

    def draw(self, depth: int, ways: Sequence[Way], rng: np.random.Generator) -> Way:
        best = max((self.gain.get((depth, way), 0.0) for way in ways), default=0.0)
        weight = np.array([max(self.gain.get((depth, way), best), 0.08 * best, 1e-6) for way in ways])
        return ways[int(rng.choice(len(ways), p=weight / weight.sum()))]

    def sized(self, depth: int, way: Way, rng: np.random.Generator) -> int:
        size = self.size.get((depth, way.kind), FIRST)
        return int(size) + int(rng.random() < size % 1)

    def learn(self, task: _Task[Plan], gained: int, effort: float) -> None:
        key, used = (task.depth, task.way), task.run.deterministic
        got = gained / max(used, SHORTEST)
        self.gain[key] = got if key not in self.gain else 0.9 * self.gain[key] + 0.1 * got
        size = self.size.get((task.depth, task.way.kind), FIRST)
        size *= 0.85 if used > effort else 1.1 if used < effort / 3 else 1.0
        self.size[task.depth, task.way.kind] = min(self.largest, max(SMALLEST, size))


@dataclass
class _Pace:
    """How many goals are looked at and how much time a part that looks at so many gets.

    ``open``: the numbers of goals, from 1 on, that may still become better; only so many are looked at. ``brief``:
    deterministic time for one part at first; where that gains nothing more, twice as much, up to ``LONG``.
    """

    open: tuple[int, ...]
    brief: float
    depth: int = 1
    fruitless: int = 0
    effort: dict[int, float] = field(default_factory=dict)

    def draw(self, rng: np.random.Generator) -> int:
        """Mostly as many goals as are worked on now, at times fewer."""
        fewer = [depth for depth in self.open if depth < self.depth]
        return self.depth if not fewer or rng.random() < NOW else fewer[int(rng.integers(len(fewer)))]

    def effort_of(self, depth: int) -> float:
        """Deterministic time for one part."""
        return self.effort.get(depth, self.brief)

    def learn(self, depth: int, is_better: bool) -> None:
        if depth != self.depth:
            return
        self.fruitless = 0 if is_better else self.fruitless + 1
        if self.fruitless >= FRUITLESS * self.effort_of(depth) / self.brief:
            self.effort[depth] = min(LONG, 2 * self.effort_of(depth))
            self.go_to(depth + 1)

    def close(self, still_open: tuple[int, ...]) -> None:
        """Only these goals may still become better."""
        self.open = still_open
        if self.depth not in still_open:
            self.go_to(self.depth)

    def go_to(self, depth: int) -> None:
        """Look at so many goals, or at the next number of them that is open; after the last at the first."""
        self.fruitless = 0
        self.depth = next((one for one in self.open if one >= depth), min(self.open, default=self.depth))


MORE, FEWER = 1.1, 0.7
"""By so much the number of parts that are worked on side by side changes after one that fitted, or did not."""


class Improvement(Generic[Plan]):
    """One search from ``plan`` on; ``best`` is the best plan so far, ``plan`` the one it goes on from.

    ``still_open``: numbers, from 1 on, of the goals that may still become better than in a plan of this worth.
    ``brief``: deterministic time for one part at first. ``largest``: the largest size of a part. ``better``: what
    makes a part's solution better.
    """

    def __init__(
        self,
        plan: Plan,
        ways: Neighbourhoods[Plan],
        run: Run,
        *,
        on_better: Callable[[Plan], None],
        still_open: Callable[[Worth], tuple[int, ...]] | None = None,
        brief: float = LONG,
        largest: float = LARGEST,
        better: Better = improved,
        seed: int = 0,
    ) -> None:
        self.ways, self.run, self.on_better, self.better = ways, run, on_better, better
        self.still_open = still_open or (lambda worth: tuple(range(1, len(worth))))
        self.luck = _Luck(largest)
        self.rng = np.random.default_rng([run.seed, seed])
        self.drawn, self.abreast = 0, float(run.workers + 1)
        self.go_on_from(plan)
        self.pace = _Pace(self.still_open(self.worth), min(brief, LONG))
        self.pace.go_to(1)

    def go_on_from(self, plan: Plan) -> None:
        """Go on from another plan that is no worse."""
        self.plan = self.best = plan
        worth = self.ways.worth(plan)
        if worth is None:
            raise ValueError("a search must begin with a plan that breaks nothing but demands")
        self.worth = self.best_worth = worth

    def search(
        self,
        *,
        until: Callable[[Worth], bool] | None = None,
        tries: int | None = None,
        depth: int | None = None,
    ) -> Plan:
        """Go on until the budget, ``tries`` or ``until`` (true of the best plan's worth) ends it; the best plan.

        ``until`` left out: until no goal is open. ``depth``: how many goals are looked at; left out: as many as is
        worth while.
        """
        waiting: deque[_Task[Plan]] = deque()
        begun, workers = self.drawn, self.run.workers
        pool = ThreadPoolExecutor(workers)
        try:
            while not self.run.over and (tries is None or self.drawn - begun < tries + len(waiting)):
                if until(self.best_worth) if until else not self.pace.open:
                    break
                while len(waiting) < (1 if workers == 1 else min(workers + 1, int(self.abreast))):
                    task = self._begin(pool, self._depth() if depth is None else depth)
                    if task is None:
                        break
                    waiting.append(task)
                if not waiting:
                    break
                self._take(waiting.popleft())
        finally:
            for task in waiting:
                task.run.stop()
            pool.shutdown(wait=False, cancel_futures=True)  # what comes of these parts interests nobody any more
        return self.best

    def _depth(self) -> int:
        if self.run.nearly_over(LAST):
            self.pace.go_to(max(self.pace.open))
        return self.pace.draw(self.rng)

    def _begin(self, pool: ThreadPoolExecutor, depth: int) -> _Task[Plan] | None:
        ways = self.ways.ways(self.plan)
        if not ways:
            return None
        self.drawn += 1
        plan, way = self.plan, self.luck.draw(depth, ways, self.rng)
        size = self.luck.sized(depth, way, self.rng)
        rng = np.random.default_rng(self.rng.integers(2**62))
        own = self.run.another(SECONDS, self.pace.effort_of(depth) / STEP)

        def work() -> Plan | None:
            freed = self.ways.free(way, plan, size, rng)
            if freed is None or not freed.program.columns or own.stopped:
                return None
            found = self.better(freed.program, own, freed.hint, depth=depth + 1)
            return None if found is freed.hint else freed.read(found)

        return _Task(way, depth, plan, own, pool.submit(work))

    def _take(self, task: _Task[Plan]) -> None:
        """Wait for a part, but not once the run is stopped, and take over what came of it if that is no worse."""
        while not task.found.done() and not self.run.stopped:
            wait([task.found], timeout=TICK)
        if self.run.abandoned:
            task.run.stop()
            return
        found = task.found.result()
        self.run.done(task.run)
        if found is not None and task.plan is not self.plan:
            found = self.ways.merged(task.plan, found, self.plan)
            self._learn_of_merging(found is not None)
            if found is None:
                return
        gained = 0 if found is None else self._taken(found, task.depth + 1)
        self.luck.learn(task, max(0, gained), self.pace.effort_of(task.depth))
        self.pace.learn(task.depth, gained > 0)

    def _learn_of_merging(self, fits: bool) -> None:
        """Where parts that are worked on side by side seldom fit together, fewer are."""
        self.abreast = max(1.0, min(self.run.workers + 1.0, self.abreast * (MORE if fits else FEWER)))

    def _taken(self, found: Plan, depth: int) -> int:
        """Go on from that plan if it is no worse in the first goals; by how much the first that differs is better."""
        worth, old = self.ways.worth(found), self.worth
        if worth is None or worth[:depth] < old[:depth]:
            return 0
        self.plan, self.worth = found, worth
        if worth > self.best_worth:
            self.best, self.best_worth = found, worth
            self.pace.close(self.still_open(worth))
            self.on_better(found)
        return next((new - was for new, was in zip(worth[:depth], old[:depth], strict=True) if new != was), 0)
