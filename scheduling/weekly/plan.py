"""The answer to a weekly problem: sessions, what they are worth, what no plan can beat, who is short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduling.counting import Breach
from scheduling.weekly.problem import Pin, Session


@dataclass(frozen=True)
class Short:
    """A pupil with fewer sessions than wanted; ``reasons`` as ``scheduling.explain`` documents them."""

    pupil: str
    sessions: int
    reasons: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Plan:
    """``objective`` and ``bounds`` by goal key; a bound is None where none was computed.

    ``departures``: the breaches of rules of the house that a person let stand, by name; no solver makes any.
    """

    problem: str
    sessions: tuple[Session, ...]
    objective: Mapping[str, int] = field(default_factory=dict)
    bounds: Mapping[str, int | None] = field(default_factory=dict)
    short: tuple[Short, ...] = ()
    departures: tuple[Breach, ...] = ()

    @property
    def proven(self) -> tuple[str, ...]:
        """Goals, from the first on, whose value is proven the best."""
        done = []
        for goal, value in self.objective.items():
            if self.bounds.get(goal) != value:
                break
            done.append(goal)
        return tuple(done)


@dataclass(frozen=True)
class Conflict:
    """A smallest set of pins that cannot hold together, and the rule that alone forbids it, if one does."""

    pins: tuple[Pin, ...]
    rule: str | None


@dataclass(frozen=True)
class Infeasible:
    """No plan can hold the pins, or the budget of broken pairs.

    ``least_broken``: where the budget alone is too small, the smallest that can hold; None where that stayed open.
    """

    problem: str
    conflicts: tuple[Conflict, ...]
    least_broken: int | None = None
