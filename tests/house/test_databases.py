"""SQLite and PostgreSQL serve the application alike."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.registration.models import Pupil
from tests import builders


@pytest.mark.both_databases
def test_rows_come_back_as_they_were_stored(app):
    programme = builders.programme()
    pupil = builders.pupil(programme, builders.school(), given_name="Åse-Kyllikki", family_name="Çelıker")
    builders.guardian(pupil)
    db.session.commit()
    db.session.expire_all()

    found = db.session.scalars(select(Pupil)).one()

    assert found.name == "Åse-Kyllikki Çelıker"
    assert found.availability == builders.WEEKDAYS
    assert found.created_at == datetime(2026, 9, 1, 8, tzinfo=UTC)
    assert [guardian.pupils for guardian in found.guardians] == [[found]]


@pytest.mark.both_databases
def test_constraints_and_foreign_keys_hold(app):
    programme = builders.programme()
    db.session.commit()
    programme.grade_low = 14

    with pytest.raises(IntegrityError, match="ck_programme_grades"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        db.session.execute(text("INSERT INTO topic (programme_id, name, position) VALUES (999, 'x', 1)"))
    db.session.rollback()


@pytest.mark.both_databases
def test_staff_sign_in(app, sign_in):
    account = builders.staff(builders.programme())

    page = sign_in(account).get("/")

    assert page.status_code == 200
    assert db.session.scalars(select(Account)).one().email == account.email


@pytest.mark.both_databases
def test_the_queue_hands_each_job_to_the_worker_once(app, settings):
    done = []
    jobs = queue(app)
    deed = jobs.task(name="note")(lambda number: done.append(number))
    jobs.flush()

    deed(7)
    deed(8)
    while (job := jobs.dequeue()) is not None:
        jobs.execute(job)
    jobs.storage.close()

    assert done == [7, 8]
    assert type(jobs).__name__.startswith(
        "Postgres" if "postgresql" in app.config["SQLALCHEMY_DATABASE_URI"] else "Sq"
    )
