"""The page of what the camp must know, for those who lead it."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from mentoring.camp import health, queries
from mentoring.camp.forms_of_pupils import SWIMMING
from mentoring.camp.queries_of_pupils import who_goes
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.registration.queries import by_name

pages = Blueprint("camp_health", __name__, url_prefix="/camp")


@pages.get("/<int:camp_id>/health")
@needs("camp.health")
def index(camp_id: int) -> str | tuple[str, int] | Response:
    """What guardians have told; each look is noted."""
    camp = queries.camp(viewer(), camp_id) or abort(404)
    if not health.leads(viewer(), camp):
        return render_template("camp/leaders_only.html", camp=camp), 403
    told = health.seen_by(viewer(), camp, why="leaders")
    coming = {one.pupil_id: one for one in who_goes(camp)}
    rows = [coming[pupil.id] for pupil in by_name([one.pupil for one in coming.values()])]
    return render_template(
        "camp/health.html", camp=camp, rows=rows, told=told, swimming=SWIMMING, is_over=camp.end < today()
    )
