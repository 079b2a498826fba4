"""Three mentors fall ill on one day, told and settled as people do it: by taps, clicks and links, and counted.

Afterwards every feed tells what is so, and at every minute of the rest of the term two adults are with the pupils.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.absence.queries import away_times
from mentoring.core.database import db
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import address
from mentoring.outbox.models import Mail
from mentoring.programme.models import OpeningHours, Programme
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import open_sessions
from mentoring.standins.secret import answer_address
from mentoring.timetable.models import Session
from tests import builders, plans
from tests.standins.week import NOW


@pytest.fixture
def programme(app) -> Programme:
    """A term with a published plan at two places, of which one has nobody of its own staff."""
    made = builders.programme()
    school = builders.school()
    for staff in (0, 1):
        hours = [OpeningHours(day=day, start=time(15), end=time(19), staff=staff) for day in (1, 3)]
        builders.venue(made, opening_hours=hours, rooms=3)
    for _ in range(20):
        builders.guardian(builders.pupil(made, school))
    for number in range(12):
        builders.mentor(made, max_sessions=1, group_size=2 + number % 2)
    builders.commit()
    plans.published(app, made, NOW.date() + timedelta(days=1), seconds=30)
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


def alone_at_some_minute(programme) -> list[str]:
    """Minutes of the rest of the term at which fewer than two adults are with pupils; counted in plain loops."""
    found = []
    rows = _planned(programme)
    away = away_times({one.mentor_id for one in rows}, NOW, datetime(2027, 7, 1, tzinfo=UTC))
    here = defaultdict(list)
    for one in rows:
        here[one.date, one.venue_id].append(one)
    for one in rows:
        assert not any(a < one.ends_at and one.starts_at < b for a, b in away.get(one.mentor_id, ()))
        for minute in range(one.start.hour * 60 + one.start.minute, one.end.hour * 60 + one.end.minute):
            at = time(minute // 60, minute % 60)
            there = {other.mentor_id for other in here[one.date, one.venue_id] if other.start <= at < other.end}
            staff = sum(
                hours.staff
                for hours in one.venue.opening_hours
                if hours.day == one.date.isoweekday() and hours.start <= at < hours.end
            )
            if len(there) + staff < 2:
                found.append(f"{one.date} {at} {one.venue.name}")
    return found


def _told_twice() -> list[str]:
    """Mails of the same words to the same person."""
    words = Counter((mail.to, mail.text) for mail in db.session.query(Mail))
    return [to for (to, _text), count in words.items() if count > 1]
