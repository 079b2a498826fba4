"""Schools and venues with their opening hours."""

from datetime import time

import pytest
from sqlalchemy import select

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.programme import actions
from mentoring.programme.models import OpeningHours, School, Venue
from mentoring.programme.slots import Window
from tests import browser, builders
from tests.pages import error_at

VENUE = {"name": "Nordpolen skole, rom 204", "address": "", "rooms": "2", "seats": "10", "is_active": "y"}


@pytest.fixture
def programme(app):
    """The programme that staff has open."""
    return builders.programme()


@pytest.fixture
def staff(programme, sign_in):
    """The browser of somebody on the staff."""
    return sign_in(builders.staff(programme))


def hours(*lines):
    """Form fields of opening hours: (weekday, number of the line, from, to, staff)."""
    return {
        f"hours-{day}-{number}-{part}": value
        for day, number, *typed in lines
        for part, value in zip(("from", "to", "staff"), typed, strict=True)
    }


def stored_hours():
    """All opening hours that are stored, as text."""
    rows = db.session.scalars(select(OpeningHours).order_by(OpeningHours.day, OpeningHours.start))
    return [f"{row.day} {row.start:%H:%M}-{row.end:%H:%M} {row.staff}" for row in rows]


def test_a_school_is_added_and_changed(staff):
    staff.post("/schools/new", data={"name": "Foss", "level": "grunnskole"})
    school = db.session.scalars(select(School)).one()

    staff.post(f"/schools/{school.id}", data={"name": "Foss videregående", "level": "videregående"})

    db.session.refresh(school)
    assert (school.name, school.level) == ("Foss videregående", "videregående")


def test_a_school_is_not_there_twice(staff):
    builders.school(name="Sagene skole")

    answer = staff.post("/schools/new", data={"name": "sagene  SKOLE", "level": "grunnskole"})

    assert error_at(answer.text, "name") == "There is a school of that name already."


def test_a_venue_is_added_with_several_hours_a_day(staff):
    lines = hours((2, 0, "14:30", "17:30", ""), (2, 1, "18.00", "20", "2"), (4, 0, "15:00", "20:00", "1"))

    answer = staff.post("/venues/new", data=VENUE | lines)

    venue = db.session.scalars(select(Venue)).one()
    assert answer.location == f"/venues/{venue.id}"
    assert (venue.name, venue.rooms, venue.seats) == ("Nordpolen skole, rom 204", 2, 10)
    assert stored_hours() == ["2 14:30-17:30 0", "2 18:00-20:00 2", "4 15:00-20:00 1"]


@pytest.mark.parametrize(
    ("lines", "place", "sentence"),
    [
        ([(1, 0, "15:00", "17:00", "1"), (1, 1, "16:30", "18:00", "0")], "hours-1-1",
         "This overlaps with 15:00–17:00 on the same day."),
        ([(3, 0, "17:00", "15:00", "")], "hours-3-0", "It closes before it opens. Look at the times once more."),
        ([(3, 0, "17:00", "", "")], "hours-3-0", "Write both times as hours and minutes, such as 15:00."),
        ([(3, 0, "25:00", "26:00", "")], "hours-3-0", "Write both times as hours and minutes, such as 15:00."),
        ([(7, 0, "17:00", "18:00", "to")], "hours-7-0", "Write the number of staff as a whole number from 0 to 100."),
        ([(5, 0, "20:00", "00:00", "1")], "hours-5-0", "A venue closes before midnight."),
    ],
)  # fmt: skip
def test_wrong_hours_are_told_at_their_line(staff, lines, place, sentence):
    answer = staff.post("/venues/new", data=VENUE | hours(*lines))

    assert answer.status_code == 422
    assert error_at(answer.text, place).startswith(sentence)
    assert all(f'value="{value}"' in answer.text for line in lines for value in line[2:])
    assert stored_hours() == []


def test_hours_that_touch_do_not_overlap(staff):
    staff.post("/venues/new", data=VENUE | hours((1, 0, "15:00", "17:00", "1"), (1, 1, "17:00", "19:00", "2")))

    assert stored_hours() == ["1 15:00-17:00 1", "1 17:00-19:00 2"]


@pytest.mark.parametrize(("field", "typed"), [("rooms", "0"), ("seats", "mange"), ("rooms", "")])
def test_wrong_rooms_and_seats_are_told_at_their_field(staff, field, typed):
    answer = staff.post("/venues/new", data=VENUE | {field: typed})

    assert answer.status_code == 422
    assert error_at(answer.text, field) != ""
    assert db.session.query(Venue).count() == 0


def test_one_more_line_is_given_without_scripts_and_nothing_is_stored(staff):
    typed = VENUE | hours((1, 0, "15:00", "17:00", "1")) | {"add_hours": "1"}

    answer = staff.post("/venues/new", data=typed)

    assert answer.status_code == 200
    assert 'name="hours-1-1-from"' in answer.text
    assert 'value="15:00"' in answer.text
    assert 'name="hours-2-1-from"' not in answer.text
    assert db.session.query(Venue).count() == 0


def test_hours_are_changed_and_taken_away(staff, programme):
    venue = builders.venue(programme)

    staff.post(f"/venues/{venue.id}/edit", data=VENUE | hours((1, 0, "", "", ""), (3, 0, "15:00", "18:00", "1")))

    assert stored_hours() == ["3 15:00-18:00 1"]


def test_a_closed_venue_keeps_its_hours(staff, programme):
    venue = builders.venue(programme)
    typed = {key: value for key, value in VENUE.items() if key != "is_active"}

    staff.post(f"/venues/{venue.id}/edit", data=typed | hours((3, 0, "15:00", "18:00", "1")))

    db.session.refresh(venue)
    assert not venue.is_active
    assert "This venue is closed" in staff.get(f"/venues/{venue.id}").text
    assert stored_hours() == ["3 15:00-18:00 1"]


def test_the_page_of_a_venue_shows_its_slots_and_hours_that_are_too_short(staff, programme):
    short = OpeningHours(day=4, start=time(14, 15), end=time(15), staff=0)
    long = OpeningHours(day=1, start=time(15), end=time(17), staff=0)
    venue = builders.venue(programme, opening_hours=[long, short])

    page = staff.get(f"/venues/{venue.id}").text

    assert "2 slots a week" in page
    assert ">15:30–17:00</li>" in page
    assert "<li>Thursday 14:15–15:00</li>" in page


def test_overlapping_hours_are_refused_wherever_they_come_from(programme):
    windows = [Window(1, time(15), time(17)), Window(1, time(16), time(18))]

    with pytest.raises(Refusal) as refused:
        actions.add_venue(programme, facts=actions.VenueFacts("Nytt sted"), hours=windows)

    assert refused.value.field == "hours"


def test_a_venue_is_not_there_twice_but_may_be_in_another_programme(staff, programme):
    builders.venue(builders.programme(), name="Ås bibliotek")
    builders.venue(programme, name="Ørnens hus", opening_hours=[])

    elsewhere = staff.post("/venues/new", data=VENUE | {"name": "Ås bibliotek"})
    taken = staff.post("/venues/new", data=VENUE | {"name": "ørnens\u200b HUS"})

    assert elsewhere.status_code == 302
    assert error_at(taken.text, "name") == "There is a venue of that name already."


def test_a_venue_stored_twice_stays_one(programme):
    facts, windows = actions.VenueFacts("Nytt sted", rooms=2), [Window(1, time(15), time(17), 1)]

    first, is_new = actions.store_venue(programme, facts=facts, hours=windows)
    second, is_new_again = actions.store_venue(programme, facts=facts, hours=windows)

    assert (first, is_new, is_new_again) == (second, True, False)
    assert stored_hours() == ["1 15:00-17:00 1"]


def test_a_line_is_added_by_script_and_the_enter_key_saves(programme, browser_page):
    page = browser_page(builders.staff(programme), size=browser.PHONE, path="/venues/new")

    page.fill("[name=rooms]", "1")
    page.fill("[name=hours-1-0-from]", "09:00")
    page.fill("[name=hours-1-0-to]", "10:30")
    page.locator("#hours-1 [data-add-hours]").click()
    page.fill("[name=hours-1-1-from]", "15:00")
    page.fill("[name=hours-1-1-to]", "17:00")
    page.fill("[name=name]", "Biblioteket")
    with page.page.expect_navigation():
        page.press("[name=name]", "Enter")
    page.check()

    assert page.locator("h1").inner_text() == "Biblioteket"
    assert stored_hours() == ["1 09:00-10:30 0", "1 15:00-17:00 0"]
