"""What busy times mean for a plan that holds every week of a term."""

from datetime import date, datetime, timedelta

import pytest

from mentoring.busy.weekly import Piece, blocked, clashes, without
from mentoring.core.clock import OSLO

#: ten Tuesdays, one of them after the clock was set back
TUESDAYS = [date(2026, 9, 1) + timedelta(weeks=week) for week in range(10)]
#: 15:00-16:30 and 15:30-17:00
SLOTS = [Piece(2, 900, 990), Piece(2, 930, 1020)]
WINDOW = [{"day": 2, "start": "14:00", "end": "20:00"}]


def at(day: date, clock: str) -> datetime:
    """A time on the clock in Norway."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=OSLO)


def busy(dates, start, end):
    """Busy from start to end on these dates."""
    return [(at(day, start), at(day, end)) for day in dates]


def left(*stretches, percent=50):
    """What is left of a Tuesday afternoon."""
    found = without(WINDOW, blocked(SLOTS, {2: TUESDAYS}, [one for some in stretches for one in some], percent))
    return [f"{row['start']}-{row['end']}" for row in found]


def test_what_is_busy_in_most_weeks_is_taken_out():
    assert left(busy(TUESDAYS[:6], "15:00", "17:00")) == ["14:00-15:00", "17:00-20:00"]


@pytest.mark.parametrize("weeks", [1, 5])
def test_what_is_busy_now_and_then_stays_in(weeks):
    assert left(busy(TUESDAYS[:weeks], "15:00", "17:00")) == ["14:00-20:00"]


def test_the_share_is_a_setting():
    assert left(busy(TUESDAYS[:3], "15:00", "17:00"), percent=25) == ["14:00-15:00", "17:00-20:00"]
    assert left(busy(TUESDAYS, "15:00", "17:00"), percent=100) == ["14:00-20:00"]


def test_only_busy_time_is_taken_out_so_the_slot_after_it_stays():
    assert left(busy(TUESDAYS, "14:00", "15:30")) == ["14:00-15:00", "15:30-20:00"]


def test_a_slot_that_is_hit_by_different_things_is_blocked_too():
    early, late = busy(TUESDAYS[:4], "15:00", "15:10"), busy(TUESDAYS[4:7], "16:20", "16:30")

    found = left(early, late)

    assert found == ["14:00-15:00", "15:10-20:00"]


def test_the_hour_is_that_of_the_clock_on_both_sides_of_its_change():
    """The last Tuesdays of October and the first of November are an hour apart in UTC."""
    assert left(busy(TUESDAYS[4:], "16:00", "16:30")) == ["14:00-16:00", "16:30-20:00"]


def test_what_lasts_over_midnight_and_over_days_counts_on_each_day():
    nights = [(at(day - timedelta(days=1), "22:00"), at(day, "15:20:30")) for day in TUESDAYS]

    assert left(nights) == ["14:00-15:00", "15:21-20:00"]


def test_a_window_is_parted_by_each_piece_inside_it():
    pieces = [Piece(2, 900, 930), Piece(2, 930, 960), Piece(2, 1000, 1010), Piece(3, 900, 990)]

    assert without([{"day": 2, "start": "14:00", "end": "24:00"}], pieces) == [
        {"day": 2, "start": "14:00", "end": "15:00"},
        {"day": 2, "start": "16:00", "end": "16:40"},
        {"day": 2, "start": "16:50", "end": "24:00"},
    ]


def test_touching_is_no_clash():
    day = TUESDAYS[0]

    assert not clashes(at(day, "15:00"), at(day, "16:30"), busy([day], "16:30", "17:00"))
    assert clashes(at(day, "15:00"), at(day, "16:30"), busy([day], "16:29", "17:00"))
