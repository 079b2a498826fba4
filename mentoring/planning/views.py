"""Runs and plans of any wing: progress, stop, downloads, a plan's page, publish, discard, versions."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from mentoring.accounts.models import Account
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning import actions
from mentoring.planning.forms import PublishForm
from mentoring.planning.models import PROPOSAL, Plan, Run
from mentoring.planning.planners import planner_of
from mentoring.planning.progress import progress_lines
from mentoring.planning.queries import (
    first_date,
    plan_in_force,
    plan_of,
    plan_seen_by,
    published_versions,
    run_seen_by,
    term_at_hand,
)
from mentoring.programme.models import Term

pages = Blueprint("planning", __name__)


def _run(run_id: int) -> Run:
    return run_seen_by(viewer(), run_id) or abort(404)


def _plan(plan_id: int) -> Plan:
    return plan_seen_by(viewer(), plan_id) or abort(404)


@pages.get("/runs/<int:run_id>")
@needs("plan.see")
def run(run_id: int) -> str:
    """How a run goes, or how it ended."""
    return render_template("planning/run.html", **_run_shown(_run(run_id)))


@pages.get("/runs/<int:run_id>/status")
@needs("plan.see")
def status(run_id: int) -> str:
    """The changing part of a run's page, asked for each second."""
    return render_template("planning/_status.html", **_run_shown(_run(run_id)))


def _run_shown(run_: Run) -> dict[str, Any]:
    planner = planner_of(run_.wing)
    return {
        "run": run_,
        "plan": plan_of(run_),
        "goals": progress_lines(run_, planner.goals()),
        "phase": planner.phase(run_.progress.get("phase", "")),
        "reasons": planner.describe(run_) if run_.outcome else [],
        "desk": url_for(planner.index),
        "asked_by": db.session.get(Account, run_.requested_by_id) if run_.requested_by_id else None,
    }


@pages.post("/runs/<int:run_id>/stop")
@needs("run.start")
def stop(run_id: int) -> BaseResponse:
    """Stop and keep the best plan so far."""
    found = _run(run_id)
    if found.is_going:
        actions.wish_stop(found)
        flash(_("The run is asked to stop; the best plan so far is kept."), "success")
    return redirect(url_for("planning.run", run_id=run_id), 303)


@pages.get("/runs/<int:run_id>/problem.json")
@needs("plan.see")
def problem_file(run_id: int) -> Response:
    """The problem file of a run; it names nobody."""
    return _download(_run(run_id), "problem")


@pages.get("/runs/<int:run_id>/plan.json")
@needs("plan.see")
def plan_file(run_id: int) -> Response:
    """The plan file of a run; it names nobody."""
    return _download(_run(run_id), "plan")


def _download(of: Run, what: str) -> Response:
    """Ids stand for people who can be found by them here, so that it was taken out is written down."""
    content = of.problem if what == "problem" else of.plan_file
    if not content:
        abort(404)
    audit.record("export.made", subject=f"run:{of.id}", what=f"run.{what}")
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="mentorplan-run-{of.id}-{what}.json"'
    return answer


@pages.get("/runs/<int:run_id>/log")
@needs("plan.see")
def log(run_id: int) -> str:
    """What a run did, line by line, with the fault if there was one."""
    return render_template("planning/log.html", run=_run(run_id))


@pages.get("/plans/")
@needs("plan.see")
def versions() -> str:
    """Every published plan of the term at hand."""
    term = term_at_hand(viewer().programme_id)
    wing = "weekly"
    found = published_versions(term.id, wing) if term else []
    authors = {
        plan.published_by_id: db.session.get(Account, plan.published_by_id) for plan in found if plan.published_by_id
    }
    return render_template(
        "planning/versions.html", term=term, plans=found, authors=authors, desk=url_for(planner_of(wing).index)
    )


@pages.get("/plans/<int:plan_id>")
@needs("plan.see")
def plan(plan_id: int) -> str:
    """A proposal, or a published plan."""
    found = _plan(plan_id)
    template, shown = planner_of(found.wing).page(found)
    return render_template(template, plan=found, desk=url_for(planner_of(found.wing).index), **shown)


@pages.get("/plans/<int:plan_id>/publish")
@needs("plan.publish")
def confirm(plan_id: int) -> str | BaseResponse:
    """Ask from which date on; say beforehand what stands in the way."""
    found = _plan(plan_id)
    if found.status != PROPOSAL:
        return redirect(url_for("planning.plan", plan_id=plan_id))
    term = db.session.get_one(Term, found.term_id)
    return _confirm(found, PublishForm(from_date=first_date(term)))


def _confirm(found: Plan, form: PublishForm) -> str:
    term = db.session.get_one(Term, found.term_id)
    on = form.from_date.data or first_date(term)
    return render_template(
        "planning/publish.html",
        plan=found,
        form=form,
        term=term,
        first=actions.earliest_date(term),
        in_force=plan_in_force(found.term_id, found.wing),
        against=actions.reasons_against(found, from_date=on) if on and request.method != "POST" else [],
        desk=url_for(planner_of(found.wing).index),
    )


@pages.post("/plans/<int:plan_id>/publish")
@needs("plan.publish")
def publish(plan_id: int) -> str | BaseResponse | tuple[str, int]:
    """Make it the plan in force."""
    found, form = _plan(plan_id), PublishForm()
    if not form.validate_on_submit():
        return _confirm(found, form), 422
    try:
        done = actions.publish(found, from_date=form.from_date.data, note=form.note.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return _confirm(found, form), 422
    told = [_("The plan is published."), *done.sentences] if done.is_new else [_("The plan was published already.")]
    flash(" ".join(told), "success")
    return redirect(url_for("planning.plan", plan_id=plan_id), 303)


@pages.post("/plans/<int:plan_id>/discard")
@needs("plan.publish")
def discard(plan_id: int) -> BaseResponse:
    """Lay a proposal aside."""
    found = _plan(plan_id)
    try:
        actions.discard(found)
    except Refusal as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("planning.plan", plan_id=plan_id), 303)
    flash(_("The proposal is discarded. Its run and files are kept."), "success")
    return redirect(url_for(planner_of(found.wing).index), 303)
