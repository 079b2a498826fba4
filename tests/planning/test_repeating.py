"""A run that is repeated gives the same plan, and says so; where it cannot, it says why."""

import json

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning.actions import repeat_run
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import plan_of, repetitions_of
from mentoring.planning.repeating import repetition
from tests import builders, plans


@pytest.fixture
def crowded(app):
    """A programme on which the clock, not a proof, ends the run."""
    return plans.crowded_programme()


def _repeated(app, run):
    again = repeat_run(run)
    builders.commit()
    return plans.solve(app, again)


def test_a_run_that_the_clock_ended_is_repeated_to_the_same_plan(app, crowded):
    run = plans.solve(app, plans.queued_run(crowded, seconds=5, seed=7))

    again = _repeated(app, run)

    assert again.status == "done"
    assert (again.seed, again.seconds, again.preset, again.problem) == (7, 5, "serve_most", run.problem)
    assert repetition(again).is_same is True


def test_a_stopped_run_is_repeated_to_the_same_plan(app, crowded):
    run = plans.queued_run(crowded, seconds=20)
    run.is_stop_wished = True
    builders.commit()
    stopped = plans.solve(app, run)

    again = _repeated(app, stopped)

    assert stopped.status == "stopped"
    assert repetition(again).is_same is True


def test_a_repetition_is_of_the_data_of_then_and_makes_no_proposal(app, crowded):
    run = plans.solve(app, plans.queued_run(crowded))
    builders.pupil(crowded, builders.school())
    builders.commit()

    again = _repeated(app, run)

    assert again.problem == run.problem
    assert plan_of(again) is None
    assert [plan.run_id for plan in db.session.query(Plan)] == [run.id]
    assert repetitions_of(run) == [again]


def test_another_plan_is_said_with_the_versions_that_differ(app, crowded, sign_in):
    run = plans.solve(app, plans.queued_run(crowded))
    again = _repeated(app, run)
    run.plan_file = json.dumps(json.loads(run.plan_file) | {"sessions": []})
    run.versions = run.versions | {"ortools": "9.14"}
    browser = sign_in(builders.staff(crowded))

    page = browser.get(f"/runs/{again.id}").text

    assert "Another plan came out" in page
    assert f"ortools was 9.14 then and is {again.versions['ortools']} now" in page


def test_a_run_from_before_the_clock_was_noted_says_so(app, crowded, sign_in):
    run = plans.solve(app, plans.queued_run(crowded))
    run.decided = None
    builders.commit()
    again = _repeated(app, run)
    again.plan_file = ""

    page = sign_in(builders.staff(crowded)).get(f"/runs/{again.id}").text

    assert "is from before it was noted what the clock decided" in page


def test_two_clicks_on_repeat_make_one_repetition(app, crowded, sign_in):
    run = plans.solve(app, plans.queued_run(crowded))
    browser = sign_in(builders.staff(crowded))

    first, second = (browser.post(f"/runs/{run.id}/repeat") for _ in range(2))

    assert first.location == second.location
    assert db.session.query(Run).filter_by(deed="repeat").count() == 1
    assert [event.details["of"] for event in db.session.query(AuditEvent).filter_by(event="run.repeated")] == [run.id]


def test_a_run_goes_on_beside_a_repetition(app, crowded):
    run = plans.solve(app, plans.queued_run(crowded))
    repeat_run(run)

    other = plans.queued_run(crowded)

    assert other.status == "queued"


def test_a_run_that_is_going_cannot_be_repeated(app, crowded):
    run = plans.queued_run(crowded)

    with pytest.raises(Refusal, match="gjentas"):
        repeat_run(run)
