"""Every figure on the page of a plan that was mended by hand is what `scheduling check` says of its own files."""

import json
import re
from datetime import UTC, date, datetime

import html5lib
import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from scheduling import Plan as PlanFile
from scheduling import read_plan, read_problem, values
from scheduling.__main__ import main
from tests import builders, plans
from tests.matching.desk import Board, small_desk

MONDAY, NEXT_MONDAY = date(2026, 10, 5), date(2026, 10, 12)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk(app):
    """Three pupils, three mentors, one venue."""
    return small_desk()


@pytest.fixture
def staff(desk, sign_in):
    """Kari of the staff, signed in."""
    return sign_in(builders.staff(desk.programme, name="Kari"))


@pytest.fixture
def checked(tmp_path, capsys):
    """A function that takes out a plan's files by its page and checks them: (status, lines, problem, plan)."""

    def check(browser, plan):
        paths = [tmp_path / f"{name}.json" for name in ("problem", "plan")]
        for path in paths:
            answer = browser.get(f"/plans/{plan.id}/{path.name}")
            assert answer.status_code == 200
            path.write_text(answer.text, "utf-8")
        status = main(["check", *map(str, paths)])
        found = read_plan(paths[1])
        assert isinstance(found, PlanFile)
        return status, capsys.readouterr().out.splitlines(), read_problem(paths[0]), found

    return check


def _figures_of(page):
    """(four figures on top, values of the goals, how many rules are departed from) as the page says them."""
    elements = list(html5lib.parse(page).iter())
    (box,) = [one for one in elements if one.get("class") == "figures"]
    on_top = [int(_text(one)) for one in box.iter() if one.tag.endswith("}dd")]
    goals = [int(_text(one)) for one in elements if one.get("class") == "goal-value"]
    departs = re.search(r"Departs from (\d+) rule", " ".join(map(_text, elements[:1])))
    return on_top, goals, int(departs[1]) if departs else 0


def _text(element):
    """The words in an element; of a figure told in short, the whole number that stands beside it."""
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.endswith("}data"):
            one.text = one.get("value")
    return " ".join("".join(element.itertext()).split()).replace(",", "")


def _figures_in(problem, plan):
    """The same as the checker counts them in the files."""
    placed = {pupil for session in plan.sessions for pupil in session.pupils}
    nobody = [short for short in plan.short if not short.sessions]
    on_top = [len(placed), len(nobody), len(plan.sessions), len({session.mentor for session in plan.sessions})]
    return on_top, list(values(problem, plan).values()), len(plan.departures)


def _together(desk, plan, board):
    """Åse of the 8th grade to Cilia of the 10th: past a rule of the house."""
    places = {pupil.id: _place(row) for row in sessions_in(plan) for pupil in row.pupils}
    ase, _bo, cilia = desk.pupils
    board.do({**desk.move(ase, places[ase.id], places[cilia.id]), "reason": "Brother and sister"})


def test_a_mended_proposal_with_a_departure_is_checked_by_its_files(app, desk, staff, checked):
    plan = plans.proposal(app, desk.programme)
    _together(desk, plan, Board(staff, plan))

    status, lines, problem, found = checked(staff, plan)

    assert status == 0
    assert [line.split(":")[0] for line in lines] == ["let stand by name", "ok"]
    assert lines[0].startswith("let stand by name: grade_span: ")
    assert lines[1] == "ok: no other breach, and every claim is right"
    assert _figures_of(staff.get(f"/plans/{plan.id}").text) == _figures_in(problem, found)


def test_the_files_name_nobody_and_tell_no_reason(app, desk, staff):
    plan = plans.proposal(app, desk.programme)
    _together(desk, plan, Board(staff, plan))

    texts = [staff.get(f"/plans/{plan.id}/{name}.json").text for name in ("problem", "plan")]

    for secret in ("Åse", "Mina", "Kari", "Brother"):
        assert not any(secret in text for text in texts)
    taken = db.session.query(AuditEvent).filter_by(event="export.made", subject=f"plan:{plan.id}")
    assert [event.details["what"] for event in taken] == ["plan.problem", "plan.plan"]


def test_a_proposal_under_mending_follows_the_data_and_its_files_too(desk, staff, checked):
    plan, mina = desk.usual(), desk.mentors[0]
    Board(staff, plan).do({"deed": "take_session", "from": desk.place(mina)})
    builders.pupil(desk.programme, builders.school(), priority=3)
    desk.pupils[2].priority = 2

    status, _lines, problem, found = checked(staff, plan)
    figures = _figures_of(staff.get(f"/plans/{plan.id}").text)

    assert status == 0
    assert figures == _figures_in(problem, found)
    assert figures[0][1] == 3
    assert figures[1][0] == 2


def test_what_breaks_a_rule_unnamed_is_told_by_page_and_checker_alike(desk, staff, checked):
    plan, mina = desk.usual(), desk.mentors[0]
    Board(staff, plan).do({"deed": "take", "pupil": f"p{desk.pupils[0].id}", "from": desk.place(mina)})
    mina.availability = []

    status, lines, _problem, found = checked(staff, plan)

    assert status == 1
    assert [line.split(":")[0] for line in lines] == ["mentor_time"]
    assert found.departures == ()
    assert "the mentor is not free then" in staff.get(f"/plans/{plan.id}/publish").text


@pytest.mark.both_databases
def test_a_published_plan_keeps_its_files_figures_and_reasons_whatever_changes_later(app, desk, staff, checked):
    plan = plans.proposal(app, desk.programme)
    board = Board(staff, plan)
    _together(desk, plan, board)
    bo = desk.pupils[1]
    place = next(_place(row) for row in sessions_in(plan) if bo in row.pupils)
    board.do({"deed": "take", "pupil": f"p{bo.id}", "from": place})
    publish(plan, from_date=MONDAY)
    before = staff.get(f"/plans/{plan.id}").text
    desk.pupils[2].priority = 3
    desk.programme.max_grade_span = 3
    for mentor in desk.mentors:
        mentor.topics.clear()

    status, lines, problem, found = checked(staff, plan)
    after = staff.get(f"/plans/{plan.id}").text

    assert (status, len(lines)) == (0, 2)
    assert _figures_of(before) == _figures_of(after) == _figures_in(problem, found)
    assert _figures_of(after)[2] == 1
    assert [(one.pupil, bool(one.reasons)) for one in found.short] == [(f"p{bo.id}", True)]
    for page in (before, after):
        assert "Where mentors and times fall away" in page
        assert "3 mentors are registered." in page


def _place(row):
    return f"m{row.mentor_id}~v{row.venue_id}-{row.day}-{row.start:%H%M}"


def test_a_version_taken_back_counts_who_waits_and_is_checked_by_its_files(app, desk, staff, checked):
    first = plans.published(app, desk.programme, MONDAY)
    app.config["FIXED_NOW"] = datetime(2026, 10, 2, 9, tzinfo=UTC)
    builders.pupil(desk.programme, builders.school(), given_name="Didrik")
    builders.commit()
    plans.published(app, desk.programme, NEXT_MONDAY)
    staff.post(f"/plans/{first.id}/take-back")
    made = db.session.query(Plan).filter_by(restores_id=first.id).one()

    status, lines, problem, found = checked(staff, made)
    figures = _figures_of(staff.get(f"/plans/{made.id}").text)

    assert (status, lines) == (0, ["ok: no breach, and every claim is right"])
    assert figures == _figures_in(problem, found)
    assert figures[0][1] == 1


def test_a_copy_is_published_without_a_word_unless_the_data_changed_since_it_was_made(app, desk, staff):
    first = plans.published(app, desk.programme, MONDAY)
    builders.pupil(desk.programme, builders.school(), given_name="Didrik")
    staff.post(f"/plans/{first.id}/copy")
    copy = db.session.query(Plan).filter_by(origin_id=first.id).one()
    quiet = staff.get(f"/plans/{copy.id}/publish").text
    builders.pupil(desk.programme, builders.school(), given_name="Eli", family_name="Eng")

    told = staff.get(f"/plans/{copy.id}/publish").text

    assert "The data changed since it was made" not in quiet
    assert "1 new pupil: Eli Eng" in told


def test_a_departure_that_was_mended_away_is_told_no_more(app, desk, staff):
    plan, ase, (mina, nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    board = Board(staff, plan)
    board.do({**desk.move(ase, desk.place(mina), desk.place(nora)), "reason": "Brother and sister"})
    departing = board.look()

    after = board.do(desk.move(ase, desk.place(nora), desk.place(ola)))

    assert "Departs from 1 rule of ours" in departing
    assert "Departs from" not in after
    assert "Reason: Brother and sister" in after  # in the log


@pytest.mark.parametrize(
    "change",
    [
        {"departures": []},
        {"departures": [{"rule": "grade_span", "about": {"mentor": "m9"}, "counted": 2, "low": None, "high": 1}]},
    ],
)
def test_a_departure_that_is_not_named_or_none_is_refused(app, desk, staff, checked, tmp_path, change, capsys):
    plan = plans.proposal(app, desk.programme)
    _together(desk, plan, Board(staff, plan))
    checked(staff, plan)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")

    status = main(["check", str(tmp_path / "problem.json"), str(path)])

    assert status == 1
    assert "grade_span: " in capsys.readouterr().out


def test_a_rule_of_law_is_not_let_stand_by_any_file(desk, staff, checked, tmp_path, capsys):
    plan, nora = desk.usual(), desk.mentors[1]
    nora.clearance.clear()
    checked(staff, plan)
    path = tmp_path / "plan.json"
    about = {"mentor": f"m{nora.id}", "slot": desk.slot()}
    named = {"rule": "clearance", "about": about, "counted": 1, "low": None, "high": 0}
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"departures": [named]}), "utf-8")

    status = main(["check", str(tmp_path / "problem.json"), str(path)])

    assert status == 1
    assert "let stand" not in capsys.readouterr().out
