"""What an engine tells while it runs: one JSON line for each plan, so that nothing is lost when it is ended."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduling import Session

APART = 0.25
"""Plans that follow one another sooner than so many seconds are told as one, the last of them."""


@dataclass
class Told:
    """The diary of one run. Its clock starts when it is made: before the problem file is opened."""

    path: Path
    budget: float
    _started: float = field(default_factory=time.monotonic)
    _last: float = float("-inf")
    _waiting: tuple[float, Callable[[], Iterable[Session]]] | None = None

    def __post_init__(self) -> None:
        self._write({"started": True})

    @property
    def elapsed(self) -> float:
        """Seconds since the clock started."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds of the budget that are left, at least a tenth of one."""
        return max(0.1, self.budget - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether the budget is spent."""
        return self.elapsed >= self.budget

    def forgive(self, seconds: float) -> None:
        """Do not count so many seconds that are past."""
        self._started += seconds

    def plan(self, make: Callable[[], Iterable[Session]], at: float | None = None) -> None:
        """A plan was found (now, or ``at``); ``make`` gives its sessions when they are written down."""
        self._waiting = (self.elapsed if at is None else at, make)
        if self.elapsed - self._last >= APART:
            self._write_plan()

    def bounds(self, bounds: Mapping[str, int | None]) -> None:
        """What the engine itself says that no plan can beat, by goal."""
        self._write({"bounds": dict(bounds)})

    def note(self, text: str) -> None:
        """A few words for the table, such as why there is no plan."""
        self._write({"note": text})

    def close(self) -> None:
        """The run is over by itself."""
        if self._waiting:
            self._write_plan()
        self._write({"ended": self.elapsed})

    def _write_plan(self) -> None:
        if self._waiting:
            at, make = self._waiting
            self._waiting, self._last = None, self.elapsed
            self._write({"at": at, "sessions": [[s.mentor, s.slot, list(s.pupils)] for s in make()]})

    def _write(self, entry: dict[str, object]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
