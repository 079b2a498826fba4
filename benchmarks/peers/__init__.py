"""The engines that are compared. Each module has ``run(problem, told)`` and obeys the hard rules as far as it says.

``ENGINES``: name in the tables -> (module, what ``run`` is given besides).
"""

from __future__ import annotations

from importlib import import_module

from benchmarks.told import Told
from scheduling import Problem

ENGINES: dict[str, tuple[str, dict[str, int]]] = {
    "mentorplan, 1 worker": ("mentorplan", {"workers": 1}),
    "mentorplan, 2 workers": ("mentorplan", {"workers": 2}),
    "first come": ("first_come", {}),
    "Hungarian": ("hungarian", {}),
    "CP-SAT, whole model": ("cp_sat", {"workers": 2}),
    "HiGHS, same program": ("highs", {}),
    "Timefold": ("timefold_solver", {}),
}


def run(engine: str, problem: Problem, told: Told) -> None:
    """Let one engine work on a problem and tell what it finds."""
    module, given = ENGINES[engine]
    import_module(f"benchmarks.peers.{module}").run(problem, told, **given)


def prepare(engine: str, file: str) -> str | None:
    """Import what the engine needs, before the clock starts; why it must be left out, if it must."""
    module = import_module(f"benchmarks.peers.{ENGINES[engine][0]}")
    missing: str | None = module.prepare(file) if hasattr(module, "prepare") else None
    return missing
