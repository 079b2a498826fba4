"""Slots from opening hours, session length and grid."""

from datetime import time

import pytest

from mentoring.programme.models import OpeningHours
from mentoring.programme.slots import Window, overlaps, slot_id, slots_at, slots_of, without_slot
from tests import builders


def times_of(*windows, session=90, grid=30):
    """Start, end and staff of the slots that these windows give at venue 3."""
    slots = slots_at(3, windows, session_minutes=session, grid_minutes=grid)
    return [(f"{slot.start:%H:%M}", f"{slot.end:%H:%M}", slot.staff) for slot in slots]


def test_slots_overlap_on_the_grid():
    slots = times_of(Window(1, time(15), time(17, 30), 1))

    assert slots == [("15:00", "16:30", 1), ("15:30", "17:00", 1), ("16:00", "17:30", 1)]


def test_a_session_that_fits_exactly_is_one_slot():
    assert times_of(Window(1, time(15), time(16, 30))) == [("15:00", "16:30", 0)]
    assert times_of(Window(1, time(15), time(16, 29))) == []


def test_the_grid_is_counted_from_midnight_not_from_opening():
    assert times_of(Window(1, time(14, 15), time(16, 15))) == [("14:30", "16:00", 0)]
    assert times_of(Window(1, time(10), time(13)), grid=45) == [("10:30", "12:00", 0), ("11:15", "12:45", 0)]


def test_a_slot_has_the_staff_of_the_hours_that_hold_it():
    slots = times_of(Window(1, time(10), time(11, 30), 2), Window(1, time(15), time(16, 30), 1))

    assert slots == [("10:00", "11:30", 2), ("15:00", "16:30", 1)]


def test_a_slot_across_a_change_of_staff_counts_the_fewest():
    slots = times_of(Window(1, time(16), time(17), 2), Window(1, time(15), time(16), 1), grid=60)

    assert slots == [("15:00", "16:30", 1)]


def test_no_slot_reaches_across_a_gap_or_into_another_day():
    assert times_of(Window(1, time(15), time(16)), Window(1, time(16, 15), time(17))) == []
    assert times_of(Window(1, time(23), time(23, 59)), Window(2, time(0), time(1))) == []


def test_the_last_slot_of_a_day_ends_before_midnight():
    assert times_of(Window(5, time(22), time(23, 59))) == [("22:00", "23:30", 0)]
    assert times_of(Window(5, time(0), time(1, 30))) == [("00:00", "01:30", 0)]


def test_a_slot_is_named_by_nothing_but_its_content():
    (slot,) = slots_at(3, [Window(2, time(15, 30), time(17))], session_minutes=90, grid_minutes=30)

    assert slot.id == slot_id(3, 2, time(15, 30)) == "v3-2-1530"


def test_closed_venues_give_no_slots(app):
    programme = builders.programme()
    hours = [OpeningHours(day=1, start=time(15), end=time(16, 30), staff=1)]
    venue = builders.venue(programme, opening_hours=hours)
    builders.venue(programme, is_active=False)

    assert [slot.id for slot in slots_of(programme)] == [f"v{venue.id}-1-1500"]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (Window(1, time(16), time(18)), [(0, 1)]),
        (Window(1, time(15), time(17)), [(0, 1)]),
        (Window(1, time(17), time(19)), []),
        (Window(2, time(16), time(18)), []),
    ],
)
def test_hours_of_one_day_that_share_a_moment_overlap(second, found):
    assert overlaps([Window(1, time(15), time(17)), second]) == found


def test_hours_too_short_for_a_session_are_named():
    hours = [Window(1, time(15), time(16, 30)), Window(4, time(14, 15), time(15))]

    unused = without_slot(hours, slots_at(1, hours, session_minutes=90, grid_minutes=30))

    assert unused == [hours[1]]
