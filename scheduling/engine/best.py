"""The best plan so far, told now and then in the caller's thread, so that a killed run leaves it behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from scheduling.engine.run import Run

Plan = TypeVar("Plan")
TOLD_SECONDS = 1.0
"""Plans are told no more often than this, and no more than a tenth of the time goes into telling."""


class Best(Generic[Plan]):
    """Hears of better plans in the working thread, tells of them in the waiting one."""

    def __init__(self, on_better: Callable[[Plan], None] | None) -> None:
        self.on_better = on_better
        self._clock = Run()
        self._next = 0.0
        self._fresh: Callable[[], Plan | None] | None = None
        self._lock = threading.Lock()

    def heard(self, make: Callable[[], Plan | None]) -> None:
        """There is a better plan; ``make`` makes it, or None if it is no valid one."""
        with self._lock:
            self._fresh = make

    def tell(self) -> None:
        """Tell of the best plan, if that is due."""
        if self.on_better is None or self._clock.elapsed < self._next:
            return
        with self._lock:
            make, self._fresh = self._fresh, None
        if make is None:
            return
        began = self._clock.elapsed
        plan = make()
        if plan is not None:
            self.on_better(plan)
        self._next = self._clock.elapsed + max(TOLD_SECONDS, 10 * (self._clock.elapsed - began))
