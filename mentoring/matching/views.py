"""The desk of the weekly plan: what is in force, who waits, what changed, run again."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.refusal import Refusal
from mentoring.matching.forms import RunForm
from mentoring.matching.news import news_since
from mentoring.matching.planner import WING
from mentoring.matching.queries import pupils_without_place
from mentoring.matching.sentences import preset_names
from mentoring.planning.actions import start_run
from mentoring.planning.planners import planner_of
from mentoring.planning.queries import (
    first_date,
    going_run,
    plan_in_force,
    plans_of_runs,
    proposals,
    runs_of,
    term_at_hand,
)

pages = Blueprint("matching", __name__, url_prefix="/matching")


@pages.get("/")
@needs("plan.see")
def index() -> str:
    """The desk."""
    return _desk()


@pages.post("/run")
@needs("run.start")
def run() -> str | Response | tuple[str, int]:
    """Start a run and show how it goes; while one is going, lead there."""
    form, term = RunForm(), term_at_hand(viewer().programme_id)
    if term is None:
        return _desk(form), 422
    if form.validate_on_submit():
        try:
            wishes = {"preset": form.preset.data, "max_broken_pairs": form.max_broken_pairs.data}
            started = start_run(term, wing=WING, seconds=form.seconds.data, **wishes)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("planning.run", run_id=started.id), 303)
    return _desk(form), 422


def _desk(form: RunForm | None = None) -> str:
    term = term_at_hand(viewer().programme_id)
    if term is None:
        return render_template("matching/no_term.html")
    in_force, runs = plan_in_force(term.frame, WING), runs_of(term.frame, WING)
    on = first_date(term)
    finished = next((one for one in runs if not one.is_going and one.problem), None)
    return render_template(
        "matching/index.html",
        form=form or RunForm(preset="change_little" if in_force else "serve_most"),
        term=term,
        words=planner_of(WING).words(),
        in_force=in_force,
        against=planner_of(WING).faults_of(in_force, on) if in_force and on else [],
        waiting=pupils_without_place(viewer(), in_force),
        proposals=proposals(term.frame, WING),
        going=going_run(term.frame, WING),
        runs=runs,
        plans=plans_of_runs(runs),
        last_run=finished,
        news=news_since(finished) if finished else [],
        presets=preset_names(),
    )
