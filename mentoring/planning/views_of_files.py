"""Problem and plan files of runs and plans, and the log of a run, to be taken out and checked elsewhere."""

from flask import Response, abort, make_response, render_template

from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import planner_of
from mentoring.planning.queries import plan_seen_by, run_seen_by
from mentoring.planning.views_of_runs import pages


def _run(run_id: int) -> Run:
    return run_seen_by(viewer(), run_id) or abort(404)


@pages.get("/runs/<int:run_id>/problem.json")
@needs("plan.see")
def problem_file(run_id: int) -> Response:
    """The problem file of a run; it names nobody."""
    return _of_run(_run(run_id), "problem")


@pages.get("/runs/<int:run_id>/plan.json")
@needs("plan.see")
def plan_file(run_id: int) -> Response:
    """The plan file of a run; it names nobody."""
    return _of_run(_run(run_id), "plan")


@pages.get("/runs/<int:run_id>/log")
@needs("plan.see")
def log(run_id: int) -> str:
    """What a run did, line by line, with the fault if there was one."""
    return render_template("planning/log.html", run=_run(run_id))


@pages.get("/runs/<int:run_id>/log.txt")
@needs("plan.see")
def log_file(run_id: int) -> Response:
    """The log as a file; a fault in it may quote data, so that it was taken out is written down."""
    found = _run(run_id)
    audit.record("export.made", subject=f"run:{run_id}", what="run.log")
    return _attached(found.log, f"mentorplan-run-{run_id}-log.txt", "text/plain; charset=utf-8")


@pages.get("/plans/<int:plan_id>/problem.json")
@needs("plan.see")
def problem_of_plan(plan_id: int) -> Response:
    """The problem file by which the figures of a plan can be counted again; it names nobody."""
    return _of_plan(plan_seen_by(viewer(), plan_id) or abort(404), "problem")


@pages.get("/plans/<int:plan_id>/plan.json")
@needs("plan.see")
def file_of_plan(plan_id: int) -> Response:
    """The plan file of a plan, with what was departed from by hand; it names nobody."""
    return _of_plan(plan_seen_by(viewer(), plan_id) or abort(404), "plan")


def _of_run(of: Run, what: str) -> Response:
    return _taken_out("run", of.id, what, of.problem if what == "problem" else of.plan_file)


def _of_plan(of: Plan, what: str) -> Response:
    problem, plan_file = planner_of(of.wing).files(of)
    return _taken_out("plan", of.id, what, problem if what == "problem" else plan_file)


def _taken_out(kind: str, number: int, what: str, content: str) -> Response:
    """Ids stand for people who can be found by them here, so that it was taken out is written down."""
    if not content:
        abort(404)
    audit.record("export.made", subject=f"{kind}:{number}", what=f"{kind}.{what}")
    return _attached(content, f"mentorplan-{kind}-{number}-{what}.json", "application/json")


def _attached(content: str, name: str, kind: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
