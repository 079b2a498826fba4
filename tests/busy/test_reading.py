"""Calendar files become busy intervals (requirements 43 and 44)."""

import pytest

from mentoring.busy.reading.intervals import read
from tests.busy.ics import WINDOW, event, reading, times

TEN = ("DTSTART;TZID=Europe/Oslo:20261110T100000", "DTEND;TZID=Europe/Oslo:20261110T110000")


def test_an_entry_makes_busy_from_its_beginning_to_its_end():
    assert times(reading(event(*TEN))) == ["2026-11-10 09:00/10:00"]


@pytest.mark.parametrize(
    "mark",
    [
        "TRANSP:TRANSPARENT",
        "transp:transparent",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ],
)
def test_what_is_free_or_cancelled_makes_nobody_busy(mark):
    assert times(reading(event(*TEN, mark))) == []


@pytest.mark.parametrize("mark", ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"])
def test_what_is_likely_makes_busy(mark):
    assert times(reading(event(*TEN, mark))) == ["2026-11-10 09:00/10:00"]


@pytest.mark.parametrize(
    ("choice", "mark", "found"),
    [
        ("never", "TRANSP:OPAQUE", []),
        ("busy", "TRANSP:OPAQUE", ["2026-11-09 23:00/11 23:00"]),
        ("busy", "TRANSP:TRANSPARENT", []),
        ("always", "TRANSP:TRANSPARENT", ["2026-11-09 23:00/11 23:00"]),
        ("always", "STATUS:CANCELLED", []),
    ],
)
def test_whole_days_count_as_the_mentor_chose(choice, mark, found):
    days = event("DTSTART;VALUE=DATE:20261110", "DTEND;VALUE=DATE:20261112", mark)

    assert times(reading(days, all_day=choice)) == found


def test_a_whole_day_that_microsoft_writes_with_times_is_a_whole_day():
    day = event(
        "DTSTART;TZID=Europe/Oslo:20261110T000000",
        "DTEND;TZID=Europe/Oslo:20261111T000000",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    )

    assert times(reading(day, all_day="never")) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("DTSTART:20261110T090000Z", "DURATION:PT45M"), ["2026-11-10 09:00/09:45"]),
        (("DTSTART:20261110T090000Z", "DURATION:P1DT1H"), ["2026-11-10 09:00/11 10:00"]),
        (("DTSTART:20261110T090000Z",), []),
        (("DTSTART;VALUE=DATE:20261110",), ["2026-11-09 23:00/10 23:00"]),
        (("DTSTART;VALUE=DATE:20261110", "DTEND;VALUE=DATE:20261110"), ["2026-11-09 23:00/10 23:00"]),
        # the hour is skipped, then comes twice: a day by the calendar is not 24 hours
        (("DTSTART;TZID=Europe/Oslo:20270327T120000", "DURATION:P1D"), ["2027-03-27 11:00/28 10:00"]),
        (("DTSTART;TZID=Europe/Oslo:20270327T120000", "DURATION:PT24H"), ["2027-03-27 11:00/28 11:00"]),
    ],
)
def test_an_entry_without_an_end_is_as_long_as_the_standard_says(lines, found):
    assert times(reading(event(*lines))) == found


def test_a_series_keeps_its_hour_over_the_changes_of_the_clock():
    weekly = event(
        "DTSTART;TZID=Europe/Oslo:20261019T160000",
        "DTEND;TZID=Europe/Oslo:20261019T170000",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    )
    spring = event(
        "DTSTART;TZID=Europe/Oslo:20270322T160000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2", uid="two"
    )

    assert times(reading(weekly, spring)) == [
        "2026-10-19 14:00/15:00",
        "2026-10-26 15:00/16:00",
        "2027-03-22 15:00/16:00",
        "2027-03-29 14:00/15:00",
    ]


@pytest.mark.parametrize("until", ["20261111", "20261111T235959Z", "20261111T225959Z", "20261110T230000Z"])
def test_a_series_of_whole_days_ends_with_the_day_that_programs_mean(until):
    days = event("DTSTART;VALUE=DATE:20261110", f"RRULE:FREQ=DAILY;UNTIL={until}")

    assert times(reading(days)) == ["2026-11-09 23:00/11 23:00"]


def test_exceptions_of_a_series_are_moved_left_out_and_freed():
    series = event(
        *TEN,
        "RRULE:FREQ=WEEKLY;UNTIL=20261208T085959Z",
        "EXDATE;TZID=Europe/Oslo:20261117T100000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Oslo:20261124T100000",
        "DTSTART;TZID=Europe/Oslo:20261125T120000",
        "DTEND;TZID=Europe/Oslo:20261125T123000",
    )
    freed = event(
        "RECURRENCE-ID:20261201T090000Z", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "STATUS:CANCELLED"
    )

    assert times(reading(series, moved, freed)) == ["2026-11-10 09:00/10:00", "2026-11-25 11:00/11:30"]


def test_an_exception_by_its_day_alone_is_understood():
    assert times(reading(event(*TEN, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20261110"))) == [
        "2026-11-11 09:00/10:00"
    ]


def test_a_change_can_hold_for_all_that_follow():
    series = event(*TEN, "RRULE:FREQ=DAILY;COUNT=4")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Oslo:20261112T100000",
        "DTSTART;TZID=Europe/Oslo:20261112T140000",
        "DTEND;TZID=Europe/Oslo:20261112T143000",
    )

    assert times(reading(series, later)) == [
        "2026-11-10 09:00/10:00",
        "2026-11-11 09:00/10:00",
        "2026-11-12 13:00/13:30",
        "2026-11-13 13:00/13:30",
    ]


def test_a_later_version_of_the_series_undoes_an_older_change():
    series = event(*TEN, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;TZID=Europe/Oslo:20261111T100000", "SEQUENCE:2")
    change = event(
        "RECURRENCE-ID;TZID=Europe/Oslo:20261111T100000", "DTSTART:20261111T150000Z", "DURATION:PT1H", "SEQUENCE:1"
    )

    assert times(reading(series, change)) == ["2026-11-10 09:00/10:00"]


def test_single_dates_and_periods_are_added_to_a_series():
    added = event(
        *TEN, "RDATE;TZID=Europe/Oslo:20261112T100000", "RDATE;VALUE=PERIOD:20261113T090000Z/PT30M", "EXDATE:garbage"
    )
    right = event(*TEN, "RDATE;TZID=Europe/Oslo:20261112T100000", "RDATE;VALUE=PERIOD:20261113T090000Z/PT30M")

    assert times(reading(right)) == ["2026-11-10 09:00/10:00", "2026-11-12 09:00/10:00", "2026-11-13 09:00/09:30"]
    assert (reading(added).intervals, reading(added).warnings) == ([], [("left_out", {"count": 1})])


def test_a_list_of_busy_times_is_read():
    found = reading(
        "BEGIN:VFREEBUSY",
        "FREEBUSY:20261110T090000Z/20261110T100000Z,20261111T090000Z/PT30M",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261112T090000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20261113T090000Z/PT30M",
        "END:VFREEBUSY",
    )

    assert times(found) == ["2026-11-10 09:00/10:00", "2026-11-11 09:00/09:30", "2026-11-12 09:00/09:30"]


def test_times_that_touch_are_one():
    found = reading(
        event(*TEN),
        event("DTSTART:20261110T100000Z", "DURATION:PT1H", uid="two"),
        event("DTSTART:20261110T091500Z", "DURATION:PT5M", uid="three"),
    )

    assert times(found) == ["2026-11-10 09:00/11:00"]


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Oslo",
        "europe/oslo",
        "W. Europe Standard Time",
        '"W. Europe Standard Time"',
        "/mozilla.org/20050126_1/Europe/Oslo",
        "/freeassociation.sourceforge.net/Europe/Oslo",
    ],
)
def test_zones_are_known_by_all_the_names_that_programs_use(name):
    entry = event(f"DTSTART;TZID={name}:20261110T100000", "DURATION:PT1H")

    assert (times(reading(entry)), reading(entry).warnings) == (["2026-11-10 09:00/10:00"], [])


def test_a_zone_of_the_file_s_own_is_read_wherever_it_stands():
    zone = (
        "BEGIN:VTIMEZONE",
        r"TZID:Kuala Lumpur\, Singapore",
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
    entry = event('DTSTART;TZID="Kuala Lumpur, Singapore":20261110T100000', "DURATION:PT1H")

    assert times(reading(entry, *zone)) == ["2026-11-10 02:00/03:00"]
    assert times(reading(*zone, entry)) == ["2026-11-10 02:00/03:00"]


def test_the_law_goes_before_a_file_s_own_copy_of_a_zone():
    outdated = (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Oslo",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
    summer = event("DTSTART;TZID=Europe/Oslo:20270610T100000", "DURATION:PT1H")

    assert times(reading(*outdated, summer)) == ["2027-06-10 08:00/09:00"]


def test_times_without_a_zone_are_of_the_calendar_s():
    entry = event("DTSTART:20261110T100000", "DURATION:PT1H")

    found = reading("X-WR-TIMEZONE:Asia/Tokyo", entry)

    assert (times(found), found.warnings) == (["2026-11-10 01:00/02:00"], [])


@pytest.mark.parametrize(
    ("parameter", "warning"),
    [
        ("", ("floating", {})),
        (";TZID=Middle-earth/Shire", ("unknown_zone", {"name": "Middle-earth/Shire"})),
        (";TZID=<script>", ("unknown_zone", {"name": "?"})),
    ],
)
def test_a_zone_that_nobody_knows_is_the_mentor_s_and_told(parameter, warning):
    found = reading(event(f"DTSTART{parameter}:20261110T100000", "DURATION:PT1H"))

    assert (times(found), found.warnings) == (["2026-11-10 09:00/10:00"], [warning])


def test_our_own_sessions_in_a_mentor_s_calendar_do_not_clash_with_themselves():
    assert times(reading(event(*TEN, uid="8f3a6a1e@mentorplan"))) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:gibberish",),
        ("DTEND:20261110T090000Z",),
        ("DTSTART:20261110T100000Z", "DTEND:20261110T090000Z"),
        ("DTSTART:20261399T100000Z", "DURATION:PT1H"),
        ("DTSTART:20261110T100000Z", "DURATION:an hour"),
        (*TEN, "RRULE:FREQ=FORTNIGHTLY"),
        (*TEN, "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("DTSTART:99991231T100000Z", "DURATION:P999999999D"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_left_out_and_told(lines):
    found = reading(event(*lines), event(*TEN, uid="two"))

    assert (times(found), found.warnings) == (["2026-11-10 09:00/10:00"], [("left_out", {"count": 1})])


def test_lines_are_unfolded_and_read_however_they_end():
    folded = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/\n Oslo:20261110T1000\n\t00\nDURATION:PT1H\n"

    found = read(
        ("\ufeff" + folded + "END:VEVENT\nEND:VCALENDAR\n").encode(), WINDOW, all_day="busy", home="Europe/Oslo"
    )
    assert times(found) == ["2026-11-10 09:00/10:00"]
