"""The results as a page: the machine, then for each file a row for each engine."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.race import Result
from scheduling import Problem

FEWER_IS_BETTER = ("days", "tickets")
HOW = """\
Each engine works alone in a process of its own, on two cores at most, with the same seconds from the moment when it
opens the file (its imports, and for Timefold the start of Java and the translation from Python to Java, are not
counted). It is ended by force long after its time; a plan that comes more than a tenth and one second after the end
does not count. Every plan is read by `scheduling.breaches` and valued by `scheduling.values`; one with a breach is
worth nothing. What each peer does and cannot do stands at the head of its file in `benchmarks/peers/`.

A cell is the value and, after ≤ (≥ where fewer is better), what the engine itself says that no plan can beat whose
earlier goals are as good as in its own plan; ✓ where the two are equal and all goals before it are proven as well.
`place` orders the plans by the goals in the order of the columns, which is the file's. `plan at` is when the plan was
found, `seconds` when the engine was done, `MB` the most memory that it held. A bound that a plan in the same table
refutes would be named in the last column.
"""


def page(problems: Mapping[str, Problem], results: Mapping[str, Sequence[Result]], seconds: float, plot: str) -> str:
    """Everything, in Markdown."""
    parts = [f"# Side by side, {seconds:g} seconds each\n", _machine(), HOW]
    parts.append(f"![Value over time as a part of the bound]({plot})\n")
    parts += [_table(problems[name], rows) for name, rows in results.items()]
    return "\n".join(parts)


def _machine() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    names = ("ortools", "numpy", "scipy", "timefold")
    return (
        f"{date.today().isoformat()}, commit {_commit()}. {_processor()}, {os.cpu_count()} cores, "
        f"{pages * size / 2**30:.0f} GB memory, {platform.system()} {platform.machine()}; load at the end {load} "
        "(1, 5 and 15 minutes; above 2 means that others worked beside).\n"
        f"Python {platform.python_version()}, {', '.join(f'{n} {_version(n)}' for n in names)}, Java {_java()}.\n"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or "unknown processor"


def _commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _java() -> str:
    try:
        said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    except FileNotFoundError:
        return "not installed"
    return said.split('"')[1] if '"' in said else "unknown"


def _table(problem: Problem, rows: Sequence[Result]) -> str:
    goals = problem.settings.goals
    lines = [
        f"## {problem.name}\n",
        f"{len(problem.pupils)} pupils, {len(problem.mentors)} mentors, {len(problem.slots)} slots.\n",
        f"| engine | place | {' | '.join(goals)} | plan at | seconds | MB | |",
        f"|---|---|{'---:|' * len(goals)}---:|---:|---:|---|",
    ]
    order = sorted({vector(r.values, goals) for r in rows if r.values}, reverse=True)
    lines += [_row(result, goals, order, refuted(result, rows, goals)) for result in rows]
    return "\n".join(lines) + "\n"


def refuted(result: Result, others: Sequence[Result], goals: Sequence[str]) -> list[str]:
    """Bounds of this result that a valid plan of any result shows to be wrong."""
    if result.values is None:
        return []
    own, wrong = vector(result.values, goals), []
    for place, goal in enumerate(goals):
        bound = result.bounds.get(goal)
        for other in others if bound is not None else ():
            theirs = vector(other.values, goals) if other.values else None
            edge = -bound if goal in FEWER_IS_BETTER else bound
            if theirs and theirs[place] > edge and all(a >= b for a, b in zip(theirs[:place], own, strict=False)):
                wrong.append(f"bound of {goal} refuted by {other.engine}")
    return wrong


def vector(values: Mapping[str, int], goals: Sequence[str]) -> tuple[int, ...]:
    """Values in the order of the goals, all to be made greatest."""
    return tuple(-values[g] if g in FEWER_IS_BETTER else values[g] for g in goals)


def _row(result: Result, goals: Sequence[str], order: Sequence[tuple[int, ...]], wrong: Sequence[str]) -> str:
    if result.values is None:
        place, cells, at = "–", ["–"] * len(goals), "–"
    else:
        place = str(order.index(vector(result.values, goals)) + 1)
        cells, at = _cells(result, result.values, goals), f"{result.found_at:.1f}"
    note = result.note
    if result.breaches:
        note = f"worthless: {len(result.breaches)} breaches, the first {result.breaches[0]}"
    elif not note and result.values is None:
        note = "no plan in time"
    ended = "ended by force" if result.ended is None else f"{result.ended:.1f}"
    cells = [result.engine, place, *cells, at, ended, f"{result.memory:.0f}", "; ".join([*wrong, note])]
    return f"| {' | '.join(cells)} |"


def _cells(result: Result, values: Mapping[str, int], goals: Sequence[str]) -> list[str]:
    cells, proven = [], True
    for goal in goals:
        value, bound = values[goal], result.bounds.get(goal)
        proven = proven and bound == value
        sign = "≥" if goal in FEWER_IS_BETTER else "≤"
        cells.append(f"{value} ✓" if proven else f"{value}" if bound is None else f"{value} {sign} {bound}")
    return cells
