"""Pages of camps: the list, one camp with what is missing, its activities with their pictures, who leads it."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp import actions, queries
from mentoring.camp.actions.camps import may_be_named, staff_accounts
from mentoring.camp.forms import ActivityForm, RemovalForm
from mentoring.camp.forms_of_camp import CampForm, LeaderForm, PictureForm, block_choices
from mentoring.camp.models import Activity, Camp
from mentoring.camp.pictures import MEDIA_TYPE
from mentoring.camp.queries_of_pupils import has_sign_ups
from mentoring.camp.readiness import what_is_missing
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.core.headers import ASKED_EACH_TIME

pages = Blueprint("camp", __name__, url_prefix="/camp")

Answer = str | tuple[str, int] | Response


@pages.get("")
@needs("camp.enrol")
def index() -> str:
    """The camps of the programme."""
    waiting = queries.activities_without_camp(viewer().programme_id) if viewer().programme_id else []
    return render_template("camp/index.html", camps=queries.camps(viewer()), waiting=len(waiting), today=today())


@pages.route("/new", methods=["GET", "POST"])
@needs("camp.edit")
def add_camp() -> Answer:
    """A new camp."""
    programme_id, form = viewer().programme_id, CampForm()
    if programme_id is None:
        abort(404)
    made: list[Camp] = []
    leader = viewer().account_id
    if form.carries_out(lambda: made.append(actions.add_camp(programme_id, facts=form.facts(), leader_id=leader))):
        flash(_("%(name)s is made. What it still needs stands below.", name=form.name.data), "success")
        return redirect(url_for("camp.show", camp_id=made[0].id), 303)
    return _page("camp/edit.html", form, camp=None)


@pages.get("/<int:camp_id>")
@needs("camp.edit")
def show(camp_id: int) -> str:
    """One camp: what there is, and what is missing."""
    camp = _camp(camp_id)
    activities = queries.activities_at(camp)
    return render_template(
        "camp/show.html", camp=camp, activities=activities, missing=what_is_missing(camp, activities)
    )


@pages.route("/<int:camp_id>/edit", methods=["GET", "POST"])
@needs("camp.edit")
def edit_camp(camp_id: int) -> Answer:
    """Change a camp."""
    camp = _camp(camp_id)
    form = CampForm(obj=camp)
    if form.carries_out(lambda: actions.change_camp(camp, facts=form.facts())):
        flash(_("%(name)s is changed.", name=camp.name), "success")
        return redirect(url_for("camp.show", camp_id=camp.id), 303)
    return _page("camp/edit.html", form, camp=camp, may_go=not has_sign_ups(camp))


@pages.route("/<int:camp_id>/remove", methods=["GET", "POST"])
@needs("camp.edit")
def remove_camp(camp_id: int) -> Answer:
    """Ask once more, then take the camp away."""
    camp, form = _camp(camp_id), RemovalForm()
    if form.carries_out(lambda: actions.remove_camp(camp)):
        flash(_("%(name)s is removed.", name=camp.name), "success")
        return redirect(url_for("camp.index"), 303)
    back = url_for("camp.edit_camp", camp_id=camp.id)
    return _page("camp/remove.html", form, name=camp.name, back_url=back)


@pages.get("/activities")
@needs("activity.edit")
def activities_to_come() -> Response:
    """To the activities of the camp to come; before there is one, to the list of camps."""
    programme_id = viewer().programme_id
    camp = queries.camp_to_come(programme_id) if programme_id else None
    return redirect(url_for("camp.activities", camp_id=camp.id) if camp else url_for("camp.index"))


@pages.get("/<int:camp_id>/activities")
@needs("activity.edit")
def activities(camp_id: int) -> str:
    """What there is to do at the camp."""
    camp = _camp(camp_id)
    is_next = queries.camp_to_come(camp.programme_id) is camp
    return render_template("camp/activities.html", camp=camp, activities=queries.activities_at(camp), is_next=is_next)


@pages.route("/<int:camp_id>/activities/new", methods=["GET", "POST"])
@needs("activity.edit")
def add_activity(camp_id: int) -> Answer:
    """A new activity."""
    camp, form = _camp(camp_id), ActivityForm()
    form.blocks.choices = block_choices(camp.blocks)
    if form.carries_out(lambda: actions.add_activity(camp.programme_id, facts=form.facts(), camp=camp)):
        flash(_("%(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("camp.activities", camp_id=camp.id), 303)
    return _show(form, camp, None)


@pages.route("/activities/<int:activity_id>", methods=["GET", "POST"])
@needs("activity.edit")
def edit_activity(activity_id: int) -> Answer:
    """Change an activity."""
    activity = _found(activity_id)
    form = ActivityForm(obj=activity)
    form.blocks.choices = block_choices(activity.camp.blocks) if activity.camp else []
    if form.carries_out(lambda: actions.change_activity(activity, facts=form.facts())):
        flash(_("%(name)s is changed.", name=activity.name), "success")
        return redirect(_home(activity), 303)
    return _show(form, activity.camp, activity)


@pages.route("/activities/<int:activity_id>/remove", methods=["GET", "POST"])
@needs("activity.edit")
def remove_activity(activity_id: int) -> Answer:
    """Ask once more, then take the activity off the list."""
    activity, form = _found(activity_id), RemovalForm()
    home = _home(activity)
    if form.carries_out(lambda: actions.remove_activity(activity)):
        flash(_("%(name)s is removed.", name=activity.name), "success")
        return redirect(home, 303)
    back = url_for("camp.edit_activity", activity_id=activity.id)
    return _page("camp/remove.html", form, name=activity.name, back_url=back)


@pages.route("/activities/<int:activity_id>/picture", methods=["GET", "POST"])
@needs("activity.edit")
def picture_of(activity_id: int) -> Answer:
    """Give an activity a picture."""
    activity = _found(activity_id)
    form = PictureForm(obj=activity.picture)
    if form.carries_out(lambda: actions.give_picture(activity, uploaded=_uploaded(form), alt=form.alt.data)):
        flash(_("The picture is kept."), "success")
        return redirect(url_for("camp.edit_activity", activity_id=activity.id), 303)
    return _page("camp/picture.html", form, activity=activity)


@pages.post("/activities/<int:activity_id>/picture/remove")
@needs("activity.edit")
def remove_picture(activity_id: int) -> Response:
    """Erase an activity's picture."""
    activity = _found(activity_id)
    actions.remove_picture(activity)
    flash(_("The picture is erased."), "success")
    return redirect(url_for("camp.edit_activity", activity_id=activity.id), 303)


@pages.get("/pictures/<picture_name>")
@needs("public")
def picture(picture_name: str) -> Response:
    """A picture, for whoever was shown its random name: families choose by them without an account."""
    found = queries.picture_named(picture_name) or abort(404)
    answer = make_response(found.content)
    answer.mimetype = MEDIA_TYPE
    answer.headers["Cache-Control"] = ASKED_EACH_TIME
    answer.set_etag(found.name)
    return answer


@pages.route("/<int:camp_id>/leaders", methods=["GET", "POST"])
@needs("camp.edit")
def leaders(camp_id: int) -> Answer:
    """Who leads the camp, and with that sees what it knows of health."""
    camp, form = _camp(camp_id), LeaderForm()
    staff = staff_accounts(camp.programme_id)
    leading = [one for one in queries.leaders_of(camp.id) if one.account_id in staff]
    form.account_id.choices = [(id_, row.name or row.email) for id_, row in may_be_named(camp).items()]
    if form.carries_out(lambda: actions.name_leader(camp, account_id=form.account_id.data)):
        flash(_("Noted. All who lead the camp can see it here."), "success")
        return redirect(url_for("camp.leaders", camp_id=camp.id), 303)
    may_name = not leading or viewer().account_id in {one.account_id for one in leading}
    return _page("camp/leaders.html", form, camp=camp, leading=leading, may_name=may_name)


@pages.post("/<int:camp_id>/leaders/<int:account_id>/remove")
@needs("camp.edit")
def remove_leader(camp_id: int, account_id: int) -> Answer:
    """Somebody does not lead the camp any more."""
    camp, form = _camp(camp_id), RemovalForm()
    leader = next((one for one in queries.leaders_of(camp.id) if one.account_id == account_id), None) or abort(404)
    if not form.carries_out(lambda: actions.remove_leader(camp, leader)):
        flash(" ".join(form.form_errors), "error")
    return redirect(url_for("camp.leaders", camp_id=camp.id), 303)


def _uploaded(form: PictureForm) -> bytes | None:
    if not form.picture.data:
        return None
    with form.picture.data.stream as stream:
        content: bytes = stream.read()
    return content or None  # a browser sends an empty file where none was chosen


def _camp(camp_id: int) -> Camp:
    return queries.camp(viewer(), camp_id) or abort(404)


def _found(activity_id: int) -> Activity:
    return queries.activity(viewer(), activity_id) or abort(404)


def _home(activity: Activity) -> str:
    return url_for("camp.activities", camp_id=activity.camp_id) if activity.camp_id else url_for("camp.index")


def _page(template: str, form: CampForm | RemovalForm | PictureForm | LeaderForm, **more: object) -> tuple[str, int]:
    return render_template(template, form=form, **more), 422 if form.has_errors() else 200


def _show(form: ActivityForm, camp: Camp | None, activity: Activity | None) -> tuple[str, int]:
    others = queries.activities(viewer())
    page = render_template(
        "camp/activity.html",
        form=form,
        camp=camp,
        activity=activity,
        home=_home(activity) if activity else url_for("camp.activities", camp_id=camp.id if camp else 0),
        kinds=sorted({other.kind for other in others}),
        qualifications=sorted({other.qualification for other in others if other.qualification}),
    )
    return page, 422 if form.has_errors() else 200
