"""What is done on the board of a camp beside the plan itself: pins, and what a pupil takes no part in."""

from collections.abc import Callable

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp.models import Activity
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.queries import activity as activity_seen_by
from mentoring.camp.queries_of_pupils import camp_pupil_of
from mentoring.camp_desk import pins
from mentoring.camp_desk.deeds import place_of
from mentoring.camp_desk.judge import WING
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.queries import camp_of, pins_at
from mentoring.core.access import needs, viewer
from mentoring.core.refusal import Refusal
from mentoring.planning.board import done_beside
from mentoring.planning.models import Plan
from mentoring.planning.queries import plan_seen_by
from mentoring.registration.queries import pupil_seen_by

pages = Blueprint("camp_board", __name__, url_prefix="/camp-plan/plans")


def _plan(plan_id: int) -> Plan:
    found = plan_seen_by(viewer(), plan_id)
    return found if found and found.wing == WING else abort(404)


def _run(plan: Plan) -> CampRun:
    try:
        place = place_of(request.form.get("run", ""))
    except Refusal:
        abort(400)
    return pins.run_at(plan, place) or abort(400)


def _people(run: CampRun) -> list[str]:
    return [*(f"p{one.id}" for one in run.pupils), *(f"m{one.id}" for one in run.mentors)]


def _pupil(plan: Plan) -> CampPupil:
    number = request.form.get("pupil", "").removeprefix("p")
    pupil = pupil_seen_by(viewer(), int(number)) if number.isdecimal() else None
    return (camp_pupil_of(camp_of(plan), pupil) if pupil else None) or abort(400)


def _activity(plan: Plan) -> Activity:
    number = request.form.get("activity", "").removeprefix("a")
    found = activity_seen_by(viewer(), int(number)) if number.isdecimal() else None
    return found if found and found.camp_id == camp_of(plan).id else abort(400)


def _do(plan: Plan, deed: Callable[[], object], said: str) -> Response:
    return done_beside(plan, deed, said)


@pages.post("/<int:camp_plan_id>/pin")
@needs("plan.mend")
def pin(camp_plan_id: int) -> Response:
    """This person, or everybody, of a run stays there."""
    plan = _plan(camp_plan_id)
    run = _run(plan)
    asked, there = request.form.get("person", ""), _people(run)
    if asked and asked not in there:
        abort(400)
    said = _("Pinned. Every run from now on keeps it.")
    return _do(plan, lambda: pins.pin(run, [asked] if asked else there), said)


@pages.post("/<int:camp_plan_id>/pin-mended")
@needs("plan.mend")
def pin_mended(camp_plan_id: int) -> Response:
    """Pin everybody who was placed by hand."""
    plan = _plan(camp_plan_id)
    said = _("Everybody who was placed by hand is pinned there. Every run from now on keeps it.")
    return _do(plan, lambda: pins.pin_mended(plan), said)


@pages.post("/<int:camp_plan_id>/unpin")
@needs("plan.mend")
def unpin(camp_plan_id: int) -> Response:
    """The pin is taken out."""
    plan = _plan(camp_plan_id)
    number = request.form.get("pin", type=int, default=0)
    found = next((one for one in pins_at(camp_of(plan)) if one.id == number), None) or abort(400)
    return _do(plan, lambda: pins.unpin(found), _("The pin is taken out."))


@pages.post("/<int:camp_plan_id>/ban")
@needs("plan.mend")
def ban(camp_plan_id: int) -> Response:
    """This pupil never takes part in that activity."""
    plan = _plan(camp_plan_id)
    one, activity = _pupil(plan), _activity(plan)
    said = _("%(who)s takes no part in %(what)s from now on.", who=one.pupil.name, what=activity.name)
    return _do(plan, lambda: pins.ban(one, activity.id, pins_at(camp_of(plan))), said)


@pages.post("/<int:camp_plan_id>/unban")
@needs("plan.mend")
def unban(camp_plan_id: int) -> Response:
    """The pupil may take part after all."""
    plan = _plan(camp_plan_id)
    one, activity = _pupil(plan), _activity(plan)
    said = _("%(who)s may take part in %(what)s from now on.", who=one.pupil.name, what=activity.name)
    return _do(plan, lambda: pins.unban(one, activity.id), said)
