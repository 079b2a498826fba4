"""Radicale, a CalDAV server that many run at home: the same events, by its own server, as it is installed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from icalendar import Calendar

PATH = "/mentor/sessions/"


@contextmanager
def served(calendar: bytes) -> Iterator[int]:
    """A server with the events of that calendar at `PATH`; its port."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        _plant(Path(folder), calendar)
        options = {
            "server-hosts": f"127.0.0.1:{port}",
            "storage-filesystem-folder": folder,
            "auth-type": "none",
            "rights-type": "owner_only",
            "logging-level": "error",
        }
        told = [f"--{name}={value}" for name, value in options.items()]
        server = subprocess.Popen([sys.executable, "-m", "radicale", *told])
        try:
            while not _answers(port):
                sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait()


def _plant(folder: Path, calendar: bytes) -> None:
    """Store each event as Radicale does: a file of its own beside the properties of the collection."""
    place = folder / "collection-root" / PATH.strip("/")
    place.mkdir(parents=True)
    (place / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}), encoding="utf-8")
    whole = Calendar.from_ical(calendar)
    zone = whole.walk("VTIMEZONE")[0]
    for event in whole.walk("VEVENT"):
        one = Calendar({"VERSION": "2.0", "PRODID": whole["PRODID"]})
        one.add_component(zone)
        one.add_component(event)
        (place / f"{event['UID']}.ics").write_bytes(one.to_ical())


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
