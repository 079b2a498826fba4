"""Plans of any wing: a plan's page, publish, discard, versions."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from mentoring.accounts.models import Account
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.numbers import row_number
from mentoring.core.refusal import Refusal
from mentoring.planning import publishing
from mentoring.planning.forms import PublishForm
from mentoring.planning.mending import Overtaken
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.planning.overrides import overrides_of, told_since
from mentoring.planning.planners import Planner, planner_of, planners
from mentoring.planning.publishing import reasons_against
from mentoring.planning.queries import plan_in_force, plan_seen_by, published_versions, version_before
from mentoring.planning.shown import changes_of, desk_at, desk_of, told_of

pages = Blueprint("planning", __name__)


def _plan(plan_id: int) -> Plan:
    return plan_seen_by(viewer(), plan_id) or abort(404)


@pages.get("/plans/")
@needs("plan.see")
def versions() -> str:
    """Every published plan of a frame: of that of the plan named by `like`, else of the first that is at hand."""
    planner, frame = _versions_asked()
    found = published_versions(frame, planner.wing) if frame else []
    authors = {
        plan.published_by_id: db.session.get(Account, plan.published_by_id) for plan in found if plan.published_by_id
    }
    return render_template("planning/versions.html", plans=found, authors=authors, **desk_at(planner, frame))


def _versions_asked() -> tuple[Planner, str]:
    like = request.args.get("like", type=row_number)
    if like:
        named = _plan(like)
        return planner_of(named.wing), named.frame
    planner = planners()[0]
    frames = planner.frames(viewer().programme_id or 0)
    return planner, frames[0].frame if frames else ""


@pages.get("/plans/<int:plan_id>")
@needs("plan.see")
def plan(plan_id: int) -> str:
    """A proposal, or a published plan."""
    found = _plan(plan_id)
    template, shown = planner_of(found.wing).page(found)
    shown |= {"overrides": overrides_of(found), "has_files": found.has_files}
    more = changes_of(found) | told_of(found) if found.status == PROPOSAL else {"before": version_before(found)}
    return render_template(template, plan=found, **desk_of(found), **shown, **more)


@pages.get("/plans/<int:plan_id>/publish")
@needs("plan.publish")
def confirm(plan_id: int) -> str | BaseResponse:
    """Ask from which date on; say beforehand what stands in the way."""
    found = _plan(plan_id)
    if found.status != PROPOSAL:
        return redirect(url_for("planning.plan", plan_id=plan_id))
    return _confirm(found, PublishForm(from_date=_usual_date(found)))


def _usual_date(found: Plan) -> date | None:
    planner = planner_of(found.wing)
    return planner.first_date(planner.frame_of(found))


def _confirm(found: Plan, form: PublishForm, meanwhile: Sequence[str] = ()) -> str:
    frame, news = planner_of(found.wing).frame_of(found), planner_of(found.wing).news(found)
    on = form.from_date.data or _usual_date(found)
    form.shows(found, news)
    return render_template(
        "planning/publish.html",
        plan=found,
        form=form,
        is_over=planner_of(found.wing).earliest_date(frame) > frame.end,
        in_force=plan_in_force(found.frame, found.wing),
        against=reasons_against(found, from_date=on) if on and request.method != "POST" else [],
        news=news,
        meanwhile=meanwhile,
        **changes_of(found),
        **told_of(found, on),
        overrides=overrides_of(found),
        **desk_of(found),
    )


@pages.post("/plans/<int:plan_id>/publish")
@needs("plan.publish")
def publish(plan_id: int) -> str | BaseResponse | tuple[str, int]:
    """Make it the plan in force."""
    found, form = _plan(plan_id), PublishForm()
    if not form.validate_on_submit():
        return _confirm(found, form), 422
    try:
        wishes = {"from_date": form.from_date.data, "note": form.note.data or ""}
        done = publishing.publish(found, **wishes, seen=form.seen())
    except Overtaken as refusal:
        form.refuse(refusal)
        return _confirm(found, form, told_since(found, refusal.since)), 409
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
        publishing.discard(found)
    except Refusal as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("planning.plan", plan_id=plan_id), 303)
    flash(_("The proposal is discarded. Its run and files are kept."), "success")
    return redirect(planner_of(found.wing).desk(found.frame), 303)
