"""A run from the click to its end, whatever happens to the worker."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.models import Pin
from mentoring.planning.actions import start_run, wish_stop
from mentoring.planning.models import Run
from mentoring.planning.queries import plan_of
from mentoring.planning.work import reconcile, silence
from tests import builders, plans


@pytest.fixture
def programme(app):
    """A programme with two pupils and two mentors who can meet."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made)
    for _ in range(2):
        builders.pupil(made, school)
        builders.mentor(made)
    builders.commit()
    return made


@pytest.mark.both_databases
def test_a_run_ends_with_a_proposal_that_serves_everybody(app, programme):
    run = plans.solve(app, plans.queued_run(programme))

    assert run.status == "done"
    assert run.finished_at is not None
    assert plan_of(run).status == "proposal"
    assert plan_of(run).values["served"] == 2
    assert plan_of(run).bounds["served"] == 2


def test_a_run_keeps_its_files_versions_and_log(app, programme):
    run = plans.solve(app, plans.queued_run(programme))

    assert json.loads(run.problem)["format"] == "weekly-problem/1"
    assert json.loads(run.plan_file)["problem"] == json.loads(run.problem)["name"]
    assert set(run.versions) == {"python", "ortools", "mentorplan"}
    assert "started, try 1" in run.log


def test_a_second_going_run_is_refused(app, programme):
    plans.queued_run(programme)

    with pytest.raises(Refusal, match="allerede i gang"):
        start_run(programme.terms[0], wing="weekly", preset="best_fit", seconds=5)


@pytest.mark.both_databases
def test_two_clicks_on_run_start_one_run(app, programme, sign_in):
    browser = sign_in(builders.staff(programme))

    first = browser.post("/matching/run", data={"preset": "serve_most", "seconds": "5"})
    second = browser.post("/matching/run", data={"preset": "serve_most", "seconds": "5"})

    assert (first.status_code, second.status_code) == (303, 422)
    assert db.session.query(Run).count() == 1


@pytest.mark.both_databases
def test_the_database_itself_lets_no_second_run_in(app, programme):
    first = plans.queued_run(programme)
    second = Run(programme_id=first.programme_id, term_id=first.term_id, created_at=now())

    db.session.add(second)

    with pytest.raises(Exception, match=r"uq_run_going|UNIQUE"):
        db.session.flush()
    db.session.rollback()


def test_a_run_needs_pupils(app):
    programme = builders.programme()

    with pytest.raises(Refusal, match="ingen elever å koble"):
        start_run(programme.terms[0], wing="weekly", preset="serve_most", seconds=5)


def test_a_message_that_comes_twice_solves_once(app, programme):
    run = plans.solve(app, plans.queued_run(programme))

    again = plans.solve(app, run)

    assert again.tries == 1
    assert again.log.count("started") == 1


def test_stopping_keeps_the_best_plan_so_far(app):
    run = plans.queued_run(plans.crowded_programme(), seconds=600)
    run.is_stop_wished = True
    builders.commit()

    stopped = plans.solve(app, run)

    assert stopped.status == "stopped"
    assert plan_of(stopped).values["served"] > 0


def test_a_run_that_nobody_began_ends_at_once_when_stopped(app, programme):
    run = plans.queued_run(programme)

    wish_stop(run)

    assert run.status == "stopped"
    assert run.outcome == {"key": "stopped_before_start"}


def test_a_fault_is_kept_in_the_log_and_said_in_words(app, programme, sign_in):
    run = plans.queued_run(programme)
    run.problem = '{"format": "weekly-problem/1"}'
    builders.commit()

    failed = plans.solve(app, run)
    page = sign_in(builders.staff(programme, language="en")).get(f"/runs/{failed.id}")

    assert failed.status == "failed"
    assert "Faulty" in failed.log
    assert "Something went wrong in the program" in page.text


def test_pins_that_cannot_hold_are_named(app, programme, sign_in):
    pupil = builders.pupil(programme, builders.school(), given_name="Åse", grade=9)
    mentor = builders.mentor(programme, given_name="Jonas", grade_low=8, grade_high=8)
    db.session.add(Pin(pupil_id=pupil.id, mentor_id=mentor.id))

    run = plans.solve(app, plans.queued_run(programme))
    page = sign_in(builders.staff(programme, language="en")).get(f"/runs/{run.id}")

    assert (run.status, run.outcome["key"]) == ("done", "infeasible")
    assert plan_of(run) is None
    assert "Åse Ås with Jonas Ødegård – the mentor teaches other grades" in page.text


def _left_by_a_dead_worker(programme, tries):
    run = plans.queued_run(programme)
    run.status, run.tries = "running", tries
    run.started_at = run.heartbeat_at = datetime.now(UTC) - silence() - timedelta(seconds=1)
    builders.commit()
    return run


@pytest.mark.both_databases
def test_a_run_whose_worker_died_is_taken_up_again(app, programme):
    run = _left_by_a_dead_worker(programme, tries=1)

    reconcile()
    db.session.expire_all()
    taken_up = run.status
    done = plans.solve(app, run)

    assert taken_up == "queued"
    assert (done.status, done.tries) == ("done", 2)
    assert "no sign of life" in done.log


def test_a_run_whose_worker_died_twice_has_failed(app, programme):
    run = _left_by_a_dead_worker(programme, tries=2)

    reconcile()
    db.session.expire_all()

    assert run.status == "failed"
    assert run.outcome == {"key": "worker_died"}


def test_a_run_with_a_living_worker_is_left_alone(app, programme):
    run = _left_by_a_dead_worker(programme, tries=1)
    run.heartbeat_at = datetime.now(UTC)
    builders.commit()

    reconcile()
    db.session.expire_all()

    assert run.status == "running"


def test_a_worker_that_ends_gives_its_run_back(app):
    run = plans.queued_run(plans.crowded_programme(), seconds=600)
    app.extensions["worker_is_stopping"] = lambda: True

    given_back = plans.solve(app, run)

    assert (given_back.status, given_back.tries) == ("queued", 0)
    assert plan_of(given_back) is None


def test_a_worker_that_lost_its_run_leaves_the_row_alone(app, programme):
    run = _left_by_a_dead_worker(programme, tries=2)
    reconcile()

    late = plans.solve(app, run)

    assert late.status == "failed"
    assert plan_of(late) is None


def test_the_files_name_nobody(app, programme, sign_in):
    builders.pupil(programme, builders.school(), given_name="Gjenkjennelig", family_name="Navnesen")
    run = plans.solve(app, plans.queued_run(programme))
    browser = sign_in(builders.staff(programme))

    problem, plan = (browser.get(f"/runs/{run.id}/{name}.json") for name in ("problem", "plan"))

    for answer in (problem, plan):
        assert answer.content_type == "application/json"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "navnesen" not in (answer.text + answer.headers["Content-Disposition"]).lower()
        assert "gjenkjennelig" not in answer.text.lower()


def test_progress_can_be_followed_without_scripts(app, programme, sign_in):
    run = plans.queued_run(programme)
    run.status, run.heartbeat_at = "running", datetime.now(UTC)
    run.progress = {"phase": "improve", "seconds": 2.0, "goals": {"served": {"value": 1, "bound": 2}}}

    page = sign_in(builders.staff(programme, language="en")).get(f"/runs/{run.id}")

    assert '<meta http-equiv="refresh" content="3">' in page.text
    assert "Makes the plan better" in page.text
    assert "Stop and keep" in page.text


@pytest.mark.parametrize("what", ["problem", "plan"])
def test_who_takes_out_a_file_of_a_run_is_written_down(app, programme, sign_in, what):
    run = plans.solve(app, plans.queued_run(programme))
    browser = sign_in(builders.staff(programme))

    browser.get(f"/runs/{run.id}/{what}.json")

    made = db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == "export.made")).all()
    assert [(event.subject, event.details) for event in made] == [(f"run:{run.id}", {"what": f"run.{what}"})]


def test_a_run_of_another_programme_is_not_there(app, programme, sign_in):
    run = plans.queued_run(programme)
    browser = sign_in(builders.staff(builders.programme()))

    answers = [browser.get(f"/runs/{run.id}{part}").status_code for part in ("", "/status", "/problem.json", "/log")]

    assert answers == [404, 404, 404, 404]
    assert browser.post(f"/runs/{run.id}/stop").status_code == 404
