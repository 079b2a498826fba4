"""The desk of the weekly plan and the page of a proposal, as staff read them."""

from datetime import UTC, date, datetime

import pytest

from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.matching.names import Names
from mentoring.matching.reasons import account_of
from mentoring.matching.sentences import breach, rule
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Two pupils and a mentor who takes one of them."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made, name="Biblioteket")
    builders.pupil(made, school, given_name="Åse", grade=9)
    builders.pupil(made, school, given_name="Bo", grade=10)
    builders.mentor(made, given_name="Mina", grade_low=8, grade_high=9)
    builders.commit()
    return made


@pytest.fixture
def browser(programme, sign_in):
    """Staff, reading English."""
    return sign_in(builders.staff(programme, language="en"))


def test_a_proposal_shows_sessions_goals_and_why_somebody_waits(app, programme, browser):
    plan = plans.proposal(app, programme)

    page = browser.get(f"/plans/{plan.id}").text

    assert "Biblioteket" in page
    assert "Åse Ås (9)" in page
    assert "Proven: no plan can do better." in page
    assert "Bo Ås" in page
    assert "Nobody fits. Closest: the mentor teaches other grades." in page
    assert "if the mentor taught this grade: Mina Ødegård" in page


def test_the_desk_says_who_waits_and_what_changed_since_the_last_run(app, programme, browser):
    plans.published(app, programme, MONDAY)
    builders.pupil(programme, builders.school(), given_name="Cilia")
    builders.commit()

    page = browser.get("/matching/").text

    assert "2 pupils have no place in the plan in force." in page
    assert "Cilia Ås" in page
    assert "1 new pupil" in page


def test_the_desk_is_quiet_when_nothing_changed(app, programme, browser):
    plans.proposal(app, programme)

    assert "Nothing changed." in browser.get("/matching/").text


def test_a_mentor_who_left_is_told_on_the_desk(app, programme, browser):
    plans.proposal(app, programme)
    builders.mentor(programme, left_on=None)
    programme_mentor = db.session.query(PlanSession).first().mentor
    programme_mentor.left_on = date(2026, 10, 1)
    builders.commit()

    page = browser.get("/matching/").text

    assert "1 mentor left" in page
    assert "1 new mentor" in page


@pytest.mark.parametrize("seconds", ["4", "601", "", "tolv"])
def test_a_time_that_will_not_do_is_refused_at_its_field(programme, browser, seconds):
    answer = browser.post("/matching/run", data={"preset": "best_fit", "seconds": seconds})

    assert answer.status_code == 422
    assert "seconds-error" in answer.text


def test_a_desk_without_a_term_says_what_to_do_first(app, sign_in):
    programme = builders.programme()
    programme.terms.clear()

    page = sign_in(builders.staff(programme, language="en")).get("/matching/").text

    assert "Enter the dates of the term first." in page


def test_reasons_count_mentors_and_times_apart(app):
    reasons = [
        {"kind": "size", "mentors": 5, "slots": 10},
        {"kind": "filter", "rule": "clearance", "options": 10},
        {"kind": "filter", "rule": "topics", "options": 20},
        {"kind": "filter", "rule": "pupil_time", "options": 14},
        {"kind": "filter", "rule": "mentor_time", "options": 4},
        {"kind": "near", "rule": "clearance", "options": 3, "mentors": ["m1"]},
        {"kind": "held", "rule": "mentor_load", "options": 2},
    ]

    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = account_of(reasons, Names(mentor={"m1": "Mina Berg"}))

    assert told.headline == "Every mentor and time that would do is taken: the mentor's limits are reached."
    assert told.falls_away == (
        "5 mentors are registered.",
        "1 is not cleared.",
        "2 teach none of what the pupil needs.",
        "2 mentors remain.",
        "At 7 of 10 times the pupil is not free.",
        "4 ways of what is left fall away: the mentor is not free then.",
    )
    assert told.nearly == ("3 ways would open if the mentor were cleared: Mina Berg",)
    assert told.held == ("2 ways would do, but the mentor's limits are reached.",)


@pytest.mark.parametrize(
    ("reason", "headline"),
    [
        ({"kind": "open", "options": 50}, "Why was not looked into"),
        ({"kind": "filter", "rule": "topics", "options": 50}, "Mostly: the mentor teaches"),
    ],
)
def test_where_nothing_nearly_works_it_is_said_what_is_known(app, reason, headline):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = account_of([{"kind": "size", "mentors": 5, "slots": 10}, reason], Names())

    assert headline in told.headline


def test_every_rule_of_the_engine_has_its_words(app):
    from scheduling.weekly import BOOK

    with app.test_request_context(headers={"Accept-Language": "en"}):
        wordless = [key for key in BOOK.rules if rule(key) == rule(None)]

    assert wordless == []


def test_a_breach_names_the_people_it_is_about(app):
    names = Names(pupil={"p1": "Åse Ås"}, mentor={"m2": "Mina Berg"}, venue={"v3": "Biblioteket"})

    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = breach("mentor_time", {"mentor": "m2", "slot": "v3-1-1530"}, names)

    assert told.startswith("Mina Berg, Monday at 15:30")
    assert told.endswith("Biblioteket: the mentor is not free then.")
