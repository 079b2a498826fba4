"""Check of publishing at bad moments: two at once, something changed since, somebody erased since, seen too early."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import secret_of
from mentoring.matching.queries import sessions_in
from mentoring.outbox.models import Mail
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session
from tests import builders, plans
from tests.pages import without_token

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Two pupils, two mentors, one venue."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made)
    for name in ("Åse", "Bo"):
        builders.guardian(builders.pupil(made, school, given_name=name), email=f"{len(name)}@hjem.example")
        builders.mentor(made, group_size=1, max_pupils=1)
    builders.commit()
    return made


def _later(app, minutes=60):
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9 + minutes // 60, minutes % 60, tzinfo=UTC)


def _words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.both_databases
def test_of_two_proposals_published_at_the_same_moment_one_is_refused_whole(app, programme):
    numbers = [plans.proposal(app, programme).id, plans.proposal(app, programme, preset="best_fit").id]
    builders.commit()
    _later(app)
    together = Barrier(2)

    def publish_it(number: int) -> str:
        with app.app_context():
            plan = db.session.get_one(Plan, number)
            together.wait()
            try:
                publish(plan, from_date=MONDAY)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.message
            return ""

    with ThreadPoolExecutor(2) as people:
        said = list(people.map(publish_it, numbers))
    db.session.expire_all()

    assert sorted(map(bool, said)) == [False, True]
    assert "En annen plan ble publisert etter at forslaget ble laget." in "".join(said)
    won = db.session.query(Plan).filter_by(status="published").one()
    assert (won.version, db.session.query(Plan).filter_by(status="proposal").count()) == (1, 1)
    assert {mail.about for mail in db.session.query(Mail)} == {f"plan:{won.id}"}
    assert {session.plan_id for session in db.session.query(Session)} == {won.id}


def test_a_proposal_that_holds_no_more_says_what_changed_and_offers_a_new_run(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    mentor = db.session.get(Mentor, sessions_in(plan)[0].mentor_id)
    mentor.availability = []
    browser = sign_in(builders.staff(programme))

    asked = browser.get(f"/plans/{plan.id}/publish")
    answer = browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})
    db.session.expire_all()

    words = _words(asked.text)
    assert "This proposal does not hold any more" in words
    assert f"{mentor.name}," in words
    assert "the mentor is not free then." in words
    assert "1 mentor changed" in words
    assert 'href="/matching/#run-matching"' in asked.text
    assert answer.status_code == 422
    assert plan.status == "proposal"
    assert db.session.query(Mail).count() == 0


@pytest.mark.both_databases
def test_a_pupil_who_is_erased_while_somebody_publishes_leaves_no_half_plan(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme))
    before = browser.get(f"/plans/{plan.id}/publish")

    db.session.delete(db.session.query(Pupil).filter_by(given_name="Åse").one())
    answer = browser.post(
        f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05", "note": "husk dette"}
    )
    db.session.expire_all()

    assert before.status_code == 200
    assert answer.status_code == 422
    assert "A pupil of it was erased." in answer.text
    assert "husk dette" in answer.text
    assert plan.status == "proposal"
    assert db.session.query(Session).count() == db.session.query(Mail).count() == 0
    assert browser.get(f"/plans/{plan.id}").status_code == 200


def test_nothing_that_is_published_shows_a_proposal(app, programme, sign_in):
    """The proposal moves both pupils to somebody new, at another venue: all that could be seen."""
    first = plans.published(app, programme, MONDAY)
    there = sessions_in(first)[0]
    old, pupil = there.mentor, there.pupils[0]
    feeds = [
        open_subscription(programme.id, kind=kind, owner_id=owner.id)
        for kind, owner in (("mentor", old), ("pupil", pupil), ("venue", there.venue))
    ]
    secrets = [secret_of(feed.nonce) for feed in feeds]
    readers = [
        sign_in(builders.mentor_account(old)),
        sign_in(builders.coordinator(programme, pupil.school)),
        sign_in(builders.staff(programme)),
    ]

    def seen():
        pages = [reader.get(f"/sessions/?week=2026-W4{week}").text for reader in readers for week in (1, 2)]
        calendars = [readers[0].get(f"/feeds/{secret}.ics").data for secret in secrets]
        return [without_token(page) for page in pages], calendars

    before = seen()
    for venue in programme.venues:
        venue.is_active = False
    secret_place = builders.venue(programme, name="Hemmelig sted")
    builders.mentor(programme, given_name="Ukjent", group_size=2, max_pupils=2, max_sessions=2)
    for mentor in db.session.query(Mentor).filter(Mentor.given_name != "Ukjent"):
        mentor.goes_everywhere, mentor.venues = False, []
    builders.commit()
    plan = plans.proposal(app, programme)
    db.session.expire_all()
    after = seen()
    own = readers[2].get(f"/plans/{plan.id}").text

    assert {row.venue for row in sessions_in(plan)} == {secret_place}
    assert "Ukjent" in own
    assert "Hemmelig sted" in own
    assert before[1] == after[1]
    assert all("Ukjent" not in page for page in after[0])
    assert all("Hemmelig sted" not in _words(page.split("</form>")[-1]) for page in after[0])
    assert db.session.query(Mail).filter_by(about=f"plan:{plan.id}").count() == 0
