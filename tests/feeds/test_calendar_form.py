"""The form of a calendar (RFC 5545), where a program that reads calendars stumbles over a fault."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mentoring.feeds.calendar import Entry, Feed, etag, feed_bytes, last_modified, single_event_bytes
from mentoring.feeds.zone import OSLO, OSLO_BLOCK, UnrealTimeError
from mentoring.timetable.noting import new_uid

GOLDEN = Path(__file__).parents[1] / "data" / "feeds"


def lines_of(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def names_of(body: bytes) -> set[str]:
    return {line.split(":")[0].split(";")[0] for line in lines_of(body)}


def test_a_term_is_written_as_it_was_agreed(term: Feed) -> None:
    assert feed_bytes(term) == (GOLDEN / "term.ics").read_bytes()


def test_a_calendar_without_sessions_is_a_calendar(empty: Feed) -> None:
    assert feed_bytes(empty) == (GOLDEN / "empty.ics").read_bytes()


def test_a_single_session_is_written_as_it_was_agreed(entry: Callable[..., Entry]) -> None:
    cancelled = entry(status="cancelled", sequence=3, title="Maths, room 2")

    body = single_event_bytes(cancelled, "en")

    assert body == (GOLDEN / "one-session.ics").read_bytes()


def test_a_single_session_is_the_same_event_as_in_the_feed(term: Feed) -> None:
    for one in term.entries:
        event = single_event_bytes(one).partition(b"BEGIN:VEVENT")[2].partition(b"END:VEVENT")[0]

        assert feed_bytes(term).count(event) == 1


def test_every_line_ends_as_the_standard_asks(term: Feed) -> None:
    body = feed_bytes(term)

    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\r\n") == body.count(b"\n") == body.count(b"\r")
    assert not body.startswith(b"\xef\xbb\xbf")


def test_a_calendar_has_its_own_properties_once_and_first(term: Feed) -> None:
    head, _, _ = feed_bytes(term).decode().partition("BEGIN:VTIMEZONE")

    assert head == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mentorplan//Mentorplan//NB\r\nCALSCALE:GREGORIAN\r\n"
        "DESCRIPTION:Økter med mentor\r\nX-WR-CALDESC:Økter med mentor\r\n"
        "NAME:Mattementor Sagene\r\nX-WR-CALNAME:Mattementor Sagene\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
    )


def test_the_zone_stands_before_the_events_as_it_was_written_by_hand(term: Feed) -> None:
    body = feed_bytes(term).decode()

    assert body.count("BEGIN:VTIMEZONE") == 1
    assert OSLO_BLOCK + "BEGIN:VEVENT" in body


def test_every_event_has_what_readers_need_and_nothing_that_harms(term: Feed) -> None:
    events = feed_bytes(term).split(b"BEGIN:VEVENT\r\n")[1:]
    needed = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND"}
    allowed = needed | {"TRANSP", "DESCRIPTION", "LOCATION", "URL", "END", ""}

    assert len(events) == len(term.entries)
    for event in events:
        assert needed <= names_of(event) <= allowed
    assert not [line for line in lines_of(feed_bytes(term))[:-1] if line.endswith(":")]


def test_a_cancelled_session_stays_and_takes_no_time(entry: Callable[..., Entry]) -> None:
    cancelled = entry(status="cancelled", title="Matte")

    lines = lines_of(single_event_bytes(cancelled))

    assert [line for line in lines if line.startswith(("SUMMARY", "STATUS", "TRANSP"))] == [
        "SUMMARY:AVLYST: Matte",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def test_the_stamp_is_the_last_change_in_whole_seconds(entry: Callable[..., Entry]) -> None:
    changed = entry(modified=datetime(2026, 7, 1, 14, 0, 5, 999_999, tzinfo=OSLO))

    lines = lines_of(single_event_bytes(changed))

    assert [line for line in lines if line.endswith("20260701T120005Z")] == [
        "DTSTAMP:20260701T120005Z",
        "LAST-MODIFIED:20260701T120005Z",
    ]


def test_times_in_utc_are_written_on_the_clock_of_oslo(entry: Callable[..., Entry]) -> None:
    start = datetime(2026, 7, 1, 13, tzinfo=UTC)

    lines = lines_of(single_event_bytes(entry(start=start, end=start + timedelta(hours=1))))

    assert "DTSTART;TZID=Europe/Oslo:20260701T150000" in lines
    assert "DTEND;TZID=Europe/Oslo:20260701T160000" in lines


def test_the_order_in_which_entries_come_changes_no_byte(term: Feed) -> None:
    shuffled = list(term.entries)
    random.Random(1).shuffle(shuffled)

    body = feed_bytes(replace(term, entries=tuple(shuffled)))

    assert body == feed_bytes(term)


def test_the_tag_follows_the_bytes(term: Feed) -> None:
    fewer = replace(term, entries=term.entries[1:])

    assert etag(feed_bytes(term)) == etag(feed_bytes(term))
    assert etag(feed_bytes(fewer)) != etag(feed_bytes(term))
    assert etag(b"") == '"e3b0c44298fc1c149afbf4c8996fb924"'


def test_the_date_of_a_calendar_is_its_newest_change(term: Feed) -> None:
    removed = datetime(2026, 4, 1, 8, 0, 0, 5, tzinfo=UTC)

    assert last_modified(term.entries) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert last_modified(term.entries, [removed]) == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert last_modified([]) is None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"uid": ""}, "not a calendar identifier: ''"),
        ({"uid": "a" * 255}, "not a calendar identifier: '" + "a" * 255 + "'"),
        ({"uid": "a\r\nX:y"}, "not a calendar identifier: 'a\\r\\nX:y'"),
        ({"sequence": -1}, "not a sequence number: -1"),
        ({"sequence": 2**31}, "not a sequence number: 2147483648"),
        ({"modified": datetime(2026, 1, 1)}, "time of change without zone: 2026-01-01 00:00:00"),
        ({"status": "tentative"}, "not a status: 'tentative'"),
        ({"title": " \u2028\x00"}, "an entry without a title"),
        ({"url": "javascript:alert(1)"}, "not a web address: 'javascript:alert(1)'"),
        ({"url": "https://a.no/\r\nX:y"}, "not a web address: 'https://a.no/\\r\\nX:y'"),
        ({"start": datetime(2026, 3, 24, 15)}, "time without zone: 2026-03-24 15:00:00"),
        (
            {"start": date(2026, 3, 24), "end": date(2026, 3, 24)},
            "no time between 2026-03-24 and 2026-03-24",
        ),
        (
            {"start": date(2026, 3, 24)},
            "one day and one time: 2026-03-24 to 2026-03-24 16:00:00+01:00",
        ),
    ],
)
def test_what_no_calendar_can_hold_is_refused(
    entry: Callable[..., Entry], facts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 # the sentence is compared below
        entry(**facts)

    assert str(refusal.value) == sentence


def test_an_entry_in_the_hour_that_comes_twice_is_refused(entry: Callable[..., Entry]) -> None:
    with pytest.raises(UnrealTimeError):
        entry(start=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), end=datetime(2026, 10, 25, 5, tzinfo=UTC))


def test_two_entries_with_one_identifier_are_refused(entry: Callable[..., Entry]) -> None:
    with pytest.raises(ValueError, match="two entries with one identifier"):
        Feed(name="Matte", description="", language="nb", entries=(entry(), entry(title="Annen")))


def test_a_new_identifier_is_new_and_fits(entry: Callable[..., Entry]) -> None:
    uids = {entry(uid=new_uid()).uid for _ in range(100)}

    assert len(uids) == 100
