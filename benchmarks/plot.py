"""Value over time, served and sessions as parts of this engine's bound, a pair of panels for each file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from benchmarks.peers import ENGINES
from benchmarks.race import Point, Result

SHOWN = ("served", "sessions")
COLOURS = dict(
    zip(ENGINES, ("#0072b2", "#56b4e9", "#999999", "#cc79a7", "#d55e00", "#e69f00", "#009e73"), strict=True)
)
MOST_POINTS = 40


def plotted(results: Mapping[str, Sequence[Result]], seconds: float, path: Path) -> None:
    """Write the plot as SVG; text stays text."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "benchmarks", "font.size": 8}
    figure = Figure(figsize=(9, 2.0 * len(results) + 0.6), layout="constrained")
    panels = figure.subplots(len(results), len(SHOWN), squeeze=False)
    for row, (name, some) in zip(panels, results.items(), strict=True):
        for axes, goal in zip(row, SHOWN, strict=True):
            _panel(axes, name, goal, some, seconds)
    names, lines = {}, []
    for line in (line for axes in panels.flat for line in axes.get_lines()):
        if names.setdefault(line.get_label(), line) is line:
            lines.append(line)
    figure.legend(handles=lines, loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, metadata={"Date": None})
    _lighten(path)


def _lighten(path: Path) -> None:
    """Leave out indents, and more decimals than any screen shows."""
    text = re.sub(r"(\d+\.\d)\d+", r"\1", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"\n\s+", "\n", text), encoding="utf-8")


def _panel(axes: Axes, name: str, goal: str, results: Sequence[Result], seconds: float) -> None:
    bounds = [r.bounds[goal] for r in results if r.bounds.get(goal) and r.engine.startswith("mentorplan")]
    most = min(bounds) if bounds else max((r.values[goal] for r in results if r.values), default=1)
    axes.set_title(f"{name}: {goal}, {'bound' if bounds else 'best found'} {most}", fontsize=8)
    axes.axhline(1, color="black", linewidth=0.8, linestyle="--", label="bound")
    lowest = 1.0
    for result in results:
        points = _thinned(result.points) if result.values else []
        if points:
            part = [point.values[goal] / max(1, most) for point in points]
            at = [max(0.01, point.at) for point in points]
            lowest = min(lowest, part[-1])
            style = {"color": COLOURS[result.engine], "linewidth": 1.3, "label": result.engine}
            axes.step([*at, max(seconds, at[-1])], [*part, part[-1]], where="post", **style)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.set_xlim(0.01, seconds * 1.1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.set_ylim(max(0.0, lowest - 0.08), 1.04)
    axes.set_xlabel("seconds", fontsize=7)


def _thinned(points: Sequence[Point]) -> list[Point]:
    """No more points than the eye tells apart, the first and the last among them."""
    step = max(1, len(points) // MOST_POINTS)
    return [*points[:-1:step], *points[-1:]]
