"""``python -m benchmarks``: every public file, every engine, the same budget, one table and one plot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import phases, plot, table
from benchmarks.peers import ENGINES
from benchmarks.race import Result, raced
from scheduling import Problem, read_problem

HERE = Path(__file__).parent
FOLDERS = (HERE.parent / "tests" / "data" / "weekly", HERE / "data")


def files() -> dict[str, Path]:
    """Problem files by name, small ones first."""
    found = [path for folder in FOLDERS for path in folder.glob("*-p[0-9].json*")]
    return {path.name.split(".")[0]: path for path in sorted(found, key=_size)}


def _size(path: Path) -> tuple[bool, int, str]:
    return path.suffix == ".gz", path.stat().st_size, path.name


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked, print the page, write it and the plot."""
    known = files()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="budget of each engine on each file")
    parser.add_argument("--instances", nargs="+", choices=list(known), default=list(known), metavar="NAME")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES), metavar="NAME")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md", help="the page; the plot stands beside it")
    asked = parser.parse_args(arguments)
    problems = {name: read_problem(known[name]) for name in asked.instances}
    results = {name: _raced(known[name], problems[name], asked.engines, asked.seconds) for name in asked.instances}
    picture = asked.out.with_suffix(".svg")
    plot.plotted(results, asked.seconds, picture)
    page = table.page(problems, results, asked.seconds, picture.name)
    asked.out.write_text(page, encoding="utf-8")
    measured = phases.table({name: known[name] for name in asked.instances}, asked.seconds)
    asked.out.write_text(f"{page}\n{measured}", encoding="utf-8")
    print(page, measured, sep="\n")
    return 0


def _raced(file: Path, problem: Problem, engines: list[str], seconds: float) -> list[Result]:
    results = []
    for engine in engines:
        print(f"{problem.name}: {engine} …", file=sys.stderr, flush=True)
        results.append(raced(engine, file, problem, seconds))
    return results


if __name__ == "__main__":
    sys.exit(main())
