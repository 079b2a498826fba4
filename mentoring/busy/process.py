"""Starts the process that reads one calendar, waits for it no longer than is good, and takes its answer."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mentoring.busy.reading.fault import Fault
from mentoring.busy.reading.fetch import SECONDS

#: seconds for all of it: fetching (15), computing (20 at most), and what starting Python takes
PATIENCE = 40
_ROOT = Path(__file__).parents[2]
#: all that the process is told of its surroundings: no secret of ours; where the certificates lie, if that is said
_TOLD = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SYSTEMROOT")


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be read: an address, or (with none) the bytes of a file; for which time and by which choices.

    `start` and `end` are instants; `home` the mentor's own zone; `own_hosts` where our own feeds lie;
    `seconds` how long an address may take in all.
    """

    start: datetime
    end: datetime
    all_day: str
    home: str
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    own_hosts: tuple[str, ...] = ()
    test_port: int | None = None
    seconds: int = SECONDS


@dataclass(frozen=True)
class Answer:
    """What was read. `is_unchanged`: it is as it was the last time, and nothing else is told."""

    is_unchanged: bool
    intervals: tuple[tuple[datetime, datetime], ...] = ()
    entries: int = 0
    warnings: tuple[tuple[str, dict[str, Any]], ...] = ()
    content_hash: str = ""
    etag: str = ""
    last_modified: str = ""


def read(request: Request, content: bytes = b"") -> Answer:
    """Read a calendar. Raises Fault, also where the process was ended by its limits."""
    asked = asdict(request) | {"start": request.start.isoformat(), "end": request.end.isoformat()}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mentoring.busy.reading"],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file could quote it
            env={name: os.environ[name] for name in _TOLD if name in os.environ},
            cwd=_ROOT,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Fault("too_heavy") from None
    if done.returncode < 0:  # ended by a signal: the limit of time or memory
        raise Fault("too_heavy")
    if done.returncode:
        raise Fault("not_readable_here")
    return _answer(json.loads(done.stdout))


def _answer(told: dict[str, Any]) -> Answer:
    if "fault" in told:
        raise Fault(told["fault"], **told["about"])
    if "unchanged" in told:
        return Answer(is_unchanged=True)
    return Answer(
        is_unchanged=False,
        intervals=tuple(
            (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told["intervals"]
        ),
        entries=told["entries"],
        warnings=tuple((key, about) for key, about in told["warnings"]),
        content_hash=told["hash"],
        etag=told["etag"],
        last_modified=told["last_modified"],
    )
