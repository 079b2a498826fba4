"""From a proposal to the plan in force: once, whole, and only while it is true."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from mentoring.planning.queries import first_date, plan_in_force
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session
from tests import builders, plans

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
    for _ in range(2):
        builders.pupil(made, school)
        builders.mentor(made, group_size=1)
    builders.commit()
    return made


def _rows(plan):
    return [(row.mentor_id, row.day, row.start, [pupil.id for pupil in row.pupils]) for row in sessions_in(plan)]


def test_publishing_makes_the_proposal_the_plan_in_force(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    staff = builders.staff(programme, name="Kari")
    browser = sign_in(staff)

    answer = browser.post(
        f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05", "note": "Første plan"}
    )
    db.session.expire_all()

    assert answer.status_code == 303
    assert (plan.status, plan.version, plan.valid_from) == ("published", 1, MONDAY)
    assert (plan.published_by_id, plan.note) == (staff.id, "Første plan")
    assert plan_in_force(plan.frame, "weekly") == plan


@pytest.mark.both_databases
def test_two_clicks_publish_once(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme))
    form = {"revision": 0, "from_date": "2026-10-05"}

    first = browser.post(f"/plans/{plan.id}/publish", data=form)
    count = db.session.query(Session).count()
    second = browser.post(f"/plans/{plan.id}/publish", data=form)
    db.session.expire_all()

    assert (first.status_code, second.status_code) == (303, 303)
    assert plan.version == 1
    assert db.session.query(Session).count() == count > 0


@pytest.mark.both_databases
def test_the_next_plan_replaces_the_one_before_and_leaves_it_unchanged(app, programme):
    first = plans.published(app, programme, MONDAY)
    before = _rows(first)
    builders.pupil(programme, builders.school())
    builders.mentor(programme, group_size=1)
    builders.commit()

    second = plans.published(app, programme, date(2026, 10, 12))
    db.session.expire_all()

    assert (first.status, second.status) == ("replaced", "published")
    assert (first.version, second.version) == (1, 2)
    assert _rows(first) == before
    assert len(_rows(second)) > len(before)


def test_an_older_proposal_is_refused_after_another_was_published(app, programme):
    older, newer = plans.proposal(app, programme), plans.proposal(app, programme)
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 10, tzinfo=UTC)
    publish(newer, from_date=MONDAY)

    with pytest.raises(Refusal, match="En annen plan ble publisert etter at forslaget ble laget"):
        publish(older, from_date=MONDAY)


def test_a_proposal_with_a_pupil_who_has_left_is_refused_and_says_so(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    pupil = sessions_in(plan)[0].pupils[0]
    pupil.left_on = date(2026, 10, 1)
    browser = sign_in(builders.staff(programme, language="en"))

    asked = browser.get(f"/plans/{plan.id}/publish")
    answer = browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})
    db.session.expire_all()

    assert f"{pupil.name} is not in the programme any more." in asked.text
    assert answer.status_code == 422
    assert "Run matching again" in answer.text
    assert plan.status == "proposal"
    assert db.session.query(Session).count() == 0


def test_a_proposal_with_an_erased_pupil_is_refused(app, programme):
    plan = plans.proposal(app, programme)
    db.session.delete(db.session.query(Pupil).order_by(Pupil.id).first())
    builders.commit()

    with pytest.raises(Refusal, match="En elev i planen er slettet"):
        publish(plan, from_date=MONDAY)


def test_a_proposal_with_a_mentor_who_is_cleared_no_more_is_refused(app, programme):
    plan = plans.proposal(app, programme)
    mentor = db.session.get(Mentor, sessions_in(plan)[0].mentor_id)
    mentor.clearance.clear()
    builders.commit()

    with pytest.raises(Refusal, match="en mentor må være klarert"):
        publish(plan, from_date=MONDAY)


@pytest.mark.parametrize("day", ["2026-10-01", "2026-09-28", "2027-06-19", "", "i morgen"])
def test_a_date_outside_the_rest_of_the_term_is_refused_at_its_field(app, programme, sign_in, day):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme))

    answer = browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": day, "note": "husk"})
    db.session.expire_all()

    assert answer.status_code == 422
    assert "from_date-error" in answer.text
    assert "husk" in answer.text
    assert plan.status == "proposal"


def test_a_plan_holds_from_next_monday_unless_the_term_is_nearly_over(app, programme):
    term = programme.terms[0]

    usual = first_date(term)
    term.end = date(2026, 10, 3)
    last_days = first_date(term)
    term.end = date(2026, 10, 1)
    over = first_date(term)

    assert (usual, last_days, over) == (MONDAY, date(2026, 10, 2), None)


def test_a_discarded_proposal_cannot_be_published(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme))

    browser.post(f"/plans/{plan.id}/discard")
    answer = browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})
    db.session.expire_all()

    assert answer.status_code == 422
    assert plan.status == "discarded"


def test_a_published_plan_cannot_be_discarded(app, programme, sign_in):
    plan = plans.published(app, programme, MONDAY)

    sign_in(builders.staff(programme)).post(f"/plans/{plan.id}/discard")
    db.session.expire_all()

    assert plan.status == "published"


def test_all_versions_stay_readable(app, programme, sign_in):
    first = plans.published(app, programme, MONDAY)
    plans.published(app, programme, date(2026, 10, 12), preset="best_fit")
    browser = sign_in(builders.staff(programme, language="en"))

    listed, old = browser.get("/plans/"), browser.get(f"/plans/{first.id}")

    assert listed.text.count("Version ") >= 2
    assert "a later plan took its place" in old.text


def test_a_proposal_is_for_staff_only(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    others = (
        builders.coordinator(programme, builders.school()),
        builders.mentor_account(sessions_in(plan)[0].mentor),
    )

    for account in others:
        browser = sign_in(account)
        for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/publish", "/plans/", "/matching/"):
            assert browser.get(path).status_code == 403
        assert browser.get("/sessions/").status_code == 200


def test_a_proposal_of_another_programme_is_not_there(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(builders.programme()))

    assert browser.get(f"/plans/{plan.id}").status_code == 404
    assert (
        browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"}).status_code == 404
    )
    assert db.session.get(Plan, plan.id).status == "proposal"


def test_the_front_page_says_that_a_proposal_is_ready_until_it_is_published(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme, language="en"))

    before = browser.get("/").text
    browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})
    after = browser.get("/").text

    assert "A proposal for a new plan is ready." in before
    assert "A proposal for a new plan is ready." not in after


@pytest.mark.both_databases
def test_two_people_who_publish_at_the_same_moment_publish_once(app, programme):
    plan_id = plans.proposal(app, programme).id
    builders.commit()
    together = Barrier(2)

    def publish_it(_: int) -> bool:
        with app.app_context():
            plan = db.session.get_one(Plan, plan_id)
            together.wait()
            done = publish(plan, from_date=MONDAY)
            db.session.commit()
            return done.is_new

    with ThreadPoolExecutor(2) as people:
        news = sorted(people.map(publish_it, range(2)))
    db.session.expire_all()

    dates = [(row.date, row.start, row.mentor_id) for row in db.session.query(Session)]
    assert news == [False, True]
    assert db.session.get_one(Plan, plan_id).version == 1
    assert len(dates) == len(set(dates)) > 0
