"""In the middle of a camp a trip is rained off, somebody goes home; then it is planned again."""

import html
from datetime import UTC, datetime, time

import pytest

from mentoring.camp.models import Activity
from mentoring.camp_desk.judge import WING
from mentoring.camp_desk.queries import closures_at, runs_in
from mentoring.core.database import db
from mentoring.planning.actions import start_run
from mentoring.planning.publishing import publish
from mentoring.planning.queries import plan_in_force, plan_of
from tests import builders
from tests.plans import solve


def planned(app, camp, preset):
    run = start_run(camp, wing=WING, preset=preset, seconds=5)
    builders.commit()
    return plan_of(solve(app, run))


@pytest.fixture
def begun(app, camp):
    """The second day of the camp, before its first block; a plan is in force."""
    first = planned(app, camp, "most_wishes")
    publish(first, from_date=camp.start)
    builders.commit()
    app.config["FIXED_NOW"] = datetime.combine(camp.end, time(5), UTC)
    return first


def test_what_is_called_off_today_and_who_went_home_are_planned_around_and_told_to_whom_it_concerns(
    app, camp, begun, browser
):
    film, climbing = db.session.query(Activity).order_by(Activity.name).all()
    third, fourth = camp.blocks[2:]
    gone = camp.mentors[0]
    path = f"/camp-plan/{camp.id}/changes"

    climbing.length = 2
    browser.post(f"{path}/call-off", data={"activity": film.id, "blocks": [third.id]})
    browser.post(f"{path}/call-off", data={"activity": climbing.id, "blocks": [fourth.id]})
    page = html.unescape(
        browser.post(
            f"{path}/home", data={"who": f"m{gone.mentor_id}", "block": third.id}, follow_redirects=True
        ).text
    )
    second = planned(app, camp, "least_change")
    rows = {(run.activity_id, run.block_id) for run in runs_in(second) if run.block.date == camp.end}
    proposal = html.unescape(browser.get(f"/plans/{second.id}").text)
    desk = browser.get(f"/camp-plan/{camp.id}").text
    publish(second, from_date=camp.end)

    assert "Klatring" in page
    assert 'value="least_change" checked' in desk
    assert rows == {(film.id, fourth.id)}
    assert _on(camp.start, second) == _on(camp.start, begun)
    assert f"m{gone.mentor_id}" not in {who for *_where, who in _on(camp.end, second)}
    assert "What changes against the plan in force" in proposal
    assert plan_in_force(camp.frame, WING) == second


def test_once_the_first_block_of_today_has_begun_a_plan_changes_tomorrow_at_the_earliest(app, camp, begun, browser):
    app.config["FIXED_NOW"] = datetime.combine(camp.end, time(10), UTC)

    page = html.unescape(
        browser.post(f"/camp-plan/{camp.id}/run", data={"preset": "least_change", "seconds": 5}).text
    )

    assert "The camp is over." in page


def test_what_was_called_off_may_take_place_again_and_what_leaves_nothing_is_refused(camp, begun, browser):
    path, film = f"/camp-plan/{camp.id}/changes", db.session.query(Activity).filter_by(name="Film").one()
    browser.post(f"{path}/call-off", data={"activity": film.id, "blocks": [camp.blocks[2].id]})
    there = closures_at(camp)
    camp.mentors[0].blocks = [camp.blocks[2].id]

    nothing = browser.post(f"{path}/call-off", data={"activity": film.id})
    away = browser.post(f"{path}/home", data={"who": f"m{camp.mentors[0].mentor_id}", "block": camp.blocks[2].id})
    browser.post(f"{path}/open/{there[0].id}")

    assert nothing.status_code == away.status_code == 422
    assert "would be there at no time" in html.unescape(away.text)
    assert (len(there), closures_at(camp)) == (1, [])


def _on(day, plan):
    """(activity, block, person) of a plan on a day."""
    return {
        (run.activity_id, run.block_id, f"{kind}{who.id}")
        for run in runs_in(plan)
        if run.block.date == day
        for kind, people in (("p", run.pupils), ("m", run.mentors))
        for who in people
    }
