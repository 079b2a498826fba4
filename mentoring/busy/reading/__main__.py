"""The process that reads one calendar: a request as a line of JSON and the file's bytes in, one line of JSON out.

First it gives up what it does not need: time, memory, files. What goes wrong is a Fault in the answer; what kills it
(the limits of the system) is seen by `process.read`, which waits for it.
"""

import hashlib
import json
import resource
import signal
import sys
from datetime import datetime
from types import FrameType
from typing import Any

from mentoring.busy.reading.address import Rules
from mentoring.busy.reading.fault import Fault
from mentoring.busy.reading.fetch import Fetched, Known, fetch
from mentoring.busy.reading.intervals import Reading, read
from mentoring.busy.reading.series import Window

CPU_SECONDS = 20
MEMORY = 1024 * 1024 * 1024
_OPEN_FILES = 64


def main() -> None:
    """Answer one request."""
    _give_up_what_is_not_needed()
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    try:
        answer = _answer(request)
    except Fault as fault:
        answer = {"fault": fault.key, "about": fault.about}
    except MemoryError:
        answer = {"fault": "too_heavy", "about": {}}
    json.dump(answer, sys.stdout)


def _give_up_what_is_not_needed() -> None:
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    if sys.platform == "linux":  # a Mac knows this limit by name only
        limits[resource.RLIMIT_AS] = MEMORY
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    fetched = _fetched(request)
    if fetched.content is None:
        return {"unchanged": True}
    reading = _read(fetched.content, request)
    return {
        "intervals": [[start.isoformat(), end.isoformat()] for start, end in reading.intervals],
        "entries": reading.entries,
        "warnings": reading.warnings,
        "hash": hashlib.sha256(fetched.content).hexdigest(),
        "etag": fetched.known.etag,
        "last_modified": fetched.known.last_modified,
    }


def _fetched(request: dict[str, Any]) -> Fetched:
    """What is brought or fetched; the clock on the wall ends a server that drips."""
    if not request["url"]:
        return Fetched(sys.stdin.buffer.read(), Known())

    def too_slow(_signal: int, _frame: FrameType | None) -> None:
        raise Fault("too_slow", seconds=request["seconds"])

    signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(request["seconds"])
    try:
        rules = Rules(tuple(request["own_hosts"]), request["test_port"])
        return fetch(request["url"], rules, Known(request["etag"], request["last_modified"]))
    finally:
        signal.alarm(0)


def _read(content: bytes, request: dict[str, Any]) -> Reading:
    window = Window(*(datetime.fromisoformat(request[end]) for end in ("start", "end")))
    return read(content, window, all_day=request["all_day"], home=request["home"])


if __name__ == "__main__":
    main()
