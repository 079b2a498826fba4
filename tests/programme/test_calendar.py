"""Days off by hand and from lines, and public holidays."""

from datetime import date

import pytest
from flask_babel import force_locale

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.programme import actions, queries
from mentoring.programme.calendar import CalendarLine, school_year_of
from mentoring.programme.models import DayOff
from tests import builders
from tests.pages import error_at

LOWER, UPPER = "grunnskole", "videregående"
#: a school calendar as a district sends it
LINES = [
    CalendarLine(date(2026, 8, 17), date(2026, 8, 17), "Første skoledag", LOWER),
    CalendarLine(date(2026, 9, 28), date(2026, 10, 2), "Høstferie"),
    CalendarLine(date(2027, 3, 22), date(2027, 3, 29), "Påskeferie"),
    CalendarLine(date(2027, 5, 7), date(2027, 5, 7), "Inneklemt fridag", LOWER),
    CalendarLine(date(2027, 6, 18), date(2027, 6, 18), "Siste skoledag", LOWER),
]


@pytest.fixture
def staff(app, sign_in):
    """The browser of somebody on the staff."""
    return sign_in(builders.staff(builders.programme()))


def test_lines_that_only_tell_when_school_begins_or_ends_are_no_days_off(app):
    stored = actions.store_days_off(LINES)

    assert [row.name for row in stored.created] == ["Høstferie", "Påskeferie", "Inneklemt fridag"]
    assert [line.start for line in stored.term_limits] == [date(2026, 8, 17), date(2027, 6, 18)]
    assert queries.is_day_off(date(2026, 8, 17), LOWER) is None


def test_a_calendar_brought_twice_makes_no_doubles(app):
    first = actions.store_days_off(LINES)
    shouted = [CalendarLine(line.start, line.end, line.name.upper(), line.level) for line in LINES]

    again = actions.store_days_off([*LINES, *shouted])

    assert again.created == ()
    assert set(again.known) == set(first.created)
    assert db.session.query(DayOff).count() == 3


def test_a_line_in_two_spellings_of_one_file_is_one_day_off(app):
    line = CalendarLine(date(2026, 11, 20), date(2026, 11, 20), "Plandag")

    stored = actions.store_days_off([line, CalendarLine(line.start, line.end, "PLANDAG")])

    assert [row.start for row in stored.created] == [date(2026, 11, 20)]


def test_nothing_is_stored_of_a_calendar_with_a_wrong_line(app):
    wrong = CalendarLine(date(2026, 10, 2), date(2026, 9, 28), "Høstferie")

    with pytest.raises(Refusal) as refused:
        actions.store_days_off([*LINES, wrong])

    assert refused.value.field == "end"
    assert db.session.query(DayOff).count() == 0


def test_a_day_off_holds_for_its_level_and_a_holiday_for_all(app):
    actions.store_days_off(LINES)

    assert queries.is_day_off(date(2027, 5, 7), LOWER) == "Inneklemt fridag"
    assert queries.is_day_off(date(2027, 5, 7), UPPER) is None
    assert {queries.is_day_off(date(2026, 9, 30), level) for level in (LOWER, UPPER)} == {"Høstferie"}
    assert queries.is_day_off(date(2026, 10, 5), LOWER) is None


def test_days_off_are_found_for_those_who_would_meet(app):
    actions.store_days_off(LINES)
    week = date(2027, 5, 3), date(2027, 5, 9)

    assert list(queries.days_off_between(*week, [UPPER])) == [date(2027, 5, 6)]
    assert list(queries.days_off_between(*week, [LOWER, UPPER])) == [date(2027, 5, 6), date(2027, 5, 7)]


def test_constitution_day_and_whit_monday_of_2027_are_one_day_with_both_names(app):
    day = date(2027, 5, 17)

    assert queries.days_off_between(day, day) == {day: "Andre pinsedag, Grunnlovsdag"}
    assert queries.is_day_off(day, UPPER, "nn") == "Andre pinsedag, Grunnlovsdag"
    assert queries.is_day_off(day, UPPER, "en") == "Constitution Day, Pentecost Monday"


def test_the_public_holidays_of_2027_are_found_with_no_calendar_at_all(app):
    found = queries.days_off_between(date(2027, 1, 1), date(2027, 12, 31))

    assert [f"{day:%d.%m}" for day in found] == [
        "01.01", "25.03", "26.03", "28.03", "29.03", "01.05", "06.05", "16.05", "17.05", "25.12", "26.12",
    ]  # fmt: skip


def test_the_public_holiday_names_a_day_that_is_also_in_the_easter_break(app):
    actions.store_days_off(LINES)

    found = queries.days_off_between(date(2027, 3, 24), date(2027, 3, 29))

    assert found[date(2027, 3, 24)] == "Påskeferie"
    assert found[date(2027, 3, 29)] == "Andre påskedag"
    assert len(found) == 6


def test_christmas_eve_is_off_only_where_the_calendar_says_so(app):
    assert queries.is_day_off(date(2026, 12, 24), LOWER) is None

    actions.store_days_off([CalendarLine(date(2026, 12, 21), date(2027, 1, 1), "Juleferie")])

    assert queries.is_day_off(date(2026, 12, 24), LOWER) == "Juleferie"


def test_a_school_year_begins_in_august():
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 1)) == 2026


def test_the_page_shows_one_school_year_with_public_holidays_beside(staff):
    actions.store_days_off([*LINES, CalendarLine(date(2027, 10, 11), date(2027, 10, 15), "Neste høstferie")])

    page = staff.get("/calendar?year=2026").text

    assert "Høstferie" in page
    assert "Constitution Day, Pentecost Monday" in page
    assert "Neste høstferie" not in page


def test_a_single_day_off_needs_no_last_day(staff):
    answer = staff.post("/calendar/new", data={"name": "Plandag", "start": "20.11.2026", "level": LOWER})

    row = db.session.query(DayOff).one()
    assert answer.location == "/calendar?year=2026"
    assert (row.start, row.end, row.level) == (date(2026, 11, 20), date(2026, 11, 20), LOWER)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"start": "31.02.2027"}, "start", "Write the date as day.month.year, such as 17.08.2026."),
        ({"start": "0226-11-20"}, "start", "The year 226 cannot be right."),
        ({"start": "2026-11-20", "end": "2026-11-19"}, "end", "The last day is before the first day."),
        ({"start": "2026-11-20", "name": " "}, "name", "Fill this in."),
        ({"start": "2026-08-17", "name": "Første skoledag"}, "name", "This tells when school begins or ends."),
    ],
)
def test_a_wrong_day_off_is_told_at_its_field(staff, typed, field, sentence):
    answer = staff.post("/calendar/new", data={"name": "Plandag", "level": "all"} | typed)

    assert answer.status_code == 422
    assert error_at(answer.text, field).startswith(sentence)
    assert f'value="{typed["start"]}"' in answer.text
    assert db.session.query(DayOff).count() == 0


def test_a_day_off_is_changed_and_removed(staff):
    row, _followed = actions.add_day_off(LINES[1])
    builders.commit()

    typed = {"name": "Haustferie", "start": "2026-10-05", "end": "2026-10-09", "level": "all"}
    form = staff.get(f"/calendar/{row.id}").text
    staff.post(f"/calendar/{row.id}", data=typed)
    assert 'value="all" checked' in form
    assert db.session.query(DayOff.name, DayOff.start).all() == [("Haustferie", date(2026, 10, 5))]

    staff.post(f"/calendar/{row.id}/remove")
    assert db.session.query(DayOff).count() == 0


def test_the_same_day_off_is_not_entered_twice(app):
    with force_locale("en"):
        actions.add_day_off(LINES[1])

        with pytest.raises(Refusal, match="This day off is there already"):
            actions.add_day_off(LINES[1])
