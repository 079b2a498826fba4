"""The real worker, killed while it sends: nothing is lost, and what comes twice is known by its Message-ID.

Twice in every test run; MAIL_KILLS=50 does it fifty times. Kills while a plan is published, before and between
the mails, are in tests/planning/test_power_cut.py (POWER_CUTS=50).
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update

from mentoring.core.database import db
from mentoring.outbox.models import Mail
from tests import builders
from tests.conftest import SETTINGS
from tests.outbox.letters import posted

HOUSE = Path(__file__).parents[2]
#: seconds; a worker that has nothing else to do sends at once, but a machine with much else to do may take minutes to
#: start one, and a mail server that was too busy to answer is asked again after one or two
PATIENCE = 600
KILLS = int(os.environ.get("MAIL_KILLS", "2"))
MAILS = max(40, 4 * KILLS)


@pytest.fixture
def settings(office, tmp_path):
    """Database and queue in files of their own, and that mail server."""
    files = {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/test.db",
        "QUEUE_URL": f"sqlite:///{tmp_path}/queue.db",
    }
    return SETTINGS | files | office.settings()


@pytest.fixture
def start_worker(app, settings, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """A function that starts a worker process on the test's database; all are ended afterwards."""
    wanted = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "FEED_KEY", "SQLALCHEMY_DATABASE_URI", "QUEUE_URL")
    mail = ("MAIL_SERVER", "MAIL_PORT", "MAIL_DEFAULT_SENDER")
    environment = os.environ | {f"MENTORPLAN_{name}": str(settings[name]) for name in (*wanted, *mail)}
    started = []

    def start() -> subprocess.Popen:
        consumer = Path(sys.executable).with_name("huey_consumer")
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, consumer, "worker.queue"], cwd=HOUSE, env=environment, stdout=log, stderr=log
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _wait(is_so: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, f"waited in vain\n{log.read_text('utf-8', 'replace')[-3000:]}"
        time.sleep(0.05)


def _let_claims_grow_old() -> None:
    old = datetime.now(UTC) - timedelta(hours=1)
    db.session.execute(update(Mail).where(Mail.status == "sending").values(claimed_at=old))
    db.session.commit()


def _sent_count() -> int:
    db.session.rollback()
    return db.session.query(Mail).filter_by(status="sent").count()


def test_a_worker_that_is_killed_again_and_again_loses_no_mail(app, office, start_worker, tmp_path):
    programme = builders.programme()
    for number in range(MAILS):
        posted(programme, f"mottaker{number}@example.org")
    builders.commit()
    office.seconds_for_a_letter = 0.03
    chance, log = Random(7), tmp_path / "worker.log"

    for round_ in range(KILLS):
        worker = start_worker()
        _wait(lambda wanted=(round_ + 1) * MAILS // (KILLS + 1): len(office.letters) >= wanted, log)
        time.sleep(chance.uniform(0, 0.1))
        worker.kill()
        worker.wait()
        _let_claims_grow_old()
    start_worker()
    _wait(lambda: _sent_count() == MAILS, log)

    copies = Counter(letter["Message-ID"] for letter in office.letters)
    wanted = {mail.message_id for mail in db.session.query(Mail)}
    assert set(copies) == wanted
    # at most the one that was in the server's hands at a kill comes a second time
    assert len(office.letters) <= MAILS + KILLS
