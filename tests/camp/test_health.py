"""What the camp must know of health: seen by its leaders only, each look noted, nowhere else, gone at the end.

That no answer to anybody else holds it is seen by the walks over all routes in tests/house/test_routes.py.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mentoring.camp import health
from mentoring.camp.health import Health
from mentoring.camp.letters import remind
from mentoring.camp.models_of_pupils import PLACE, CampConsent, CampHealth
from mentoring.core.access import STAFF, Viewer
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.outbox.models import Mail
from tests import builders

#: words that stand nowhere else
SECRET = {"food": "kosherpølse", "allergy": "nøtteallergi", "medicine": "insulinpenn"}
TOLD = SECRET | {"swimming": "some", "agrees": "y"}


@pytest.fixture
def told(camp, family, client):
    """A pupil with a place, whose guardian has told."""
    one = builders.camp_pupil(camp, family.pupil, status=PLACE)
    client.post(f"{family.child}/health", data=TOLD)
    return one


def _is_in(text):
    return any(word in text for word in SECRET.values())


def test_a_leader_reads_it_and_each_look_is_noted_without_what_was_seen(told, camp, leader, sign_in):
    page = sign_in(leader).get(f"/camp/{camp.id}/health").text

    looks = db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == "camp.health_seen")).all()
    assert all(word in page for word in SECRET.values())
    assert [(look.account_id, look.subject) for look in looks] == [(leader.id, f"pupil:{told.pupil_id}")]
    assert looks[0].details == {"camp": camp.id, "pupil": told.pupil_id, "why": "leaders"}


def test_staff_who_do_not_lead_the_camp_are_refused(told, camp, leader, sign_in):
    answer = sign_in(builders.staff(camp.programme)).get(f"/camp/{camp.id}/health")

    assert answer.status_code == 403
    assert not _is_in(answer.text)


def test_a_leader_who_left_the_staff_reads_nothing(told, camp, leader, sign_in):
    db.session.delete(leader.memberships[0])
    db.session.commit()

    assert sign_in(leader).get(f"/camp/{camp.id}/health").status_code == 403


def test_a_leader_of_another_camp_reads_nothing(told, camp, leader):
    other = builders.camp(camp.programme)

    assert not health.leads(_viewer(leader), other)
    assert health.seen_by(_viewer(leader), other, why="leaders") == {}


def _viewer(account):
    programme = account.memberships[0].programme_id
    return Viewer(account_id=account.id, programme_id=programme, roles=frozenset({STAFF}))


def test_it_is_in_no_table_of_the_database_in_plain_words(told, camp):
    words = []
    for table in db.metadata.tables.values():
        for row in db.session.execute(db.select(table)):
            words += [str(value) for value in row if value is not None]

    assert not _is_in("\n".join(words))
    assert db.session.query(CampHealth).count() == 1


def test_it_is_in_no_file_of_the_database_and_the_queue_in_plain_words_and_not_sealed_once_erased(app, told):
    sealed = db.session.query(CampHealth).one().told
    db.session.commit()
    before = _bytes(app)
    app.config["FIXED_NOW"] = datetime(2027, 6, 26, 8, tzinfo=UTC)
    _erase(app)
    after = _bytes(app)

    assert not any(word.encode() in before for word in SECRET.values())
    assert sealed[-60:] in before or db.engine.name != "sqlite"
    assert sealed[-60:] not in after


def _bytes(app):
    """All that stands in the files beside the database (of SQLite) and in the instance folder."""
    folders = {Path(app.instance_path), Path(str(db.engine.url.database)).parent}
    return b"".join(one.read_bytes() for folder in folders if folder.is_dir() for one in folder.glob("*.db*"))


def _erase(app):
    task = app.extensions["tasks"]["erase_health"]
    queue(app).execute(task.s())
    db.session.expire_all()


def test_it_is_in_no_mail_and_no_register(told, app, camp):
    app.config["FIXED_NOW"] = datetime(2027, 5, 28, 10, tzinfo=UTC)
    remind()

    mails = [one.subject + one.text for one in db.session.scalars(db.select(Mail))]
    events = [json.dumps(one.details) for one in db.session.scalars(db.select(AuditEvent))]
    assert len(mails) == 1
    assert not _is_in("\n".join([*mails, *events]))


def test_it_is_in_no_log_and_on_no_page_of_what_went_wrong(app, camp, family, client, caplog):
    builders.camp_pupil(camp, family.pupil, status=PLACE)

    client.post(f"{family.child}/health", data=TOLD)
    client.post(f"{family.child}/health", data=TOLD | {"agrees": ""})

    app.config["PROPAGATE_EXCEPTIONS"] = False
    db.session.execute(db.text("DROP TABLE camp_health"))
    db.session.commit()
    failed = client.post(f"{family.child}/health", data=TOLD)

    assert failed.status_code == 500
    assert "camp_health" in caplog.text
    assert not _is_in(caplog.text + failed.text)


def test_a_guardians_page_says_when_it_was_told_and_not_what(told, family, client):
    page = client.get(f"{family.child}/health").text

    assert "You told it on 12 April 2027." in page
    assert not _is_in(page)


def test_telling_is_a_consent_of_its_own(told, family):
    item = db.session.scalars(db.select(CampConsent).where(CampConsent.item == "health")).one()

    assert (item.given_by, item.guardian_id) == ("Hodan Ali", family.guardian.id)


def test_without_that_consent_nothing_is_kept_and_nothing_typed_is_lost(camp, family, client):
    builders.camp_pupil(camp, family.pupil, status=PLACE)

    answer = client.post(f"{family.child}/health", data=TOLD | {"agrees": ""})

    assert answer.status_code == 422
    assert "insulinpenn" in answer.text
    assert db.session.query(CampHealth).count() == 0


@pytest.mark.parametrize("path", ["/health/erase", "/withdraw"])
def test_taking_the_consent_back_erases_it_at_once(told, family, client, path):
    client.post(f"{family.child}{path}")

    item = db.session.scalars(db.select(CampConsent).where(CampConsent.item == "health")).one()
    assert db.session.query(CampHealth).count() == 0
    assert item.withdrawn_at is not None


@pytest.mark.both_databases
def test_the_workers_task_erases_it_when_the_camp_is_over_and_not_before(app, told, camp):
    left = []
    for day in (25, 26):
        app.config["FIXED_NOW"] = datetime(2027, 6, day, 8, tzinfo=UTC)
        db.session.commit()
        _erase(app)
        left.append(db.session.query(CampHealth).count())

    assert left == [1, 0]


def test_it_is_neither_shown_nor_kept_of_a_pupil_who_has_left_the_programme(app, told, camp, leader):
    told.pupil.left_on = date(2027, 4, 12)
    db.session.commit()

    seen = health.seen_by(_viewer(leader), camp, why="leaders")
    _erase(app)

    assert (seen, db.session.query(CampHealth).count()) == ({}, 0)


def test_what_is_told_again_takes_the_place_of_what_was_told(told, camp, family, client, leader):
    client.post(f"{family.child}/health", data=TOLD | {"food": "alt"})

    seen = health.seen_by(_viewer(leader), camp, why="kitchen")
    assert seen == {told.id: Health("alt", "nøtteallergi", "some", "insulinpenn")}
