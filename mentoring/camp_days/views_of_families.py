"""A published camp for families, without sign-in: the days of a child, and its calendar."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.queries_of_pupils import camp_pupil_of, children_of
from mentoring.camp.secret import family_of, pupil_of
from mentoring.camp_days.days import days_of_pupil
from mentoring.camp_days.published import published_runs
from mentoring.core.access import needs
from mentoring.core.limits import limited
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.queries import language_for, subscriptions_in_force
from mentoring.feeds.showing import about_address

pages = Blueprint("camp_family_days", __name__, url_prefix="/camp")


@pages.get("/family/<camp_link>/children/<int:pupil_id>/days")
@needs("public")
def show(camp_link: str, pupil_id: int) -> str:
    """A child's days, and how to have them in one's own calendar."""
    camp, one = _child(camp_link, pupil_id)
    there = subscriptions_in_force(camp.programme_id, "pupil", one.pupil_id)
    return render_template(
        "camp_days/family.html",
        camp=camp,
        one=one,
        link=camp_link,
        days=days_of_pupil(one, published_runs(camp)),
        **(about_address(there[0]) if there else {}),
    )


@pages.post("/family/<camp_link>/children/<int:pupil_id>/calendar")
@needs("public")
@limited("LIMIT_JOIN")
def make_calendar(camp_link: str, pupil_id: int) -> Response:
    """Make the address of the child's calendar, which holds the sessions of the term too."""
    camp, one = _child(camp_link, pupil_id)
    language = language_for("pupil", one.pupil_id)
    open_subscription(camp.programme_id, kind="pupil", owner_id=one.pupil_id, language=language)
    page = url_for("camp_family_days.show", camp_link=camp_link, pupil_id=pupil_id)
    return redirect(f"{page}#calendar", 303)


@pages.get("/mine/<pupil_link>/days")
@needs("public")
def mine(pupil_link: str) -> str | tuple[str, int]:
    """A pupil's own days."""
    one = pupil_of(pupil_link)
    if one is None:
        return render_template("camp/no_link.html"), 410
    days = days_of_pupil(one, published_runs(one.camp))
    return render_template("camp_days/own.html", camp=one.camp, one=one, days=days, link=pupil_link)


def _child(link: str, pupil_id: int) -> tuple[Camp, CampPupil]:
    camp, guardian = family_of(link) or abort(410)
    child = next((one for one in children_of(guardian) if one.id == pupil_id), None) or abort(404)
    return camp, camp_pupil_of(camp, child) or abort(404)
