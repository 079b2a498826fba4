"""A proposal mended by hand on the board of the week: what is done, what is refused and why, what stays on record."""

import html
import re
from datetime import UTC, date, datetime, time

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.models import Ban, Pin, Waiting
from mentoring.matching.queries import attendances_in, sessions_in
from mentoring.planning import mending
from mentoring.planning.models import Mend
from mentoring.planning.queries import mends_of
from mentoring.registration.models import ClearanceItem, PupilTie
from tests import builders, plans
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


def test_a_pupil_is_moved_and_everything_is_counted_anew(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors

    page = at_board(plan).do(desk.move(ase, desk.place(mina), desk.place(ola)))

    assert groups(plan) == {"Mina 1 15:00": ["Bo"], "Nora 1 15:00": ["Cilia"], "Ola 1 15:00": ["Åse"]}
    assert (plan.values["served"], plan.values["days"]) == (3, 3)
    assert "Åse Ås: moved from Mina Berg, Monday at 15:00, Biblioteket to Ola Berg" in page.replace("\u202f", " ")
    assert "Days on which mentors have to come (fewer is better): +1" in page


def test_a_pupil_taken_out_waits_and_one_put_in_waits_no_more(desk, at_board):
    plan, ase, mina = desk.usual(), desk.pupils[0], desk.mentors[0]
    board = at_board(plan)

    board.do({"deed": "take", "pupil": f"p{ase.id}", "from": desk.place(mina)})
    waited = db.session.get(Waiting, (plan.id, ase.id)).sessions
    board.do({"deed": "put", "pupil": f"p{ase.id}", "place": desk.place(mina, 17)})
    db.session.expire_all()

    assert waited == 0
    assert db.session.get(Waiting, (plan.id, ase.id)) is None
    assert groups(plan)["Mina 1 17:00"] == ["Åse"]


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ({"deed": "move_session", "to_slot": "17"}, {"Mina 1 17:00": ["Bo", "Åse"], "Nora 1 15:00": ["Cilia"]}),
        ({"deed": "move_session", "to_mentor": "Ola"}, {"Ola 1 15:00": ["Bo", "Åse"], "Nora 1 15:00": ["Cilia"]}),
        ({"deed": "take_session"}, {"Nora 1 15:00": ["Cilia"]}),
    ],
)
def test_a_whole_session_is_moved_given_away_and_taken_out(desk, at_board, asked, after):
    plan, (mina, _nora, ola) = desk.usual(), desk.mentors
    names = {"17": desk.slot(17), "Ola": f"m{ola.id}"}

    at_board(plan).do({"from": desk.place(mina), **{key: names.get(value, value) for key, value in asked.items()}})

    assert groups(plan) == after


@pytest.mark.both_databases
def test_two_pupils_swap_and_two_sessions_swap_times(desk, at_board):
    ase, _bo, cilia = desk.pupils
    mina, nora, _ola = desk.mentors
    plan = desk.plan((mina, 15, [ase]), (nora, 17, [cilia]))
    board = at_board(plan)

    board.do({"deed": "swap", "pupil": f"p{ase.id}", "other": f"p{cilia.id}"})
    pupils_swapped = groups(plan)
    board.do({"deed": "swap_sessions", "from": desk.place(mina, 15), "other": desk.place(nora, 17)})

    assert pupils_swapped == {"Mina 1 15:00": ["Cilia"], "Nora 1 17:00": ["Åse"]}
    assert groups(plan) == {"Mina 1 17:00": ["Cilia"], "Nora 1 15:00": ["Åse"]}


def test_who_is_to_be_together_goes_together(desk, at_board):
    ase, bo, _cilia = desk.pupils
    db.session.add(PupilTie(pupil_id=ase.id, other_id=bo.id, kind="together"))
    plan, (mina, _nora, ola) = desk.usual(), desk.mentors

    at_board(plan).do(desk.move(ase, desk.place(mina), desk.place(ola)))

    assert groups(plan) == {"Nora 1 15:00": ["Cilia"], "Ola 1 15:00": ["Bo", "Åse"]}


@pytest.mark.both_databases
def test_undo_and_redo_go_through_the_log_and_a_new_mend_drops_what_was_undone(desk, at_board):
    plan, (ase, bo, _cilia), (mina, _nora, ola) = desk.usual(), desk.pupils, desk.mentors
    before = groups(plan)
    board = at_board(plan)
    board.do(desk.move(ase, desk.place(mina), desk.place(ola)))
    board.do(desk.move(bo, desk.place(mina), desk.place(ola)))
    both = groups(plan)

    board.do({}, to="undo")
    board.do({}, to="undo")
    undone = groups(plan)
    board.do({}, to="redo")
    board.do({}, to="redo")
    redone = groups(plan)
    board.do({}, to="undo")
    board.do({"deed": "take_session", "from": desk.place(mina)})

    assert (undone, redone) == (before, both)
    assert [(one.number, one.state) for one in mends_of(plan)] == [(1, "made"), (2, "dropped"), (3, "made")]
    assert board.send({}, to="redo").status_code == 422


def test_nothing_is_undone_where_nothing_was_done(desk, at_board):
    answer = at_board(desk.usual()).send({}, to="undo")

    assert answer.status_code == 422
    assert "There is nothing to undo." in answer.text


def test_what_breaks_more_by_now_is_not_redone(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = at_board(plan)
    board.do(desk.move(ase, desk.place(mina), desk.place(ola)))
    board.do({}, to="undo")
    db.session.query(ClearanceItem).filter_by(mentor_id=ola.id).delete()

    answer = board.send({}, to="redo")

    assert answer.status_code == 422
    assert "It cannot be redone, since something has changed" in answer.text


@pytest.mark.both_databases
def test_who_comes_second_is_told_what_the_first_did_and_loses_nothing(desk, at_board):
    plan, (ase, bo, _cilia), (mina, _nora, ola) = desk.usual(), desk.pupils, desk.mentors
    kari, per = at_board(plan), at_board(plan, "Per")
    kari.do(desk.move(ase, desk.place(mina), desk.place(ola)))

    late = per.send(desk.move(bo, desk.place(mina), desk.place(mina, 17)))
    unchanged = groups(plan)
    per.look()
    per.do(desk.move(bo, desk.place(mina), desk.place(mina, 17)))

    assert late.status_code == 409
    assert "Kari: Åse Ås: moved from Mina Berg" in late.text
    assert "Do mine all the same" in late.text
    assert f'name="pupil" value="p{bo.id}"' in late.text
    assert f'name="revision" value="{1}"' in late.text
    assert unchanged == {"Mina 1 15:00": ["Bo"], "Nora 1 15:00": ["Cilia"], "Ola 1 15:00": ["Åse"]}
    assert groups(plan)["Mina 1 17:00"] == ["Bo"]


@pytest.mark.both_databases
def test_an_open_board_hears_of_changes_of_others_and_of_pins(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    kari, per = at_board(plan), at_board(plan, "Per")
    stamp = _stamp(per.look())

    quiet = per.client.get(f"{per.path}/board/news?stamp={stamp}", headers={"X-Part": "board"})
    kari.do(desk.move(ase, desk.place(mina), desk.place(ola)))
    news = per.client.get(f"{per.path}/board/news?stamp={stamp}", headers={"X-Part": "board"})
    kari.do({"pupil": f"p{ase.id}", "mentor": f"m{ola.id}"}, to="pin")
    pinned = per.client.get(f"{per.path}/board/news?stamp={_stamp(news.text)}", headers={"X-Part": "board"})

    assert (quiet.status_code, quiet.text) == (204, "")
    assert "Kari: Åse Ås: moved from Mina Berg" in news.text
    assert "<html" not in news.text
    assert "Unpin" in pinned.text


def _stamp(page):
    return page.partition('data-stamp="')[2].partition('"')[0]


@pytest.mark.both_databases
def test_pins_and_bans_are_set_listed_and_taken_out(desk, at_board):
    plan, (ase, bo, _cilia), (mina, nora, _ola) = desk.usual(), desk.pupils, desk.mentors
    board = at_board(plan)

    board.do({"pupil": f"p{ase.id}", "mentor": f"m{mina.id}", "slot": desk.slot()}, to="pin")
    contrary = board.do({"pupil": f"p{ase.id}", "mentor": f"m{mina.id}"}, to="ban")
    page = board.do({"pupil": f"p{bo.id}", "mentor": f"m{nora.id}"}, to="ban")
    pin = db.session.query(Pin).one()

    assert (pin.day, pin.start) == (1, time(15))
    assert "is pinned to Mina Berg. Take out the pin first." in contrary
    assert "never: Bo Ås – Nora Berg" in page
    board.do({"pin": pin.id}, to="unpin")
    board.do({"pupil": f"p{bo.id}", "mentor": f"m{nora.id}"}, to="unban")
    assert (db.session.query(Pin).count(), db.session.query(Ban).count()) == (0, 0)


def test_a_pinned_pupil_is_not_moved_away_before_the_pin_is_taken_out(desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    db.session.add(Pin(pupil_id=ase.id, mentor_id=mina.id))

    answer = at_board(plan).send({**desk.move(ase, desk.place(mina), desk.place(ola)), "reason": "x"})

    assert answer.status_code == 422
    assert "staff pinned it otherwise" in answer.text


def test_a_run_around_what_was_pinned_keeps_it(app, desk, at_board):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = at_board(plan)
    board.do(desk.move(ase, desk.place(mina), desk.place(ola, 17)))
    board.do({}, to="pin-mended")

    again = plans.proposal(app, desk.programme)

    assert "Åse" in groups(again)["Ola 1 17:00"]


def test_who_else_is_taken_with_one_click(desk, at_board):
    plan, ase = desk.usual(), desk.pupils[0]
    board = at_board(plan)
    form = _form(board.look(f"?pupil=p{ase.id}&ask=who_else"), "take_over")

    board.do(form)

    _pupil, mentor, slot = form["into"].split()[0].split("~")
    assert (mentor, slot) in attendances_in(plan)
    assert "Åse" not in groups(plan).get("Mina 1 15:00", [])


def test_why_not_is_asked_of_the_plan_as_it_is_now(desk, at_board):
    plan, ase, mina = desk.usual(), desk.pupils[0], desk.mentors[0]
    for mentor in desk.mentors:
        mentor.grade_low = 9
    board = at_board(plan)
    board.do({"deed": "take", "pupil": f"p{ase.id}", "from": desk.place(mina)})

    page = board.look(f"?pupil=p{ase.id}&ask=why_not")

    assert "Nobody fits. Closest: the mentor teaches other grades." in page
    assert "Åse Ås" in page


def test_what_if_changes_the_record_and_gives_the_place_both_or_neither(desk, at_board):
    ase, bo, cilia = desk.pupils
    mina, nora, _ola = desk.mentors
    plan = desk.plan((mina, 15, [bo]), (nora, 15, [cilia]))
    ase.availability = [{"day": 1, "start": "14:00", "end": "15:00"}]
    board = at_board(plan)
    page = board.look(f"?pupil=p{ase.id}&ask=what_if")
    form = _form(page, "changes")

    broken = board.send({**form, "into": f"p{ase.id}~m{mina.id}~{desk.slot(15, 2)}"}, to="what-if")
    db.session.expire_all()
    unchanged = list(ase.availability)
    board.do(form, to="what-if")
    db.session.expire_all()

    assert "also free on Monday" in page
    assert broken.status_code == 422
    assert unchanged == [{"day": 1, "start": "14:00", "end": "15:00"}]
    assert any("Åse" in group for group in groups(plan).values())
    assert ase.availability[0]["end"] > "15:00"


def _form(page, name):
    """The hidden fields of the first form that has a field or a value of that name."""
    for form in re.findall(r"<form.*?</form>", page, re.S):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        if name in fields or name in fields.values():
            return {
                key: html.unescape(value) for key, value in fields.items() if key not in ("csrf_token", "revision")
            }
    raise AssertionError(f"no form with {name}")


def test_bounds_stay_only_where_they_still_hold(app, desk, at_board):
    plan = plans.proposal(app, desk.programme)
    bounds, goals = dict(plan.bounds), list(plan.values)
    board = at_board(plan)

    board.do({"deed": "take_session", "from": _place(sessions_in(plan)[0])})
    values, worse = dict(plan.values), dict(plan.bounds)
    board.do({}, to="undo")
    db.session.expire_all()

    assert values["served"] < bounds["served"]
    assert worse == {goals[0]: bounds[goals[0]], **dict.fromkeys(goals[1:])}
    assert plan.bounds == bounds


def test_no_bound_outlives_a_change_of_the_facts(app, desk, at_board):
    plan = plans.proposal(app, desk.programme)
    builders.pupil(desk.programme, builders.school())
    board = at_board(plan)

    board.do({"deed": "take_session", "from": _place(sessions_in(plan)[0])})

    assert set(plan.bounds.values()) == {None}


def test_no_bound_is_claimed_for_a_plan_that_departs_from_a_rule(app, desk, at_board):
    plan = plans.proposal(app, desk.programme)
    ase, cilia = desk.pupils[0], desk.pupils[2]
    places = {pupil.id: _place(row) for row in sessions_in(plan) for pupil in row.pupils}

    at_board(plan).do({**desk.move(ase, places[ase.id], places[cilia.id]), "reason": "Brother and sister"})

    assert set(plan.bounds.values()) == {None}


def _place(row):
    return f"m{row.mentor_id}~v{row.venue_id}-{row.day}-{row.start:%H%M}"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"deed": "dance"},
        {"deed": "put"},
        {"deed": "put", "pupil": "p999", "place": "m1~v1-1-1500"},
        {"deed": "move", "pupil": "p1", "from": "nowhere", "place": "m1~v1-1-1500"},
        {"deed": "take_session", "from": "m99~v1-1-1500"},
        {"deed": "take_over", "pupil": "p1", "into": "p1"},
        {"deed": "swap", "pupil": "p1"},
    ],
)
def test_a_form_that_names_nothing_that_is_there_is_refused_in_words(desk, at_board, asked):
    plan = desk.usual()
    before = groups(plan)

    answer = at_board(plan).send(asked)

    assert answer.status_code == 422
    assert groups(plan) == before
    assert db.session.query(Mend).count() == 0


def test_a_person_of_another_programme_cannot_be_put_in(desk, at_board):
    other = small_desk()
    plan = desk.usual()

    answer = at_board(plan).send(
        {"deed": "put", "pupil": f"p{other.pupils[0].id}", "place": desk.place(desk.mentors[2])}
    )

    assert answer.status_code == 422


def test_that_somebody_looked_at_a_pupil_is_written_down(desk, at_board):
    ase = desk.pupils[0]

    at_board(desk.usual()).look(f"?pupil=p{ase.id}")

    assert db.session.query(AuditEvent).filter_by(event="pupil.seen", subject=f"pupil:{ase.id}").count() == 1


def test_mending_takes_no_word_of_the_revision_on_trust(desk, at_board):
    plan = desk.usual()

    with pytest.raises(mending.Overtaken):
        mending.undo(plan, revision=7)
    with pytest.raises(Refusal, match="Det er ingenting å angre"):
        mending.undo(plan, revision=0)
