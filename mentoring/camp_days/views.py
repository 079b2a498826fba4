"""Pages of a published camp for those who are signed in: whose day looks how, and the kitchen list."""

from flask import Blueprint, abort, render_template

from mentoring.camp import health, queries
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import PLACE
from mentoring.camp.queries_of_pupils import camp_pupil_of, camp_pupils_seen_by
from mentoring.camp_days.days import days_of_all, days_of_mentor, days_of_pupil
from mentoring.camp_days.kitchen import kitchen_of
from mentoring.camp_days.published import mentors_there, published_runs
from mentoring.camp_desk.planner import WING
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.planning.queries import plan_in_force
from mentoring.registration.queries import by_name, mentor_seen_by, pupil_seen_by

pages = Blueprint("camp_days", __name__)


def _camp(camp_id: int) -> Camp:
    return queries.camp(viewer(), camp_id) or abort(404)


@pages.get("/camp/<int:camp_id>/days")
@needs("camp.enrol")
def index(camp_id: int) -> str:
    """Whose days there are, as far as the viewer may see, and the lists."""
    camp = _camp(camp_id)
    seen = [one.pupil for one in camp_pupils_seen_by(viewer(), camp) if one.status == PLACE]
    mentors = [one.mentor for one in mentors_there(camp)] if viewer().is_staff else []
    return render_template(
        "camp_days/index.html",
        camp=camp,
        plan=plan_in_force(camp.frame, WING),
        pupils=by_name(seen),
        mentors=by_name(mentors),
        leads=health.leads(viewer(), camp),
    )


@pages.get("/camp/<int:camp_id>/days/pupils/<int:pupil_id>")
@needs("camp.enrol")
def pupil(camp_id: int, pupil_id: int) -> str:
    """One pupil's days."""
    camp, found = _camp(camp_id), pupil_seen_by(viewer(), pupil_id) or abort(404)
    one = camp_pupil_of(camp, found) or abort(404)
    audit.record("pupil.seen", subject=f"pupil:{found.id}", pupil=found.id)
    days = days_of_pupil(one, published_runs(camp))
    return render_template("camp_days/person.html", camp=camp, person=found, days=days, is_mentor=False)


@pages.get("/camp/<int:camp_id>/days/mentors/<int:mentor_id>")
@needs("mentor.see")
def mentor(camp_id: int, mentor_id: int) -> str:
    """One mentor's days."""
    camp, found = _camp(camp_id), mentor_seen_by(viewer(), mentor_id) or abort(404)
    audit.record("mentor.seen", subject=f"mentor:{found.id}", mentor=found.id)
    days = days_of_mentor(camp, found, published_runs(camp))
    return render_template("camp_days/person.html", camp=camp, person=found, days=days, is_mentor=True)


@pages.get("/camp/<int:camp_id>/days/all")
@needs("plan.see")
def everybody(camp_id: int) -> str:
    """The days of all pupils, to be printed and handed out; that it was taken out is written down."""
    camp = _camp(camp_id)
    audit.record("export.made", subject=f"camp:{camp.id}", what="camp.days")
    found = {one.pupil_id: (one, days) for one, days in days_of_all(camp)}
    rows = [found[pupil.id] for pupil in by_name([one.pupil for one, _days in found.values()])]
    return render_template("camp_days/everybody.html", camp=camp, rows=rows)


@pages.get("/camp/<int:camp_id>/kitchen")
@needs("camp.health")
def kitchen(camp_id: int) -> str | tuple[str, int]:
    """What the kitchen must know, for who leads the camp; each look is noted. Nothing is left after the camp."""
    camp = _camp(camp_id)
    if not health.leads(viewer(), camp):
        return render_template("camp/leaders_only.html", camp=camp), 403
    return render_template(
        "camp_days/kitchen.html", camp=camp, is_over=camp.end < today(), list=kitchen_of(viewer(), camp)
    )


@pages.get("/me/camp/<int:camp_id>")
@needs("mentor.self")
def mine(camp_id: int) -> str:
    """A mentor's own days, with whom it meets by given name and one letter."""
    camp = _camp(camp_id)
    own = mentor_seen_by(viewer(), viewer().mentor_id or 0) or abort(404)
    days = days_of_mentor(camp, own, published_runs(camp))
    return render_template("camp_days/mine.html", camp=camp, days=days)
