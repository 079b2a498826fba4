"""How long each phase of this engine takes: reading, choices, limits, first plan, first improvement, check.

``python -m benchmarks.phases FILE SECONDS`` measures one file and prints JSON; ``table`` does it for many, each in a
process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from scheduling import Plan, breaches, read_problem, solve
from scheduling.weekly.choices import Candidates
from scheduling.weekly.search import Attendances, candidates_as_attendances, part

MOST_AT_ONCE = 200_000
"""Limits over more choices than this are never compiled at once, so there is nothing to measure."""
EACH = 500
"""For so many pupils a file gets the seconds of the race, and in the same ratio more."""
PHASES = ("reading", "choices", "limits", "first plan", "first better", "best plan", "done", "check")
HEAD = f"""\
## Phases of this engine, one worker

Seconds. `choices`: who may meet where, by all filters. `limits`: the whole program compiled at once (above
{MOST_AT_ONCE} choices only parts ever are). `first plan` to `done`: since solving began. `check`: all rules counted
on the plan. A file with more than {EACH} pupils gets the race's seconds for each {EACH} of them.

| | choices, number | {" | ".join(PHASES)} | MB |
|---|---:|{"---:|" * len(PHASES)}---:|
"""
Value = TypeVar("Value")


def table(files: Mapping[str, Path], seconds: float) -> str:
    """The table, in Markdown."""
    lines = []
    for name, file in files.items():
        command = [sys.executable, "-m", "benchmarks.phases", str(file), str(_budget(file, seconds))]
        took = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        cells = ["–" if took[p] is None else f"{took[p]:.2f}" for p in PHASES]
        lines.append(f"| {name} | {took['number']} | {' | '.join(cells)} | {took['memory']:.0f} |\n")
    return HEAD + "".join(lines)


def _budget(file: Path, seconds: float) -> float:
    """Seconds for one file: more for a city, so that each phase is reached."""
    return seconds * max(1.0, len(read_problem(file).pupils) / EACH)


def measured(file: str, seconds: float) -> dict[str, float | None]:
    """Seconds of each phase, how many choices, and the most memory in MB."""
    reading, problem = _timed(lambda: read_problem(file))
    choices, candidates = _timed(lambda: Candidates(problem.facts))
    limits: float | None = None
    if len(candidates) <= MOST_AT_ONCE:
        free = candidates_as_attendances(candidates)
        limits, _ = _timed(lambda: part(problem.facts, free, Attendances.none(), relax=False))
    better: list[float] = []
    began = time.monotonic()
    done, outcome = _timed(
        lambda: solve(problem, seconds=seconds, on_better=lambda _: better.append(time.monotonic() - began))
    )
    check = _timed(lambda: breaches(problem, outcome))[0] if isinstance(outcome, Plan) else None
    first, second, last = (better[i] if better[i:] else None for i in (0, 1, -1))
    values = (reading, choices, limits, first, second, last, done, check)
    return {**dict(zip(PHASES, values, strict=True)), "number": len(candidates), "memory": _memory()}


def _timed(work: Callable[[], Value]) -> tuple[float, Value]:
    began = time.monotonic()
    value = work()
    return time.monotonic() - began, value


def _memory() -> float:
    """The most memory in MB that this process held, as Linux tells it; 0 elsewhere."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], float(sys.argv[2]))))
