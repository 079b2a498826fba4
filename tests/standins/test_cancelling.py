"""Cancelling a session for which there is nobody: what goes with it, and what does not."""

from mentoring.absence.actions import tell_hours
from mentoring.core.database import db
from mentoring.timetable.models import Session
from tests import builders
from tests.standins.adults import alone_at_some_minute
from tests.standins.week import Monday


def _away(session):
    tell_hours(session.mentor, start=session.starts_at, end=session.ends_at)
    builders.commit()


def test_without_anybody_the_session_falls_with_those_left_alone(app, sign_in):
    monday = Monday(colleagues=0)
    _away(monday.one)
    browser = sign_in(monday.staff)

    asked = browser.get(f"/stand-ins/sessions/{monday.one.id}/cancel").text
    browser.post(f"/stand-ins/sessions/{monday.one.id}/cancel")

    assert "Too few adults would be there for these" in asked
    db.session.expire_all()
    assert {one.status for one in db.session.query(Session)} == {"cancelled"}


def test_only_what_cannot_be_held_without_it_is_cancelled_with_it(app, sign_in):
    """Two mentors come, two do not and nobody stands in: each session without mentor is cancelled by itself; the two
    others go only when one of them would be left alone.
    """
    monday = Monday(colleagues=0)
    third, fourth = (monday.session(builders.mentor(monday.programme)) for _ in range(2))
    _away(monday.one)
    _away(monday.other)
    browser = sign_in(monday.staff)

    browser.post(f"/stand-ins/sessions/{monday.one.id}/cancel")
    assert [one.status for one in (monday.one, monday.other, third, fourth)] == ["cancelled", *["planned"] * 3]
    browser.post(f"/stand-ins/sessions/{monday.other.id}/cancel")
    assert [one.status for one in (monday.other, third, fourth)] == ["cancelled", "planned", "planned"]
    assert alone_at_some_minute(monday.programme) == []
    browser.post(f"/stand-ins/sessions/{third.id}/cancel")

    assert [one.status for one in (third, fourth)] == ["cancelled", "cancelled"]


def test_what_a_stand_in_can_still_save_is_not_cancelled_with_another(app, sign_in):
    monday = Monday(colleagues=2)
    third = monday.session(builders.mentor(monday.programme))
    _away(monday.one)
    _away(monday.other)

    sign_in(monday.staff).post(f"/stand-ins/sessions/{monday.one.id}/cancel")

    assert [one.status for one in (monday.one, monday.other, third)] == ["cancelled", "planned", "planned"]
