"""The answer to a camp problem: runs, what they are worth, what no plan can beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduling.camp.problem import CampRun, Pin
from scheduling.counting import Breach


@dataclass(frozen=True)
class CampPlan:
    """``objective`` and ``bounds`` by goal key; a bound is None in a plan on the way, where none is known yet.

    ``departures``: the breaches of rules of the house that a person let stand, by name; no solver makes any.
    """

    problem: str
    runs: tuple[CampRun, ...]
    objective: Mapping[str, int] = field(default_factory=dict)
    bounds: Mapping[str, int | None] = field(default_factory=dict)
    departures: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class PinConflict:
    """A smallest set of pins that cannot hold together, and a rule that is in the way."""

    pins: tuple[Pin, ...]
    rule: str


@dataclass(frozen=True)
class PinsImpossible:
    """No plan can hold the pins."""

    problem: str
    conflicts: tuple[PinConflict, ...]
