"""A mentor gives calendars; the worker reads them; only times are kept, and only the mentor sees more."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from mentoring.busy import work
from mentoring.busy.models import BusyCalendar, BusyTime
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.outbox.models import Mail
from mentoring.registration.actions import mentor_left
from tests import builders
from tests.busy.ics import calendar, event
from tests.busy.server import serving
from tests.conftest import SETTINGS
from tests.pages import error_at

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOUR = ("DTSTART:20261110T090000Z", "DTEND:20261110T100000Z")


@pytest.fixture
def server():
    """A server with one calendar that says whether it changed."""
    with serving() as place:
        place.content = calendar(event(*HOUR))

        def answer(handler):
            known = handler.headers.get("If-None-Match") == '"one"'
            handler.give(b"" if known else place.content, 304 if known else 200, ETag='"one"')

        place.answers["/private-1234/basic.ics"] = answer
        yield place


@pytest.fixture
def settings(settings, server):
    """Calendars may be fetched from that server."""
    return settings | {"BUSY_TEST_PORT": server.port}


@pytest.fixture
def mentor(app):
    """A mentor, on a Tuesday in November."""
    app.config["FIXED_NOW"] = NOW
    return builders.mentor(builders.programme())


@pytest.fixture
def page(mentor, sign_in):
    """The mentor's browser."""
    return sign_in(builders.mentor_account(mentor))


def give(page, server, **more):
    """Give the address of the calendar on the server."""
    told = {"address": server.url("/private-1234/basic.ics"), "name": "Studier", "all_day": "busy"} | more
    return page.post("/me/busy/address", data=told)


def bring(page, content):
    """Bring a calendar file."""
    told = {"file": (BytesIO(content), "timeplan.ics"), "name": "", "all_day": "busy"}
    return page.post("/me/busy/file", data=told, content_type="multipart/form-data")


def kept():
    """The busy times in the database."""
    db.session.expire_all()
    rows = db.session.scalars(select(BusyTime).order_by(BusyTime.start))
    return [f"{row.start:%d %H:%M}/{row.end:%H:%M}" for row in rows]


def one():
    """The one calendar that there is."""
    db.session.expire_all()
    return db.session.scalars(select(BusyCalendar)).one()


def read_anew():
    """Have the calendar read now, whole."""
    found = one()
    found.etag, found.next_at = "", NOW
    builders.commit()
    work.read_calendar(found.id)


def do_what_is_queued(app):
    """Be the worker until nothing waits."""
    while (job := queue(app).dequeue()) is not None:
        queue(app).execute(job)


def test_a_calendar_that_is_given_is_read_by_the_worker_at_once(app, page, server):
    answer = give(page, server)
    do_what_is_queued(app)

    assert answer.status_code == 303
    assert kept() == ["10 09:00/10:00"]
    shown = page.get("/me/busy").text
    assert "127.0.0.1/…" in shown
    assert "private-1234" not in shown
    assert "Tuesday 10 November" in shown


def test_neither_titles_nor_the_address_are_stored_or_logged(app, page, server, caplog):
    give(page, server)
    do_what_is_queued(app)
    server.content = b"nonsense"
    read_anew()

    tables = db.metadata.tables.values()
    stored = "".join(str(row) for table in tables for row in db.session.execute(select(table)))
    assert one().fault["key"] == "no_calendar"
    for secret in ("Kiropraktor", "private-1234", "basic.ics"):
        assert secret not in stored
        assert secret not in caplog.text


def test_a_file_is_read_on_the_spot_and_not_kept(page):
    answer = bring(page, calendar(event(*HOUR)))

    assert answer.status_code == 303
    assert kept() == ["10 09:00/10:00"]
    assert "a file does not change by itself" in page.get("/me/busy").text


@pytest.mark.parametrize(
    ("content", "told"), [(b"%PDF-1.7", "This is no calendar file"), (b"<html>", "There is a web page")]
)
def test_a_file_that_is_no_calendar_is_refused_in_one_sentence(page, content, told):
    answer = bring(page, content)

    assert answer.status_code == 422
    assert told in error_at(answer.text, "file")
    assert kept() == []


def test_an_address_that_may_not_be_fetched_is_refused_and_not_lost(page, server):
    answer = give(page, server, address="https://kari:hemmelig@example.org/a.ics")

    assert answer.status_code == 422
    assert "must begin with https://" in error_at(answer.text, "address")
    assert 'value="https://kari:hemmelig@example.org/a.ics"' in answer.text


def test_our_own_feed_is_refused(page, server):
    assert "calendar of Mentorplan itself" in give(page, server, address="https://localhost/feeds/x.ics").text


def test_the_same_calendar_is_not_given_twice(page, server):
    give(page, server)

    assert "given this calendar already" in give(page, server).text


def test_a_mentor_has_five_calendars_at_most(mentor, page, server):
    for _ in range(5):
        builders.busy_calendar(mentor)

    assert "Take one away first" in give(page, server).text


def test_reading_again_changes_nothing_and_asks_whether_there_is_anything_new(app, page, server):
    give(page, server)
    do_what_is_queued(app)
    before = one().times[0].id
    app.config["FIXED_NOW"] = NOW + timedelta(hours=5)

    work.hand_out()
    do_what_is_queued(app)

    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"one"']
    assert (one().times[0].id, one().read_at) == (before, NOW + timedelta(hours=5))
    assert timedelta(hours=1) <= one().next_at - one().read_at <= timedelta(hours=4)


def test_once_a_week_it_is_read_whole_since_time_goes_on(app, page, server):
    give(page, server)
    do_what_is_queued(app)
    app.config["FIXED_NOW"] = NOW + timedelta(days=8)

    work.hand_out()
    do_what_is_queued(app)

    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, None]


def test_a_failing_calendar_keeps_its_last_good_state_and_waits_longer_each_time(app, page, server):
    give(page, server)
    do_what_is_queued(app)
    server.answers.clear()
    server.answers["/private-1234/basic.ics"] = lambda handler: handler.give(b"", 500)
    waits = []
    for _ in range(6):
        app.config["FIXED_NOW"] = one().next_at
        work.hand_out()
        do_what_is_queued(app)
        waits.append(one().next_at - app.config["FIXED_NOW"])

    assert kept() == ["10 09:00/10:00"]
    assert one().failures == 6
    assert all(timedelta(hours=1) <= wait <= timedelta(hours=48) for wait in waits)
    assert waits[-1] >= timedelta(hours=12)
    shown = page.get("/me/busy").text
    assert "The calendar&#39;s server has a fault (500)" in shown
    assert "What was read on 3 November 09:00 still counts" not in shown  # by the clock in Norway it was 10:00
    assert "What was read on 3 November 10:00 still counts" in shown


def test_a_calendar_that_fails_for_three_days_is_told(app, mentor, page):
    failing = builders.busy_calendar(
        mentor, address=b"x", failing_since=NOW, fault={"key": "unreachable", "about": {}}
    )
    builders.commit()
    soon, later = NOW + timedelta(days=2, hours=23), NOW + timedelta(days=3)

    app.config["FIXED_NOW"] = soon
    assert "could not be read for some days" not in page.get("/").text
    app.config["FIXED_NOW"] = later
    assert "could not be read for some days" in page.get("/").text
    assert failing.id


def test_the_owner_of_a_failing_calendar_gets_one_letter(app, page, server):
    app.config["MAIL_SERVER"] = "localhost"
    give(page, server)
    do_what_is_queued(app)
    server.answers["/private-1234/basic.ics"] = lambda handler: handler.give(b"", 500)
    for day in range(6):
        app.config["FIXED_NOW"] = NOW + timedelta(days=day)
        read_anew()

    letters = db.session.scalars(select(Mail)).all()
    assert [letter.to for letter in letters] == [one().mentor.email]
    assert "http://localhost/me/busy" in letters[0].text
    assert "Studier" not in letters[0].text


def test_an_empty_calendar_empties_it(app, page, server):
    give(page, server)
    do_what_is_queued(app)
    server.content = calendar()

    read_anew()

    assert kept() == []


def test_whole_days_can_be_counted_in_another_way_and_are_read_anew(app, page, server):
    server.content = calendar(event("DTSTART;VALUE=DATE:20261110", "TRANSP:TRANSPARENT"))
    give(page, server)
    do_what_is_queued(app)
    assert kept() == []

    page.post(f"/me/busy/{one().id}", data={"name": "Studier", "all_day": "always"})
    do_what_is_queued(app)

    assert kept() == ["09 23:00/23:00"]


def test_a_calendar_is_not_read_again_and_again_at_a_wish(app, page, server):
    give(page, server)
    do_what_is_queued(app)

    page.post(f"/me/busy/{one().id}/read")
    do_what_is_queued(app)

    assert len(server.asked) == 1
    assert "Wait a minute" in page.get("/me/busy").text


def test_two_workers_at_one_calendar_fetch_it_once(app, page, server):
    give(page, server)
    work.hand_out()  # the same message again

    do_what_is_queued(app)

    assert len(server.asked) == 1


def test_taking_a_calendar_away_erases_what_was_read(page, server, app):
    give(page, server)
    do_what_is_queued(app)
    address = f"/me/busy/{one().id}/remove"

    page.get(address)
    assert kept() == ["10 09:00/10:00"]
    page.post(address)

    assert kept() == []


def test_a_new_secret_of_the_installation_makes_addresses_unreadable_and_says_so(app, page, server):
    give(page, server)
    app.config["SECRET_KEY"] = "another key"
    do_what_is_queued(app)
    assert one().fault["key"] == "not_readable_here"

    app.config["SECRET_KEY_FALLBACKS"] = [SETTINGS["SECRET_KEY"]]
    read_anew()

    assert one().fault == {}


def test_what_is_long_past_is_forgotten(app, mentor):
    old = (NOW - timedelta(days=40), NOW - timedelta(days=39))
    new = (NOW - timedelta(days=20), NOW - timedelta(days=19))
    builders.busy_calendar(mentor, old, new)

    work.forget()

    assert len(kept()) == 1


def test_who_leaves_takes_the_calendars_along(mentor):
    builders.busy_calendar(mentor, (NOW, NOW + timedelta(hours=1)))

    mentor_left(mentor)
    builders.commit()

    assert db.session.scalars(select(BusyCalendar)).all() == []
    assert kept() == []


def test_staff_see_when_a_mentor_is_busy_and_nothing_else(app, mentor, sign_in):
    builders.venue(mentor.programme)
    stretch = (datetime(2026, 11, 4, 15, 30, tzinfo=UTC), datetime(2026, 11, 4, 16, tzinfo=UTC))
    builders.busy_calendar(mentor, stretch, name="Parterapi")
    staff = sign_in(builders.staff(mentor.programme))

    shown = staff.get(f"/mentors/{mentor.id}/busy").text

    assert "16:30–17:00" in shown
    assert "Parterapi" not in shown


def test_the_page_works_in_a_browser(browser_page, mentor, app, server):
    """Given, waited for, and there: by keyboard and script as people do it."""
    account = builders.mentor_account(mentor)
    page = browser_page(account, path="/me/busy/address")
    page.get_by_label("Address of the calendar").fill(server.url("/private-1234/basic.ics"))
    page.keyboard.press("Enter")
    page.get_by_text("Is being read", exact=True).wait_for()
    do_what_is_queued(app)
    page.get_by_text("Is read", exact=True).wait_for()

    assert kept() == ["10 09:00/10:00"]
