"""Large neighbourhood search: free a part, solve it exactly with the rest held fast, keep what is no worse.

Knows neither the plan nor its parts: a wing gives ``Neighbourhoods`` that draw a program with its present solution
and the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from scheduling.engine.exact import improved
from scheduling.engine.program import Program
from scheduling.engine.run import Run
from scheduling.rule import IntArray

Plan = TypeVar("Plan")
SECONDS = 1.0
STEPS = 1.0
SMALLEST, LARGEST = 3, 10


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


def improve(
    plan: Plan,
    ways: Neighbourhoods[Plan],
    run: Run,
    rng: np.random.Generator,
    *,
    on_better: Callable[[Plan], None],
    until: Callable[[Plan], bool] | None = None,
    tries: int | None = None,
) -> Plan:
    """The plan after as many neighbourhoods as the budget (and ``tries``) allows, never worse than at first.

    ``until`` ends the search as soon as it is true of the plan. Which way is drawn follows what it gained lately.
    """
    luck: dict[str, float] = {}
    size, done = float(SMALLEST + 2), 0
    while not run.over and (tries is None or done < tries) and not (until and until(plan)):
        names = ways.names(plan)
        if not names:
            break
        done += 1
        weight = np.array([luck.setdefault(name, 1.0) for name in names])
        name = names[int(rng.choice(len(names), p=weight / weight.sum()))]
        freed = ways.free(name, plan, round(size), rng)
        if freed is None:
            luck[name] = max(0.1, luck[name] * 0.9)
            run.used += 1
            continue
        spent = run.used
        found = improved(freed.program, run, freed.hint, seconds=SECONDS, steps=STEPS)
        hard = run.used - spent >= STEPS and freed.program.columns > 0 and run.last_hit_limit
        better = found is not freed.hint
        luck[name] = max(0.1, 0.9 * luck[name] + (0.5 if better else 0.0))
        size = min(float(LARGEST), max(float(SMALLEST), size + (-0.2 if hard else 0.1)))
        if better:
            plan = freed.read(found)
            on_better(plan)
    return plan
