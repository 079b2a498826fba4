"""Busy times keep a mentor out of the plan where they come most weeks, and are told of single dates."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask_babel import force_locale

from mentoring.busy.queries import blocked_weekly
from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.matching.planner import PRESETS
from mentoring.planning.actions import start_run
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from mentoring.planning.work import work
from mentoring.timetable.models import Session
from tests import builders

#: the Mondays of the builders' term that are no days off
MONDAYS = [date(2026, 10, 5) + timedelta(weeks=week) for week in range(36)]


@pytest.fixture
def programme(app):
    """It is Thursday, 1 October 2026; one venue, open on Mondays only."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)
    made = builders.programme()
    place = builders.venue(made)
    place.opening_hours = [hours for hours in place.opening_hours if hours.day == 1]
    return made


def busy(dates, start, end):
    """Busy from start to end, on the clock in Norway, on these dates."""
    return [tuple(datetime.combine(day, clock, OSLO) for clock in (start, end)) for day in dates]


def mentor_in_file(programme):
    """The first mentor as the problem file has it."""
    db.session.flush()
    db.session.expire_all()
    content = problem_content(programme, Wish("x", PRESETS["serve_most"], date(2026, 10, 5)), None)
    return content["mentors"][0]


def test_a_lecture_every_week_is_taken_out_of_the_mentor_s_times(programme):
    mentor = builders.mentor(programme, availability=[{"day": 1, "start": "14:00", "end": "20:00"}])
    builders.busy_calendar(mentor, *busy(MONDAYS, time(16), time(18)))

    assert mentor_in_file(programme)["availability"] == [
        {"day": 1, "start": "14:00", "end": "16:00"},
        {"day": 1, "start": "18:00", "end": "20:00"},
    ]


def test_one_appointment_takes_nothing_out(programme):
    mentor = builders.mentor(programme, availability=[{"day": 1, "start": "14:00", "end": "20:00"}])
    builders.busy_calendar(mentor, *busy(MONDAYS[:1], time(16), time(18)))

    assert mentor_in_file(programme)["availability"] == [{"day": 1, "start": "14:00", "end": "20:00"}]


def test_days_off_are_no_dates_on_which_a_session_would_be_held(programme, app):
    """Busy on most Mondays that have school, though not on most Mondays of the calendar."""
    app.config["BUSY_PERCENT"] = 95
    mentor = builders.mentor(programme)
    school_days = [day for day in MONDAYS if day not in (date(2027, 3, 29), date(2027, 5, 17))]
    builders.busy_calendar(mentor, *busy(school_days, time(15), time(19)))

    assert mentor.id in blocked_weekly(programme, [mentor.id], date(2026, 10, 5))


def test_several_calendars_of_a_mentor_count_together(programme):
    mentor = builders.mentor(programme)
    builders.busy_calendar(mentor, *busy(MONDAYS[::2], time(15), time(19)))
    builders.busy_calendar(mentor, *busy(MONDAYS[1::2], time(15), time(19)))

    found = blocked_weekly(programme, [mentor.id], date(2026, 10, 5))

    assert [(piece.day, piece.start, piece.end) for piece in found[mentor.id]] == [(1, 900, 1140)]


def test_publishing_makes_the_session_and_says_that_it_clashes(programme, sign_in):
    pupil = builders.pupil(programme, builders.school())
    mentor = builders.mentor(programme)
    builders.busy_calendar(mentor, *busy(MONDAYS[:2], time(15), time(19)))
    run = start_run(programme.terms[0], wing="weekly", preset="serve_most", seconds=5)
    builders.commit()
    work(run.id)
    plan = db.session.scalars(db.select(Plan)).one()

    with force_locale("en"):
        done = publish(plan, from_date=MONDAYS[0])
    builders.commit()

    assert "2 clash with mentors' own calendars" in " ".join(done.sentences)
    first = db.session.scalars(db.select(Session).order_by(Session.date)).first()
    assert (first.date, first.status, first.pupils) == (MONDAYS[0], "planned", [pupil])
    staff = sign_in(builders.staff(programme))
    assert "2 sessions in the coming weeks clash" in staff.get("/").text
    assert ">busy<" in staff.get("/sessions/?week=2026-W41").text
    assert "own calendar says busy then" in staff.get(f"/sessions/{first.id}").text


def test_only_staff_and_the_mentor_are_told_of_a_clash(programme, sign_in):
    school = builders.school()
    mentor = builders.mentor(programme)
    held = builders.session(mentor, programme.venues[0], pupils=[builders.pupil(programme, school)])
    builders.busy_calendar(mentor, (held.starts_at, held.ends_at))
    of_school = sign_in(builders.coordinator(programme, school))
    own = sign_in(builders.mentor_account(mentor))

    assert "busy" not in of_school.get(f"/sessions/{held.id}").text
    assert ">busy<" not in of_school.get("/sessions/?week=2026-W47").text
    assert "Your own calendar says that you are busy then" in own.get(f"/sessions/{held.id}").text


def test_a_cancelled_session_clashes_with_nothing(programme, sign_in):
    mentor = builders.mentor(programme)
    held = builders.session(mentor, programme.venues[0], status="cancelled")
    builders.busy_calendar(mentor, (held.starts_at, held.ends_at))

    assert "busy then" not in sign_in(builders.staff(programme)).get(f"/sessions/{held.id}").text
