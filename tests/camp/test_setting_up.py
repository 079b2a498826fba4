"""A camp is set up: itself, its blocks, rooms, requirements, mentors and leaders."""

import re
from datetime import date, time

import pytest

from mentoring.accounts.actions import take_away
from mentoring.camp import actions
from mentoring.camp.models import Camp, CampLeader, CampMentor, CampRequirement, CampRoom
from mentoring.core.database import db
from tests import builders
from tests.camp.conftest import SPRING
from tests.pages import error_at

TYPED = {
    "name": "Sommerleir 2027", "place": "Hudøy", "contact": "Inger Ås, 900 00 000", "start": "2027-06-21",
    "end": "2027-06-25", "seats": "40", "sign_up_until": "2027-04-30", "wishes_until": "2027-05-31",
    "min_adults": "2", "max_blocks_per_day": "3", "free_blocks": "1", "rank_points": "5, 3, 1",
}  # fmt: skip


@pytest.fixture
def programme(app):
    """The programme that staff has open."""
    app.config["FIXED_NOW"] = SPRING
    return builders.programme()


@pytest.fixture
def account(programme):
    """Somebody on the staff."""
    return builders.staff(programme)


@pytest.fixture
def staff(account, sign_in):
    """That one's browser."""
    return sign_in(account)


def the(kind):
    """The only row of that table."""
    return db.session.scalars(db.select(kind)).one()


def test_a_camp_is_made_and_led_by_whoever_made_it(staff, account):
    answer = staff.post("/camp/new", data=TYPED)

    camp = the(Camp)
    assert answer.location == f"/camp/{camp.id}"
    assert (camp.name, camp.seats, camp.rank_points, camp.free_blocks) == ("Sommerleir 2027", 40, [5, 3, 1], 1)
    assert (camp.start, camp.end) == (date(2027, 6, 21), date(2027, 6, 25))
    assert the(CampLeader).account_id == account.id


def test_activities_entered_before_there_was_a_camp_are_taken_over(staff, programme):
    activity = actions.add_activity(programme.id, facts=actions.ActivityFacts("Klatring", "sport"))

    staff.post("/camp/new", data=TYPED)

    db.session.refresh(activity)
    assert activity.camp_id == the(Camp).id


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Fill this in."),
        ("end", "2027-06-20", "The last day is before the first day."),
        ("end", "2028-06-20", "No camp lasts that long. Look at the dates once more."),
        ("sign_up_until", "2027-06-22", "This day is after the camp has begun."),
        ("wishes_until", "2027-06-22", "This day is after the camp has begun."),
        ("rank_points", "1, 2", "No number may be greater than the one before it: the first wish counts most."),
        ("rank_points", "x", "Write one to ten whole numbers with commas between them, such as 8, 5, 3, 2, 1."),
    ],
)
def test_what_is_wrong_with_a_camp_is_told_at_its_field(staff, field, typed, sentence):
    answer = staff.post("/camp/new", data=TYPED | {field: typed})

    assert answer.status_code == 422
    assert error_at(answer.text, field) == sentence
    assert 'value="Hudøy"' in answer.text


def test_the_blocks_of_a_whole_camp_are_made_from_one_day(staff, programme):
    camp = builders.camp(programme, blocks=[])

    staff.post(f"/camp/{camp.id}/blocks", data={"times": "10:45-12.15; 09:00–10:30"})

    db.session.refresh(camp)
    assert len(camp.blocks) == 10
    assert {(block.start, block.end) for block in camp.blocks} == {
        (time(9), time(10, 30)),
        (time(10, 45), time(12, 15)),
    }


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ("ni til ti", "Write the times as 09:00-10:30, 10:45-12:15."),
        ("10:00-09:00", "Write the times as 09:00-10:30, 10:45-12:15."),
        ("09:00-11:00, 10:00-12:00", "Two of these times overlap."),
    ],
)
def test_times_that_cannot_be_blocks_are_told(staff, programme, times, sentence):
    camp = builders.camp(programme, blocks=[])

    answer = staff.post(f"/camp/{camp.id}/blocks", data={"times": times})

    assert error_at(answer.text, "times") == sentence
    assert camp.blocks == []


def test_one_block_is_mended_and_one_taken_away(staff, programme):
    camp = builders.camp(programme)
    first, second = camp.blocks[:2]

    staff.post(f"/camp/blocks/{first.id}", data={"date": "2027-06-21", "start": "08:30", "end": "10:00"})
    staff.post(f"/camp/blocks/{second.id}/remove")

    db.session.refresh(camp)
    assert camp.blocks[0].start == time(8, 30)
    assert len(camp.blocks) == 9


def test_a_block_does_not_overlap_with_another_or_leave_the_camp(staff, programme):
    camp = builders.camp(programme)
    typed = {"date": "2027-06-21", "start": "10:00", "end": "11:00"}

    overlap = staff.post(f"/camp/{camp.id}/blocks/new", data=typed)
    outside = staff.post(f"/camp/{camp.id}/blocks/new", data=typed | {"date": "2027-07-01"})

    assert error_at(overlap.text, "start") == "There is a block at that time already."
    assert outside.status_code == 422
    assert len(camp.blocks) == 10


def test_a_block_that_is_all_somebody_has_is_not_taken_away(staff, programme):
    camp = builders.camp(programme)
    block = camp.blocks[0]
    builders.activity(camp, "Klatring", blocks=(block.id,))

    staff.post(f"/camp/blocks/{block.id}/remove")

    db.session.refresh(camp)
    assert len(camp.blocks) == 10
    assert "It is the only block of Klatring. Change that first." in staff.get(f"/camp/{camp.id}/blocks").text


def test_a_room_is_added_and_changed(staff, programme):
    camp = builders.camp(programme, rooms=[], blocks=[])

    staff.post(f"/camp/{camp.id}/rooms/new", data={"name": "Gymsal", "seats": "30", "features": "gymsal, høyt tak"})
    staff.post(f"/camp/rooms/{the(CampRoom).id}", data={"name": "Hallen", "seats": "25", "is_accessible": "y"})

    room = the(CampRoom)
    db.session.refresh(room)
    assert (room.name, room.seats, room.features, room.is_accessible) == ("Hallen", 25, [], True)


def test_rooms_are_entered_at_once_beginning_with_what_activities_need(staff, programme):
    camp = builders.camp(programme, rooms=[], blocks=[])
    builders.activity(camp, "Svømming", features=("basseng",))
    path = f"/camp/{camp.id}/rooms"

    offered = staff.get(path).text
    wrong = staff.post(path, data={"rooms": "Hallen, 30, gymsal\nBassenget, 0, basseng"})
    staff.post(path, data={"rooms": "Hallen; 30 plasser; gymsal; stort rom\n\nBassenget\t14\tBasseng\nPlenen"})
    page = staff.get(f"/camp/{camp.id}").text

    assert ">\nBasseng, 20, basseng</textarea>" in offered.replace("\r", "")
    assert error_at(wrong.text, "rooms") == "Line 2: write the places as a whole number from 1 to 3000."
    assert "Hallen, 30, gymsal" in wrong.text
    assert [(one.name, one.seats, one.features) for one in db.session.query(CampRoom).order_by(CampRoom.id)] == [
        ("Hallen", 30, ["gymsal", "stort rom"]),
        ("Bassenget", 14, ["Basseng"]),
        ("Plenen", 20, []),
    ]
    assert "No room has what" not in page


def test_mentors_are_entered_at_once_with_their_days_and_who_is_not_cleared_is_told(staff, programme):
    camp = builders.camp(programme)
    builders.activity(camp)
    there = [builders.mentor(programme), builders.mentor(programme, cleared=False, given_name="Nils")]
    typed = {"mentors": [one.id for one in there], "days": ["2027-06-21"], "max_blocks": "4"}

    nobody = staff.post(f"/camp/{camp.id}/mentors", data=typed | {"mentors": []})
    staff.post(f"/camp/{camp.id}/mentors", data=typed)

    first_day = [block.id for block in camp.blocks if block.date == date(2027, 6, 21)]
    rows = db.session.query(CampMentor).all()
    assert error_at(nobody.text, "mentors") == "Tick who is there."
    assert [(one.mentor_id, one.blocks, one.max_blocks) for one in rows] == [(one.id, first_day, 4) for one in there]
    assert "Nils Ødegård is not cleared when the camp begins" in staff.get(f"/camp/{camp.id}").text


def test_a_requirement_names_a_kind_that_there_is(staff, programme):
    camp = builders.camp(programme)
    builders.activity(camp, kind="matte")

    wrong = staff.post(f"/camp/{camp.id}/requirements/new", data={"kind": "mate", "per": "day", "min": "1"})
    staff.post(f"/camp/{camp.id}/requirements/new", data={"kind": "matte", "per": "day", "min": "1", "max": "2"})

    assert error_at(wrong.text, "kind") == "No activity is of that kind. Write it as at the activities."
    assert (the(CampRequirement).min, the(CampRequirement).max) == (1, 2)


def test_a_mentor_is_at_camp_with_kinds_and_blocks_that_stand_under_their_days(staff, programme):
    camp = builders.camp(programme)
    builders.activity(camp, kind="sport")
    mentor = builders.mentor(programme, qualifications=["klatring"])
    block = camp.blocks[3].id

    staff.post(
        f"/camp/{camp.id}/mentors/new",
        data={"mentor_id": mentor.id, "max_blocks": "6", "kinds": ["sport"], "blocks": [block]},
    )

    there = the(CampMentor)
    form = staff.get(f"/camp/mentors/{there.id}").text
    days = {one.partition("<")[0]: one for one in re.split(r'<span id="blocks-group-\d">', form)[1:]}
    assert (there.mentor_id, there.max_blocks, there.kinds, there.blocks) == (mentor.id, 6, ["sport"], [block])
    assert len(days) == len({one.date for one in camp.blocks})
    assert [day for day, boxes in days.items() if f'value="{block}" checked' in boxes] == ["Tuesday 22 June"]
    assert "klatring" in staff.get(f"/camp/{camp.id}/mentors").text


def test_the_page_of_a_camp_says_what_is_missing(staff, programme):
    camp = builders.camp(programme)
    builders.activity(camp, "Svømming", qualification="livredning", features=("basseng",))
    actions.add_mentor(camp, mentor=builders.mentor(programme), facts=actions.MentorFacts())

    page = staff.get(f"/camp/{camp.id}").text

    assert "No mentor at the camp is qualified for: livredning." in page
    assert "No room has what this activity needs: Svømming." in page


def test_only_a_leader_names_another_leader(staff, programme, sign_in):
    staff.post("/camp/new", data=TYPED)
    camp = the(Camp)
    other = builders.staff(programme)

    sign_in(other).post(f"/camp/{camp.id}/leaders", data={"account_id": other.id})
    assert db.session.query(CampLeader).count() == 1
    staff.post(f"/camp/{camp.id}/leaders", data={"account_id": other.id})

    assert db.session.query(CampLeader).count() == 2


def test_nobody_leads_by_taking_away_a_leaders_access(staff, account, programme, sign_in):
    staff.post("/camp/new", data=TYPED)
    camp = the(Camp)
    one, other = builders.staff(programme), builders.staff(programme)
    take_away(account.memberships[0])
    builders.commit()

    sign_in(one).post(f"/camp/{camp.id}/leaders", data={"account_id": one.id})
    named_by_oneself = db.session.get(CampLeader, (camp.id, one.id))
    sign_in(other).post(f"/camp/{camp.id}/leaders", data={"account_id": one.id})

    assert named_by_oneself is None
    assert db.session.get(CampLeader, (camp.id, one.id)) is not None


def test_a_camp_is_never_without_a_leader(staff, account):
    staff.post("/camp/new", data=TYPED)

    staff.post(f"/camp/{the(Camp).id}/leaders/{account.id}/remove")

    assert the(CampLeader).account_id == account.id


def test_a_camp_for_which_somebody_has_signed_up_is_not_removed(staff, programme):
    camp = builders.camp(programme)
    builders.camp_pupil(camp, builders.pupil(programme, builders.school()))

    answer = staff.post(f"/camp/{camp.id}/remove")

    assert answer.status_code == 422
    assert the(Camp) is camp
