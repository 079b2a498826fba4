"""A run's progress as the page shows it: figures, and for each goal a small chart of value and bound over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mentoring.planning.models import Run

#: the size of a chart in units of its own; the page stretches it
WIDTH, HEIGHT, MARGIN = 300.0, 80.0, 6.0


@dataclass(frozen=True)
class Moment:
    """What was reached and what no plan can beat after so many seconds, as far as they are known."""

    seconds: float
    value: int | None
    bound: int | None


@dataclass(frozen=True)
class ProgressLine:
    """A goal with the value reached, what no plan can beat, and how both came about."""

    name: str
    value: int | None
    bound: int | None
    moments: tuple[Moment, ...] = ()

    @property
    def is_best(self) -> bool:
        """Whether no plan can do better."""
        return self.value is not None and self.value == self.bound

    @property
    def chart(self) -> "Chart | None":
        """The chart; None before there are two moments to draw a line between."""
        return _chart(self.moments) if len(self.moments) > 1 else None


@dataclass(frozen=True)
class Chart:
    """Lines as SVG points, and the figures at the ends of the axes."""

    value: str
    bound: str
    least: int
    most: int
    seconds: float


def progress_lines(run: Run, names: dict[str, str]) -> list[ProgressLine]:
    """The goals that the run has reported, in their order."""
    goals: dict[str, dict[str, Any]] = run.progress.get("goals", {})
    course = [*run.course, {"seconds": run.progress.get("seconds", 0), "goals": goals}]
    return [
        ProgressLine(names.get(goal, goal), told["value"], told["bound"], tuple(_moments(course, goal)))
        for goal, told in goals.items()
    ]


def _moments(course: Sequence[dict[str, Any]], goal: str) -> Iterable[Moment]:
    """Every moment, so that the goals stand beside one another; a goal is unknown before it was first told of."""
    for moment in course:
        told = moment["goals"].get(goal, {})
        yield Moment(moment["seconds"], told.get("value"), told.get("bound"))


def _chart(moments: tuple[Moment, ...]) -> Chart | None:
    reached = [moment.value for moment in moments if moment.value is not None]
    known = [moment.bound for moment in moments if moment.bound is not None]
    if not reached:
        return None
    least, most = min(reached + known), max(reached + known)
    first, last = moments[0].seconds, moments[-1].seconds

    def point(seconds: float, height: int) -> str:
        x = MARGIN + (WIDTH - 2 * MARGIN) * (seconds - first) / max(last - first, 0.1)
        y = (
            HEIGHT / 2
            if most == least
            else HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (height - least) / (most - least)
        )
        return f"{x:.1f},{y:.1f}"

    value = [point(moment.seconds, moment.value) for moment in moments if moment.value is not None]
    bound = [point(moment.seconds, moment.bound) for moment in moments if moment.bound is not None]
    return Chart(" ".join(value), " ".join(bound), least, most, last)
