"""The page on which wishes are ranked, the same for a pupil, a guardian and staff.

Each button is a form of its own that is kept at once, so the page needs no script. Where scripts run, wishes are
dragged too; then the whole order is sent.
"""

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp.actions import wishes
from mentoring.camp.forms_of_pupils import FriendForm
from mentoring.camp.models import Activity
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.core.refusal import Refusal

Answer = str | tuple[str, int] | Response


def wish_page(camp_pupil: CampPupil, *, here: str, back: str, back_title: str, own_link: str = "") -> Answer:
    """Show the page, or do what its button or its form says and come back to it; `own_link` is the pupil's own."""
    form = FriendForm()
    if "deed" not in request.form and form.carries_out(lambda: wishes.name_friend(camp_pupil, name=form.name.data)):
        flash(_("Noted. It counts when you have both named each other."), "success")
        return redirect(f"{here}#friends", 303)
    if "deed" in request.form:
        return _done(camp_pupil, here)
    page = render_template(
        "camp/wishes.html",
        one=camp_pupil,
        camp=camp_pupil.camp,
        choices=wishes.choices_for(camp_pupil),
        excluded={row.activity_id for row in camp_pupil.exclusions},
        is_open=wishes.is_open(camp_pupil.camp),
        most=len(camp_pupil.camp.rank_points),
        form=form,
        here=here,
        back_url=back,
        back_title=back_title,
        own_link=own_link,
    )
    return page, 422 if form.has_errors() else 200


def _done(camp_pupil: CampPupil, here: str) -> Answer:
    try:
        flash(_do(camp_pupil, request.form["deed"]), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(f"{here}#wishes", 303)


def _do(camp_pupil: CampPupil, deed: str) -> str:
    name, _colon, number = deed.partition(":")
    if name == "order":
        wishes.rank(camp_pupil, [int(one) for one in request.form.getlist("wish") if one.isdecimal()])
        return str(_("Your wishes are kept in this order."))
    if name == "unfriend":
        friend = next((one for one in camp_pupil.friends if str(one.id) == number), None) or abort(404)
        wishes.remove_friend(camp_pupil, friend)
        return str(_("%(name)s is taken off.", name=friend.name))
    found = [one for one in wishes.choices_for(camp_pupil) if str(one.id) == number]
    activity = found[0] if found else abort(404)
    _DEEDS.get(name, _unknown)(camp_pupil, activity)
    return _said(camp_pupil, activity)


def _unknown(_one: CampPupil, _activity: Activity) -> None:
    abort(400)


_DEEDS = {
    "add": wishes.wish,
    "off": wishes.unwish,
    "up": lambda one, activity: wishes.move(one, activity, by=-1),
    "down": lambda one, activity: wishes.move(one, activity, by=1),
    "never": wishes.exclude,
    "may": wishes.include,
}


def _said(camp_pupil: CampPupil, activity: Activity) -> str:
    """Where the activity stands now."""
    rank = next((one.rank for one in camp_pupil.wishes if one.activity_id == activity.id), None)
    if rank is not None:
        return str(_("%(name)s is wish number %(rank)s.", name=activity.name, rank=rank))
    if any(one.activity_id == activity.id for one in camp_pupil.exclusions):
        return str(_("%(name)s: no, rather not. Noted.", name=activity.name))
    return str(_("%(name)s is no wish.", name=activity.name))
