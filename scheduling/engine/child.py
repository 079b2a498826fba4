"""A program in a process of its own that answers requests, for solvers that nothing can stop.

Who waits for such a solver could hear of nothing else meanwhile; so whoever asks a run to stop ends the process.
Requests and answers go through pipes, each after its length in eight bytes.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

LENGTH = struct.Struct("<Q")
TICK = 0.05


class Child:
    """Processes of one program, a file beside this one; those that have answered wait for the next request."""

    def __init__(self, program: str) -> None:
        self.path = Path(__file__).with_name(program)
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def answer(self, request: bytes, stopped: Callable[[], bool], seconds: float = float("inf")) -> bytes | None:
        """What a process answers; None where it was ended before that, by ``stopped`` or because time is over."""
        if stopped():
            return None
        with self._lock:
            process = self._idle.pop() if self._idle else self._started()
        heard = None
        try:
            requests = cast(BinaryIO, process.stdin)
            requests.write(LENGTH.pack(len(request)))
            requests.write(request)
            requests.flush()
            heard = _heard(process, stopped, time.monotonic() + seconds)
        finally:
            if heard is None:
                process.kill()
                process.communicate()
        if heard is not None:
            with self._lock:
                self._idle.append(process)
        return heard

    def _started(self) -> subprocess.Popen[bytes]:
        # a group of its own: Ctrl-C at the terminal is for us to hear
        words = [sys.executable, str(self.path)]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)


def _heard(process: subprocess.Popen[bytes], stopped: Callable[[], bool], until: float) -> bytes | None:
    """One answer; None as soon as it is stopped or the time is over."""
    source = cast(BinaryIO, process.stdout).fileno()
    got, size = bytearray(), None
    while size is None or len(got) < size:
        if stopped() or time.monotonic() > until:
            return None
        if select.select([source], [], [], TICK)[0]:
            more = os.read(source, 1 << 20)
            if not more:
                raise ChildProcessError(f"a process for a solver has ended by itself: {process.args!r}")
            got += more
        if size is None and len(got) >= LENGTH.size:
            size = LENGTH.size + int(LENGTH.unpack(got[: LENGTH.size])[0])
    return bytes(got[LENGTH.size :])
