"""A real client, vdirsyncer, keeps copies of two mentors' feeds: all at first, then what changed, whatever is done to
a session, and nothing when nothing is."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date, time
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from icalendar import Calendar

from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import address
from mentoring.timetable import changing
from tests import builders
from tests.feeds.district import district, fetch

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
    """vdirsyncer with some feeds by name, in a folder of its own."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        self._copies = {name: folder / name for name in addresses}
        self._settings = folder / "config"
        lines = ["[general]", f"status_path = {json.dumps(str(folder / 'status'))}"]
        for name, copy in self._copies.items():
            copy.mkdir()
            lines += _pair(name, copy, addresses[name])
        self._settings.write_text("\n".join(lines), encoding="utf-8")
        self._run("discover")

    def sync(self) -> dict[str, list[dict[str, str]]]:
        """Sync once; gives the events that were written anew, by feed. The client names events by what is in them."""
        before = {name: self._files(name).keys() for name in self._copies}
        self._run("sync")
        return {
            name: [event for file, event in self._files(name).items() if file not in before[name]]
            for name in self._copies
        }

    def copy(self, name: str) -> list[dict[str, str]]:
        """The events of that copy, in the order of time."""
        return _in_order(self._files(name).values())

    def _files(self, name: str) -> dict[str, dict[str, str]]:
        texts = {path.name: path.read_bytes() for path in self._copies[name].glob("*.ics")}
        return {file: told for file, text in texts.items() for told in _told(text)}

    def _run(self, deed: str) -> None:
        program = Path(sys.executable).with_name("vdirsyncer")
        done = subprocess.run(
            [program, "-c", self._settings, deed],
            input="y\n" * 2 * len(self._copies),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "NO_PROXY": "127.0.0.1", "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _pair(name: str, copy: Path, address: str) -> tuple[str, ...]:
    return (
        f"[pair {name}]",
        f'a = "{name}_copy"',
        f'b = "{name}_feed"',
        "collections = null",
        'conflict_resolution = "b wins"',
        f"[storage {name}_copy]",
        'type = "filesystem"',
        f"path = {json.dumps(str(copy))}",
        'fileext = ".ics"',
        f"[storage {name}_feed]",
        'type = "http"',
        f"url = {json.dumps(address)}",
    )


def _told(text: bytes) -> list[dict[str, str]]:
    return [
        {name: str(event[name]) for name in ("SEQUENCE", "STATUS", "SUMMARY", "LOCATION")}
        | {"DTSTART": event.decoded("DTSTART").isoformat()}
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def _in_order(events: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(events, key=lambda event: event["DTSTART"])


VENUE = "Torshov bibliotek, 2. etasje"


def _event(start: str, *, sequence: int, place: str = VENUE, is_cancelled: bool = False) -> dict[str, str]:
    return {
        "SEQUENCE": str(sequence),
        "STATUS": "CANCELLED" if is_cancelled else "CONFIRMED",
        "SUMMARY": "AVLYST: Mattehjelp" if is_cancelled else "Mattehjelp",
        "LOCATION": place,
        "DTSTART": start,
    }


def test_a_client_follows_whatever_is_done_to_a_session_and_nothing_else(place, served, tmp_path):
    other = builders.mentor(place.programme)
    theirs = open_subscription(place.programme.id, kind="mentor", owner_id=other.id)
    paths = {"own": place.path("mentor"), "theirs": address(theirs).removeprefix("http://localhost")}
    session, pupils = place.sessions[2], place.sessions[2].pupils
    builders.commit()
    client = Client(tmp_path, {name: served + path for name, path in paths.items()})

    def synced(deed: Callable[[], object]) -> dict[str, list[dict[str, str]]]:
        """What one deed made the client write anew; its copies are the feeds as they are."""
        deed()
        builders.commit()
        written = client.sync()
        for name, path in paths.items():
            assert client.copy(name) == _in_order(_told(fetch(place.app, path).data))
        return written

    to = {"on": date(2026, 11, 23), "start": time(17), "end": time(18), "venue": place.venue, "room": "Rom 2"}
    first = synced(lambda: None)
    moved = synced(lambda: changing.move(session, reason="Avtalt", **to))
    handed_over = synced(lambda: changing.give_to(session, other, reason="Avtalt"))
    cancelled = synced(lambda: changing.cancel([session], why="venue"))
    restored = synced(lambda: changing.restore(session, reason="Avtalt"))
    given_back = synced(lambda: changing.give_to(session, place.mentor, reason="Avtalt"))
    later = to | {"on": date(2026, 11, 30), "room": ""}
    extra = synced(lambda: changing.add_extra(place.programme, mentor=other, pupils=pupils, reason="Avtalt", **later))

    start, room = "2026-11-23T17:00:00+01:00", f"{VENUE}, Rom 2"
    assert {name: len(some) for name, some in first.items()} == {"own": 4, "theirs": 0}
    assert moved == {"own": [_event(start, sequence=1, place=room)], "theirs": []}
    assert handed_over == {
        "own": [_event(start, sequence=2, place=room, is_cancelled=True)],
        "theirs": [_event(start, sequence=2, place=room)],
    }
    gone = _event(start, sequence=3, place=room, is_cancelled=True)
    assert cancelled == {"own": [gone], "theirs": [gone]}
    assert restored == {
        "own": [_event(start, sequence=4, place=room, is_cancelled=True)],
        "theirs": [_event(start, sequence=4, place=room)],
    }
    assert given_back == {
        "own": [_event(start, sequence=5, place=room)],
        "theirs": [_event(start, sequence=5, place=room, is_cancelled=True)],
    }
    assert extra == {"own": [], "theirs": [_event("2026-11-30T17:00:00+01:00", sequence=0)]}
    assert synced(lambda: None) == {"own": [], "theirs": []}
