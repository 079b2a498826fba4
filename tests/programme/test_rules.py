"""The programme itself, its terms and its topics."""

from datetime import date

import pytest
from sqlalchemy import select

from mentoring.accounts.models import Membership
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.programme.models import Programme, Term, Topic
from tests import builders
from tests.pages import error_at

RULES = {
    "name": "Ungt samvirke", "kind": "mentoring", "grade_low": "8", "grade_high": "10", "session_minutes": "60",
    "grid_minutes": "15", "travel_minutes": "20", "min_adults": "2", "max_sessions_per_day": "3",
    "max_grade_span": "0", "clearance_items": ["interview", "certificate"], "draw_seed": "Lotto 1.9.2026",
}  # fmt: skip


@pytest.fixture
def programme(app):
    """The programme that staff has open."""
    return builders.programme(name="Matteprosjektet")


@pytest.fixture
def staff(programme, sign_in):
    """The browser of somebody on the staff."""
    return sign_in(builders.staff(programme))


def test_the_overview_says_the_rules_in_plain_words(staff):
    page = staff.get("/programme").text

    assert "A session lasts 90 minutes. Sessions may begin every 30 minutes." in page
    assert "Whenever there is a session, at least 2 adults are at the venue." in page
    assert "Pupils of a session are at most 1 grade apart." in page


def test_every_rule_of_the_programme_is_changed(staff, programme):
    answer = staff.post("/programme/edit", data=RULES)

    db.session.refresh(programme)
    stored = {name: getattr(programme, name) for name in RULES}
    wanted = {name: int(value) if str(value).isdigit() else value for name, value in RULES.items()}
    assert answer.status_code == 302
    assert stored == wanted


def test_a_new_seed_of_the_draw_is_put_on_record(staff, programme):
    staff.post("/programme/edit", data=RULES)
    staff.post("/programme/edit", data=RULES | {"grid_minutes": "30"})

    seeds = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "draw.seeded")).all()
    assert [event.details for event in seeds] == [{"programme": programme.id, "seed": "Lotto 1.9.2026"}]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Fill this in."),
        ("name", "tATT", "There is a programme of that name already. Choose another name."),
        ("session_minutes", "halvannen time", "Write a whole number from 15 to 480."),
        ("grid_minutes", "0", "Write a whole number from 5 to 240."),
        ("travel_minutes", "-5", "Write a whole number from 0 to 240."),
        ("grade_high", "7", "The highest grade is lower than the lowest."),
        ("max_grade_span", "1,5", "Write a whole number from 0 to 12."),
    ],
)
def test_a_wrong_rule_is_told_at_its_field_and_loses_nothing(staff, programme, field, typed, sentence):
    builders.programme(name="Tatt")

    answer = staff.post("/programme/edit", data=RULES | {field: typed})

    assert answer.status_code == 422
    assert error_at(answer.text, field) == sentence
    assert f'value="{typed}"' in answer.text
    assert 'value="Lotto 1.9.2026"' in answer.text
    assert db.session.get(Programme, programme.id).session_minutes == 90


def test_who_makes_a_programme_is_its_staff_and_sees_it_at_once(staff):
    staff.post("/programme/new", data=RULES)

    made = db.session.scalars(select(Programme).where(Programme.name == "Ungt samvirke")).one()
    assert db.session.scalars(select(Membership.role).where(Membership.programme_id == made.id)).all() == ["staff"]
    assert ">Ungt samvirke</h1>" in staff.get("/programme").text


def test_a_term_is_added_and_changed(staff, programme):
    staff.post("/programme/terms/new", data={"name": "Høst 2027", "start": "2027-08-16", "end": "17.12.2027"})
    added = db.session.scalars(select(Term).where(Term.name == "Høst 2027")).one()
    assert (added.programme_id, added.end) == (programme.id, date(2027, 12, 17))

    staff.post(f"/programme/terms/{added.id}", data={"name": "Høst", "start": "2027-08-16", "end": "2027-12-10"})
    db.session.refresh(added)
    assert (added.name, added.end) == ("Høst", date(2027, 12, 10))


@pytest.mark.parametrize(
    ("start", "end", "field", "sentence"),
    [
        ("2027-12-17", "2027-08-16", "end", "The last day is not after the first day."),
        ("2027-08-16", "2029-08-16", "end", "A term lasts a year at most. Part it in two."),
        ("2027-06-01", "2027-08-16", "start", "The days overlap with 2026/27, which lasts from"),
        ("2026-06-01", "2026-08-17", "end", "The days overlap with 2026/27, which lasts from"),
        ("2027-02-29", "2027-08-16", "start", "Write the date as day.month.year, such as 17.08.2026."),
    ],
)
def test_wrong_term_dates_are_told_at_their_field(staff, start, end, field, sentence):
    answer = staff.post("/programme/terms/new", data={"name": "Ny", "start": start, "end": end})

    assert answer.status_code == 422
    assert error_at(answer.text, field).startswith(sentence)


def test_topics_are_added_renamed_and_put_in_order(staff, programme):
    staff.post("/programme/topics", data={"name": "  ligninger   med to ukjente "})
    first, second, third = db.session.scalars(select(Topic).order_by(Topic.position)).all()
    assert third.name == "ligninger med to ukjente"

    staff.post(f"/programme/topics/{third.id}/up")
    staff.post(f"/programme/topics/{first.id}/up")
    staff.post(f"/programme/topics/{second.id}", data={"name": "brøker"})

    db.session.expire_all()
    assert [topic.name for topic in programme.topics] == ["algebra", "ligninger med to ukjente", "brøker"]


def test_a_topic_is_not_there_twice(staff):
    answer = staff.post("/programme/topics", data={"name": "Algebra"})

    assert answer.status_code == 422
    assert error_at(answer.text, "name") == "There is a topic of that name already."


def test_only_an_unused_topic_is_removed(staff, programme):
    used, unused = programme.topics
    builders.pupil(programme, builders.school(), needs=[used])

    staff.post(f"/programme/topics/{unused.id}/remove")
    refused = staff.post(f"/programme/topics/{used.id}/remove", follow_redirects=True)

    assert "algebra is in use by pupils or mentors. Rename it instead." in refused.text
    assert db.session.scalars(select(Topic.name)).all() == ["algebra"]
