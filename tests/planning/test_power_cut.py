"""Web server and worker killed at once, at random moments of runs and of publishing, again and again: no run is lost,
no plan is half, no mail comes twice.

A few times in every test run; POWER_CUTS=50 does it fifty times, POWER_SEED draws other moments.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.queries import sessions_in
from mentoring.outbox.models import Mail
from mentoring.planning.models import PROPOSAL, PUBLISHED, REPLACED, Plan, Run
from mentoring.planning.queries import plan_in_force
from mentoring.programme.models import Programme
from mentoring.registration.models import ClearanceItem, Mentor, Pupil
from mentoring.timetable.models import Session
from tests import builders, plans
from tests.conftest import SETTINGS
from tests.post_office import PostOffice, free_port

HOUSE = Path(__file__).parents[2]
CUTS = int(os.environ.get("POWER_CUTS", "2"))
SEED = int(os.environ.get("POWER_SEED", "1"))
#: a run takes five seconds, and a dead one is taken up after eight of silence
RUN_UNTIL, PUBLISH_UNTIL, PATIENCE = 9.0, 8.0, 120.0


class Machine:
    """The web server and the worker of an installation, and the plug."""

    def __init__(self, settings: dict[str, Any], log: Path, cookie: str) -> None:
        self.port, self.log, self.cookie = free_port(), log, cookie
        own = {f"MENTORPLAN_{name}": str(value) for name, value in settings.items() if value is not None}
        self.surroundings = os.environ | own | {"MENTORPLAN_BIND": f"127.0.0.1:{self.port}"}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both, and wait until pages are served."""
        programs = Path(sys.executable).parent
        for words in (
            ["gunicorn", "app:create_app()"],
            ["huey_consumer", "worker.queue", "--workers=4"],
        ):
            with self.log.open("ab") as log:
                started = subprocess.Popen(
                    [sys.executable, str(programs / words[0]), *words[1:]],
                    cwd=HOUSE,
                    env=self.surroundings,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self.running.append(started)
        until = time.monotonic() + PATIENCE
        while self.ask("GET", "/matching/history") != 200:
            assert time.monotonic() < until, self.log.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.2)

    def pull_the_plug(self) -> None:
        """SIGKILL to all processes of both at once; nobody can put anything in order."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running.clear()

    def ask(self, method: str, path: str, **form: object) -> int | None:
        """The status of an answer; None where the connection broke."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"session={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form), headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()


@pytest.fixture
def settings(tmp_path: Path, post_office: PostOffice) -> dict[str, Any]:
    """Database and queue in files; a real mail server."""
    return (
        SETTINGS
        | post_office.settings()
        | {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/test.db",
            "QUEUE_URL": f"sqlite:///{tmp_path}/queue.db",
            "RUN_SILENCE": 8,
        }
    )


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """It keeps what it took, and takes its time, so that a cut can come in between."""
    with PostOffice().open() as office:
        office.seconds_for_a_letter = 0.005
        yield office


@pytest.fixture
def programme(app: Any) -> Programme:
    """Sixty pupils with a guardian each, in a term that today lies in."""
    made = plans.crowded_programme()
    for pupil in db.session.query(Pupil):
        builders.guardian(pupil, language="nb")
    made.terms[0].start, made.terms[0].end = today() - timedelta(days=30), today() + timedelta(days=60)
    for item in db.session.query(ClearanceItem):
        item.done_on = today() - timedelta(days=20)
        item.issued_on = today() - timedelta(days=30) if item.issued_on else None
    builders.commit()
    return made


@pytest.fixture
def machine(
    app: Any, settings: dict[str, Any], tmp_path: Path, programme: Programme, sign_in: Any
) -> Iterator[Machine]:
    """The machine, switched on."""
    cookie = sign_in(builders.staff(programme)).get_cookie("session").value
    given = {name: value for name, value in settings.items() if not isinstance(value, dict) and name != "TESTING"}
    made = Machine(given, tmp_path / "machine.log", cookie)
    try:
        made.start()
        yield made
    finally:
        made.pull_the_plug()


def test_no_run_is_lost_no_plan_is_half_and_no_mail_comes_twice(
    programme: Programme, machine: Machine, post_office: PostOffice
) -> None:
    chance, seen = random.Random(SEED), Counter[str]()
    for number in range(CUTS):
        if number % 2 == 0:
            seen[_cut_in_a_run(programme, machine, chance)] += 1
        else:
            seen[_cut_in_publishing(programme, machine, chance)] += 1
        _assert_whole(programme)
        copies = _assert_no_letter_twice(post_office)
        print(f"cut {number + 1}: {dict(seen)}, {len(post_office.letters)} letters, {copies} copies", flush=True)

    _wait_until(lambda: db.session.query(Mail).filter(Mail.status.in_(("waiting", "sending"))).count() == 0, 300)
    copies = _assert_no_letter_twice(post_office)
    sent, letters = db.session.query(Mail).filter_by(status="sent").count(), len(post_office.letters)
    print(
        f"{CUTS} cuts (seed {SEED}): {dict(seen)}; {sent} mails, {letters} letters, {copies} copies under one number"
    )
    assert letters - copies == sent


def _cut_in_a_run(programme: Programme, machine: Machine, chance: random.Random) -> str:
    """Ask for a run, pull the plug at some moment of it, switch on again: it ends all the same."""
    before = _count(Run)
    form = {"preset": chance.choice(["serve_most", "change_little", "best_fit"]), "seconds": 5}
    answer = _cut_while(machine, chance.uniform(0, RUN_UNTIL), "/matching/run", form)
    _anew()
    state = [run.status for run in db.session.query(Run).order_by(Run.id)[before:]]
    machine.start()
    _wait_until(lambda: db.session.query(Run).filter(Run.status.in_(("queued", "running"))).count() == 0)

    made = db.session.query(Run).order_by(Run.id)[before:]
    assert len(made) == (1 if answer == 303 else len(made)) <= 1
    assert [(run.status, run.log) for run in made if run.status != "done"] == []
    return f"run {state[0] if state else 'not begun'}"


def _cut_in_publishing(programme: Programme, machine: Machine, chance: random.Random) -> str:
    """Publish the newest proposal, pull the plug at some moment of it and of the mails: all is done, or nothing."""
    plan_id = _proposal(programme, machine)
    form = {"revision": 0, "from_date": (today() + timedelta(days=1)).isoformat(), "note": "Strømmen gikk"}
    answer = _cut_while(machine, chance.uniform(0, PUBLISH_UNTIL), f"/plans/{plan_id}/publish", form)
    _anew()
    state = db.session.get_one(Plan, plan_id).status
    assert state == PUBLISHED or (state == PROPOSAL and answer != 303)
    _assert_whole(programme)
    machine.start()
    if state == PROPOSAL:
        assert machine.ask("POST", f"/plans/{plan_id}/publish", **form) == 303
    # and once more, as somebody does who saw no answer
    assert machine.ask("POST", f"/plans/{plan_id}/publish", **form) == 303
    _anew()
    assert plan_in_force(programme.terms[0].frame, "weekly").id == plan_id
    return f"publishing: {state}"


def _proposal(programme: Programme, machine: Machine) -> int:
    """A proposal that is newer than the plan in force, and is news for many: another mentor is away."""
    _anew()
    away = _next_mentor_leaves(programme)
    assert machine.ask("POST", "/matching/run", preset="change_little", seconds=5) == 303
    _wait_until(lambda: db.session.query(Run).filter(Run.status.in_(("queued", "running"))).count() == 0)
    newest = db.session.query(Plan).order_by(Plan.id.desc()).first()
    assert newest.status == PROPOSAL
    assert away not in {row.mentor_id for row in sessions_in(newest)}
    return int(newest.id)


def _next_mentor_leaves(programme: Programme) -> int:
    """The one who was away comes back, and the next one leaves."""
    mentors = db.session.query(Mentor).filter_by(programme_id=programme.id).order_by(Mentor.id).all()
    last = next((number for number, one in enumerate(mentors) if one.left_on), -1)
    for one in mentors:
        one.left_on = None
    leaves = mentors[(last + 1) % len(mentors)]
    leaves.left_on = today()
    leaves_id = leaves.id
    builders.commit()
    return leaves_id


def _cut_while(machine: Machine, seconds: float, path: str, form: dict[str, Any]) -> int | None:
    """Send a form, and pull the plug so many seconds later; the answer, if there was one by then."""
    with ThreadPoolExecutor(1) as hands:
        asked: Future[int | None] = hands.submit(machine.ask, "POST", path, **form)
        time.sleep(seconds)
        machine.pull_the_plug()
        return asked.result()


def _anew() -> None:
    db.session.rollback()
    db.session.expire_all()


def _count(model: Any) -> int:
    _anew()
    return int(db.session.query(model).count())


def _wait_until(it_is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    _anew()
    while not it_is_so():
        runs = [(run.id, run.status, run.tries) for run in db.session.query(Run)]
        mails = Counter(mail.status for mail in db.session.query(Mail))
        assert time.monotonic() < until, f"waited in vain: {runs}, {mails}"
        time.sleep(0.3)
        _anew()


def _assert_whole(programme: Programme) -> None:
    """Each plan has all the sessions of its file, each run that is done one plan, and the term the plan in force."""
    _anew()
    found = db.session.query(Plan).order_by(Plan.id).all()
    done = [run.id for run in db.session.query(Run).filter_by(status="done").order_by(Run.id)]
    assert [plan.run_id for plan in found] == done
    for plan in found:
        kept = json.loads(plan.run.plan_file)["sessions"]
        assert len(sessions_in(plan)) == len(kept)
        assert sum(len(row.pupils) for row in sessions_in(plan)) == sum(len(row["pupils"]) for row in kept)
    versions = sorted(plan.version for plan in found if plan.status in (PUBLISHED, REPLACED))
    assert versions == list(range(1, len(versions) + 1))
    current = plan_in_force(programme.terms[0].frame, "weekly")
    _assert_dated(current)


def _assert_dated(plan: Plan | None) -> None:
    """The sessions still to come are those of the plan in force, each week of each once."""
    query = db.session.query(Session).filter(Session.status == "planned", Session.date > today() + timedelta(days=1))
    dated = [(row.mentor_id, row.venue_id, row.date.isoweekday(), row.start) for row in query]
    dates = [(row.mentor_id, row.date, row.start) for row in query]
    weekly = [(row.mentor_id, row.venue_id, row.day, row.start) for row in (sessions_in(plan) if plan else [])]
    assert set(dated) == set(weekly)
    assert len(dates) == len(set(dates))


def _assert_no_letter_twice(post_office: PostOffice) -> int:
    """No two letters say the same of one deed to one person; how many came as a copy under the same number.

    A worker that is killed after the mail server's word and before its own note sends again; the number is the same,
    by which mail programs show it once. That gap is small: there is at most one such copy for each cut in publishing.
    """
    numbers = Counter(letter["Message-ID"] for letter in post_office.letters)
    _anew()
    posted = {mail.message_id: mail.key for mail in db.session.query(Mail)}
    assert set(numbers) <= set(posted)
    assert len(set(posted.values())) == len(posted)
    copies = sum(numbers.values()) - len(numbers)
    assert copies <= CUTS // 2
    return copies
