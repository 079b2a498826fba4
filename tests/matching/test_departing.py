"""What the board refuses, what it lets staff depart from with a reason, and that just this is published."""

from datetime import UTC, date, datetime

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.planning import publishing
from mentoring.planning.menders import mender_of
from mentoring.planning.models import Plan
from mentoring.planning.queries import mends_of
from mentoring.registration.models import ClearanceItem
from tests import builders
from tests.matching.desk import Board, groups, small_desk

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk(app):
    """Three pupils, three mentors, one venue."""
    return small_desk()


@pytest.fixture
def at_board(desk, sign_in):
    """A function that seats somebody at the board of a plan."""
    return lambda plan, name="Kari": Board(sign_in(builders.staff(desk.programme, name=name)), plan)


def test_the_law_is_never_departed_from_not_even_with_a_reason(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    db.session.query(ClearanceItem).filter_by(mentor_id=ola.id).delete()
    board = at_board(plan)

    answer = board.send({**desk.move(ase, desk.place(mina), desk.place(ola)), "reason": "Ola is nice"})

    assert answer.status_code == 422
    assert "This cannot be" in answer.text
    assert "Ola Berg, Monday at 15:00" in answer.text.replace("\u202f", " ")
    assert "a mentor must be cleared" in answer.text
    assert 'name="reason"' not in answer.text
    assert groups(plan) == {"Mina 1 15:00": ["Bo", "Åse"], "Nora 1 15:00": ["Cilia"]}
    assert mends_of(plan) == []


def test_what_a_person_said_of_oneself_is_never_departed_from(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    ola.availability = [{"day": 2, "start": "14:00", "end": "20:00"}]

    answer = at_board(plan).send({**desk.move(ase, desk.place(mina), desk.place(ola)), "reason": "He will come"})

    assert answer.status_code == 422
    assert "the mentor is not free then" in answer.text
    assert "change it in the record of the person" in answer.text


def test_a_rule_of_the_house_is_departed_from_with_a_reason_that_stays(desk, at_board, sign_in):
    plan, ase, (mina, nora, _ola) = desk.usual(), desk.pupils[0], desk.mentors
    board, asked = at_board(plan), desk.move(ase, desk.place(mina), desk.place(nora))

    first = board.send(asked)
    page = board.do({**asked, "reason": "  They are brother and sister. "})

    assert first.status_code == 422
    assert "the grades of one group would lie too far apart" in first.text
    assert "Why is it right here?" in first.text
    assert groups(plan) == {"Mina 1 15:00": ["Bo"], "Nora 1 15:00": ["Cilia", "Åse"]}
    (mend,) = mends_of(plan)
    assert (mend.reason, [one["rule"] for one in mend.overridden]) == ("They are brother and sister.", ["grade_span"])
    assert "Departs from 1 rule of ours" in page
    for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/publish"):
        shown = board.client.get(path).text
        assert "Reason: They are brother and sister." in shown
        assert "Kari" in shown
    events = {row.event for row in db.session.query(AuditEvent)}
    assert {"mend.made", "mend.overrode"} <= events


def test_publishing_accepts_exactly_what_was_departed_from(app, desk, at_board):
    plan, ase, (mina, nora, _ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = at_board(plan)
    board.do({**desk.move(ase, desk.place(mina), desk.place(nora)), "reason": "Brother and sister"})
    accepted = publishing.reasons_against(plan, from_date=MONDAY)
    nora.group_size = 1
    builders.commit()

    now_against = publishing.reasons_against(plan, from_date=MONDAY)

    assert accepted == []
    assert len(now_against) == 1
    assert "Nora Berg" in now_against[0]


def test_a_breach_that_grew_after_it_was_accepted_is_refused(app, desk, at_board):
    desk.venue.seats = 2
    (ase, bo, cilia), (mina, nora, ola) = desk.pupils, desk.mentors
    plan = desk.plan((mina, 15, [ase]), (nora, 15, [cilia]))
    board = at_board(plan)
    put = {"deed": "put", "pupil": f"p{bo.id}", "place": desk.place(ola)}

    refused = board.send(put)
    board.do({**put, "reason": "There is a bench"})
    accepted = publishing.reasons_against(plan, from_date=MONDAY)
    desk.venue.seats = 1
    builders.commit()

    assert "there is no free seat (3 where 2 is the most)" in refused.text
    assert accepted == []
    assert len(publishing.reasons_against(plan, from_date=MONDAY)) == 1


@pytest.mark.both_databases
def test_a_published_plan_keeps_what_was_departed_from_and_a_copy_takes_it_along(app, desk, at_board):
    plan, ase, (mina, nora, _ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = at_board(plan)
    board.do({**desk.move(ase, desk.place(mina), desk.place(nora)), "reason": "Brother and sister"})
    publishing.publish(plan, from_date=MONDAY)
    builders.commit()

    answer = board.client.post(f"/plans/{plan.id}/copy")
    copy = db.session.query(Plan).order_by(Plan.id.desc()).first()

    assert answer.headers["Location"].endswith(f"/plans/{copy.id}/board")
    assert (copy.status, copy.origin_id, copy.run_id) == ("proposal", plan.id, None)
    assert groups(copy) == groups(plan)
    assert [mend.reason for mend in mends_of(copy)] == ["Brother and sister"]
    assert publishing.reasons_against(copy, from_date=MONDAY) == []
    assert "Reason: Brother and sister" in board.client.get(f"/plans/{plan.id}").text


def test_a_published_plan_itself_is_never_mended(app, desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = at_board(plan)
    publishing.publish(plan, from_date=MONDAY)
    builders.commit()

    answer = board.send(desk.move(ase, desk.place(mina), desk.place(ola)))

    assert answer.status_code == 422
    assert "Mend a copy of it" in answer.text
    assert board.client.get(f"/plans/{plan.id}/board").status_code == 302
    assert groups(plan)["Mina 1 15:00"] == ["Bo", "Åse"]


def test_a_mentor_who_left_is_seen_and_the_session_is_given_to_another(app, desk, at_board):
    plan, (mina, _nora, ola) = desk.usual(), desk.mentors
    mina.left_on = date(2026, 9, 30)
    board = at_board(plan)

    page = board.look()
    after = board.do({"deed": "move_session", "from": desk.place(mina), "to_mentor": f"m{ola.id}"})

    assert "Mina Berg is not in the programme any more." in page
    assert "1 rule is broken now" in page
    assert "is broken now" not in after
    assert groups(plan)["Ola 1 15:00"] == ["Bo", "Åse"]


@pytest.mark.both_databases
def test_what_is_broken_already_is_left_so_with_a_reason(app, desk, at_board):
    plan = desk.usual()
    desk.venue.seats = 2
    board = at_board(plan)
    seats = next(one for one in mender_of("weekly").broken(plan) if one.rule == "seats")

    before = board.look()
    after = board.do({"rule": "seats", **seats.about, "reason": "There is a bench"}, to="accept")

    assert "Leave it so, with a reason" in before
    assert "Leave it so, with a reason" not in after
    assert publishing.reasons_against(plan, from_date=MONDAY) == []
    assert groups(plan) == {"Mina 1 15:00": ["Bo", "Åse"], "Nora 1 15:00": ["Cilia"]}


def test_what_nobody_departs_from_is_not_left_so(app, desk, at_board):
    plan = desk.usual()
    desk.mentors[1].left_on = date(2026, 9, 30)
    board = at_board(plan)

    answer = board.send({"rule": "unknown", "mentor": f"m{desk.mentors[1].id}", "reason": "x"}, to="accept")

    assert answer.status_code == 422
    assert "Leave it so" not in board.look()
