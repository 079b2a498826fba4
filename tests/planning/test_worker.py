"""The real worker process, `huey_consumer worker.queue`, one or two of them on one queue."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentoring.core.database import db
from mentoring.planning.actions import wish_stop
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import plan_of
from tests import builders, plans

HOUSE = Path(__file__).parents[2]
PATIENCE = 120


@pytest.fixture
def settings(settings, tmp_path):
    """Database and queue in files of their own, or both in one PostgreSQL."""
    if settings["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        return settings | {"QUEUE_URL": ""}
    files = {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/test.db",
        "QUEUE_URL": f"sqlite:///{tmp_path}/queue.db",
    }
    return settings | files


@pytest.fixture
def start_worker(app, settings, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """A function that starts a worker process on the test's database and queue; all are ended afterwards."""
    wanted = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "FEED_KEY", "SQLALCHEMY_DATABASE_URI", "QUEUE_URL")
    environment = os.environ | {f"MENTORPLAN_{name}": settings[name] for name in wanted}
    started = []

    def start(name: str = "worker") -> subprocess.Popen:
        consumer = Path(sys.executable).with_name("huey_consumer")
        with (tmp_path / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, consumer, "worker.queue"], cwd=HOUSE, env=environment, stdout=log, stderr=log
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _wait_for(run: Run, is_so: Callable[[Run], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        db.session.rollback()
        db.session.expire_all()
        if is_so(run):
            return
        time.sleep(0.1)
    pytest.fail(f"waited in vain: {run.status}, try {run.tries}, {run.log}")


def test_the_worker_solves_and_gives_back_what_it_is_at_when_it_ends(app, start_worker):
    small, crowded = builders.programme(), plans.crowded_programme()
    builders.venue(small)
    builders.pupil(small, builders.school())
    builders.mentor(small)
    builders.commit()
    solved, under_way = plans.queued_run(small), plans.queued_run(crowded, seconds=600)

    worker = start_worker()
    _wait_for(under_way, lambda row: bool(row.progress))
    worker.send_signal(signal.SIGINT)
    ended = worker.wait(PATIENCE)
    db.session.expire_all()

    assert ended == 0
    assert (solved.status, plan_of(solved).values["served"]) == ("done", 1)
    assert (under_way.status, under_way.tries) == ("queued", 0)


def test_a_killed_worker_loses_no_run(app, start_worker):
    run = plans.queued_run(plans.crowded_programme(), seconds=600)
    first = start_worker()
    _wait_for(run, lambda row: bool(row.progress))
    first.kill()
    first.wait()
    run.heartbeat_at = datetime.now(UTC) - timedelta(minutes=1)
    builders.commit()

    start_worker()
    _wait_for(run, lambda row: row.tries == 2 and bool(row.progress))
    wish_stop(run)
    builders.commit()
    _wait_for(run, lambda row: not row.is_going)

    assert (run.status, run.tries) == ("stopped", 2)
    assert plan_of(run).values["served"] > 0


@pytest.mark.both_databases
def test_two_workers_on_one_queue_share_the_work_and_do_nothing_twice(app, start_worker, tmp_path):
    runs = [plans.queued_run(plans.crowded_programme()) for _ in range(4)]
    for run in runs:  # each message comes a second time
        app.extensions["tasks"]["solve_run"](run.id)

    logs = [tmp_path / f"{name}.log" for name in ("first", "second")]
    for log in logs:
        start_worker(log.stem)
    for run in runs:
        _wait_for(run, lambda row: not row.is_going)

    assert [(run.status, run.tries) for run in runs] == [("done", 1)] * 4
    assert [db.session.query(Plan).filter_by(run_id=run.id).count() for run in runs] == [1] * 4
    assert all("Executing mentoring.planning.tasks.solve_run" in log.read_text() for log in logs)
