"""Camp activities: entered, listed, changed and removed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from mentoring.camp import actions
from mentoring.camp.actions import ActivityFacts
from mentoring.camp.models import Activity
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from tests import browser, builders
from tests.pages import error_at

CLIMBING = ActivityFacts(
    "Klatring", "sport", length=2, min_pupils=6, max_pupils=12, pupils_per_mentor=6, qualification="klatring",
    features=("gymsal", "høyt tak"), max_runs=4, grade_low=8, grade_high=10,
    is_repeatable=True,
)  # fmt: skip
TYPED = {
    "name": "Klatring", "kind": "sport", "length": "2", "min_pupils": "6", "max_pupils": "12",
    "pupils_per_mentor": "6", "qualification": "klatring", "features": "gymsal,  høyt tak, gymsal", "max_runs": "4",
    "grade_low": "8", "grade_high": "10", "is_repeatable": "y",
}  # fmt: skip


@pytest.fixture
def programme(app):
    """The programme that staff has open."""
    return builders.programme()


@pytest.fixture
def camp(programme):
    """The camp of which the activities are."""
    return builders.camp(programme)


@pytest.fixture
def staff(camp, programme, sign_in):
    """The browser of somebody on the staff."""
    return sign_in(builders.staff(programme))


def the_activity():
    """The only activity that is stored."""
    return db.session.scalars(select(Activity)).one()


def test_every_fact_of_an_activity_is_entered(staff, camp):
    block = camp.blocks[0].id

    answer = staff.post(f"/camp/{camp.id}/activities/new", data=TYPED | {"blocks": block})

    assert answer.location == f"/camp/{camp.id}/activities"
    assert actions.facts_of(the_activity()) == replace(CLIMBING, blocks=(block,))
    assert the_activity().camp_id == camp.id


def test_what_may_be_left_out_is_left_out(staff, camp):
    optional = ("pupils_per_mentor", "qualification", "features", "max_runs")

    staff.post(f"/camp/{camp.id}/activities/new", data=TYPED | dict.fromkeys(optional, ""))

    stored = the_activity()
    assert [getattr(stored, name) for name in optional] == [None, "", [], None]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Fill this in."),
        ("name", "sJAKK", "There is an activity of that name already."),
        ("kind", "  ", "Fill this in."),
        ("length", "0", "Write a whole number from 1 to 20."),
        ("max_pupils", "5", "The most pupils are fewer than the least."),
        ("min_pupils", "seks", "Write a whole number from 0 to 1000."),
        ("pupils_per_mentor", "0", "Write a whole number from 1 to 1000."),
        ("max_runs", "-1", "Write a whole number from 1 to 1000."),
        ("grade_high", "7", "The highest grade is lower than the lowest."),
        ("features", "x" * 61, "Put a comma between the things. One of them is too long."),
    ],
)
def test_a_wrong_fact_is_told_at_its_field_and_loses_nothing(staff, camp, field, typed, sentence):
    actions.add_activity(camp.programme_id, camp=camp, facts=ActivityFacts("Sjakk", "kultur"))

    answer = staff.post(f"/camp/{camp.id}/activities/new", data=TYPED | {field: typed})

    assert answer.status_code == 422
    assert error_at(answer.text, field) == sentence
    assert 'value="klatring"' in answer.text
    assert db.session.query(Activity).count() == 1


def test_an_activity_is_changed(staff, camp):
    activity = actions.add_activity(camp.programme_id, facts=CLIMBING, camp=camp)
    form = staff.get(f"/camp/activities/{activity.id}").text

    staff.post(f"/camp/activities/{activity.id}", data=TYPED | {"name": "Buldring", "max_runs": ""})

    db.session.refresh(activity)
    assert 'value="gymsal, høyt tak"' in form
    assert (activity.name, activity.max_runs) == ("Buldring", None)


def test_an_activity_is_removed_after_being_asked_about(staff, programme):
    activity = actions.add_activity(programme.id, facts=CLIMBING)

    question = staff.get(f"/camp/activities/{activity.id}/remove").text
    assert db.session.query(Activity).count() == 1
    staff.post(f"/camp/activities/{activity.id}/remove")

    assert "Remove Klatring?" in question
    assert db.session.query(Activity).count() == 0


def test_an_activity_stored_twice_stays_one(programme):
    first, is_new = actions.store_activity(programme.id, facts=CLIMBING)
    second, is_new_again = actions.store_activity(programme.id, facts=CLIMBING)

    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "activity.changed")).all()
    assert (first, is_new, is_new_again) == (second, True, False)
    assert len(events) == 1


def test_an_activity_brought_again_with_other_facts_is_changed(programme):
    stored, _ = actions.store_activity(programme.id, facts=CLIMBING)

    actions.store_activity(programme.id, facts=ActivityFacts("KLATRING", "sport", max_runs=2))

    assert (stored.name, stored.max_runs) == ("KLATRING", 2)


def test_two_programmes_may_have_an_activity_of_one_name(programme):
    other = builders.programme()

    actions.add_activity(programme.id, facts=CLIMBING)
    actions.add_activity(other.id, facts=CLIMBING)

    assert db.session.query(Activity).count() == 2


def test_another_programmes_activity_is_neither_listed_nor_there(staff):
    elsewhere = builders.camp(builders.programme())
    other = actions.add_activity(elsewhere.programme_id, facts=CLIMBING, camp=elsewhere)

    assert staff.get(f"/camp/{elsewhere.id}/activities").status_code == 404
    for path in (f"/camp/activities/{other.id}", f"/camp/activities/{other.id}/remove"):
        assert (staff.get(path).status_code, staff.post(path).status_code) == (404, 404)


def test_a_coordinator_is_refused(programme, camp, sign_in):
    coordinator = sign_in(builders.coordinator(programme, builders.school()))

    assert coordinator.get(f"/camp/{camp.id}/activities").status_code == 403
    assert coordinator.post(f"/camp/{camp.id}/activities/new", data=TYPED).status_code == 403
    assert db.session.query(Activity).count() == 0


def test_the_list_is_read_as_cards_on_a_phone_and_as_a_table_on_a_desk(programme, camp, browser_page):
    actions.add_activity(programme.id, facts=CLIMBING, camp=camp)
    page = browser_page(builders.staff(programme), size=browser.PHONE, path=f"/camp/{camp.id}/activities")

    head = page.locator("thead")
    row = page.locator("tbody tr")

    assert head.bounding_box()["width"] <= 1
    assert row.bounding_box()["height"] > 200
    page.show_as(browser.DESK)
    assert row.bounding_box()["height"] < 200
