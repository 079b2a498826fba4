"""A run: its budget of seconds and steps, what it reports, and how it is stopped.

The only place that reads a clock. Work goes on in a thread of its own; the caller's thread hears of the progress
and asks whether to stop, so callbacks may use what belongs to the caller's thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from scheduling.engine.decided import Decided

Result = TypeVar("Result")
TICK = 0.2
STEP = 0.5
"""Deterministic time (as CP-SAT counts it) that one step of the budget stands for."""
SHORTEST = 0.02
"""Deterministic time that even an easy solve counts as."""


@dataclass(frozen=True)
class Progress:
    """What a run can say of itself: ``phase``, value and bound of each goal so far, seconds and steps used.

    ``plans``: so many times a better plan was found, where that is counted.
    """

    phase: str
    values: Mapping[str, int]
    bounds: Mapping[str, int | None]
    seconds: float
    steps: int
    plans: int = 0


class Stoppable(Protocol):
    """A solver that can be told to stop from another thread."""

    def stop_search(self) -> None:
        """Stop soon."""


@dataclass(eq=False)
class Run:
    """The state of one run, shared by the working thread and the one that waits for it.

    ``seconds`` None: no clock is looked at, so the run repeats exactly; ``steps`` None: no such limit.
    ``used``: steps so far; ``deterministic``: time so far as CP-SAT counts it; ``plans``: better plans so far.
    ``decided``: what clock and stops answered.
    """

    seconds: float | None = None
    steps: float | None = None
    seed: int = 0
    workers: int = 1
    phase: str = "start"
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int | None] = field(default_factory=dict)
    used: float = 0.0
    deterministic: float = 0.0
    plans: int = 0
    solver: Stoppable | None = None
    decided: Decided = field(default_factory=Decided)
    _started: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)
    _parts: set[Run] = field(default_factory=set)

    def stop(self) -> None:
        """Ask the work to end; repeated calls reach solvers that began after the first."""
        self._stop.set()
        solver = self.solver
        if solver is not None:
            solver.stop_search()
        for part in tuple(self._parts):
            part.stop()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked the work to end."""
        return self._stop.is_set()

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._started

    def seconds_left(self) -> float:
        """Seconds until the budget's end; infinite without a budget of seconds."""
        return float("inf") if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    def steps_left(self) -> float:
        """Steps left; infinite without a budget of steps."""
        return float("inf") if self.steps is None else max(0, self.steps - self.used)

    @property
    def threads(self) -> int:
        """Threads for one program: several do not repeat exactly, so a budget of steps has one."""
        return self.workers if self.steps is None else 1

    @property
    def over(self) -> bool:
        """Whether to end: stopped, or no seconds or steps left."""
        over = self.stopped or self.seconds_left() <= 0 or self.steps_left() <= 0
        return self.decided.answer(over) or self.stopped

    def nearly_over(self, share: float) -> bool:
        """Whether no more than this share of the budget is left."""
        seconds = float("inf") if self.seconds is None else share * self.seconds
        steps = float("inf") if self.steps is None else share * self.steps
        late = self.seconds_left() < seconds or self.steps_left() < steps
        return self.decided.answer(late)

    @property
    def abandoned(self) -> bool:
        """Whether somebody asked the work to end; asked where the answer decides what the plan becomes."""
        return self.decided.answer(self.stopped) or self.stopped

    def another(self, seconds: float = 20.0, steps: float | None = 400) -> Run:
        """A run of its own for a side question or a part of the work, stopped together with this one."""
        least = min(seconds, self.seconds_left())
        own = Run(None if self.seconds is None else least, steps, self.seed, decided=self.decided.part())
        self._parts.add(own)
        if self.stopped:
            own.stop()
        return own

    def done(self, part: Run) -> None:
        """A part is over: what it used counts here too."""
        self._parts.discard(part)
        self.spend(part.deterministic)

    def spend(self, deterministic: float) -> None:
        """Take what a solve has used off the steps; an easy one counts too."""
        self.deterministic += deterministic
        self.used += max(SHORTEST, deterministic) / STEP

    def working(self, solver: Stoppable) -> AbstractContextManager[None]:
        """While this lasts, ``stop`` reaches the solver."""
        return _working(self, solver)

    def progress(self) -> Progress:
        """The state as it is now."""
        return Progress(self.phase, dict(self.values), dict(self.bounds), self.elapsed, int(self.used), self.plans)


@contextmanager
def _working(run: Run, solver: Stoppable) -> Iterator[None]:
    run.solver = solver
    try:
        yield
    finally:
        run.solver = None


def watched(
    work: Callable[[Run], Result],
    run: Run,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_tick: Callable[[], None] | None = None,
) -> Result:
    """Do ``work(run)`` in another thread; report about every second and at the end, stop when asked.

    ``on_tick`` is called several times a second, like the other two in the caller's thread.
    """
    done: list[Result] = []
    failed: list[BaseException] = []

    def body() -> None:
        try:
            done.append(work(run))
        except BaseException as error:  # handed on to the caller below
            failed.append(error)

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    try:
        _heed(thread, run, on_progress, should_stop, on_tick)
    finally:
        while thread.is_alive():  # only if a callback failed: end the work before the error goes on
            run.stop()
            thread.join(TICK)
    if failed:
        raise failed[0]
    if on_progress:
        on_progress(run.progress())
    return done[0]


def _heed(
    thread: threading.Thread,
    run: Run,
    on_progress: Callable[[Progress], None] | None,
    should_stop: Callable[[], bool] | None,
    on_tick: Callable[[], None] | None,
) -> None:
    told = run.elapsed - 1
    while thread.is_alive():
        thread.join(TICK)
        if run.stopped or (should_stop is not None and should_stop()):
            run.stop()
        if on_progress and run.elapsed - told >= 4 * TICK:
            told = run.elapsed
            on_progress(run.progress())
        if on_tick:
            on_tick()
