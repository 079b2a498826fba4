"""A change of the school calendar in mid-term cancels and gives back sessions, says which, and tells people."""

from datetime import UTC, date, datetime, time

import pytest

from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.outbox.models import Mail
from mentoring.planning.models import Plan
from mentoring.programme.actions import add_day_off, change_day_off, remove_day_off
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.following import calendar_gathered
from mentoring.programme.models import DayOff
from mentoring.timetable import changing
from mentoring.timetable.actions import lay_out
from mentoring.timetable.models import Session
from tests import builders

MONDAY, NEXT = date(2026, 11, 16), date(2026, 11, 23)


@pytest.fixture(autouse=True)
def on_a_tuesday(app):
    """It is Tuesday, 10 November 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 11, 10, 9, tzinfo=UTC)


class District:
    """A plan in force since October: Mina with Ada every Monday at four."""

    def __init__(self) -> None:
        self.programme = builders.programme()
        self.school = builders.school()
        self.venue = builders.venue(self.programme, name="Biblioteket")
        self.mina = builders.mentor(self.programme, given_name="Mina", family_name="Berg")
        self.ada = builders.pupil(self.programme, self.school, given_name="Ada")
        builders.guardian(self.ada, email="hjem@example.org", language="en")
        self.plan = self._plan(1, status="published", valid_from=date(2026, 10, 5))
        lay_out(self.plan, date(2026, 11, 11))
        builders.commit()

    def _plan(self, version, **values):
        made = Plan(
            programme_id=self.programme.id,
            term_id=self.programme.terms[0].id,
            created_at=builders.THEN,
            version=version,
            **values,
        )
        db.session.add(made)
        db.session.flush()
        place = {"mentor": self.mina, "venue": self.venue, "day": 1, "start": time(16), "end": time(17, 30)}
        db.session.add(PlanSession(plan_id=made.id, pupils=[self.ada], **place))
        db.session.flush()
        return made

    def on(self, day):
        db.session.expire_all()
        return db.session.query(Session).filter_by(date=day).one()


@pytest.fixture
def district(app):
    return District()


def _off(day, level=None):
    return CalendarLine(day, day, "Planleggingsdag", level)


def test_a_new_day_off_cancels_the_sessions_of_that_day_alone(district):
    add_day_off(_off(MONDAY))

    assert (district.on(MONDAY).status, district.on(MONDAY).why, district.on(MONDAY).sequence) == (
        "cancelled",
        "day_off",
        1,
    )
    assert (district.on(NEXT).status, district.on(NEXT).sequence) == ("planned", 0)


def test_a_day_off_of_another_level_cancels_nothing(district):
    add_day_off(_off(MONDAY, "videregående"))

    assert district.on(MONDAY).status == "planned"


@pytest.mark.both_databases
def test_a_day_off_taken_out_gives_the_same_sessions_back(district):
    uid = district.on(MONDAY).uid
    row, _followed = add_day_off(_off(MONDAY))

    remove_day_off(row)

    assert (district.on(MONDAY).status, district.on(MONDAY).sequence) == ("planned", 2)
    assert district.on(MONDAY).uid == uid


def test_a_day_off_that_moves_cancels_here_and_gives_back_there(district):
    row, _followed = add_day_off(_off(MONDAY))

    change_day_off(row, line=_off(NEXT))

    assert [district.on(day).status for day in (MONDAY, NEXT)] == ["planned", "cancelled"]


def test_a_holiday_that_never_was_gives_sessions_that_were_never_made(app, district):
    db.session.add(DayOff(start=NEXT, end=NEXT, name="Feil"))
    db.session.query(Session).filter_by(date=NEXT).delete()
    builders.commit()

    remove_day_off(db.session.query(DayOff).one())

    assert district.on(NEXT).status == "planned"


def test_what_was_cancelled_by_hand_stays_cancelled(district):
    changing.cancel([district.on(MONDAY)], why="pupils")
    row, _followed = add_day_off(_off(MONDAY))

    remove_day_off(row)

    assert (district.on(MONDAY).status, district.on(MONDAY).why) == ("cancelled", "pupils")


def test_what_was_moved_by_hand_heeds_the_calendar_where_it_is_now(district):
    wednesday = date(2026, 11, 18)
    to = {"start": time(16), "end": time(17, 30), "venue": district.venue}
    changing.move(district.on(MONDAY), on=wednesday, **to)
    add_day_off(_off(MONDAY))
    row, _followed = add_day_off(_off(wednesday))
    on_the_day_off = district.on(wednesday).status

    remove_day_off(row)

    assert on_the_day_off == "cancelled"
    assert district.on(wednesday).status == "planned"


def test_what_staff_held_on_a_day_off_with_a_reason_stays(district):
    to = {"start": time(16), "end": time(17, 30), "venue": district.venue}
    add_day_off(_off(date(2026, 11, 18)))
    changing.move(district.on(MONDAY), on=date(2026, 11, 18), reason="They all want to", **to)

    add_day_off(_off(MONDAY))

    assert district.on(date(2026, 11, 18)).status == "planned"


def test_the_page_after_the_change_says_which_sessions_it_was(district, sign_in):
    browser = sign_in(builders.staff(district.programme))
    values = {"name": "Planleggingsdag", "start": "2026-11-16", "end": "", "level": "all"}

    answer = browser.post("/calendar/new", data=values)
    page = browser.get(answer.location).text

    assert "Planleggingsdag is added. 1 session is cancelled." in page
    assert "Cancelled: Monday 16 November 16:00–17:30, Biblioteket (no school that day)" in page
    assert "by the school calendar" in page


def test_those_concerned_are_told_once_each(district):
    add_day_off(_off(MONDAY))

    mails = {mail.to: mail.text for mail in db.session.query(Mail)}
    assert set(mails) == {"hjem@example.org", district.mina.email}
    assert "Cancelled: Monday 16 November" in mails["hjem@example.org"]


def test_of_a_whole_calendar_each_gets_one_mail(district):
    with calendar_gathered():
        add_day_off(_off(MONDAY))
        add_day_off(_off(NEXT))
    builders.commit()

    mails = db.session.query(Mail).filter_by(to="hjem@example.org").all()
    assert [mail.text.count("Cancelled:") for mail in mails] == [2]
    assert (district.on(MONDAY).status, district.on(NEXT).status) == ("cancelled", "cancelled")


def test_before_the_date_of_a_new_plan_the_calendar_is_held_against_the_old_one(district):
    district.plan.status = "replaced"
    new = district._plan(2, status="published", valid_from=NEXT)
    db.session.query(PlanSession).filter_by(plan_id=new.id).one().day = 3
    lay_out(new, NEXT)
    builders.commit()

    row, _followed = add_day_off(_off(MONDAY))
    cancelled = district.on(MONDAY).status
    remove_day_off(row)

    assert cancelled == "cancelled"
    assert district.on(MONDAY).status == "planned"
    assert district.on(date(2026, 11, 25)).status == "planned"


def test_today_is_not_changed_any_more(app, district):
    app.config["FIXED_NOW"] = datetime(2026, 11, 16, 6, tzinfo=UTC)

    add_day_off(_off(MONDAY))

    assert district.on(MONDAY).status == "planned"
