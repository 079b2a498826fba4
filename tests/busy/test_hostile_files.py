"""No file harms whoever reads it: each ends in a sentence, or in what could be read (requirements 42 and 45)."""

import pytest

from mentoring.busy import process
from mentoring.busy.process import Request
from mentoring.busy.reading import intervals
from mentoring.busy.reading.fault import KEYS, WARNINGS, Fault
from mentoring.busy.sentences import fault_in_words, warning_in_words
from tests.busy.ics import WINDOW, calendar, event

HOUR = ("DTSTART:20261110T090000Z", "DTEND:20261110T100000Z")


def read(content: bytes) -> process.Answer:
    """What the process that reads calendars says of a file."""
    return process.read(Request(start=WINDOW.start, end=WINDOW.end, all_day="busy", home="Europe/Oslo"), content)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "no_calendar"),
        (b"\x00\xff\xfe" * 1000, "no_calendar"),
        (b"PK\x03\x04 a spreadsheet", "no_calendar"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261110T090000Z\r\n", "cut_off"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "broken"),
        (calendar(*[event(*HOUR, uid=str(number)) for number in range(5_000)]), "too_many_entries"),
        (b"BEGIN:VCALENDAR\r\n" * 6_000, "too_many_entries"),
        (calendar(event(*HOUR, f"EXDATE:{'20261110T090000Z,' * 5_000}")), "long_line"),
        (calendar("X-JUNK:" + "x" * 5_000_001), "too_large"),
        (calendar().replace(b"-//x//y", b"-//Mentorplan//Mentorplan//NB"), "own_feed"),
    ],
)
def test_what_is_no_calendar_for_us_is_refused_with_a_reason(content, key):
    with pytest.raises(Fault) as refused:
        read(content)

    assert refused.value.key == key


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYSECOND=0,1,2,3,4,5,6,7,8,9",
        "FREQ=HOURLY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=0,10,20,30,40,50",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=500;BYSECOND=0,1,2;BYMINUTE=0,1,2;BYHOUR=0,1,2",
    ],
)
def test_a_series_without_end_is_left_out_and_told_and_the_rest_is_read(rule):
    found = read(calendar(event(*HOUR[:1], "DURATION:PT1S", f"RRULE:{rule}"), event(*HOUR, uid="two")))

    assert len(found.intervals) <= 3
    assert WINDOW.start < found.intervals[0][0]
    assert [key for key, _ in found.warnings] in ([], ["endless"], ["left_out"])
    if "SECONDLY;" not in rule and "YEARLY" not in rule:
        assert [key for key, _ in found.warnings] == ["endless"]


def test_many_heavy_series_end_with_the_time_that_is_given(monkeypatch):
    monkeypatch.setattr(intervals, "MOST_SECONDS", 2.0)
    heavy = [
        event("DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", uid=str(n))
        for n in range(30)
    ]

    with pytest.raises(Fault) as refused:
        intervals.read(calendar(*heavy), WINDOW, all_day="busy", home="Europe/Oslo")

    assert refused.value.key == "too_heavy"


def test_a_zone_that_is_a_bomb_is_cut_short():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Bomb\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
    )
    found = read(calendar(zone, event("DTSTART;TZID=Bomb:20261110T100000", "DURATION:PT1H"), event(*HOUR, uid="2")))

    assert len(found.intervals) == 1
    assert [key for key, _ in found.warnings] == ["endless"]


def test_deep_nesting_and_many_parameters_are_read_past():
    nested = "BEGIN:X\r\n" * 900 + "END:X\r\n" * 900
    parameters = "DTSTART" + ";A=B" * 10_000 + ":20261110T090000Z"

    found = read(calendar(nested.strip(), event(parameters, "DURATION:PT1H")))

    assert len(found.intervals) == 1


def test_titles_leave_the_process_by_no_way():
    found = read(calendar(event(*HOUR, "LOCATION:Hemmelig gate 1", "ATTENDEE;CN=Kari:mailto:kari@example.org")))

    assert "Kiropraktor" not in repr(found)
    assert "Hemmelig" not in repr(found)
    assert "kari" not in repr(found)


def test_every_fault_and_every_warning_is_said_in_words(app):
    about = dict.fromkeys(("seconds", "limit", "megabytes", "kilobytes", "status", "count"), 3) | {"name": "Oslo"}

    with app.test_request_context():
        said = [fault_in_words(key, about) for key in KEYS] + [warning_in_words(key, about) for key in WARNINGS]

    assert all(sentence.endswith(".") for sentence in said)
    assert len(set(said)) == len(KEYS) + len(WARNINGS)
