"""Which mails an account may do without, and which come always."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.accounts.models import Account
from mentoring.busy.letters import tell_of_failing
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.outbox.models import Mail
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """A pupil, a mentor with an account, a coordinator."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made)
    builders.pupil(made, school)
    mentor = builders.mentor(made, email="mina@mentor.example")
    builders.mentor_account(mentor, email="mina@mentor.example", language="en")
    builders.coordinator(made, school, email="kari@skole.example", language="en")
    builders.commit()
    return made


def _account(email):
    return db.session.query(Account).filter_by(email=email).one()


def _answer(sign_in, email, **typed):
    browser = sign_in(_account(email))
    answer = browser.post("/me/messages", data=typed)
    db.session.expire_all()
    return answer


def test_everybody_gets_all_mails_until_they_say_otherwise(app, programme, sign_in):
    page = sign_in(_account("kari@skole.example")).get("/me/messages").text

    plans.published(app, programme, MONDAY)

    assert "How many pupils of my school a new plan concerns" in page
    assert "checked" in page.partition('value="school_summary"')[2].partition(">")[0]
    assert {mail.to for mail in db.session.query(Mail)} == {"mina@mentor.example", "kari@skole.example"}


@pytest.mark.both_databases
def test_a_coordinator_does_without_the_summary_and_staff_see_it(app, programme, sign_in):
    answer = _answer(sign_in, "kari@skole.example")
    plan = plans.proposal(app, programme)
    staff = sign_in(builders.staff(programme, language="en"))

    page = staff.get(f"/plans/{plan.id}/publish").text
    staff.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})

    assert answer.status_code == 303
    assert _account("kari@skole.example").mails_not_wanted == ["school_summary", "school_cancelled", "school_changed"]
    assert "does not want these mails" in page
    assert [mail.to for mail in db.session.query(Mail)] == ["mina@mentor.example"]


def test_a_coordinator_can_want_it_again(app, programme, sign_in):
    _answer(sign_in, "kari@skole.example")

    _answer(sign_in, "kari@skole.example", mails=["school_summary", "school_cancelled"])

    assert _account("kari@skole.example").mails_not_wanted == ["school_changed"]


def test_a_mentor_does_without_word_of_a_calendar_but_not_of_the_own_times(app, programme, sign_in):
    account = _account("mina@mentor.example")
    page = sign_in(account).get("/me/messages").text
    _answer(sign_in, "mina@mentor.example")
    mentor = account.memberships[0].mentor
    calendar = builders.busy_calendar(mentor, failing_since=now() - timedelta(days=4))
    builders.commit()

    tell_of_failing(calendar)
    plans.published(app, programme, MONDAY)

    assert "you always get a mail" in page
    assert "A mail the evening before each session" in page
    assert [mail.subject for mail in db.session.query(Mail).filter_by(to="mina@mentor.example")] == [
        "New times from 5 October 2026"
    ]


def test_who_has_nothing_to_do_without_is_asked_nothing(app, programme, sign_in):
    page = sign_in(builders.staff(programme, language="en")).get("/me/messages").text

    assert "Mails that I want" not in page
    assert "There is nothing to choose." in page


def test_a_mail_that_is_not_offered_is_refused(app, programme, sign_in):
    answer = _answer(sign_in, "kari@skole.example", mails=["calendar_fails"])

    assert answer.status_code == 422
    assert _account("kari@skole.example").mails_not_wanted == []
