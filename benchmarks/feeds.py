"""``python -m benchmarks.feeds``: how quickly feeds are answered, and what becomes of many programs asking at once.

A programme with as many mentors as feeds, each with a term of sessions, is served by gunicorn as `make run` serves
it. Programs ask for each feed once, all at once; then all of them again, as programs do that have it already. One
long feed is looked at closely, in the process alone and beside Radicale, which serves the same events.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time, sleep

from flask import Flask
from sqlalchemy import update
from werkzeug.test import create_environ, run_wsgi_app

from app import create_app
from benchmarks.peers import radicale
from mentoring.core.clock import now, today
from mentoring.core.database import add_all, db
from mentoring.core.settings import write_first_settings
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.entries import entry
from mentoring.feeds.kept import KEPT
from mentoring.feeds.secret import address
from mentoring.programme.models import Programme, Term, Venue
from mentoring.registration.models import Mentor
from mentoring.timetable.models import Session
from mentoring.timetable.noting import new_uid

ROOT = Path(__file__).parents[1]
_TRIES = 200
_HEAD = f"{'':24}{'a second':>10}{'median':>10}{'95 %':>10}{'slowest':>10}   answers"
#: seconds that a program waits for an answer
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """What one program got: after how many seconds, with which status and tag."""

    seconds: float
    status: int
    etag: str


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--sessions", type=int, default=40, help="of each feed")
    parser.add_argument("--at-once", type=int, default=100, help="programs that wait at one moment")
    parser.add_argument("--people", type=int, default=3_000, help="whose feeds are made anew")
    parser.add_argument("--long", type=int, default=200, help="sessions of the one feed that is looked at closely")
    asked = parser.parse_args(arguments)
    _beside_radicale(asked.long)
    _made_anew(asked.people, asked.sessions)
    _all_at_once(asked.feeds, asked.sessions, asked.at_once)
    return 0


@contextmanager
def _installed(feeds: int, sessions: int) -> Iterator[tuple[str, Flask, list[str]]]:
    """An installation of its own with that many feeds: its folder, the application, the paths."""
    with tempfile.TemporaryDirectory() as folder:
        write_first_settings(Path(folder))
        app = create_app(instance_path=folder)
        yield folder, app, _planted(app, feeds, sessions)


def _all_at_once(feeds: int, sessions: int, at_once: int) -> None:
    """Many programs at one moment, through the server as it is served."""
    with _installed(feeds, sessions) as (folder, _app, paths):
        print(f"\n{feeds} feeds of {sessions} sessions, {at_once} programs at once\n{_HEAD}")
        with _served(folder) as port:
            _warmed(port, paths[0])
            first = _polled(port, [(path, "") for path in paths], at_once, "never fetched before")
            known = [(path, answer.etag) for path, answer in zip(paths, first, strict=True)]
            _polled(port, known, at_once, "unchanged")


def _made_anew(people: int, sessions: int) -> None:
    """The feeds of everybody in a process that knows nothing of them, as after a publish."""
    with _installed(people, sessions) as (_folder, app, paths):
        for path in paths:
            _in_process(app, path)
        KEPT.forget()
        entry.cache_clear()
        with app.app_context():
            db.session.execute(update(Session).values(sequence=Session.sequence + 1, modified_at=now()))
            db.session.commit()
        began, worked = perf_counter(), process_time()
        statuses = {_in_process(app, path)[0] for path in paths}
        took, work = perf_counter() - began, process_time() - worked
        print(f"\nfeeds of {people} people, {sessions} sessions each, made anew: {took:.1f} s ({statuses})")
        print(f"  {work:.1f} s of one processor, {work / people * 1000:.1f} ms each")


def _beside_radicale(sessions: int) -> None:
    """One long feed: in a warm process, and through the servers of both with the same events."""
    with _installed(1, sessions) as (folder, app, paths):
        status, headers, body = _in_process(app, paths[0])
        whole = median(_timed(app, paths[0], "") for _ in range(_TRIES))
        same = median(_timed(app, paths[0], headers["ETag"]) for _ in range(_TRIES))
        print(f"a feed of {sessions} sessions, {len(body)} octets ({status}), in a warm process:")
        print(f"  whole {whole * 1000:.2f} ms, unchanged {same * 1000:.2f} ms (medians of {_TRIES})\n{_HEAD}")
        with _served(folder) as port:
            _warmed(port, paths[0])
            _polled(port, [(paths[0], "")] * _TRIES, 4, "Mentorplan, whole")
            _polled(port, [(paths[0], headers["ETag"])] * _TRIES, 4, "Mentorplan, unchanged")
        with radicale.served(body) as port:
            _warmed(port, radicale.PATH)
            _polled(port, [(radicale.PATH, "")] * _TRIES, 4, "Radicale, whole")


def _timed(app: Flask, path: str, tag: str) -> float:
    began = perf_counter()
    _in_process(app, path, tag)
    return perf_counter() - began


def _in_process(app: Flask, path: str, tag: str = "") -> tuple[str, dict[str, str], bytes]:
    """What the application answers, without a server: status, headers, body."""
    environ = create_environ(path, headers={"If-None-Match": tag} if tag else {})
    answers, status, headers = run_wsgi_app(app.wsgi_app, environ)
    return status, dict(headers), b"".join(answers)


def _planted(app: Flask, feeds: int, sessions: int) -> list[str]:
    """The paths of feeds of that many mentors, each with that many sessions to come."""
    with app.app_context():
        db.create_all()
        programme = Programme(
            name="Load", terms=[Term(name="Term", start=today(), end=today() + timedelta(days=365))]
        )
        venue = Venue(programme=programme, name="Torshov bibliotek")
        mentors = [_mentor(programme, number) for number in range(feeds)]
        add_all([programme, venue, *mentors])
        days = [today() + timedelta(days=number) for number in range(sessions)]
        add_all([_session(mentor, venue, day) for mentor in mentors for day in days])
        found = [open_subscription(programme.id, kind="mentor", owner_id=mentor.id) for mentor in mentors]
        paths = [address(one).removeprefix(app.config["BASE_URL"]) for one in found]
        db.session.commit()
    return paths


def _mentor(programme: Programme, number: int) -> Mentor:
    moment = now()
    return Mentor(
        programme=programme,
        given_name="Mentor",
        family_name=str(number),
        email=f"mentor{number}@example.org",
        created_at=moment,
        changed_at=moment,
    )


def _session(mentor: Mentor, venue: Venue, day: date) -> Session:
    return Session(
        programme_id=venue.programme_id,
        term_id=venue.programme.terms[0].id,
        mentor_id=mentor.id,
        venue_id=venue.id,
        date=day,
        start=time(16),
        end=time(17, 30),
        uid=new_uid(),
        modified_at=now(),
    )


@contextmanager
def _served(instance: str) -> Iterator[int]:
    """The application behind gunicorn, as it is served; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    surroundings = {"MENTORPLAN_INSTANCE": instance, "MENTORPLAN_BIND": f"127.0.0.1:{port}", "PATH": ""}
    program = [str(Path(sys.executable).with_name("gunicorn")), "app:create_app()", "--access-logfile", "/dev/null"]
    server = subprocess.Popen(program, cwd=ROOT, env=surroundings)
    try:
        while not _answers(port):
            sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _warmed(port: int, path: str) -> None:
    """Have every process of a server ready before it is measured: it listens long before it can answer."""
    with ThreadPoolExecutor(8) as programs:
        list(programs.map(lambda _number: _asked(port, path, ""), range(40)))


def _polled(port: int, asked: Sequence[tuple[str, str]], at_once: int, what: str) -> list[Answer]:
    """Ask for each path, with the tag that is known of it, and print how it went."""
    began = perf_counter()
    with ThreadPoolExecutor(at_once) as programs:
        answers = list(programs.map(lambda one: _asked(port, *one), asked))
    took = perf_counter() - began
    cuts = quantiles([answer.seconds * 1000 for answer in answers], n=20)
    slowest = max(answer.seconds for answer in answers) * 1000
    statuses = {status: sum(one.status == status for one in answers) for status in {one.status for one in answers}}
    figures = f"{len(asked) / took:10.0f}{cuts[9]:8.1f}ms{cuts[18]:8.1f}ms{slowest:8.1f}ms"
    print(f"{what:24}{figures}   {', '.join(f'{count} × {status}' for status, count in sorted(statuses.items()))}")
    return answers


def _asked(port: int, path: str, etag: str) -> Answer:
    """One program asks once, over a connection of its own."""
    began = perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        answer = connection.getresponse()
        answer.read()
        return Answer(perf_counter() - began, answer.status, answer.headers.get("ETag", ""))
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
