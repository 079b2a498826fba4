"""Plans of any wing: a plan's page, publish, discard, versions."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from mentoring.accounts.models import Account
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning import publishing
from mentoring.planning.forms import PublishForm
from mentoring.planning.mending import Overtaken
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.planning.overrides import overrides_of, told_since
from mentoring.planning.planners import planner_of
from mentoring.planning.publishing import earliest_date, reasons_against
from mentoring.planning.queries import (
    first_date,
    plan_in_force,
    plan_seen_by,
    published_versions,
    term_at_hand,
    version_before,
)
from mentoring.planning.shown import changes_of, told_of
from mentoring.programme.models import Term

pages = Blueprint("planning", __name__)


def _plan(plan_id: int) -> Plan:
    return plan_seen_by(viewer(), plan_id) or abort(404)


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
    shown |= {"overrides": overrides_of(found), "has_files": found.has_files}
    more = changes_of(found) | told_of(found) if found.status == PROPOSAL else {"before": version_before(found)}
    return render_template(template, plan=found, desk=url_for(planner_of(found.wing).index), **shown, **more)


@pages.get("/plans/<int:plan_id>/publish")
@needs("plan.publish")
def confirm(plan_id: int) -> str | BaseResponse:
    """Ask from which date on; say beforehand what stands in the way."""
    found = _plan(plan_id)
    if found.status != PROPOSAL:
        return redirect(url_for("planning.plan", plan_id=plan_id))
    term = db.session.get_one(Term, found.term_id)
    return _confirm(found, PublishForm(from_date=first_date(term)))


def _confirm(found: Plan, form: PublishForm, meanwhile: Sequence[str] = ()) -> str:
    term, news = db.session.get_one(Term, found.term_id), planner_of(found.wing).news(found)
    on = form.from_date.data or first_date(term)
    form.shows(found, news)
    return render_template(
        "planning/publish.html",
        plan=found,
        form=form,
        term=term,
        first=earliest_date(term),
        in_force=plan_in_force(found.term_id, found.wing),
        against=reasons_against(found, from_date=on) if on and request.method != "POST" else [],
        news=news,
        meanwhile=meanwhile,
        **changes_of(found),
        **told_of(found, on),
        overrides=overrides_of(found),
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
    return redirect(url_for(planner_of(found.wing).index), 303)
