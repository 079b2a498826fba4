"""Runs of any wing: how one goes, live; stop, repeat."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from mentoring.accounts.models import Account
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning import actions
from mentoring.planning.models import ADVICE, Run
from mentoring.planning.planners import adviser_of, planner_of
from mentoring.planning.progress import progress_lines
from mentoring.planning.queries import plan_of, repetitions_of, run_seen_by
from mentoring.planning.repeating import repetition
from mentoring.planning.shown import desk_of
from mentoring.planning.stream import streamed
from mentoring.planning.views import pages


def _run(run_id: int) -> Run:
    return run_seen_by(viewer(), run_id) or abort(404)


@pages.get("/runs/<int:run_id>")
@needs("plan.see")
def run(run_id: int) -> str | BaseResponse:
    """How a run goes, or how it ended; advice has a page of its own."""
    found = _run(run_id)
    if found.deed == ADVICE:
        return redirect(url_for(adviser_of(found.wing).advice_page, run_id=run_id))
    asked_by = db.session.get(Account, found.requested_by_id) if found.requested_by_id else None
    return render_template("planning/run.html", **_shown(found), asked_by=asked_by, again=repetitions_of(found))


@pages.get("/runs/<int:run_id>/status")
@needs("plan.see")
def status(run_id: int) -> str:
    """The changing part of a run's page, for scripts that cannot listen to `events`."""
    return render_template("planning/_status.html", **_shown(_run(run_id)))


@pages.get("/runs/<int:run_id>/events")
@needs("plan.see")
def events(run_id: int) -> Response:
    """The changing part as server-sent events, until the run ends."""
    _run(run_id)

    def look() -> tuple[str, bool]:
        found = _run(run_id)
        return render_template("planning/_status.html", **_shown(found)), not found.is_going

    return streamed(look)


def _shown(found: Run) -> dict[str, Any]:
    planner = planner_of(found.wing)
    return {
        "run": found,
        "plan": plan_of(found),
        "goals": progress_lines(found, planner.goals()),
        "phase": planner.phase(found.progress.get("phase", "")),
        "reasons": planner.describe(found) if found.outcome else [],
        "repetition": repetition(found),
        "presets": planner.presets(),
        **desk_of(found),
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


@pages.post("/runs/<int:run_id>/repeat")
@needs("run.start")
def repeat(run_id: int) -> BaseResponse:
    """Do the same once more, and see whether the same comes out."""
    try:
        again = actions.repeat_run(_run(run_id))
    except Refusal as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("planning.run", run_id=run_id), 303)
    return redirect(url_for("planning.run", run_id=again.id), 303)
