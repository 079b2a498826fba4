"""How much a feed tells: chosen for each, without a new address; names of people never (requirements 17, 22, 23)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.actions import change
from tests import builders
from tests.feeds.district import NOW, District, district, events
from tests.pages import error_at


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term, whose feeds may show initials."""
    made = district(app)
    made.programme.feeds_show_initials = True
    builders.commit()
    return made


def tell(place: District, kind: str, detail: str, *, at: timedelta = timedelta(hours=1)) -> None:
    """Let that feed tell so much from a moment on."""
    place.at(NOW + at)
    change(place.feeds[kind], label="", detail=detail)
    builders.commit()


def first(place: District, kind: str) -> dict[str, str]:
    """What the first entry of a feed says."""
    event = events(place.fetch(kind))[0]
    return {name: str(event.get(name, "")) for name in ("SUMMARY", "LOCATION", "URL", "DESCRIPTION")}


@pytest.mark.parametrize("kind", ["mentor", "pupil", "venue"])
def test_only_busy_tells_nothing_but_the_time(place, kind):
    tell(place, kind, "busy")

    assert first(place, kind) == {"SUMMARY": "Opptatt", "LOCATION": "", "URL": "", "DESCRIPTION": ""}


def test_initials_are_those_of_the_others(place):
    tell(place, "mentor", "initials")
    tell(place, "pupil", "initials")

    assert first(place, "mentor")["SUMMARY"] == "Mattehjelp ØH, AY"
    assert first(place, "pupil")["SUMMARY"] == "Mattehjelp IS"


def test_the_level_is_a_change_of_each_entry_and_the_address_stays(place):
    before = place.fetch("mentor")

    tell(place, "mentor", "initials")
    after = place.fetch("mentor")

    assert {event["DTSTAMP"].dt for event in events(after)} == {NOW + timedelta(hours=1)}
    assert [event["SEQUENCE"] for event in events(after)] == [event["SEQUENCE"] for event in events(before)]
    assert after.headers["Last-Modified"] == "Tue, 17 Nov 2026 10:30:15 GMT"


def test_a_venue_s_feed_never_shows_anybody(place, sign_in):
    staff = sign_in(builders.staff(place.programme))
    path = f"/feeds/{place.feeds['venue'].id}/change"

    assert "initials" not in staff.get(path).text
    assert staff.post(path, data={"label": "", "detail": "initials"}).status_code == 422


def test_initials_are_shown_only_while_the_programme_lets_them(place):
    tell(place, "mentor", "initials")
    place.at(NOW + timedelta(hours=2))
    place.programme.feeds_show_initials = False
    builders.commit()

    found = events(place.fetch("mentor"))

    assert {str(event["SUMMARY"]) for event in found} == {"Mattehjelp"}
    assert {event["DTSTAMP"].dt for event in found} == {NOW + timedelta(hours=2)}


def test_other_initials_are_a_change_of_the_feeds_that_show_them_and_of_no_other(place):
    tell(place, "mentor", "initials")
    others = place.fetch("venue").data
    place.at(NOW + timedelta(hours=3))
    place.pupil.family_name = "Zaman"
    builders.commit()

    found = events(place.fetch("mentor"))

    assert {str(event["SUMMARY"]) for event in found} == {"Mattehjelp ØH, AZ"}
    assert {event["DTSTAMP"].dt for event in found} == {NOW + timedelta(hours=3)}
    assert place.fetch("venue").data == others


def test_who_has_left_is_not_shown_in_what_comes_after(place):
    tell(place, "mentor", "initials")
    place.at(NOW + timedelta(hours=3))
    place.pupil.left_on = NOW.date()
    builders.commit()

    summaries = [str(event["SUMMARY"]) for event in events(place.fetch("mentor"))]

    assert summaries == ["Mattehjelp ØH, AY", "Mattehjelp ØH, AY", "Mattehjelp ØH", "Mattehjelp ØH"]


def test_a_mentor_chooses_on_the_own_page(place, sign_in: Callable[[Account], FlaskClient]):
    browser = sign_in(builders.mentor_account(place.mentor))

    answer = browser.post("/me/calendar", data={"label": "Telefonen", "detail": "busy"})

    assert answer.status_code == 303
    shown = browser.get("/me").text
    assert "Telefonen" in shown
    assert "Only that there is something" in shown
    assert first(place, "mentor")["SUMMARY"] == "Opptatt"


def test_what_staff_call_a_feed_stays_on_their_page(place, sign_in):
    staff = sign_in(builders.staff(place.programme))

    staff.post(f"/feeds/{place.feeds['pupil'].id}/change", data={"label": "Amina, mors mobil", "detail": "place"})

    assert "Amina, mors mobil" in staff.get("/feeds?kind=pupil").text
    assert b"mobil" not in place.fetch("pupil").data


def test_a_choice_that_is_not_offered_is_refused_at_its_field(place, sign_in):
    place.programme.feeds_show_initials = False
    browser = sign_in(builders.mentor_account(place.mentor))

    answer = browser.post("/me/calendar", data={"label": "", "detail": "initials"})

    assert answer.status_code == 422
    assert error_at(answer.text, "detail")
    db.session.refresh(place.feeds["mentor"])
    assert place.feeds["mentor"].detail == "place"
