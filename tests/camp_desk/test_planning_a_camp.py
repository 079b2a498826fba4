"""A camp is planned on its desk: run, proposal, publishing, planned anew in the middle of the camp, lists."""

from datetime import UTC, datetime, time

from mentoring.camp.models import CampRoom
from mentoring.camp_desk.comparison import KEPT, ROOM
from mentoring.camp_desk.facts import run_content
from mentoring.camp_desk.planner import WING
from mentoring.camp_desk.queries import pupils_at, runs_in
from mentoring.core.database import db
from mentoring.planning.actions import repeat_run, start_run
from mentoring.planning.planners import planner_of
from mentoring.planning.publishing import publish
from mentoring.planning.queries import plan_in_force, plan_of
from mentoring.planning.repeating import repetition
from tests import builders
from tests.plans import solve


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


def test_a_run_is_repeated_to_the_same_plan(app, camp):
    run = _proposal(app, camp).run

    again = repeat_run(run)
    builders.commit()
    told = repetition(solve(app, again))

    assert (told.is_same, told.is_exact) == (True, True)


def test_who_gets_another_room_only_is_told_so(app, camp, browser):
    first = _proposal(app, camp)
    publish(first, from_date=camp.start)
    builders.commit()
    second = _proposal(app, camp, preset="least_change")
    moved = runs_in(second)[0]
    room = CampRoom(camp_id=camp.id, name="Loftet", seats=10)
    moved.room = room
    who = [*moved.pupils, *moved.mentors]
    builders.commit()

    changes = planner_of(WING).changes(first, second)

    assert {(one.kind, one.who.removesuffix(" (mentor)")) for one in changes.changes if one.kind != KEPT} == {
        (ROOM, one.name) for one in who
    }
    assert changes.kind(ROOM).count == len(who)
    assert "Loftet" in browser.get(f"/plans/{second.id}").text


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


def test_staff_plan_publish_and_print_on_pages(app, camp, browser):
    plan = _proposal(app, camp)

    shown = browser.get(f"/plans/{plan.id}").text
    desk = browser.get(f"/camp-plan/{camp.id}").text
    lists = browser.get(f"/camp-plan/plans/{plan.id}/lists").text
    versions = browser.get(f"/plans/?like={plan.id}").text

    assert "Wish 1: 6 of 6 came true" in shown
    assert 'href="/camp-plan/" aria-current="page"' in shown
    assert "6 pupils have a place" in desk
    assert ("Most wishes" in desk, "Least change first" in desk) == (True, False)
    assert "Elev0" in lists
    assert "No plan is published yet. Plan the camp" in versions
