"""Advice on a plan, and several runs side by side."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.refusal import Refusal
from mentoring.matching.advice import advice_of
from mentoring.matching.planner import WING
from mentoring.matching.sentences import preset_names
from mentoring.matching.side_by_side import side_by_side
from mentoring.matching.views import pages
from mentoring.planning.actions import advice_seconds, ask_advice
from mentoring.planning.models import ADVICE
from mentoring.planning.planners import planner_of
from mentoring.planning.queries import plan_in_force, plan_seen_by, proposals, run_seen_by, runs_of, term_at_hand

#: more runs than this do not fit beside one another
MOST_RUNS = 4


@pages.get("/compare")
@needs("plan.see")
def compare() -> str | Response:
    """The runs that the address names (`run`, several times), beside one another."""
    numbers = list(dict.fromkeys(request.args.getlist("run", type=int)))
    runs = [run_seen_by(viewer(), number) or abort(404) for number in numbers[:MOST_RUNS]]
    if len(runs) < 2:
        flash(_("Choose at least two runs to compare."), "warning")
        return redirect(url_for("matching.index"))
    compared = side_by_side(sorted(runs, key=lambda run: run.id))
    return render_template("matching/compare.html", compared=compared, presets=preset_names())


@pages.get("/advice")
@needs("plan.see")
def advice() -> str:
    """The advice there is, and on which plan it may be asked for."""
    term = term_at_hand(viewer().programme_id)
    if term is None:
        return render_template("matching/no_term.html")
    current = plan_in_force(term.frame, WING)
    plans = [*([current] if current else []), *proposals(term.frame, WING)[:1]]
    found = runs_of(term.frame, WING, deed=ADVICE)
    return render_template("matching/advice_front.html", plans=plans, runs=found, seconds=advice_seconds())


@pages.post("/advice")
@needs("run.start")
def ask() -> Response:
    """Ask for advice on a plan, and show how it goes."""
    plan = plan_seen_by(viewer(), request.form.get("plan", 0, type=int))
    if plan is None:
        flash(_("Choose the plan that is to be advised on."), "warning")
        return redirect(url_for("matching.advice"), 303)
    try:
        run = ask_advice(plan, seconds=advice_seconds())
    except Refusal as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("matching.advice"), 303)
    return redirect(url_for("matching.advised", run_id=run.id), 303)


@pages.get("/advice/<int:run_id>")
@needs("plan.see")
def advised(run_id: int) -> str | Response:
    """What was found, to be printed for a meeting; while it is looked for, how far it is."""
    run = run_seen_by(viewer(), run_id) or abort(404)
    if run.deed != ADVICE:
        return redirect(url_for("planning.run", run_id=run_id))
    planner = planner_of(run.wing)
    phase = planner.phase(run.progress.get("phase", ""))
    reasons = planner.describe(run) if run.outcome else []
    return render_template(
        "matching/advice.html", run=run, phase=phase, reasons=reasons, found=None if run.is_going else advice_of(run)
    )
