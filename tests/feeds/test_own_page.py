"""A mentor's own page: the week, the next session and the calendar address."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.feeds.programs import family, links
from mentoring.timetable.models import CANCELLED
from tests import builders
from tests.feeds.district import NOW, District, district, events, fetch


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


@pytest.fixture
def browser(place: District, sign_in: Callable[[Account], FlaskClient]) -> FlaskClient:
    """The browser of the mentor who holds the sessions."""
    return sign_in(builders.mentor_account(place.mentor))


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def address_on(page: str) -> str:
    """The address in the field from which it can be copied by hand."""
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page)
    assert found, "no address on the page"
    return html.unescape(found[1])


def test_a_mentor_sees_this_week_and_the_next(place: District, browser: FlaskClient) -> None:
    builders.session(place.mentor, place.venue, date=date(2026, 11, 26), pupils=[place.pupil])
    builders.session(place.mentor, place.venue, date=date(2026, 11, 30), start=time(9), end=time(10))

    page = text_of(browser.get("/me").text)

    assert "This week 16 Nov – 22 Nov" in page
    assert page.count("Wednesday 18 November") == 2  # as the next session and in the week
    assert "Thursday 26 November 16:00–17:30 Torshov bibliotek, 2. etasje Amina Y." in page
    assert "30 November" not in page


def test_a_mentor_sees_no_more_of_a_pupil_than_a_given_name_and_a_letter(
    place: District, browser: FlaskClient
) -> None:
    page = html.unescape(browser.get("/me").text)

    assert "Øyvind H., Amina Y." in page
    for hidden in ("Yıldız", "Hansen", "mor ringer", place.school.name):
        assert hidden not in page


def test_the_next_session_is_neither_over_nor_cancelled(place: District, browser: FlaskClient) -> None:
    place.sessions[2].status = CANCELLED

    page = text_of(browser.get("/me").text)

    assert "Your next session Monday 5 April 16:00–17:30" in page
    assert "Cancelled" in page
    place.at(datetime(2027, 4, 5, 15, 31, tzinfo=UTC))
    assert "You have no sessions ahead." in text_of(browser.get("/me").text)


def test_the_address_on_the_page_works_at_once(place: District, browser: FlaskClient) -> None:
    """Requirement 37: selectable text, without scripts."""
    address = address_on(browser.get("/me").text)

    assert len(events(fetch(place.app, urlsplit(address).path))) == 4
    assert address == address_on(browser.get("/me").text)


def test_a_mentor_without_an_address_gets_one_at_the_first_look(
    place: District, sign_in: Callable[[Account], FlaskClient]
) -> None:
    new = builders.mentor(place.programme)
    page = sign_in(builders.mentor_account(new, language="nn")).get("/me").text

    made = db.session.query(Subscription).filter_by(mentor_id=new.id).one()
    assert made.language == "nn"
    assert fetch(place.app, urlsplit(address_on(page)).path).status_code == 200


def test_the_page_leads_into_each_calendar_program(place: District, browser: FlaskClient) -> None:
    """Requirement 37: webcal, Google, Outlook, a picture made here, and how slow each program is."""
    page = html.unescape(browser.get("/me").text)
    address = address_on(page)

    assert f'href="webcal:{address.removeprefix("http:")}"' in page
    google = re.search(r'href="(https://calendar\.google\.com/[^"]+)"', page)
    assert google
    assert parse_qs(urlsplit(google[1]).query)["cid"] == ["webcal:" + address.removeprefix("http:")]
    for host in ("outlook.live.com", "outlook.office.com"):
        outlook = re.search(rf'href="(https://{host}/[^"]+)"', page)
        assert outlook
        assert parse_qs(urlsplit(outlook[1]).query) == {"url": [address], "name": ["Mattehjelp"]}
    assert 'src="data:image/svg+xml' in page
    for sentence in ("often only while it charges", "after some hours, at times a whole day", "every three hours"):
        assert sentence in page


def test_the_page_says_that_a_local_address_reaches_this_machine_only() -> None:
    assert links("http://localhost:8000/feeds/x.ics", "x").is_local
    assert not links("https://mentorplan.example.no/feeds/x.ics", "x").is_local


def test_a_new_address_is_asked_about_and_then_the_old_one_stops(place: District, browser: FlaskClient) -> None:
    """Requirement 34."""
    old = address_on(browser.get("/me").text)

    asked = browser.get("/me/calendar/new")
    assert "stops at once" in asked.text
    assert fetch(place.app, urlsplit(old).path).status_code == 200
    answer = browser.post("/me/calendar/new")

    assert answer.status_code == 302
    new = address_on(browser.get("/me").text)
    assert fetch(place.app, urlsplit(old).path).status_code == 404
    assert len(events(fetch(place.app, urlsplit(new).path))) == 4


def test_the_page_says_who_fetched_last(place: District, browser: FlaskClient) -> None:
    """Requirement 36."""
    assert "Last fetched not yet" in text_of(browser.get("/me").text)

    place.fetch("mentor", User_Agent="Google-Calendar-Importer")
    place.at(NOW + timedelta(hours=1))

    assert "Last fetched by Google, 1 hour ago" in text_of(browser.get("/me").text)


@pytest.mark.parametrize(
    ("agent", "program"),
    [
        ("", "Google"),
        ("Google-Calendar-Importer", "Google"),
        ("iOS/17.5 (21F79) dataaccessd/1.0", "Apple"),
        ("macOS/14.5 (23F79) CalendarAgent/1 ", "Apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17)", "Outlook"),
        ("Microsoft.Exchange/15.20 (Microsoft.Exchange.Calendar.PublishedReader)", "Outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.1", "Thunderbird"),
        ("HomeAssistant/2026.1 httpx/0.28", "Home Assistant"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Safari/605", "other"),
        ("curl/8.5", "other"),
    ],
)
def test_programs_are_known_by_their_family(agent: str, program: str) -> None:
    """Requirement 36."""
    assert family(agent) == program


def test_a_session_s_own_file_has_the_identity_of_the_feed(place: District, browser: FlaskClient) -> None:
    """Requirements 30, 39: an attachment with the UID and SEQUENCE of the feed."""
    place.sessions[2].sequence, place.sessions[2].modified_at = 3, NOW

    answer = browser.get(f"/me/sessions/{place.sessions[2].id}.ics")

    event = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    in_feed = next(one for one in events(place.fetch("mentor")) if one["UID"] == place.sessions[2].uid)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="session.ics"'
    assert event.to_ical() == in_feed.to_ical()


def test_another_mentors_session_is_nothing(place: District, browser: FlaskClient) -> None:
    number = place.other_session.id

    assert browser.get(f"/me/sessions/{number}.ics").status_code == 404


def test_a_mentor_who_left_gets_no_address(place: District, browser: FlaskClient) -> None:
    place.mentor.left_on = NOW.date()

    answer = browser.get("/me")

    assert answer.status_code == 200
    assert "feed-address" not in answer.text
    assert browser.post("/me/calendar/new").status_code == 404
