"""A real client, vdirsyncer, keeps a copy of a feed: all at first, then what changed, nothing when nothing did."""

import json
import os
import subprocess
import sys
from datetime import date, time
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from icalendar import Calendar

from mentoring.core.database import db
from mentoring.timetable import changing
from mentoring.timetable.models import Session
from tests import builders
from tests.feeds.district import district

SECONDS = 60


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write no log lines into the tests' output."""


@pytest.fixture
def place(app):
    """A district; its pages are served to programs on this machine."""
    return district(app)


@pytest.fixture
def served(app):
    """Where the application is served over HTTP."""
    with make_server("127.0.0.1", 0, app, handler_class=_Silent) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


class Client:
    """vdirsyncer with one feed, in a folder of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.copy = folder / "copy"
        self._settings = folder / "config"
        self._settings.write_text(
            "\n".join(
                (
                    "[general]",
                    f"status_path = {json.dumps(str(folder / 'status'))}",
                    "[pair sessions]",
                    'a = "copy"',
                    'b = "feed"',
                    "collections = null",
                    'conflict_resolution = "b wins"',
                    "[storage copy]",
                    'type = "filesystem"',
                    f"path = {json.dumps(str(self.copy))}",
                    'fileext = ".ics"',
                    "[storage feed]",
                    'type = "http"',
                    f"url = {json.dumps(address)}",
                )
            ),
            encoding="utf-8",
        )
        self.copy.mkdir()
        self._run("discover")

    def sync(self) -> list[dict[str, str]]:
        """Sync once; gives the events that were written anew. The client names events by what is in them."""
        before = self.all()
        self._run("sync")
        return [event for name, event in self.all().items() if name not in before]

    def all(self) -> dict[str, dict[str, str]]:
        """The copy: name of the file → its event."""
        return {name: _told(text) for name, text in self._stamps().items()}

    def _stamps(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.copy.glob("*.ics")}

    def _run(self, deed: str) -> None:
        program = Path(sys.executable).with_name("vdirsyncer")
        done = subprocess.run(
            [program, "-c", self._settings, deed],
            input="y\ny\n",
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "NO_PROXY": "127.0.0.1", "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _told(text: bytes) -> dict[str, str]:
    [event] = Calendar.from_ical(text).walk("VEVENT")
    values = {name: str(event[name]) for name in ("SEQUENCE", "STATUS", "SUMMARY", "LOCATION")}
    return values | {"DTSTART": event.decoded("DTSTART").isoformat()}


def test_a_client_copies_all_then_nothing_then_what_changed(place, served, tmp_path):
    client = Client(tmp_path, served + place.path("mentor"))
    moved, cancelled = place.sessions[2], place.sessions[3].id
    to = {"on": date(2026, 11, 23), "start": time(17), "end": time(18), "venue": place.venue, "room": "Rom 2"}

    first, second = client.sync(), client.sync()
    changing.move(moved, reason="Avtalt", **to)
    builders.commit()
    after_move = client.sync()
    changing.cancel([db.session.get_one(Session, cancelled)], why="venue")
    builders.commit()
    after_cancel = client.sync()

    venue = "Torshov bibliotek, 2. etasje"
    assert (len(first), second, len(client.all())) == (4, [], 4)
    assert after_move == [
        {
            "SEQUENCE": "1",
            "STATUS": "CONFIRMED",
            "SUMMARY": "Mattehjelp",
            "LOCATION": f"{venue}, Rom 2",
            "DTSTART": "2026-11-23T17:00:00+01:00",
        }
    ]
    assert after_cancel == [
        {
            "SEQUENCE": "1",
            "STATUS": "CANCELLED",
            "SUMMARY": "AVLYST: Mattehjelp",
            "LOCATION": venue,
            "DTSTART": "2027-04-05T16:00:00+02:00",
        }
    ]
    assert client.sync() == []
