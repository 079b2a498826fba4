"""Pages of the camp: its activities."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp import actions, queries
from mentoring.camp.forms import ActivityForm, RemovalForm
from mentoring.camp.models import Activity
from mentoring.core.access import needs, viewer

pages = Blueprint("camp", __name__, url_prefix="/camp")

Answer = str | tuple[str, int] | Response


@pages.get("")
@needs("activity.edit")
def index() -> str:
    """The activities of the camp."""
    return render_template("camp/index.html", activities=queries.activities(viewer()))


@pages.route("/activities/new", methods=["GET", "POST"])
@needs("activity.edit")
def add_activity() -> Answer:
    """A new activity."""
    programme_id, form = viewer().programme_id, ActivityForm()
    if programme_id is None:
        abort(404)
    if form.carries_out(lambda: actions.add_activity(programme_id, facts=form.facts())):
        flash(_("%(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("camp.index"))
    return _show(form, None)


@pages.route("/activities/<int:activity_id>", methods=["GET", "POST"])
@needs("activity.edit")
def edit_activity(activity_id: int) -> Answer:
    """Change an activity."""
    activity = _found(activity_id)
    form = ActivityForm(obj=activity)
    if form.carries_out(lambda: actions.change_activity(activity, facts=form.facts())):
        flash(_("%(name)s is changed.", name=activity.name), "success")
        return redirect(url_for("camp.index"))
    return _show(form, activity)


@pages.route("/activities/<int:activity_id>/remove", methods=["GET", "POST"])
@needs("activity.edit")
def remove_activity(activity_id: int) -> Answer:
    """Ask once more, then take the activity off the list."""
    activity = _found(activity_id)
    form = RemovalForm()
    if form.carries_out(lambda: actions.remove_activity(activity)):
        flash(_("%(name)s is removed.", name=activity.name), "success")
        return redirect(url_for("camp.index"))
    return render_template("camp/remove.html", form=form, activity=activity)


def _found(activity_id: int) -> Activity:
    return queries.activity(viewer(), activity_id) or abort(404)


def _show(form: ActivityForm, activity: Activity | None) -> tuple[str, int]:
    others = queries.activities(viewer())
    page = render_template(
        "camp/activity.html",
        form=form,
        activity=activity,
        kinds=sorted({other.kind for other in others}),
        qualifications=sorted({other.qualification for other in others if other.qualification}),
    )
    return page, 422 if form.has_errors() else 200
