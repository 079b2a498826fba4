"""A whole term of plans, days off and changes by hand, at random: what must hold after every step holds."""

import os
import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import inspect

from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.models import PlanSession
from mentoring.planning.models import Plan
from mentoring.programme.actions import add_day_off, remove_day_off
from mentoring.programme.calendar import CalendarLine
from mentoring.programme.models import DayOff
from mentoring.timetable import changing
from mentoring.timetable.actions import lay_out
from mentoring.timetable.dates import days_off, week_of
from mentoring.timetable.models import Session
from tests import builders

FIRST, STEPS = datetime(2026, 10, 1, 9, tzinfo=UTC), 16


class Term:
    """Three mentors, four pupils in pairs or alone, two venues; whatever is done to it, the rules of dates hold."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.programme, school = builders.programme(min_adults=1), builders.school()
        self.programme.terms[0].end = date(2026, 12, 18)
        self.venues = [builders.venue(self.programme) for _ in range(2)]
        self.mentors = [builders.mentor(self.programme) for _ in range(3)]
        self.pupils = [builders.pupil(self.programme, school) for _ in range(4)]
        self.plan = self._plan()
        builders.commit()

    def _plan(self) -> Plan:
        before = db.session.query(Plan).count()
        db.session.query(Plan).filter_by(status="published").update({"status": "replaced"})
        made = Plan(
            programme_id=self.programme.id,
            term_id=self.programme.terms[0].id,
            created_at=builders.THEN,
            status="published",
            version=before + 1,
            valid_from=today() + timedelta(days=self.chance.randint(1, 12)),
        )
        db.session.add(made)
        db.session.flush()
        mentors = self.chance.sample(self.mentors, 3)
        groups = (self.pupils[:2], self.pupils[2:3], self.pupils[3:])
        for mentor, group in zip(mentors, groups, strict=True):
            start = self.chance.choice((15, 16, 17))
            place = {"venue": self.chance.choice(self.venues), "day": self.chance.choice((1, 3))}
            row = {"mentor": mentor, "pupils": group, "start": time(start), "end": time(start + 1, 30)}
            db.session.add(PlanSession(plan_id=made.id, **row, **place))
        db.session.flush()
        lay_out(made, made.valid_from)
        return made

    def step(self) -> None:
        deed = self.chance.choice(
            (self.publish, self.day_off, self.school, self.move, self.give, self.cancel, self.back)
        )
        try:
            deed()
            builders.commit()
        except Refusal:
            db.session.rollback()

    def publish(self) -> None:
        self.plan = self._plan()

    def day_off(self) -> None:
        first = today() + timedelta(days=self.chance.randint(-3, 30))
        add_day_off(CalendarLine(first, first + timedelta(days=self.chance.randint(0, 4)), f"Fri {first}"))

    def school(self) -> None:
        rows = db.session.query(DayOff).all()
        if rows:
            remove_day_off(self.chance.choice(rows))

    def _some(self, status: str) -> Session:
        rows = db.session.query(Session).filter(Session.date >= today(), Session.status == status).all()
        if not rows:
            raise Refusal("nothing to change")
        return self.chance.choice(rows)

    def move(self) -> None:
        on, start = today() + timedelta(days=self.chance.randint(0, 20)), self.chance.choice((15, 16, 17))
        at = {"start": time(start), "end": time(start + 1, 30), "venue": self.chance.choice(self.venues)}
        changing.move(self._some("planned"), on=on, reason="It was agreed", **at)

    def give(self) -> None:
        changing.give_to(self._some("planned"), self.chance.choice(self.mentors), reason="It was agreed")

    def cancel(self) -> None:
        changing.cancel([self._some("planned")], why="other")

    def back(self) -> None:
        changing.restore(self._some("cancelled"), reason="It was agreed")


def _bytes(session: Session) -> tuple[object, ...]:
    """The row as it is stored, but for the plan that it follows."""
    columns = (column.key for column in inspect(Session).column_attrs if column.key != "plan_id")
    return tuple(getattr(session, key) for key in columns)


def _rows() -> dict[int, tuple[object, ...]]:
    db.session.expire_all()
    return {row.id: _bytes(row) for row in db.session.query(Session)}


def _numbers() -> dict[int, tuple[str, int, datetime]]:
    db.session.expire_all()
    return {row.id: (row.uid, row.sequence, row.modified_at) for row in db.session.query(Session)}


def _check_dates(term: Term) -> None:
    """Nobody meets on a day off but by hand, and what follows the plan in force is once in a week."""
    planned = db.session.query(Session).filter(Session.status == "planned", Session.date > today()).all()
    for one in planned:
        off = days_off(one.date, one.date).closed_for({"grunnskole"}, one.date)
        assert not off or one.by_hand_at is not None, one.date
    plain = [one for one in planned if one.by_hand_at is None and one.plan_date >= term.plan.valid_from]
    made = [(one.mentor_id, frozenset(pupil.id for pupil in one.pupils), week_of(one.plan_date)) for one in plain]
    assert len(made) == len(set(made)), "one session of a pair in a week"
    assert {one.plan_id for one in plain} <= {term.plan.id}


@pytest.mark.parametrize("seed", range(6 * int(os.environ.get("THOROUGH", "1"))))
def test_the_past_stays_and_identities_hold_whatever_is_done(app, seed):
    app.config["FIXED_NOW"] = FIRST
    term = Term(random.Random(seed))

    for _ in range(STEPS):
        app.config["FIXED_NOW"] = now() + timedelta(days=term.chance.randint(0, 6), minutes=1)
        before, numbers = _rows(), _numbers()
        past = {number for number, row in before.items() if _is_past(number)}

        term.step()

        after, then = _rows(), _numbers()
        assert before.keys() <= after.keys(), "nothing is deleted: calendars have to be told"
        assert all(after[number] == before[number] for number in past)
        for number, (uid, sequence, modified) in numbers.items():
            assert then[number][0] == uid
            is_changed = after[number] != before[number]
            assert then[number][1] == sequence + is_changed
            assert (then[number][2] > modified) == is_changed
        assert len({uid for uid, *_ in then.values()}) == len(then)
        _check_dates(term)


def _is_past(number: int) -> bool:
    return db.session.get_one(Session, number).ends_at <= now()
