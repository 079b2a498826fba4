"""A published plan becomes dated sessions, and a later one changes only what is to come and really differs."""

from datetime import UTC, date, datetime, time

import pytest

from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.models import PlanSession
from mentoring.planning.models import Plan
from mentoring.programme.models import DayOff
from mentoring.timetable.actions import lay_out
from mentoring.timetable.dates import refuse_odd_hour
from mentoring.timetable.models import Session
from mentoring.timetable.queries import sessions_of
from tests import builders

MONDAY = date(2026, 10, 5)
LATER = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


class District:
    """A programme with a school, a venue, a mentor and two pupils, and plans that a test says itself."""

    def __init__(self) -> None:
        self.programme = builders.programme()
        self.school = builders.school()
        self.venue, self.elsewhere = builders.venue(self.programme), builders.venue(self.programme)
        self.mentor = builders.mentor(self.programme)
        self.ada = builders.pupil(self.programme, self.school)
        self.bo = builders.pupil(self.programme, self.school)

    def plan(self, *sessions: dict) -> Plan:
        """A plan with these sessions; Monday at 15 with Ada and Bo, where nothing else is said."""
        term = self.programme.terms[0]
        made = Plan(programme_id=self.programme.id, term_id=term.id, created_at=builders.THEN)
        db.session.add(made)
        db.session.flush()
        usual = {"mentor": self.mentor, "venue": self.venue, "day": 1, "start": time(15), "end": time(16, 30)}
        for changes in sessions or ({},):
            row = PlanSession(plan_id=made.id, **(usual | {"pupils": [self.ada, self.bo]} | changes))
            db.session.add(row)
        db.session.flush()
        return made


@pytest.fixture
def district(app):
    return District()


def _all():
    return db.session.query(Session).order_by(Session.date, Session.id).all()


def _seen(session):
    return session.uid, session.sequence, session.date, session.start, session.venue_id, session.status


def test_each_week_of_the_term_has_its_session(district):
    lay_out(district.plan(), date(2027, 5, 24))

    assert [row.date for row in _all()] == [date(2027, 5, 24), date(2027, 5, 31), date(2027, 6, 7), date(2027, 6, 14)]
    assert {row.start for row in _all()} == {time(15)}
    assert len({row.uid for row in _all()}) == 4


def test_a_holiday_has_no_session(district):
    lay_out(district.plan(), MONDAY)

    held = {row.date for row in _all()}

    assert date(2027, 3, 22) in held
    assert date(2027, 3, 29) not in held  # Easter Monday
    assert date(2027, 5, 17) not in held  # Constitution Day, and Whit Monday


def test_a_day_off_of_the_pupils_school_level_has_no_session(district):
    db.session.add(DayOff(start=date(2026, 10, 5), end=date(2026, 10, 9), name="Høstferie", level="grunnskole"))
    db.session.add(
        DayOff(start=date(2026, 10, 12), end=date(2026, 10, 12), name="Planleggingsdag", level="videregående")
    )

    lay_out(district.plan(), MONDAY)

    assert [row.date for row in _all()][:2] == [date(2026, 10, 12), date(2026, 10, 19)]


def test_a_group_of_two_levels_meets_while_one_of_its_schools_is_open(district):
    district.bo.school = builders.school(level="videregående")
    db.session.add(DayOff(start=date(2026, 10, 5), end=date(2026, 10, 5), name="Fri", level="grunnskole"))
    db.session.add(DayOff(start=date(2026, 10, 12), end=date(2026, 10, 12), name="Fri for alle"))

    lay_out(district.plan(), MONDAY)

    assert [row.date for row in _all()][:2] == [date(2026, 10, 5), date(2026, 10, 19)]


def test_the_hour_on_the_wall_stays_when_the_clocks_change(district):
    lay_out(district.plan(), date(2026, 10, 19))

    before, after = [row for row in _all() if row.date in (date(2026, 10, 19), date(2026, 10, 26))]
    instants = [datetime.combine(row.date, row.start, OSLO).astimezone(UTC).time() for row in (before, after)]

    assert before.start == after.start == time(15)
    assert instants == [time(13), time(14)]


def test_a_time_that_does_not_exist_or_comes_twice_is_refused(app):
    with app.test_request_context():
        for day, at in ((date(2027, 3, 28), time(2, 30)), (date(2026, 10, 25), time(2, 30))):
            with pytest.raises(Refusal, match=r"[Kk]lokk|clocks"):
                refuse_odd_hour(day, at)
        refuse_odd_hour(date(2026, 10, 25), time(15))


def test_the_same_plan_again_changes_nothing(district):
    lay_out(district.plan(), MONDAY)
    before = [(*_seen(row), row.modified_at) for row in _all()]

    again = district.plan()
    lay_out(again, MONDAY)

    assert [(*_seen(row), row.modified_at) for row in _all()] == before
    assert {row.plan_id for row in _all()} == {again.id}


@pytest.mark.both_databases
def test_a_session_keeps_its_identity_when_its_time_and_place_change(app, district):
    lay_out(district.plan(), MONDAY)
    uids = {row.id: row.uid for row in _all() if row.date >= LATER}
    app.config["FIXED_NOW"] = now = datetime(2026, 10, 29, 9, tzinfo=UTC)

    lay_out(district.plan({"day": 3, "venue": district.elsewhere, "start": time(16), "end": time(17, 30)}), LATER)

    rows = [row for row in _all() if row.date >= LATER]
    moved = [row for row in rows if row.id in uids]
    assert {row.id: row.uid for row in moved} == uids
    assert moved[0].date == date(2026, 11, 4)
    assert {(row.sequence, row.start, row.venue_id, row.status, row.modified_at) for row in moved} == {
        (1, time(16), district.elsewhere.id, "planned", now)
    }
    # weeks in which the Monday was a holiday and the Wednesday is not
    assert [row.date for row in rows if row.id not in uids] == [date(2027, 3, 31), date(2027, 5, 19)]


def test_the_past_is_never_rewritten(app, district):
    lay_out(district.plan(), MONDAY)
    before = [_seen(row) for row in _all() if row.date < LATER]
    app.config["FIXED_NOW"] = datetime(2026, 10, 29, 9, tzinfo=UTC)

    lay_out(district.plan({"mentor": builders.mentor(district.programme)}), LATER)

    assert [_seen(row) for row in _all() if row.date < LATER] == before
    with pytest.raises(ValueError, match="never rewritten"):
        lay_out(district.plan(), date(2026, 10, 29))


def test_a_session_with_another_mentor_is_a_new_one_and_the_old_one_is_cancelled(district):
    lay_out(district.plan(), LATER)
    other = builders.mentor(district.programme)

    done = lay_out(district.plan({"mentor": other}), LATER)

    assert {row.status for row in sessions_of(mentor_id=district.mentor.id, start=LATER, end=date(2027, 6, 18))} == {
        "cancelled"
    }
    assert {row.sequence for row in done.cancelled} == {1}
    assert {row.sequence for row in done.made} == {0}
    assert {row.mentor_id for row in done.made} == {other.id}


def test_a_cancelled_session_that_comes_back_is_the_same_one(district):
    lay_out(district.plan(), LATER)
    uids = {row.uid for row in _all()}
    lay_out(district.plan({"mentor": builders.mentor(district.programme)}), LATER)

    lay_out(district.plan(), LATER)

    own = sessions_of(mentor_id=district.mentor.id, start=LATER, end=date(2027, 6, 18))
    assert {row.uid for row in own} == uids
    assert {(row.status, row.sequence) for row in own} == {("planned", 2)}


def test_of_two_sessions_a_week_only_the_one_that_moves_is_told(district):
    twice = ({"day": 1}, {"day": 3})
    lay_out(district.plan(*twice), LATER)

    lay_out(district.plan({"day": 3}, {"day": 5}), LATER)

    of_week = [row for row in _all() if date(2026, 11, 9) <= row.date <= date(2026, 11, 15)]
    assert [(row.date.isoweekday(), row.sequence) for row in of_week] == [(3, 0), (5, 1)]


def test_sessions_are_asked_for_by_somebody(app):
    with pytest.raises(ValueError, match="whose"):
        sessions_of(start=MONDAY, end=LATER)


def test_a_plan_that_begins_in_mid_week_gives_no_group_a_second_session_in_that_week(district):
    lay_out(district.plan(), MONDAY)

    wednesday = date(2026, 10, 7)
    again = {"day": 4, "mentor": builders.mentor(district.programme)}
    lay_out(district.plan(again), wednesday)

    held = [one.date for one in _all() if not one.is_cancelled and one.date < date(2026, 10, 19)]
    assert held == [MONDAY, date(2026, 10, 15)]


def test_whose_session_of_that_week_was_cancelled_comes_by_the_new_plan(district):
    lay_out(district.plan(), MONDAY)
    next(one for one in _all() if one.date == MONDAY).status = "cancelled"

    lay_out(district.plan({"day": 4}), date(2026, 10, 7))

    assert date(2026, 10, 8) in [one.date for one in _all() if not one.is_cancelled]
