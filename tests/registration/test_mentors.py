"""Registering mentors, their clearance record, and what a mentor may change alone."""

from datetime import UTC, date, datetime

import pytest

from mentoring.accounts.models import Membership
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.registration.models import ClearanceItem, Mentor
from tests import builders
from tests.pages import error_at, without_token
from tests.registration import sent

CHECKLIST = ["interview", "certificate"]


@pytest.fixture
def settings(settings):
    """Today is 21 November 2026."""
    return settings | {"FIXED_NOW": datetime(2026, 11, 21, 9, tzinfo=UTC)}


@pytest.fixture
def programme(app):
    return builders.programme(clearance_items=CHECKLIST)


def plain_staff(programme):
    """Staff, but not the clearance officer."""
    account = builders.staff(programme, language="en")
    db.session.scalars(
        db.select(Membership).where(Membership.account_id == account.id)
    ).one().is_clearance_officer = False
    return account


def test_every_field_of_a_mentors_form_is_stored(programme, sign_in):
    venue = builders.venue(programme)
    browser = sign_in(builders.staff(programme))

    answer = browser.post(
        "/mentors/new",
        data=sent.mentor(
            programme,
            phone="912 34 567",
            gender="x",
            languages="norsk, English, urdu",
            topics=[str(topic.id) for topic in programme.topics],
            grade_low="9",
            grade_high="9",
            max_sessions="4",
            max_pupils="8",
            group_size="2",
            qualifications="Førstehjelp, klatring",
            availability="tirsdag etter 15",
            reach="chosen",
            venues=[str(venue.id)],
        ),
    )

    assert answer.status_code == 303, answer.text
    mentor = db.session.scalars(db.select(Mentor)).one()
    assert (mentor.name, mentor.email, mentor.phone) == ("Noah Øvrebø", "noah@example.org", "+4791234567")
    assert (mentor.birth_date, mentor.gender, mentor.languages) == (date(2001, 2, 3), "x", ["nb", "en", "ur"])
    assert (mentor.topics, mentor.grade_low, mentor.grade_high) == (programme.topics, 9, 9)
    assert (mentor.max_sessions, mentor.max_pupils, mentor.group_size) == (4, 8, 2)
    assert mentor.qualifications == ["førstehjelp", "klatring"]
    assert mentor.availability == [{"day": 2, "start": "15:00", "end": "21:00"}]
    assert (mentor.goes_everywhere, mentor.venues) == (False, [venue])


def test_two_mentors_cannot_have_one_address(programme, sign_in):
    builders.mentor(programme, email="noah@example.org")
    browser = sign_in(builders.staff(programme, language="en"))

    answer = browser.post("/mentors/new", data=sent.mentor(programme, email="Noah@example.org"))

    assert answer.status_code == 422
    assert error_at(answer.text, "email")
    assert 'value="Øvrebø"' in answer.text


def test_a_mentor_under_18_is_marked(programme, sign_in):
    mentor = builders.mentor(programme, birth_date=date(2009, 3, 1))
    browser = sign_in(builders.staff(programme, language="en"))

    pages = [browser.get("/mentors/").text, browser.get(f"/mentors/{mentor.id}").text]

    assert ["Under 18" in page for page in pages] == [True, True]


def test_the_clearance_officer_notes_the_checklist(programme, sign_in):
    mentor = builders.mentor(programme, cleared=False)
    officer = builders.staff(programme, language="en")
    browser = sign_in(officer)

    answer = browser.post(
        f"/mentors/{mentor.id}/clearance",
        data={
            "done_interview": "y",
            "on_interview": "2026-08-20",
            "done_certificate": "y",
            "issued_on": "2026-09-01",
            "on_certificate": "2026-11-20",
            "seen_by": "Siri Sæther",
        },
    )

    assert answer.status_code == 303, answer.text
    rows = {row.item: (row.done_on, row.issued_on, row.seen_by, row.noted_by_id) for row in mentor.clearance}
    assert rows == {
        "interview": (date(2026, 8, 20), None, "", officer.id),
        "certificate": (date(2026, 11, 20), date(2026, 9, 1), "Siri Sæther", officer.id),
    }
    page = browser.get(f"/mentors/{mentor.id}").text
    assert "Not yet cleared" not in page
    assert "20 Nov 2029" in page


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("issued_on", {"issued_on": "2026-08-20", "on_certificate": "2026-11-20"}),
        ("issued_on", {"issued_on": "2026-11-21", "on_certificate": "2026-11-20"}),
        ("issued_on", {"issued_on": "", "on_certificate": "2026-11-20"}),
        ("on_certificate", {"issued_on": "2026-11-01", "on_certificate": "2026-11-22"}),
    ],
)
def test_a_certificate_that_cannot_hold_is_refused_and_not_kept(programme, sign_in, field, dates):
    mentor = builders.mentor(programme, cleared=False)
    browser = sign_in(builders.staff(programme, language="en"))

    answer = browser.post(
        f"/mentors/{mentor.id}/clearance", data={"done_interview": "y", "done_certificate": "y"} | dates
    )

    assert answer.status_code == 422
    assert error_at(answer.text, field)
    assert db.session.scalars(db.select(ClearanceItem)).all() == []


def test_who_is_not_the_clearance_officer_sees_nothing_of_the_record(programme, sign_in):
    mentor = builders.mentor(programme)
    mentor.clearance[1].seen_by = "Siri Sæther"
    browser = sign_in(plain_staff(programme))

    page = browser.get(f"/mentors/{mentor.id}").text

    assert "Cleared" in page
    hidden = ("Police certificate", "Siri Sæther", "Aug 1, 2026", "Interview", "/clearance")
    assert [words for words in hidden if words in page] == []
    assert browser.get(f"/mentors/{mentor.id}/clearance").status_code == 403
    assert browser.post(f"/mentors/{mentor.id}/clearance", data={}).status_code == 403
    assert len(mentor.clearance) == 2


def test_nobody_else_can_tell_why_a_mentor_is_not_cleared(programme, sign_in):
    """Not shown, shown too old, and not interviewed look the same."""
    same = {"given_name": "Noah", "email": "noah@example.org", "cleared": False}
    pages = []
    for items in ([], [{"item": "interview", "done_on": date(2026, 8, 20)}], [{"item": "certificate"}]):
        mentor = builders.mentor(programme, **same)
        mentor.clearance = [ClearanceItem(noted_at=builders.THEN, **item) for item in items]
        page = sign_in(plain_staff(programme)).get(f"/mentors/{mentor.id}").text
        pages.append(page.replace(f"/mentors/{mentor.id}", "/mentors/0"))
        db.session.delete(mentor)
        builders.commit()

    assert "Not yet cleared" in pages[0]
    bodies = [page[page.index("<h1") :] for page in pages]
    assert [without_token(body) for body in bodies] == [without_token(bodies[0])] * 3


def test_a_mentor_who_leaves_leaves_no_clearance_record(programme, sign_in):
    mentor = builders.mentor(programme)
    browser = sign_in(builders.staff(programme, language="en"))

    browser.post(f"/mentors/{mentor.id}/left")
    browser.post(f"/mentors/{mentor.id}/back")

    assert db.session.scalars(db.select(ClearanceItem)).all() == []
    assert "Not yet cleared" in browser.get(f"/mentors/{mentor.id}").text


def test_a_mentor_changes_times_topics_venues_limits_languages_and_phone(programme, sign_in):
    mentor, venue = builders.mentor(programme), builders.venue(programme)
    browser = sign_in(builders.mentor_account(mentor))
    form = sent.mentor(
        programme,
        phone="93456789",
        languages="engelsk",
        topics=[programme.topics[1].id],
        availability="fredag 16-18",
        reach="chosen",
        venues=[venue.id],
        max_sessions="1",
        max_pupils="2",
    )

    answer = browser.post("/me/edit", data=form)

    assert answer.status_code == 303, answer.text
    assert (mentor.phone, mentor.languages, mentor.topics) == ("+4793456789", ["en"], [programme.topics[1]])
    assert mentor.availability == [{"day": 5, "start": "16:00", "end": "18:00"}]
    assert (mentor.venues, mentor.max_sessions, mentor.max_pupils) == ([venue], 1, 2)


def test_a_mentor_changes_neither_grades_nor_name_nor_address(programme, sign_in):
    mentor = builders.mentor(programme, grade_low=8, grade_high=9)
    before = (mentor.name, mentor.email, mentor.birth_date)
    browser = sign_in(builders.mentor_account(mentor))

    browser.post("/me/edit", data=sent.mentor(programme, grade_low="10", grade_high="10", group_size="9"))

    assert (mentor.name, mentor.email, mentor.birth_date) == before
    assert (mentor.grade_low, mentor.grade_high, mentor.group_size) == (8, 9, 3)


def test_only_staff_see_the_list_of_mentors(programme, sign_in):
    mentor = builders.mentor(programme)
    for account in (builders.coordinator(programme, builders.school()), builders.mentor_account(mentor)):
        browser = sign_in(account)

        answers = [browser.get(path).status_code for path in ("/mentors/", f"/mentors/{mentor.id}", "/mentors/new")]

        assert answers == [403, 403, 403]


def test_a_mentor_of_another_programme_is_404(programme, sign_in):
    stranger = builders.mentor(builders.programme())
    browser = sign_in(builders.staff(programme))

    paths = [f"/mentors/{stranger.id}{rest}" for rest in ("", "/edit", "/clearance")]

    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]


def test_the_list_tells_cleared_mentors_and_their_room_from_the_others(programme, sign_in):
    cleared = builders.mentor(programme, max_pupils=7)
    other = builders.mentor(programme, cleared=False, max_pupils=50)
    browser = sign_in(builders.staff(programme, language="en"))

    page = browser.get("/mentors/").text
    not_cleared = browser.get("/mentors/?group=not-cleared").text

    assert "1 of 2" in page
    assert '<dd class="numbers">7</dd>' in page
    assert f"/mentors/{other.id}" in not_cleared
    assert f"/mentors/{cleared.id}" not in not_cleared


def test_looking_at_a_mentor_and_changing_the_checklist_are_written_down(programme, sign_in):
    mentor = builders.mentor(programme, cleared=False)
    browser = sign_in(builders.staff(programme))

    for page in ("", "/edit", "/clearance"):
        browser.get(f"/mentors/{mentor.id}{page}")
    browser.post(f"/mentors/{mentor.id}/clearance", data={"done_interview": "y"})

    events = [event.event for event in db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id))]
    assert [event for event in events if event.startswith(("mentor", "clearance"))] == [
        *["mentor.seen"] * 3,
        "clearance.changed",
    ]
