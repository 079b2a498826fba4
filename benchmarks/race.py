"""One engine on one file, in a process of its own with a hard limit; every plan through the checker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduling import Breach, Problem, Session, breaches, values

START = 60.0
"""Seconds for a process to import what it needs before its clock starts."""
LATE_SECONDS, LATE_SHARE = 1.0, 0.1
"""A plan told so many seconds, and this share of the budget, after the budget no longer counts."""
GRACE, SHARE = 15.0, 0.5
"""An engine is ended so many seconds, and this share of its budget, after the budget."""


@dataclass(frozen=True)
class Point:
    """A valid plan's values at a time since the clock started."""

    at: float
    values: Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """What came of one engine on one file. ``ended`` is None where it had to be ended; memory in MB."""

    engine: str
    points: tuple[Point, ...] = ()
    bounds: Mapping[str, int | None] = field(default_factory=dict)
    breaches: tuple[Breach, ...] = ()
    note: str = ""
    ended: float | None = None
    memory: float = 0.0

    @property
    def values(self) -> Mapping[str, int] | None:
        """Of the last plan, if it is valid."""
        return None if self.breaches or not self.points else self.points[-1].values

    @property
    def found_at(self) -> float:
        """When the values of the last plan were reached first."""
        return next((point.at for point in self.points if point.values == self.values), 0.0)


def raced(engine: str, file: Path, problem: Problem, seconds: float) -> Result:
    """Run one engine in its own process and read its diary."""
    with tempfile.TemporaryDirectory() as folder:
        diary = Path(folder) / "diary.jsonl"
        errors = Path(folder) / "errors"
        command = [sys.executable, "-m", "benchmarks.run", engine, str(file), str(seconds), str(diary)]
        with errors.open("wb") as stderr:
            # a session of its own, so that whatever it starts ends with it
            child = subprocess.Popen(
                command, stdout=stderr, stderr=stderr, env=_surroundings(folder), start_new_session=True
            )
        code, memory = _attended(child, diary, seconds)
        said = errors.read_text(errors="replace").strip().split("\n")[-1]
        failed = f"failed: {said}" if code not in (0, -signal.SIGKILL) else ""
        return _read(engine, problem, diary, seconds, memory, failed)


def _surroundings(folder: str) -> dict[str, str]:
    """The environment, in which Java leaves what it has to say of a crash in the folder."""
    return {**os.environ, "JAVA_TOOL_OPTIONS": f"-XX:ErrorFile={folder}/crash.log"}


def _attended(child: subprocess.Popen[bytes], diary: Path, seconds: float) -> tuple[int, float]:
    """Wait, end it if need be; (exit code, greatest memory in MB)."""
    limit, started, memory = time.monotonic() + START, False, 0.0
    while child.poll() is None:
        memory = max(memory, _memory(child.pid))
        if not started and diary.exists():
            started, limit = True, time.monotonic() + seconds * (1 + SHARE) + GRACE
        if time.monotonic() > limit:
            os.killpg(child.pid, signal.SIGKILL)
        time.sleep(0.05)
    return child.returncode, memory


def _memory(pid: int) -> float:
    """Memory in MB that a process and those that it started hold now, as Linux tells it; 0 elsewhere."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):  # it ended meanwhile
        return 0.0
    return own + sum(_memory(int(child)) for child in children)


def _read(engine: str, problem: Problem, diary: Path, seconds: float, memory: float, failed: str) -> Result:
    points: list[Point] = []
    wrong: tuple[Breach, ...] = ()
    bounds: Mapping[str, int | None] = {}
    note, ended = failed, None
    for entry in _entries(diary):
        if "sessions" in entry and entry["at"] <= seconds * (1 + LATE_SHARE) + LATE_SECONDS:
            sessions = [Session(m, s, tuple(who)) for m, s, who in entry["sessions"]]
            wrong = tuple(breaches(problem, sessions))
            if not wrong:
                points.append(Point(entry["at"], values(problem, sessions)))
        bounds = entry.get("bounds", bounds)
        note, ended = entry.get("note", note), entry.get("ended", ended)
    return Result(engine, tuple(points), bounds, wrong, note, ended, memory)


def _entries(diary: Path) -> list[dict]:
    """The lines that were written whole (an engine that was ended may leave half a line)."""
    text = diary.read_text(encoding="utf-8") if diary.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]
