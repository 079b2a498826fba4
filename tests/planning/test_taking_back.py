"""The version before, once more: seen like every proposal, published like every plan."""

import re
from datetime import UTC, date, datetime

import pytest

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.queries import sessions_in
from mentoring.outbox.models import Mail
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish, take_back
from mentoring.planning.queries import plan_in_force
from mentoring.programme.models import Programme
from mentoring.registration.models import Pupil
from mentoring.timetable.models import Session
from tests import builders, plans

MONDAY, NEXT_MONDAY = date(2026, 10, 5), date(2026, 10, 12)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def versions(app):
    """Two published versions: in the second a pupil more, and one of the first with another mentor."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made)
    pupil = builders.pupil(made, school, given_name="Åse")
    builders.guardian(pupil, email="ase@hjem.example")
    old = builders.mentor(made, group_size=1, max_pupils=1, email="gammel@mentor.example")
    first = plans.published(app, made, MONDAY)
    app.config["FIXED_NOW"] = datetime(2026, 10, 2, 9, tzinfo=UTC)
    builders.mentor(made, group_size=1, max_pupils=1, topics=list(made.topics), email="ny@mentor.example")
    old.availability = []
    builders.commit()
    second = plans.published(app, made, MONDAY)
    old.availability = builders.WEEKDAYS
    app.config["FIXED_NOW"] = datetime(2026, 10, 3, 9, tzinfo=UTC)
    builders.commit()
    return first, second


def _rows(plan):
    return [
        (row.mentor_id, row.venue_id, row.day, row.start, [pupil.id for pupil in row.pupils])
        for row in sessions_in(plan)
    ]


def test_taking_back_makes_a_proposal_that_is_the_version_before(app, versions, sign_in):
    first, second = versions
    browser = sign_in(builders.staff(_programme(first)))

    answer = browser.post(f"/plans/{first.id}/take-back")
    db.session.expire_all()
    made = db.session.query(Plan).filter_by(restores_id=first.id).one()
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(answer.location).text).split())

    assert answer.location == f"/plans/{made.id}"
    assert made.status == "proposal"
    assert _rows(made) == _rows(first) != _rows(second)
    assert plan_in_force(second.frame, "weekly") == second
    assert "It takes version 1 back." in page
    assert "1 another mentor" in page
    assert db.session.query(Mail).filter_by(about=f"plan:{made.id}").count() == 0


def _programme(plan):
    return db.session.get_one(Programme, plan.programme_id)


@pytest.mark.both_databases
def test_publishing_it_is_a_new_version_and_tells_everybody_concerned(app, versions):
    first, second = versions
    before = _rows(first), _rows(second)

    made = take_back(first)
    publish(made, from_date=NEXT_MONDAY)
    builders.commit()

    assert (made.version, made.status, second.status, first.status) == (3, "published", "replaced", "replaced")
    assert (_rows(first), _rows(second)) == before
    mails = {mail.to for mail in db.session.query(Mail).filter_by(about=f"plan:{made.id}")}
    assert mails == {"ase@hjem.example", "gammel@mentor.example", "ny@mentor.example"}
    coming = {
        row.mentor_id
        for row in db.session.query(Session).filter(Session.date >= NEXT_MONDAY, Session.status == "planned")
    }
    assert coming == {_rows(first)[0][0]}


@pytest.mark.both_databases
def test_two_clicks_make_one_proposal(app, versions):
    first, _second = versions

    one, other = take_back(first), take_back(first)

    assert one == other


def test_what_is_in_force_or_was_never_cannot_be_taken_back(app, versions):
    _first, second = versions

    with pytest.raises(Refusal):
        take_back(second)


def test_a_version_before_whose_mentor_left_is_refused_and_says_so(app, versions):
    first, _second = versions
    mentor = sessions_in(first)[0].mentor
    mentor.left_on = date(2026, 10, 3)
    made = take_back(first)
    builders.commit()

    with pytest.raises(Refusal, match="er ikke lenger i programmet"):
        publish(made, from_date=NEXT_MONDAY)


def test_who_was_erased_meanwhile_does_not_come_back(app, versions):
    first, _second = versions
    other = builders.pupil(_programme(first), builders.school())
    row = sessions_in(first)[0]
    row.pupils.append(other)
    builders.commit()
    db.session.delete(db.session.query(Pupil).filter_by(given_name="Åse").one())
    builders.commit()
    db.session.expire_all()

    made = take_back(first)
    publish(made, from_date=NEXT_MONDAY)

    assert [pupils for *_rest, pupils in _rows(made)] == [[other.id]]


def test_the_versions_stand_in_a_list_with_who_when_and_why(app, versions, sign_in):
    first, second = versions
    second.note = "Ny mentor på mandager"
    browser = sign_in(builders.staff(_programme(first)))

    page = browser.get("/plans/").text

    assert "Ny mentor på mandager" in page
    assert f"/plans/compare?before={first.id}&amp;after={second.id}" in page


def test_only_staff_can_take_back(app, versions, sign_in):
    first, _second = versions
    browser = sign_in(builders.coordinator(_programme(first), builders.school()))

    assert browser.post(f"/plans/{first.id}/take-back").status_code == 403
    assert browser.get("/plans/compare").status_code == 403
