"""Versions of a plan: two side by side, and one before taken back."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.numbers import row_number
from mentoring.core.refusal import Refusal
from mentoring.planning.menders import can_be_mended
from mentoring.planning.models import Plan
from mentoring.planning.publishing import take_back as make_proposal
from mentoring.planning.queries import plan_seen_by, published_versions
from mentoring.planning.shown import changes_of, desk_of
from mentoring.planning.views import pages


@pages.get("/plans/compare")
@needs("plan.see")
def compare() -> str | Response:
    """Two plans of one frame side by side: what the one changed against the other. Which two is asked on the list."""
    if not request.args:
        return redirect(url_for("planning.versions"))
    before, after = (_asked(name) for name in ("before", "after"))
    if (before.frame, before.wing) != (after.frame, after.wing):
        abort(404)
    return render_template(
        "planning/compare.html",
        before=before,
        after=after,
        versions=published_versions(after.frame, after.wing),
        **desk_of(after),
        **changes_of(after, before),
    )


def _asked(name: str) -> Plan:
    number = request.args.get(name, type=row_number)
    return (plan_seen_by(viewer(), number) if number else None) or abort(404)


@pages.post("/plans/<int:plan_id>/take-back")
@needs("plan.publish")
def take_back(plan_id: int) -> Response:
    """Make a proposal of a version before, and show what publishing it would change."""
    found = plan_seen_by(viewer(), plan_id)
    if found is None or not can_be_mended(found.wing):
        abort(404)
    try:
        made = make_proposal(found)
    except Refusal as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("planning.plan", plan_id=plan_id), 303)
    return redirect(url_for("planning.plan", plan_id=made.id), 303)
