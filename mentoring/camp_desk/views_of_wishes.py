"""How the wishes came out, for staff: all pupils, the worst off first; one pupil, why not, what would have to be
different."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from mentoring.camp_desk.judge import WING, as_told
from mentoring.camp_desk.mender import names_of
from mentoring.camp_desk.outcome import outcome_of
from mentoring.camp_desk.queries import camp_of
from mentoring.camp_desk.reasons import answers_told, wishes_told
from mentoring.camp_desk.views import pages
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.planning.queries import plan_seen_by
from mentoring.registration.queries import pupil_seen_by

Answer = str | Response


def _plan(plan_id: int) -> Plan:
    found = plan_seen_by(viewer(), plan_id)
    return found if found and found.wing == WING else abort(404)


@pages.get("/plans/<int:camp_plan_id>/wishes")
@needs("plan.see")
def wishes(camp_plan_id: int) -> Answer:
    """By place of wish, by school, by grade, and every pupil, the worst off first."""
    plan = _plan(camp_plan_id)
    audit.record("export.made", subject=f"plan:{plan.id}", what="camp.wishes")
    return render_template("camp_desk/wishes.html", plan=plan, camp=camp_of(plan), outcome=outcome_of(plan))


@pages.get("/plans/<int:camp_plan_id>/pupils/<int:pupil_id>")
@needs("plan.see")
def wishes_of_pupil(camp_plan_id: int, pupil_id: int) -> Answer:
    """Each wish of one pupil; with `wish`, what would have to be different for that one is looked for."""
    plan, pupil = _plan(camp_plan_id), pupil_seen_by(viewer(), pupil_id) or abort(404)
    at, names, key = as_told(plan), names_of(plan), f"p{pupil.id}"
    if not at.knows("pupil", key):
        abort(404)
    audit.record("pupil.seen", subject=f"pupil:{pupil.id}", pupil=pupil.id)
    told = wishes_told(at, key, names)
    asked = next((one for one in told if one.activity == request.args.get("wish") and one.is_possible), None)
    return render_template(
        "camp_desk/wishes_of_pupil.html",
        plan=plan,
        camp=camp_of(plan),
        pupil=pupil,
        wishes=told,
        asked=asked,
        answers=answers_told(at, key, asked.activity, names) if asked else [],
        is_open=plan.status == PROPOSAL,
        departs=bool(at.breaches()) if asked else False,
    )
