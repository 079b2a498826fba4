"""The evening before: a reminder for those who chose it, once."""

from datetime import date, timedelta

import pytest

from mentoring.absence.actions import tell_hours, tell_of_pupil
from mentoring.core.database import db
from mentoring.messages.actions import choose
from mentoring.messages.models import MessageWish
from mentoring.messages.reminders import remind
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import whole_text
from mentoring.standins.secret import family_address
from mentoring.timetable.changing import cancel
from tests import builders
from tests.messages.conftest import EVENING

MONDAY = date(2026, 11, 16)


def _reminders():
    return [mail for mail in db.session.query(Mail) if mail.key.startswith("reminder:")]


def test_who_chose_it_is_reminded_once_in_the_own_language(monday):
    builders.mentor_account(monday.first, language="nn")
    choose(monday.first, reminder=True)
    builders.commit()

    assert remind() == 1
    remind()

    [mail] = _reminders()
    assert (mail.to, mail.language) == (monday.first.email, "nn")
    assert "Måndag 16. november 16:00–17:30, Biblioteket" in mail.text


def test_nobody_is_reminded_who_did_not_choose_it(monday):
    assert remind() == 0
    assert _reminders() == []


@pytest.mark.parametrize("hours", [-2, 5])
def test_only_in_the_evening(monday, app, hours):
    choose(monday.first, reminder=True)
    app.config["FIXED_NOW"] = EVENING + timedelta(hours=hours)

    assert remind() == 0


def test_a_guardian_is_reminded_with_a_way_to_tell_an_absence(monday):
    guardian = monday.one.pupils[0].guardians[0]
    choose(guardian, reminder=True)

    remind()

    [mail] = _reminders()
    assert mail.to == guardian.email
    assert family_address(guardian) in whole_text(mail)
    assert monday.one.pupils[0].family_name not in mail.text


def test_who_is_away_and_what_is_cancelled_is_not_reminded_of(monday):
    for mentor in (monday.first, monday.second):
        choose(mentor, reminder=True)
    choose(monday.one.pupils[0].guardians[0], reminder=True)
    tell_hours(monday.first, start=monday.one.starts_at, end=monday.one.ends_at)
    tell_of_pupil(monday.one.pupils[0], first=MONDAY, last=MONDAY)
    cancel([monday.other], why="other")
    builders.commit()

    assert remind() == 0


def test_a_mentor_chooses_on_the_own_page(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))

    browser.post("/me/messages", data={"reminder": "y"})

    [wish] = db.session.query(MessageWish)
    assert (wish.mentor_id, wish.reminder, wish.sms) == (monday.first.id, True, False)
    assert "Messages to me" in browser.get("/me").text


def test_a_guardian_chooses_by_the_link(monday, client):
    guardian = monday.one.pupils[0].guardians[0]
    path = family_address(guardian).removeprefix("https://plan.example")

    client.post(f"{path}/messages", data={"reminder": "y", "sms": "y"})

    [wish] = db.session.query(MessageWish)
    assert (wish.guardian_id, wish.reminder, wish.sms) == (guardian.id, True, True)


def test_without_a_telephone_no_sms_can_be_chosen(monday, sign_in):
    page = sign_in(builders.mentor_account(monday.first)).post("/me/messages", data={"sms": "y"})

    assert page.status_code == 422
    assert "We do not have your telephone number." in page.text
