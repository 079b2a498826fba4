"""Pages about pupils."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme
from mentoring.registration import actions, queries
from mentoring.registration.forms.fields import grade_name
from mentoring.registration.forms.pupils import PupilForm, pupil_form
from mentoring.registration.forms.same_person import Settled, settle
from mentoring.registration.models import Pupil

pages = Blueprint("pupils", __name__, url_prefix="/pupils")
#: rows of one page of the list; more are found by searching
MOST_ROWS = 300


@pages.route("/", methods=["GET", "POST"])
@needs("pupil.see")
def index() -> str:
    """The pupils this viewer may see. A name that is searched for is sent in the body, so that no log keeps it."""
    seen = queries.by_name(db.session.scalars(queries.pupils_seen_by(viewer())))
    found = _chosen(seen)
    grades = sorted({pupil.grade for pupil in seen})
    schools = queries.schools_of(viewer())
    return render_template(
        "pupils/index.html",
        pupils=found[:MOST_ROWS],
        found=len(found),
        total=sum(pupil.left_on is None for pupil in seen),
        has_any=bool(seen),
        schools=schools,
        school_choices=[(school.id, school.name) for school in schools],
        grades=[(grade, grade_name(grade)) for grade in grades],
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("pupil.edit")
def register() -> str | Response | tuple[str, int]:
    """Register a pupil by hand."""
    programme = _programme()
    form = pupil_form(viewer(), programme)
    if form.is_submitted() and (pupil := _store(form, programme, None)):
        flash(_("%(name)s is registered.", name=pupil.name), "success")
        return redirect(url_for("pupils.show", pupil_id=pupil.id), 303)
    return _form_page(form, None)


@pages.get("/<int:pupil_id>")
@needs("pupil.see")
def show(pupil_id: int) -> str:
    """One pupil; that it was looked at is written down."""
    pupil = _found(pupil_id)
    audit.record("pupil.seen", subject=f"pupil:{pupil.id}", pupil=pupil.id)
    return render_template("pupils/show.html", pupil=pupil, ties=queries.ties_of(viewer(), pupil))


@pages.route("/<int:pupil_id>/edit", methods=["GET", "POST"])
@needs("pupil.edit")
def edit(pupil_id: int) -> str | Response | tuple[str, int]:
    """Change what is known of a pupil."""
    pupil = _found(pupil_id)
    form = pupil_form(viewer(), _programme(), pupil)
    if form.is_submitted() and _store(form, pupil.programme, pupil):
        flash(_("The changes are saved."), "success")
        return redirect(url_for("pupils.show", pupil_id=pupil.id), 303)
    if not form.is_submitted():
        audit.record("pupil.seen", subject=f"pupil:{pupil.id}", pupil=pupil.id)
    return _form_page(form, pupil)


@pages.post("/<int:pupil_id>/left")
@needs("pupil.edit")
def leave(pupil_id: int) -> Response:
    """The pupil takes part no more."""
    pupil = _found(pupil_id)
    actions.pupil_left(pupil)
    flash(_("%(name)s takes part no more.", name=pupil.name), "success")
    return redirect(url_for("pupils.show", pupil_id=pupil.id), 303)


@pages.post("/<int:pupil_id>/back")
@needs("pupil.edit")
def come_back(pupil_id: int) -> Response:
    """The pupil takes part again."""
    pupil = _found(pupil_id)
    actions.pupil_came_back(pupil)
    flash(_("%(name)s takes part again.", name=pupil.name), "success")
    return redirect(url_for("pupils.show", pupil_id=pupil.id), 303)


def _programme() -> Programme:
    return queries.open_programme(viewer()) or abort(404)


def _found(pupil_id: int) -> Pupil:
    return queries.pupil_seen_by(viewer(), pupil_id) or abort(404)


def _chosen(pupils: list[Pupil]) -> list[Pupil]:
    """Those whom the search, school, grade and group of the request leave."""
    school, grade = (request.values.get(name, type=int) for name in ("school", "grade"))
    group = request.values.get("group", "")
    left = [
        pupil
        for pupil in pupils
        if (pupil.left_on is not None) == (group == "left")
        and school in (None, pupil.school_id)
        and grade in (None, pupil.grade)
        and (group != "no-times" or not pupil.availability)
    ]
    return queries.matching_names(left, request.form.get("q", ""))


def _form_page(form: PupilForm, pupil: Pupil | None) -> tuple[str, int]:
    page: Any = render_template("pupils/form.html", form=form, pupil=pupil)
    return page, 422 if form.is_submitted() else 200


def _store(form: PupilForm, programme: Programme, pupil: Pupil | None) -> Pupil | None:
    """Store the form; None, with what is to be mended in the form, where it cannot be."""
    is_whole, settled = form.validate(), settle(form.new_guardians, viewer())
    if not is_whole or settled is None:
        return None
    try:
        values = form.pupil_values()
        if pupil is None:
            pupil = actions.register_pupil(programme, **values)
        else:
            actions.change_pupil(pupil, **values)
        _store_relations(form, pupil, settled)
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None
    return pupil


def _store_relations(form: PupilForm, pupil: Pupil, settled: Settled) -> None:
    picked = set(form.guardian_ids.data or []) if "guardian_ids" in form else set()
    actions.set_guardians(pupil, guardian_ids=picked | settled.known_ids)
    for person in settled.new:
        actions.register_guardian(pupil, **person)
    seen = [one.id for one in db.session.scalars(queries.pupils_in(viewer()))]
    actions.tie_pupil(pupil, together=form.together.data or [], apart=form.apart.data or [], among=seen)
