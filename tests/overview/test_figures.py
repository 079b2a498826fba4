"""The figures of the front page, for each role."""

import re
from datetime import date, time, timedelta

import pytest

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.planning.models import PUBLISHED, Plan
from mentoring.programme.models import Term
from mentoring.timetable.models import Session
from tests import builders


def figures(page):
    """Label → value, as shown."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(?:<[^>]*>)(.*?)</", page.text)
    return dict(found)


@pytest.fixture
def programme(app):
    """A programme in the middle of its term."""
    made = builders.programme()
    made.terms = [Term(name="Nå", start=today() - timedelta(days=30), end=today() + timedelta(days=30))]
    db.session.flush()
    return made


@pytest.fixture
def district(programme):
    """Two schools with a placed and a waiting pupil each, and a mentor with one session tomorrow."""
    schools = [builders.school(), builders.school()]
    placed = [builders.pupil(programme, school) for school in schools]
    waiting = [builders.pupil(programme, school) for school in schools]
    mentor, venue = builders.mentor(programme), builders.venue(programme)
    builders.mentor(programme, cleared=False)
    term = programme.terms[0]
    plan = Plan(programme_id=programme.id, term_id=term.id, status=PUBLISHED, version=1, created_at=builders.THEN)
    when = {"start": time(15), "end": time(16, 30)}
    db.session.add(plan)
    db.session.flush()
    whole = {"mentor": mentor, "venue": venue, "pupils": placed, **when}
    db.session.add(PlanSession(plan_id=plan.id, day=1, **whole))
    dated = {"programme_id": programme.id, "term_id": term.id, "modified_at": builders.THEN}
    days = {"tomorrow": today() + timedelta(days=1), "later": today() + timedelta(days=20)}
    db.session.add_all(Session(date=day, uid=name, **dated, **whole) for name, day in days.items())
    db.session.flush()
    return schools, placed, waiting, mentor


def test_staff_see_all_pupils_and_who_is_cleared(programme, district, sign_in):
    page = sign_in(builders.staff(programme, language="en")).get("/")

    assert figures(page) == {
        "Pupils": "4",
        "Have a mentor": "2",
        "Wait for a mentor": "2",
        "Mentors cleared": "1 of 2",
    }


def test_a_coordinator_sees_the_own_pupils_only(programme, district, sign_in):
    page = sign_in(builders.coordinator(programme, district[0][0], language="en")).get("/")

    assert figures(page) == {"Pupils": "2", "Have a mentor": "1", "Wait for a mentor": "1"}
    assert "1 of your pupils has no mentor yet." in page.text


def test_a_mentor_sees_the_next_seven_days(programme, district, sign_in):
    page = sign_in(builders.mentor_account(district[3], language="en")).get("/")

    assert figures(page) == {"Sessions in the next seven days": "1", "Pupils in them": "2"}


def test_a_pupil_who_has_left_is_not_counted(programme, district, sign_in):
    district[2][0].left_on = date(2026, 9, 1)

    page = sign_in(builders.staff(programme, language="en")).get("/")

    assert figures(page)["Pupils"] == "3"


def test_the_front_page_lights_up_no_menu_entry(programme, sign_in):
    browser = sign_in(builders.staff(programme))

    assert 'aria-current="page"' not in browser.get("/").text
    assert 'aria-current="page"' in browser.get("/people").text
