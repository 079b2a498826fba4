"""A run's progress as the page shows it."""

from dataclasses import dataclass
from typing import Any

from mentoring.planning.models import Run


@dataclass(frozen=True)
class ProgressLine:
    """A goal with the value reached and what no plan can beat, as far as they are known."""

    name: str
    value: int | None
    bound: int | None

    @property
    def is_best(self) -> bool:
        return self.value is not None and self.value == self.bound

    @property
    def share(self) -> float | None:
        """How much of the bound is reached, 0 to 1; None where more is not better or nothing is known."""
        if self.value is None or not self.bound or self.value > self.bound:
            return None
        return self.value / self.bound


def progress_lines(run: Run, names: dict[str, str]) -> list[ProgressLine]:
    """The goals that the run has reported, in their order."""
    goals: dict[str, dict[str, Any]] = run.progress.get("goals", {})
    return [ProgressLine(names.get(goal, goal), told["value"], told["bound"]) for goal, told in goals.items()]
