"""The desk of a camp's plan: what is in force, plan again, and the lists for the camp itself."""

from datetime import date

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mentoring.camp.models import Camp
from mentoring.camp.queries import camp as camp_seen_by
from mentoring.camp.queries import camps
from mentoring.camp_desk.forms import CampRunForm
from mentoring.camp_desk.judge import WING
from mentoring.camp_desk.queries import first_date, mentors_at, pupils_at, runs_in
from mentoring.camp_desk.sentences import LEAST_CHANGE, preset_names
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.refusal import Refusal
from mentoring.planning.actions import start_run
from mentoring.planning.planners import planner_of
from mentoring.planning.queries import going_run, plan_in_force, plan_seen_by, plans_of_runs, proposals, runs_of

pages = Blueprint("camp_desk", __name__, url_prefix="/camp-plan")


def _camp(camp_id: int) -> Camp:
    return camp_seen_by(viewer(), camp_id) or abort(404)


@pages.get("/")
@needs("plan.see")
def index() -> str:
    """The camps of the programme."""
    return render_template("camp_desk/index.html", camps=camps(viewer()))


@pages.get("/<int:camp_id>")
@needs("plan.see")
def desk(camp_id: int) -> str:
    """The desk of one camp."""
    return _desk(_camp(camp_id))


@pages.post("/<int:camp_id>/run")
@needs("run.start")
def run(camp_id: int) -> str | Response | tuple[str, int]:
    """Start a run and show how it goes."""
    camp = _camp(camp_id)
    form = _form(camp)
    if form.validate_on_submit():
        try:
            wishes = {"from_date": form.from_date.data} if form.from_date else {}
            started = start_run(camp, wing=WING, preset=form.preset.data, seconds=form.seconds.data, **wishes)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("planning.run", run_id=started.id), 303)
    return _desk(camp, form), 422


@pages.get("/plans/<int:camp_plan_id>/lists")
@needs("plan.see")
def lists(camp_plan_id: int) -> str:
    """Who is where, run by run, to be printed; that it was taken out is written down."""
    plan = plan_seen_by(viewer(), camp_plan_id)
    if plan is None or plan.wing != WING:
        abort(404)
    audit.record("export.made", subject=f"plan:{plan.id}", what="camp.lists")
    camp: Camp = planner_of(WING).frame_of(plan)
    coming = {one.pupil_id: one for one in pupils_at(camp)}
    return render_template("camp_desk/lists.html", plan=plan, runs=runs_in(plan), coming=coming)


def _days(camp: Camp) -> list[date]:
    """The days from which on the camp may be planned anew; none before a plan is in force."""
    first = first_date(camp) if plan_in_force(camp.frame, WING) else None
    return sorted({block.date for block in camp.blocks if first and block.date >= first})


def _form(camp: Camp) -> CampRunForm:
    is_again = plan_in_force(camp.frame, WING) is not None
    preset = {"preset": LEAST_CHANGE} if is_again else {}
    return CampRunForm(days=_days(camp), is_again=is_again, **preset)


def _desk(camp: Camp, form: CampRunForm | None = None) -> str:
    in_force, runs = plan_in_force(camp.frame, WING), runs_of(camp.frame, WING)
    planner, on = planner_of(WING), first_date(camp)
    return render_template(
        "camp_desk/desk.html",
        camp=camp,
        form=form or _form(camp),
        words=planner.words(),
        in_force=in_force,
        against=planner.faults_of(in_force, on) if in_force and on else [],
        proposals=proposals(camp.frame, WING),
        going=going_run(camp.frame, WING),
        runs=runs,
        plans=plans_of_runs(runs),
        presets=preset_names(),
        pupils=len(pupils_at(camp)),
        mentors=len(mentors_at(camp)),
    )
