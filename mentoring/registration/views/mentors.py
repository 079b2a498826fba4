"""Pages about mentors: for staff, and a mentor's own form."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.forms import Form
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme
from mentoring.registration import actions, clearance, queries
from mentoring.registration.forms.clearance import ITEM_NAMES, ClearanceForm, clearance_form
from mentoring.registration.forms.mentors import MentorForm, OwnForm, mentor_form, own_form
from mentoring.registration.models import Mentor

pages = Blueprint("mentors", __name__)


@pages.route("/mentors/", methods=["GET", "POST"])
@needs("mentor.see")
def index() -> str:
    """All mentors. A name that is searched for is sent in the body, so that no log keeps it."""
    seen = queries.by_name(db.session.scalars(queries.mentors_seen_by(viewer())))
    cleared = {mentor.id for mentor in seen if queries.cleared_on(mentor, today())}
    here = [mentor for mentor in seen if mentor.left_on is None]
    return render_template(
        "mentors/index.html",
        mentors=_chosen(seen, cleared),
        cleared=cleared,
        here=here,
        cleared_here=[mentor for mentor in here if mentor.id in cleared],
        has_any=bool(seen),
        is_minor=lambda mentor: clearance.is_minor(mentor.birth_date, today()),
    )


@pages.route("/mentors/new", methods=["GET", "POST"])
@needs("mentor.edit")
def register() -> str | Response | tuple[str, int]:
    """Register a mentor by hand."""
    programme = _programme()
    form = mentor_form(programme)
    if form.validate_on_submit() and (mentor := _store(form, programme, None)):
        flash(_("%(name)s is registered, and not yet cleared.", name=mentor.name), "success")
        return redirect(url_for("mentors.show", mentor_id=mentor.id), 303)
    page = render_template("mentors/form.html", form=form, mentor=None)
    return page, 422 if form.is_submitted() else 200


@pages.get("/mentors/<int:mentor_id>")
@needs("mentor.see")
def show(mentor_id: int) -> str:
    """One mentor; that it was looked at is written down."""
    mentor = _found(mentor_id)
    audit.record("mentor.seen", subject=f"mentor:{mentor.id}", mentor=mentor.id)
    required = mentor.programme.clearance_items
    return render_template(
        "mentors/show.html",
        mentor=mentor,
        is_cleared=queries.cleared_on(mentor, today()),
        is_minor=clearance.is_minor(mentor.birth_date, today()),
        item_names=ITEM_NAMES,
        noted={row.item: row for row in mentor.clearance} if viewer().may("clearance.see") else {},
        missing=clearance.missing(mentor.clearance, required, today()) if viewer().may("clearance.see") else [],
        next_due=clearance.next_due,
    )


@pages.route("/mentors/<int:mentor_id>/edit", methods=["GET", "POST"])
@needs("mentor.edit")
def edit(mentor_id: int) -> str | Response | tuple[str, int]:
    """Change what is known of a mentor."""
    mentor = _found(mentor_id)
    form = mentor_form(mentor.programme, mentor)
    if form.validate_on_submit() and _store(form, mentor.programme, mentor):
        flash(_("The changes are saved."), "success")
        return redirect(url_for("mentors.show", mentor_id=mentor.id), 303)
    _note_reading(form, mentor)
    page = render_template("mentors/form.html", form=form, mentor=mentor)
    return page, 422 if form.is_submitted() else 200


@pages.route("/mentors/<int:mentor_id>/clearance", methods=["GET", "POST"])
@needs("clearance.see")
def edit_clearance(mentor_id: int) -> str | Response | tuple[str, int]:
    """The checklist, for the clearance officer."""
    mentor = _found(mentor_id)
    items = list(mentor.programme.clearance_items)
    form = clearance_form(mentor, items, current_user.name)
    if form.validate_on_submit() and _note(form, mentor, items):
        flash(_("The checklist is saved."), "success")
        return redirect(url_for("mentors.show", mentor_id=mentor.id), 303)
    _note_reading(form, mentor)
    page = render_template("mentors/clearance.html", form=form, mentor=mentor)
    return page, 422 if form.is_submitted() else 200


@pages.post("/mentors/<int:mentor_id>/left")
@needs("mentor.edit")
def leave(mentor_id: int) -> Response:
    """The mentor takes part no more."""
    mentor = _found(mentor_id)
    actions.mentor_left(mentor)
    flash(_("%(name)s takes part no more. The clearance record is erased.", name=mentor.name), "success")
    return redirect(url_for("mentors.show", mentor_id=mentor.id), 303)


@pages.post("/mentors/<int:mentor_id>/back")
@needs("mentor.edit")
def come_back(mentor_id: int) -> Response:
    """The mentor takes part again."""
    mentor = _found(mentor_id)
    actions.mentor_came_back(mentor)
    flash(_("%(name)s takes part again, and must be cleared anew.", name=mentor.name), "success")
    return redirect(url_for("mentors.show", mentor_id=mentor.id), 303)


@pages.route("/me/edit", methods=["GET", "POST"])
@needs("mentor.self")
def own_edit() -> str | Response | tuple[str, int]:
    """A mentor's own times, topics, venues, limits and phone."""
    mentor = _found(viewer().mentor_id or 0)
    form = own_form(mentor)
    back = url_for("own.index" if "own.index" in current_app.view_functions else "accounts.front")
    if form.validate_on_submit() and _store(form, mentor.programme, mentor):
        flash(_("Your changes are saved."), "success")
        return redirect(back, 303)
    page = render_template("mentors/own.html", form=form, mentor=mentor, back_url=back)
    return page, 422 if form.is_submitted() else 200


def _programme() -> Programme:
    return queries.open_programme(viewer()) or abort(404)


def _found(mentor_id: int) -> Mentor:
    return queries.mentor_seen_by(viewer(), mentor_id) or abort(404)


def _note_reading(form: Form, mentor: Mentor) -> None:
    """A form that is opened shows as much as the page does."""
    if not form.is_submitted():
        audit.record("mentor.seen", subject=f"mentor:{mentor.id}", mentor=mentor.id)


def _chosen(mentors: list[Mentor], cleared: set[int]) -> list[Mentor]:
    """Those whom the search and the group of the request leave."""
    group = request.values.get("group", "")
    left = [
        mentor
        for mentor in mentors
        if (mentor.left_on is not None) == (group == "left")
        and (group not in ("cleared", "not-cleared") or (mentor.id in cleared) == (group == "cleared"))
        and (group != "no-times" or not mentor.availability)
    ]
    return queries.matching_names(left, request.form.get("q", ""))


def _store(form: OwnForm | MentorForm, programme: Programme, mentor: Mentor | None) -> Mentor | None:
    """Store the form; None, with what is to be mended in the form, where it cannot be."""
    try:
        if mentor is None:
            return actions.register_mentor(programme, **form.mentor_values())
        actions.change_mentor(mentor, **form.mentor_values())
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return None
    return mentor


def _note(form: ClearanceForm, mentor: Mentor, items: list[str]) -> bool:
    """Note or withdraw each item; False, with what is to be mended in the form, where one is refused."""
    for item in items:
        facts = form.facts(item)
        try:
            if facts is None:
                actions.withdraw_clearance(mentor, item=item)
            else:
                actions.note_clearance(mentor, item=item, **facts)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(Refusal(refusal.message, form.field_of(item, refusal.field)))
            return False
    return True
