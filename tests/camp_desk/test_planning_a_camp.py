"""A camp is planned on its desk: run, proposal, publishing, planned anew in the middle of the camp, lists."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mentoring.camp.models import Activity, Camp, CampBlock, CampMentor, CampRoom
from mentoring.camp.models_of_pupils import PLACE, CampPupil, CampWish
from mentoring.camp_desk.facts import run_content
from mentoring.camp_desk.planner import WING
from mentoring.camp_desk.queries import pupils_at, runs_in
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.planning.actions import start_run
from mentoring.planning.publishing import publish
from mentoring.planning.queries import plan_in_force, plan_of
from tests import builders
from tests.plans import solve


@pytest.fixture
def camp(app):
    """Two days, two blocks a day, two rooms, four mentors, six pupils who all wish to climb first, then to film."""
    of, school = builders.programme(), builders.school()
    start = today() + timedelta(days=20)
    asked = {"start": start, "end": start + timedelta(days=1), "sign_up_until": today(), "wishes_until": today()}
    made = Camp(programme_id=of.id, name="Sommerleir", seats=20, **asked)
    made.blocks = [
        CampBlock(date=start + timedelta(days=day), start=time(hour), end=time(hour + 2))
        for day in (0, 1)
        for hour in (9, 12)
    ]
    made.rooms = [CampRoom(name=name, seats=10) for name in ("Hallen", "Kinosalen")]
    db.session.add(made)
    db.session.flush()
    same = {"programme_id": of.id, "camp_id": made.id, "min_pupils": 2, "pupils_per_mentor": 6, "is_repeatable": True}
    activities = [Activity(name=name, kind="sport", **same) for name in ("Klatring", "Film")]
    db.session.add_all(activities)
    made.mentors = [CampMentor(mentor=builders.mentor(of)) for _ in range(4)]
    for number in range(6):
        pupil = builders.pupil(of, school, grade=8, given_name=f"Elev{number}")
        builders.guardian(pupil)
        row = CampPupil(
            camp_id=made.id, pupil_id=pupil.id, status=PLACE, nonce=b"x", applied_at=now(), changed_at=now()
        )
        row.wishes = [CampWish(activity=one, rank=rank) for rank, one in enumerate(activities, 1)]
        db.session.add(row)
    builders.commit()
    return made


def _proposal(app, camp, preset="most_wishes"):
    run = start_run(camp, wing=WING, preset=preset, seconds=5)
    builders.commit()
    made = plan_of(solve(app, run))
    assert made is not None
    return made


def test_a_run_of_the_desk_makes_a_proposal_in_which_everybody_is_busy_and_every_wish_comes_true(app, camp):
    plan = _proposal(app, camp)

    assert plan.values["empty"] == 0
    assert plan.values["regret"] == 0
    assert {pupil.given_name for run in runs_in(plan) for pupil in run.pupils} == {f"Elev{n}" for n in range(6)}


def test_publishing_puts_the_plan_in_force_for_that_camp_alone(app, camp):
    plan = _proposal(app, camp)

    publish(plan, from_date=camp.start)
    builders.commit()

    assert plan_in_force(camp.frame, WING) == plan
    assert plan_in_force(camp.programme.terms[0].frame, "weekly") is None


def test_in_the_middle_of_a_camp_the_days_gone_by_stay_as_they_were(app, camp):
    first = _proposal(app, camp)
    publish(first, from_date=camp.start)
    builders.commit()
    gone, pupils = camp.mentors[0].mentor_id, {row.pupil_id for row in pupils_at(camp)}
    app.config["FIXED_NOW"] = datetime.combine(camp.start, time(12), UTC)
    db.session.delete(camp.mentors[0])
    builders.commit()

    second = _proposal(app, camp, preset="least_change")

    assert _on(camp.start, second) == {one for one in _on(camp.start, first) if one[2] != f"m{gone}"}
    assert all(person != f"m{gone}" for _activity, _block, person in _on(camp.end, second))
    assert {person for *_, person in _on(camp.end, second) if person[0] == "p"} == {f"p{one}" for one in pupils}
    publish(second, from_date=camp.end)
    assert plan_in_force(camp.frame, WING) == second


def _on(day, plan):
    """(activity, block, person) of a plan on a day."""
    rows = [(run, run_content(run)) for run in runs_in(plan) if run.block.date == day]
    return {
        (told["activity"], told["block"], who) for _run, told in rows for who in (*told["pupils"], *told["mentors"])
    }


@pytest.fixture
def browser(camp, sign_in):
    """Staff, signed in."""
    staff = builders.staff(camp.programme, language="en")
    builders.commit()
    return sign_in(staff)


def test_staff_plan_publish_and_print_on_pages(app, camp, browser):
    plan = _proposal(app, camp)

    shown = browser.get(f"/plans/{plan.id}").text
    desk = browser.get(f"/camp-plan/{camp.id}").text
    lists = browser.get(f"/camp-plan/plans/{plan.id}/lists").text
    versions = browser.get(f"/plans/?like={plan.id}").text

    assert "Wish 1: 6 of 6 came true" in shown
    assert "6 pupils have a place" in desk
    assert "Elev0" in lists
    assert "No plan is published yet. Plan the camp" in versions


def test_a_camp_plan_is_published_on_its_page(app, camp, browser):
    plan = _proposal(app, camp)
    page = browser.get(f"/plans/{plan.id}/publish").text

    answer = browser.post(
        f"/plans/{plan.id}/publish",
        data={"revision": "0", "news": "", "from_date": camp.start.isoformat(), "note": ""},
    )

    assert "Who is told" in page
    assert answer.status_code in (302, 303)
    assert plan_in_force(camp.frame, WING).id == plan.id
