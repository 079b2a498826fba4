"""What is done on the board of the week beside the plan itself: pins, bans, *what if* taken over."""

from collections.abc import Callable

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.matching import actions
from mentoring.matching.ids import number_of
from mentoring.matching.mender import place_and_time
from mentoring.matching.queries import ban_of, pin_of, pinnable_in
from mentoring.planning.board import Answer, answer, done_beside, reason
from mentoring.planning.models import Plan
from mentoring.planning.queries import plan_seen_by
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.queries import mentor_seen_by, pupil_seen_by

pages = Blueprint("board", __name__, url_prefix="/plans")


def _plan(plan_id: int) -> Plan:
    return plan_seen_by(viewer(), plan_id) or abort(404)


def _number(name: str) -> int:
    try:
        return number_of(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _pupil() -> Pupil:
    return pupil_seen_by(viewer(), _number("pupil")) or abort(400)


def _mentor() -> Mentor:
    return mentor_seen_by(viewer(), _number("mentor")) or abort(400)


def _slot() -> actions.Slot | None:
    text = request.form.get("slot", "")
    try:
        return place_and_time(text) if text else None
    except ValueError:
        abort(400)


def _do(plan_id: int, deed: Callable[[], object], said: str) -> Response:
    return done_beside(_plan(plan_id), deed, said)


@pages.post("/<int:plan_id>/pin")
@needs("plan.mend")
def pin(plan_id: int) -> Response:
    """This pupil stays with this mentor."""
    _plan(plan_id)
    pupil, mentor, slot = _pupil(), _mentor(), _slot()
    said = _(
        "%(pupil)s is pinned to %(mentor)s. Every run from now on keeps it.", pupil=pupil.name, mentor=mentor.name
    )
    return _do(plan_id, lambda: actions.pin(pupil, mentor, slot), said)


@pages.post("/<int:plan_id>/pin-mended")
@needs("plan.mend")
def pin_mended(plan_id: int) -> Response:
    """Pin everybody who was placed by hand."""
    plan = _plan(plan_id)
    return _do(
        plan_id,
        lambda: [actions.pin(*one) for one in pinnable_in(plan)],
        _("Everybody who was placed by hand is pinned there. Every run from now on keeps it."),
    )


@pages.post("/<int:plan_id>/unpin")
@needs("plan.mend")
def unpin(plan_id: int) -> Response:
    """The pin is taken out."""
    plan = _plan(plan_id)
    found = pin_of(plan.programme_id, request.form.get("pin", type=int, default=0)) or abort(400)
    return _do(plan_id, lambda: actions.unpin(found), _("The pin is taken out."))


@pages.post("/<int:plan_id>/ban")
@needs("plan.mend")
def ban(plan_id: int) -> Response:
    """These two never meet."""
    _plan(plan_id)
    pupil, mentor = _pupil(), _mentor()
    said = _("%(pupil)s never meets %(mentor)s from now on.", pupil=pupil.name, mentor=mentor.name)
    return _do(plan_id, lambda: actions.ban(pupil, mentor), said)


@pages.post("/<int:plan_id>/unban")
@needs("plan.mend")
def unban(plan_id: int) -> Response:
    """They may meet after all."""
    plan = _plan(plan_id)
    found = ban_of(plan.programme_id, _number("pupil"), _number("mentor")) or abort(400)
    return _do(plan_id, lambda: actions.unban(found), _("They may meet from now on."))


@pages.post("/<int:plan_id>/what-if")
@needs("plan.mend")
def what_if(plan_id: int) -> Answer:
    """It is so: the pupil's record is changed, and the place that opens is given."""
    plan = _plan(plan_id)
    pupil = _pupil()
    asked = {name: request.form.get(name, "") for name in ("changes", "out", "into")}
    return answer(plan, lambda seen: actions.take_over_what_if(plan, pupil, **seen, **asked, reason=reason()))
