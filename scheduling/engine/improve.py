"""Large neighbourhood search: free a part, solve it exactly with the rest held fast, keep what is no worse.

Knows neither the plan nor its parts: a wing gives ``Neighbourhoods`` that draw a program with its present solution
and the way back. Several parts are solved at a time, each against the plan as it was when the part was drawn; what
comes of them is taken over strictly in the order in which they were drawn, so that the outcome does not depend on
which of them is ready first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.program import Program
from scheduling.engine.run import STEP, Run
from scheduling.rule import IntArray

Plan = TypeVar("Plan")
SECONDS = 3.0
"""No part is worked on for longer, however slow the machine; a budget of steps alone looks at no clock."""
DETERMINISTIC = 0.5
"""Deterministic time (as CP-SAT counts it) that is spent on one part at most."""
SMALLEST, LARGEST = 3, 14
SHORTEST = 0.02
"""Deterministic time that even an easy part counts as when gains are compared."""

Worth = tuple[int, ...]


@dataclass(frozen=True)
class Freed(Generic[Plan]):
    """A part of a plan as a program, its present solution, and the way from a solution to a whole plan."""

    program: Program
    hint: IntArray
    read: Callable[[IntArray], Plan]


class Neighbourhoods(Protocol[Plan]):
    """Ways to free a part of a plan."""

    def names(self, plan: Plan) -> Sequence[str]:
        """The ways that make sense for this plan."""

    def free(self, name: str, plan: Plan, size: int, rng: np.random.Generator) -> Freed[Plan] | None:
        """One part drawn at random, ``size`` telling how much to free; None where there is nothing to free."""

    def merged(self, old: Plan, new: Plan, now: Plan) -> Plan | None:
        """``now`` with what ``new`` changed in ``old``; None where that touches what changed since."""

    def holds(self, plan: Plan) -> bool:
        """Whether the plan breaks no limit but demands."""

    def worth(self, plan: Plan) -> Worth:
        """What is missing and then the goals in strict order, all to be made greatest."""


@dataclass(frozen=True)
class _Task(Generic[Plan]):
    """A part under work: drawn from ``plan``, looking at the first ``depth`` goals only."""

    name: str
    depth: int
    plan: Plan
    run: Run
    found: Future[Plan | None]


@dataclass
class _Luck:
    """What each way to free gained lately for the time it took, and how much it may free."""

    gain: dict[str, float] = field(default_factory=dict)
    size: dict[str, float] = field(default_factory=dict)

    def draw(self, names: Sequence[str], rng: np.random.Generator) -> str:
        best = max((self.gain.get(name, 0.0) for name in names), default=0.0)
        weight = np.array([max(self.gain.get(name, best), 0.08 * best, 1e-6) for name in names])
        return names[int(rng.choice(len(names), p=weight / weight.sum()))]

    def learn(self, name: str, gained: bool, used: float) -> None:
        got = float(gained) / max(used, SHORTEST)
        self.gain[name] = got if name not in self.gain else 0.9 * self.gain[name] + 0.1 * got

    def resize(self, name: str, hard: bool) -> None:
        size = self.size.get(name, SMALLEST + 1.0)
        self.size[name] = min(float(LARGEST), max(float(SMALLEST), size + (-0.5 if hard else 0.1)))


class Improvement(Generic[Plan]):
    """One search from ``plan`` on; ``best`` is the best plan so far, ``plan`` the one it goes on from."""

    def __init__(
        self,
        plan: Plan,
        ways: Neighbourhoods[Plan],
        run: Run,
        *,
        on_better: Callable[[Plan], None],
        seed: int = 0,
    ) -> None:
        self.plan = self.best = plan
        self.ways, self.run, self.on_better = ways, run, on_better
        self.luck = _Luck()
        self.rng = np.random.default_rng([run.seed, seed])
        self.drawn = 0

    def go_on_from(self, plan: Plan) -> None:
        """Go on from another plan that is no worse."""
        self.plan = self.best = plan

    def search(
        self,
        depths: Sequence[int],
        *,
        until: Callable[[Plan], bool] | None = None,
        tries: int | None = None,
    ) -> Plan:
        """Go on until the budget, ``tries`` or ``until`` (true of the best plan) ends it; the best plan.

        ``depths``: how many goals a part looks at, drawn evenly for each; the later ones may then get worse in the
        plan that the search goes on from, which opens ways that are closed to it otherwise.
        """
        waiting: deque[_Task[Plan]] = deque()
        done = 0
        workers = self.run.workers
        with ThreadPoolExecutor(workers) as pool:
            while not self.run.over and (tries is None or done < tries):
                if until and until(self.best):
                    break
                while len(waiting) < (1 if workers == 1 else workers + 1):
                    task = self._begin(pool, depths)
                    if task is None:
                        break
                    waiting.append(task)
                if not waiting:
                    break
                self._take(waiting.popleft())
                done += 1
            for task in waiting:
                task.run.stop()
        return self.best

    def _begin(self, pool: ThreadPoolExecutor, depths: Sequence[int]) -> _Task[Plan] | None:
        names = self.ways.names(self.plan)
        if not names:
            return None
        self.drawn += 1
        name, plan = self.luck.draw(names, self.rng), self.plan
        depth = depths[int(self.rng.integers(len(depths)))]
        size = self.luck.size.get(name, SMALLEST + 1.0)
        size_now = int(size) + int(self.rng.random() < size % 1)
        rng = np.random.default_rng(self.rng.integers(2**62))
        own = self.run.another(SECONDS, DETERMINISTIC / STEP)

        def work() -> Plan | None:
            freed = self.ways.free(name, plan, size_now, rng)
            if freed is None or not freed.program.columns:
                return None
            found = improved(freed.program, own, freed.hint, depth=None if depth is None else depth + 1)
            return None if found is freed.hint else freed.read(found)

        return _Task(name, depth, plan, own, pool.submit(work))

    def _take(self, task: _Task[Plan]) -> None:
        """Wait for a part and take over what came of it, if that is no worse."""
        found = task.found.result()
        self.run.done(task.run)
        gained = False
        if found is not None and task.plan is not self.plan:
            found = self.ways.merged(task.plan, found, self.plan)
        if found is not None and not self.ways.holds(found):
            found = None
        if found is not None:
            new, old = self.ways.worth(found), self.ways.worth(self.plan)
            gained = new[: task.depth + 1] > old[: task.depth + 1]
            if new[: task.depth + 1] >= old[: task.depth + 1]:
                self.plan = found
                if new > self.ways.worth(self.best):
                    self.best = found
                    self.on_better(found)
        self.luck.learn(task.name, gained, task.run.deterministic)
        self.luck.resize(task.name, task.run.last_hit_limit)
