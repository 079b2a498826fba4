"""The board on which a proposal is mended: seen, changed, undone, copied. What is on it, the wing says."""

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.planning import mending
from mentoring.planning.board import Answer, Said, answer, asked, chosen, reason, shown, stamp
from mentoring.planning.menders import can_be_mended, mender_of
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.planning.overrides import told_since
from mentoring.planning.queries import plan_seen_by

pages = Blueprint("mending", __name__, url_prefix="/plans")


def _plan(plan_id: int) -> Plan:
    found = plan_seen_by(viewer(), plan_id)
    return found if found and can_be_mended(found.wing) else abort(404)


@pages.get("/<int:plan_id>/board")
@needs("plan.see")
def board(plan_id: int) -> Answer:
    """The board; of a plan that is no proposal, the plan's page, where a copy can be made."""
    found = _plan(plan_id)
    if found.status != PROPOSAL:
        return redirect(url_for("planning.plan", plan_id=plan_id))
    return shown(found)


@pages.get("/<int:plan_id>/board/news")
@needs("plan.see")
def news(plan_id: int) -> Answer:
    """The board if something on it has changed since `stamp`, told by whom; 204 if not. Asked every few seconds."""
    found = _plan(plan_id)
    seen = request.args.get("stamp", "")
    if seen == stamp(found):
        return make_response("", 204)
    if found.status != PROPOSAL:
        return shown(found, Said(_("This plan is no proposal any more.")))
    revision = seen.partition(".")[0]
    since = int(revision) if revision.isdecimal() else found.revision
    return shown(found, Said(meanwhile=told_since(found, since)))


@pages.get("/<int:plan_id>/board/outlook")
@needs("plan.see")
def outlook(plan_id: int) -> Response:
    """Where what is being dragged could go; asked once, when a drag begins."""
    found = _plan(plan_id)
    return jsonify(mender_of(found.wing).outlook(found, chosen()))


@pages.post("/<int:plan_id>/mend")
@needs("plan.mend")
def mend(plan_id: int) -> Answer:
    """Make a change by hand."""
    found = _plan(plan_id)
    return answer(found, lambda seen: mending.mend(found, **seen, asked=asked(), reason=reason()))


@pages.post("/<int:plan_id>/accept")
@needs("plan.mend")
def accept(plan_id: int) -> Answer:
    """Depart from a rule of the house that the plan breaks as it is."""
    found, about = _plan(plan_id), asked()
    rule = about.pop("rule", "")
    return answer(found, lambda seen: mending.accept(found, **seen, rule=rule, about=about, reason=reason()))


@pages.post("/<int:plan_id>/undo")
@needs("plan.mend")
def undo(plan_id: int) -> Answer:
    """Take back the last mend."""
    found = _plan(plan_id)
    return answer(found, lambda seen: mending.undo(found, **seen))


@pages.post("/<int:plan_id>/redo")
@needs("plan.mend")
def redo(plan_id: int) -> Answer:
    """Make the mend again that was undone last."""
    found = _plan(plan_id)
    return answer(found, lambda seen: mending.redo(found, **seen))


@pages.post("/<int:plan_id>/copy")
@needs("plan.mend")
def copy(plan_id: int) -> Response:
    """A new proposal with the same rows, to be mended."""
    made = mending.copy_to_mend(_plan(plan_id))
    flash(_("This is a copy. Nothing changes for anybody before you publish it."), "success")
    return redirect(url_for("mending.board", plan_id=made.id), 303)
