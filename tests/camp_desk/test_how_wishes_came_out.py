"""Staff read how the wishes came out, why a pupil did not get one, and what would have to be different."""

import html
import json

import pytest

from mentoring.camp.models import Activity
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp_desk.judge import WING
from mentoring.camp_desk.queries import runs_in
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.planning.actions import start_run
from mentoring.planning.queries import plan_of
from tests import builders
from tests.matching.desk import Board
from tests.plans import solve


@pytest.fixture
def plan(app, camp):
    """Each activity once, climbing for four pupils only: two who wish it first go without."""
    climbing, film = (db.session.query(Activity).filter_by(name=name).one() for name in ("Klatring", "Film"))
    climbing.max_pupils = 4
    for activity in (climbing, film):
        activity.max_runs, activity.is_repeatable = 1, False
    last = db.session.query(CampPupil).order_by(CampPupil.id.desc()).first()
    last.pupil.grade, film.grade_high = 9, 8
    builders.commit()
    run = start_run(camp, wing=WING, preset="most_wishes", seconds=10)
    builders.commit()
    return plan_of(solve(app, run))


def test_the_outcome_is_told_by_place_school_and_grade_with_the_worst_off_first(plan, browser):
    page = html.unescape(browser.get(f"/camp-plan/plans/{plan.id}/wishes").text)

    assert '<td class="number">4 of 6</td>' in page
    assert {"Grade 8", "Grade 9"} <= set(page.replace("<", ">").split(">"))
    assert page.count("/camp-plan/plans/") >= 6


def test_a_pupil_without_a_wish_reads_why_and_what_would_have_to_be_different(plan, browser):
    climbers = {one.id for row in runs_in(plan) if row.activity.name == "Klatring" for one in row.pupils}
    without = next(row.pupil for row in db.session.query(CampPupil) if row.pupil_id not in climbers)
    climbing = db.session.query(Activity).filter_by(name="Klatring").one()
    path = f"/camp-plan/plans/{plan.id}/pupils/{without.id}"

    page = html.unescape(browser.get(path).text)
    answer = html.unescape(browser.get(f"{path}?wish=a{climbing.id}").text)
    seen = db.session.query(AuditEvent).filter_by(event="pupil.seen", subject=f"pupil:{without.id}").count()

    assert "No place in 1 run that there is: it is full." in page
    assert "it takes place as often as was agreed" in page
    assert "As things are, if others change:" in answer
    assert "These get something else: Elev" in answer
    assert "Each of these was planned anew and checked" in answer
    assert seen == 2


def test_what_others_could_make_room_for_is_done_by_hand_at_once(app, camp, plan, browser):
    board = Board(browser, plan)
    film = next(row for row in runs_in(plan) if row.activity.name == "Film")
    place = f"a{film.activity_id}~b{film.block_id}~r{film.room_id}"
    who = film.pupils[0]
    board.do({"deed": "take", "person": f"p{who.id}", "from": place})

    path = f"/camp-plan/plans/{plan.id}/pupils/{who.id}"
    page = html.unescape(browser.get(f"{path}?wish=a{film.activity_id}").text)
    fields = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("out", "into")}
    board.do({"deed": "take_over", "person": f"p{who.id}", **fields})

    assert "Nothing stands in the way in 1 run that there is: put the pupil in by hand." in page
    assert "As things are:" in page
    assert who.id in {one.id for row in runs_in(plan) if row.activity.name == "Film" for one in row.pupils}


def test_only_staff_of_the_programme_read_it(camp, plan, sign_in):
    other = sign_in(builders.staff(builders.programme(name="Andre"), language="en"))

    answers = [other.get(f"/camp-plan/plans/{plan.id}/{path}") for path in ("wishes", "pupils/1")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert json.dumps([answer.text for answer in answers]).count("Elev") == 0
