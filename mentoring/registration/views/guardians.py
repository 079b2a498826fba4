"""Pages about guardians."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.registration import actions, queries
from mentoring.registration.forms.guardians import GuardianForm
from mentoring.registration.models import Guardian

pages = Blueprint("guardians", __name__, url_prefix="/guardians")


@pages.get("/<int:guardian_id>")
@needs("pupil.see")
def show(guardian_id: int) -> str:
    """One guardian, with those of the pupils that the viewer may see; that it was looked at is written down."""
    guardian = _found(guardian_id)
    _note_reading(guardian)
    return render_template("guardians/show.html", guardian=guardian, pupils=queries.pupils_of(viewer(), guardian))


@pages.route("/<int:guardian_id>/edit", methods=["GET", "POST"])
@needs("pupil.edit")
def edit(guardian_id: int) -> str | Response | tuple[str, int]:
    """Change name, contact and language."""
    guardian = _found(guardian_id)
    form = GuardianForm(obj=guardian)
    if form.validate_on_submit() and _store(form, guardian):
        flash(_("The changes are saved."), "success")
        return redirect(url_for("guardians.show", guardian_id=guardian.id), 303)
    if not form.is_submitted():
        _note_reading(guardian)
    page = render_template("guardians/form.html", form=form, guardian=guardian)
    return page, 422 if form.is_submitted() else 200


def _found(guardian_id: int) -> Guardian:
    return queries.guardian_seen_by(viewer(), guardian_id) or abort(404)


def _note_reading(guardian: Guardian) -> None:
    audit.record("guardian.seen", subject=f"guardian:{guardian.id}", guardian=guardian.id)


def _store(form: GuardianForm, guardian: Guardian) -> bool:
    try:
        actions.change_guardian(guardian, **form.values())
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    return True
