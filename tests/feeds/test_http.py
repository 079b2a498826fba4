"""Feeds as calendar programs fetch them. The numbers are those of the requirements that feeds are held to."""

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.calendar import etag
from mentoring.feeds.secret import address
from mentoring.timetable.models import CANCELLED, PLANNED
from tests import builders
from tests.feeds.district import KINDS, NOW, District, district, events, fetch

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_holds_the_sessions_of_its_owner_and_no_others(place: District, kind: str) -> None:
    """Requirements 7, 10, 22: one event for each session, with the identity that the session keeps."""
    found = events(place.fetch(kind))

    assert [(str(event["UID"]), event["DTSTART"].dt.isoformat()) for event in found] == [
        (place.sessions[0].uid, "2026-10-19T16:00:00+02:00"),
        (place.sessions[1].uid, "2026-10-26T16:00:00+01:00"),
        (place.sessions[2].uid, "2026-11-18T16:00:00+01:00"),
        (place.sessions[3].uid, "2027-04-05T16:00:00+02:00"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_tells_time_and_place_and_no_person(place: District, kind: str) -> None:
    """Requirements 15, 22, 23, 24: a neutral title, the place, no name, note or other way to a person."""
    answer = place.fetch(kind)

    event = events(answer)[0]
    shown = answer.data.replace(b"\r\n ", b"").decode()
    assert str(event["SUMMARY"]) == "Mattehjelp"
    assert str(event["LOCATION"]) == "Torshov bibliotek, 2. etasje"
    assert "DESCRIPTION" not in event
    for secret in ("Amina", "Yıldız", "Øyvind", "Ingrid", "Solbakken", "mor ringer", place.mentor.email, "+47"):
        assert secret not in shown


def test_entries_link_to_the_session_behind_sign_in(place: District, sign_in: SignIn) -> None:
    """Requirement 24: the link lets nobody in; pupils, who have no account, get none."""
    link = str(events(place.fetch("mentor"))[0]["URL"])

    assert link == f"http://localhost/sessions/{place.sessions[0].id}"
    assert "/account/sign-in" in place.app.test_client().get(link).headers["Location"]
    assert sign_in(builders.mentor_account(place.mentor)).get(link).status_code == 200
    assert str(events(place.fetch("venue"))[0]["URL"]) == link
    assert all("URL" not in event for event in events(place.fetch("pupil")))


def test_a_feed_of_nobody_yet_is_a_valid_empty_calendar(place: District) -> None:
    """Requirement 14."""
    idle = builders.mentor(place.programme)
    path = address(open_subscription(place.programme.id, kind="mentor", owner_id=idle.id))

    answer = fetch(place.app, path.removeprefix("http://localhost"))

    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert events(answer) == []


@pytest.mark.parametrize(
    "told",
    [{}, {"User_Agent": ""}, {"Accept": "text/html"}, {"Accept": "application/json;q=0.1", "User_Agent": "x" * 500}],
)
def test_any_program_gets_the_calendar_without_a_cookie(place: District, told: dict[str, str]) -> None:
    """Requirements 25, 29, 30: type, headers and an inline file whose name tells no secret."""
    answer = place.fetch("mentor", **told)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Disposition"] == 'inline; filename="calendar.ics"'
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_a_feed_gives_no_cookie_to_somebody_who_is_signed_in(place: District, sign_in: SignIn) -> None:
    """Requirement 25: a browser that brings a cookie gets none back and no Vary for it."""
    browser = sign_in(builders.mentor_account(place.mentor))

    answer = browser.get(place.path("mentor"))

    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


def test_an_address_is_short_and_ends_in_ics(place: District) -> None:
    """Requirement 25: under 110 characters also behind a long host name."""
    path = place.path("pupil")

    assert path.endswith(".ics")
    assert len("https://mentorplan.bydel-sagene.oslo.kommune.no" + path) < 110


def test_the_tag_and_the_time_of_change_belong_to_the_bytes(place: District) -> None:
    """Requirement 26: a strong tag over exactly these bytes, the newest change in whole seconds."""
    place.sessions[1].modified_at = datetime(2026, 11, 17, 9, 31, 7, 999_000, tzinfo=UTC)

    answer = place.fetch("mentor")

    assert answer.headers["ETag"] == etag(answer.data)
    assert answer.headers["Last-Modified"] == "Tue, 17 Nov 2026 09:31:07 GMT"


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"other", {0}', '"a,b", W/{0}, "c"', "*"])
def test_a_program_that_has_the_calendar_is_told_so_and_nothing_more(place: District, form: str) -> None:
    """Requirement 26: one tag, a weak one, a list, or any."""
    had = place.fetch("mentor").headers["ETag"]

    answer = place.fetch("mentor", If_None_Match=form.format(had))

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == had
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers


def test_the_time_counts_only_where_no_tag_is_given(place: District) -> None:
    """Requirement 26: If-Modified-Since alone is enough, but a tag wins over it."""
    had = place.fetch("mentor").headers["Last-Modified"]
    before = format_datetime(parsedate_to_datetime(had) - timedelta(seconds=1), usegmt=True)

    assert place.fetch("mentor", If_Modified_Since=had).status_code == 304
    assert place.fetch("mentor", If_Modified_Since=before).status_code == 200
    assert place.fetch("mentor", If_Modified_Since="yesterday").status_code == 200
    assert place.fetch("mentor", If_Modified_Since=had, If_None_Match='"other"').status_code == 200


def test_nothing_changed_gives_the_same_bytes_the_next_day(place: District) -> None:
    """Requirement 18."""
    today = place.fetch("venue")

    place.at(NOW + timedelta(days=1))
    tomorrow = place.fetch("venue")

    assert tomorrow.data == today.data
    assert tomorrow.headers["ETag"] == today.headers["ETag"]
    assert tomorrow.headers["Last-Modified"] == today.headers["Last-Modified"]


def test_a_session_that_is_taken_out_changes_tag_and_time(place: District) -> None:
    """Requirements 20, 27: out at the next fetch, without a word of cancelling."""
    before = place.fetch("pupil")
    place.sessions[2].pupils = [pupil for pupil in place.sessions[2].pupils if pupil is not place.pupil]
    place.at(NOW + timedelta(hours=1))

    after = place.fetch("pupil", If_Modified_Since=before.headers["Last-Modified"])

    assert [str(event["UID"]) for event in events(after)] == [place.sessions[i].uid for i in (0, 1, 3)]
    assert b"CANCELLED" not in after.data
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Last-Modified"] == "Tue, 17 Nov 2026 10:30:15 GMT"


def test_a_session_put_back_within_a_second_still_changes_the_time(place: District) -> None:
    """Requirement 26: no two calendars have one time of change."""
    first = place.fetch("mentor").headers["Last-Modified"]
    db.session.delete(place.sessions[3])
    second = place.fetch("mentor").headers["Last-Modified"]
    db.session.delete(place.sessions[2])
    third = place.fetch("mentor").headers["Last-Modified"]

    assert len({first, second, third}) == 3
    assert sorted((first, second, third), key=parsedate_to_datetime) == [first, second, third]


def test_a_cancelled_session_is_struck_through_for_two_weeks(place: District) -> None:
    """Requirements 16, 19: kept until its end and 14 days, then left out."""
    cancelled = place.sessions[1]
    cancelled.status, cancelled.sequence, cancelled.modified_at = CANCELLED, 1, NOW
    place.at(datetime(2026, 11, 9, 22, 0, tzinfo=UTC))

    event = next(event for event in events(place.fetch("mentor")) if str(event["UID"]) == cancelled.uid)

    assert (str(event["STATUS"]), str(event["TRANSP"]), event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert str(event["SUMMARY"]) == "AVLYST: Mattehjelp"
    place.at(datetime(2026, 11, 10, 12, tzinfo=UTC))
    assert cancelled.uid not in [str(event["UID"]) for event in events(place.fetch("mentor"))]


def test_a_session_moved_and_restored_keeps_its_identity(place: District) -> None:
    """Requirements 15, 16: the row's own number and time of change are what calendars see."""
    session = place.sessions[2]
    session.start, session.end = time(17), time(18, 30)
    session.sequence, session.modified_at, session.status = 4, NOW, PLANNED

    event = next(event for event in events(place.fetch("mentor")) if str(event["UID"]) == session.uid)

    assert event["SEQUENCE"] == 4
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == NOW
    assert event["DTSTART"].dt.hour == 17


def test_a_renamed_venue_is_a_change_of_each_session_there(place: District) -> None:
    """Requirement 17."""
    place.at(NOW + timedelta(minutes=5))
    place.venue.name = "Sagene samfunnshus"
    builders.commit()

    found = events(place.fetch("pupil"))

    assert {str(event["LOCATION"]) for event in found} == {"Sagene samfunnshus"}
    assert {event["DTSTAMP"].dt for event in found} == {NOW + timedelta(minutes=5)}
    assert events(fetch(place.app, place.path("mentor")))[0]["SEQUENCE"] == 0


def test_a_feed_shows_thirty_days_back_and_a_year_ahead(place: District) -> None:
    """Requirement 13."""
    near = [date(2026, 10, 18), date(2027, 11, 18)]
    far = [date(2026, 10, 17), date(2027, 11, 19)]
    for day in near + far:
        builders.session(place.mentor, place.venue, date=day)

    days = {event["DTSTART"].dt.date() for event in events(place.fetch("mentor"))}

    assert days == {session.date for session in place.sessions} | set(near)


def test_a_feed_of_a_crowded_venue_stays_small(place: District) -> None:
    """Requirement 13: under 1 MB and 1,000 events, the nearest first."""
    monday = date(2026, 11, 23)
    for week in range(50):
        for hour in range(8, 20):
            for minute in (0, 30):
                day = monday + timedelta(weeks=week)
                builders.session(
                    place.mentor, place.venue, date=day, start=time(hour, minute), end=time(hour + 1, 45)
                )

    answer = place.fetch("venue")

    assert len(events(answer)) == 999
    assert len(answer.data) < 1_000_000


@pytest.mark.parametrize("condition", [{}, {"If_None_Match": "*"}, {"Accept_Encoding": "gzip"}])
def test_head_equals_get_without_the_body(place: District, condition: dict[str, str]) -> None:
    """Requirement 28."""
    got = fetch(place.app, place.path("mentor"), **condition)
    head = fetch(place.app, place.path("mentor"), method="HEAD", **condition)

    assert head.data == b""
    assert head.status_code == got.status_code
    assert [pair for pair in head.headers if pair[0] != "Date"] == [pair for pair in got.headers if pair[0] != "Date"]


def test_a_program_that_asks_for_gzip_gets_it_with_a_tag_of_its_own(place: District) -> None:
    """Requirement 28: the same calendar, the same zipped bytes each time."""
    plain, zipped = place.fetch("mentor"), place.fetch("mentor", Accept_Encoding="deflate, gzip;q=0.5")

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] not in ("", plain.headers["ETag"])
    assert place.fetch("mentor", Accept_Encoding="gzip").data == zipped.data
    again = place.fetch("mentor", Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert zlib.crc32(zipped.data[4:8]) == zlib.crc32(bytes(4))


@pytest.mark.parametrize("asked", ["identity", "gzip;q=0", "br"])
def test_nothing_is_zipped_for_a_program_that_did_not_ask(place: District, asked: str) -> None:
    """Requirement 28."""
    assert "Content-Encoding" not in place.fetch("mentor", Accept_Encoding=asked).headers


def test_zipping_can_be_turned_off(place: District) -> None:
    """Requirement 28: the switch."""
    place.app.config["FEED_GZIP"] = False

    answer = place.fetch("mentor", Accept_Encoding="gzip")

    assert answer.data.startswith(b"BEGIN:VCALENDAR")
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT"])
def test_a_feed_can_only_be_read(place: District, method: str) -> None:
    """Requirement 28: 405, the same for a right and for a wrong address."""
    right, wrong = (fetch(place.app, path, method=method) for path in (place.path("venue"), "/feeds/wrong.ics"))

    assert right.status_code == 405
    assert right.headers["Allow"] == "GET, HEAD"
    assert "Set-Cookie" not in right.headers
    assert (wrong.data, list(wrong.headers)) == (right.data, list(right.headers))


def test_our_failure_is_never_an_empty_calendar(place: District, caplog: pytest.LogCaptureFixture) -> None:
    """Requirements 31, 35: 503, asked to come again, and the log tells the failure without the secret."""
    path = place.path("mentor")
    db.session.execute(text("ALTER TABLE session RENAME TO mislaid"))

    answer = fetch(place.app, path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "600"
    assert answer.mimetype == "text/plain"
    assert "no such table" in caplog.text
    assert path.removeprefix("/feeds/").removesuffix(".ics") not in caplog.text
    db.session.execute(text("ALTER TABLE mislaid RENAME TO session"))


def test_who_fetched_last_is_noted_now_and_then(place: District) -> None:
    """Requirement 36: the family of the program, no more often than every five minutes."""
    feed = place.feeds["mentor"]

    place.fetch("mentor", User_Agent="iOS/18.2 (22C152) dataaccessd/1.0")
    place.at(NOW + timedelta(minutes=4))
    place.fetch("mentor", User_Agent="Mozilla/5.0 (X11; Linux) Thunderbird/128.1")

    db.session.refresh(feed)
    assert (feed.last_fetched_at, feed.fetched_by) == (NOW, "Apple")
    place.at(NOW + timedelta(minutes=5))
    place.fetch("mentor", User_Agent="Mozilla/5.0 (X11; Linux) Thunderbird/128.1", If_None_Match="*")
    db.session.refresh(feed)
    assert (feed.last_fetched_at, feed.fetched_by) == (NOW + timedelta(minutes=5), "Thunderbird")
