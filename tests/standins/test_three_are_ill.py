"""Three mentors fall ill on one day, told and settled as people do it: by taps, clicks and links, and counted.

Afterwards every feed tells what is so, and at every minute of the rest of the term two adults are with the pupils.
"""

from collections import Counter
from datetime import date, time, timedelta

import pytest

from mentoring.core.database import db
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import address
from mentoring.matching.models import PlanSession
from mentoring.outbox.models import Mail
from mentoring.planning.models import Plan
from mentoring.programme.models import OpeningHours, Programme
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import open_sessions
from mentoring.standins.secret import answer_address
from mentoring.timetable.actions import lay_out
from mentoring.timetable.models import Session
from tests import builders
from tests.standins.adults import alone_at_some_minute
from tests.standins.week import NOW


@pytest.fixture
def programme(app) -> Programme:
    """An autumn at two places, of which one has nobody of its own staff: four groups at once there, three here."""
    made = builders.programme()
    school = builders.school()
    plan = Plan(programme_id=made.id, term_id=made.terms[0].id, created_at=builders.THEN)
    db.session.add(plan)
    db.session.flush()
    for staff, groups in ((0, 4), (1, 3)):
        hours = [OpeningHours(day=1, start=time(15), end=time(19), staff=staff)]
        venue = builders.venue(made, opening_hours=hours, rooms=4)
        for number in range(groups):
            start = time(15 + number % 2)
            pupils = [builders.pupil(made, school) for _ in range(2)]
            when = {"day": 1, "start": start, "end": start.replace(minute=30, hour=start.hour + 1)}
            db.session.add(
                PlanSession(plan_id=plan.id, mentor=builders.mentor(made), venue=venue, pupils=pupils, **when)
            )
            builders.guardian(pupils[0])
    for _ in range(3):
        builders.mentor(made)
    lay_out(plan, NOW.date() + timedelta(days=1), until=date(2026, 12, 18))
    builders.commit()
    return made


def test_from_the_first_tap_to_all_feeds_right(app, programme, sign_in, client):
    day, ill = _busiest_day(programme)
    staff = sign_in(builders.staff(programme))
    phones = {one.id: sign_in(builders.mentor_account(one)) for one in ill}
    done: Counter[str] = Counter()

    for one in _on(programme, day):
        if one.mentor in ill:
            _two_taps(phones[one.mentor_id], one.id, done)
    missing = {one.id for one in open_sessions(programme.id)}
    _settle(programme, staff, client, done)
    wrong = _wrong_feeds(programme, client)

    db.session.expire_all()
    assert len(missing) >= 3
    assert done["taps"] == 2 * len(missing)
    assert open_sessions(programme.id) == []
    assert wrong == []
    assert alone_at_some_minute(programme) == []
    assert _told_twice() == []


def _busiest_day(programme):
    """A Monday on which the most mentors have sessions, and three of them."""
    days = Counter(one.date for one in _planned(programme))
    day = max(days, key=lambda one: (days[one], -one.toordinal()))
    mentors = sorted({one.mentor for one in _on(programme, day)}, key=lambda one: one.id)
    return day, mentors[:3]


def _planned(programme):
    rows = db.session.query(Session).filter_by(programme_id=programme.id, status="planned")
    return rows.order_by(Session.date, Session.start, Session.id).all()


def _on(programme, day: date):
    return [one for one in _planned(programme) if one.date == day]


def _two_taps(phone, session_id: int, done) -> None:
    assert phone.get(f"/absence/sessions/{session_id}").status_code == 200
    assert phone.post(f"/absence/sessions/{session_id}").status_code == 303
    done["taps"] += 2


def _settle(programme, staff, client, done) -> None:
    """Staff ask the best for all; the first who is asked says no, the others yes; what is left over is cancelled."""
    staff.post("/stand-ins/ask-best")
    done["clicks"] += 1
    while asked := db.session.query(StandInRequest).filter_by(status="asked").order_by(StandInRequest.id).all():
        for request in asked:
            answer = "yes" if done["no"] else "no"
            client.post(answer_address(request, answer).removeprefix("http://localhost"))
            done[answer] += 1
        db.session.expire_all()
    for left in open_sessions(programme.id):
        staff.post(f"/stand-ins/sessions/{left.id}/cancel")
        done["clicks"] += 2
    db.session.expire_all()


def _wrong_feeds(programme, client) -> list[str]:
    """What a feed of a mentor, pupil or venue shows that is not so."""
    rows = db.session.query(Session).filter_by(programme_id=programme.id).all()
    owners = {("mentor", one.mentor_id) for one in rows} | {("venue", one.venue_id) for one in rows}
    owners |= {("pupil", pupil.id) for one in rows for pupil in one.pupils}
    wrong = []
    for kind, number in sorted(owners):
        subscription = open_subscription(programme.id, kind=kind, owner_id=number)
        path = address(subscription).removeprefix("http://localhost")
        shown = dict(map(_event, client.get(path).text.split("BEGIN:VEVENT\r\n")[1:]))
        for one in rows:
            mine = number in {"mentor": [one.mentor_id], "venue": [one.venue_id]}.get(
                kind, [p.id for p in one.pupils]
            )
            wanted = "CANCELLED" if one.status == "cancelled" or not mine else "CONFIRMED"
            is_shown = shown.get(one.uid)
            if is_shown != wanted and (mine or is_shown is not None):
                wrong.append(f"{kind} {number}: {one.date} {is_shown} instead of {wanted}")
    return wrong


def _event(text: str) -> tuple[str, str]:
    """(UID, STATUS) of an event; both lines are too short to be folded."""
    lines = dict(line.split(":", 1) for line in text.splitlines() if line.startswith(("UID:", "STATUS:")))
    return lines["UID"], lines["STATUS"]


def _told_twice() -> list[str]:
    """Mails of the same words about the same thing to the same person."""
    words = Counter((mail.to, mail.about, mail.text) for mail in db.session.query(Mail))
    return [to for (to, _about, _text), count in words.items() if count > 1]
