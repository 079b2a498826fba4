"""Pages of what a camp consists of: blocks, rooms, requirements, mentors."""

from datetime import date
from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.camp import actions, queries
from mentoring.camp.actions.parts import days_of
from mentoring.camp.forms import RemovalForm
from mentoring.camp.forms_of_camp import (
    PERS,
    BlockForm,
    MentorForm,
    MentorsForm,
    PatternForm,
    RequirementForm,
    RoomForm,
    block_choices,
    block_words,
)
from mentoring.camp.models import Camp, CampBlock, CampMentor, CampRequirement, CampRoom
from mentoring.camp.readiness import without_room
from mentoring.camp.rooms_at_once import RoomsForm, rooms_asked_for
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.core.forms import Form
from mentoring.registration.models import Mentor
from mentoring.registration.queries import by_name, mentor_seen_by, mentors_in

pages = Blueprint("camp_parts", __name__, url_prefix="/camp")

Answer = str | tuple[str, int] | Response


@pages.route("/<int:camp_id>/blocks", methods=["GET", "POST"])
@needs("camp.edit")
def blocks(camp_id: int) -> Answer:
    """The blocks day by day; the same times for every day at once."""
    camp, form = _camp(camp_id), PatternForm()
    if form.carries_out(lambda: actions.make_blocks(camp, pattern=form.times.data)):
        flash(ngettext("The camp has %(num)d block.", "The camp has %(num)d blocks.", len(camp.blocks)), "success")
        return redirect(url_for("camp_parts.blocks", camp_id=camp.id), 303)
    by_day = {day: list(found) for day, found in groupby(camp.blocks, key=lambda block: block.date)}
    has_room = any(day not in by_day for day in days_of(camp))
    return _page("camp/blocks.html", form, camp=camp, by_day=by_day, has_room=has_room)


@pages.route("/<int:camp_id>/blocks/new", methods=["GET", "POST"])
@needs("camp.edit")
def add_block(camp_id: int) -> Answer:
    """One more block."""
    camp, form = _camp(camp_id), BlockForm()
    form.date.choices = _days(camp)
    if form.carries_out(lambda: actions.add_block(camp, **form.values())):
        flash(_("The block is added."), "success")
        return redirect(url_for("camp_parts.blocks", camp_id=camp.id), 303)
    return _part(form, camp, _("New block"), "camp_parts.blocks", _("Blocks"))


@pages.route("/blocks/<int:block_id>", methods=["GET", "POST"])
@needs("camp.edit")
def edit_block(block_id: int) -> Answer:
    """Move one block."""
    block = queries.part_of(viewer(), CampBlock, block_id) or abort(404)
    form = BlockForm(obj=block)
    form.date.choices = _days(block.camp)
    if form.carries_out(lambda: actions.change_block(block, **form.values())):
        flash(_("The block is changed."), "success")
        return redirect(url_for("camp_parts.blocks", camp_id=block.camp_id), 303)
    removal = url_for("camp_parts.remove_block", block_id=block.id)
    return _part(form, block.camp, block_words(block), "camp_parts.blocks", _("Blocks"), removal)


@pages.post("/blocks/<int:block_id>/remove")
@needs("camp.edit")
def remove_block(block_id: int) -> Response:
    """Take one block away."""
    block, form = queries.part_of(viewer(), CampBlock, block_id) or abort(404), RemovalForm()
    home = url_for("camp_parts.blocks", camp_id=block.camp_id)
    if not form.carries_out(lambda: actions.remove_block(block)):
        flash(" ".join(form.form_errors), "error")
    return redirect(home, 303)


@pages.route("/<int:camp_id>/rooms", methods=["GET", "POST"])
@needs("camp.edit")
def rooms(camp_id: int) -> Answer:
    """The rooms; several new ones at once, to begin with those that the activities ask for."""
    camp = _camp(camp_id)
    homeless = without_room(camp, queries.activities_at(camp))
    form = RoomsForm(rooms=rooms_asked_for(tuple(one.features) for one in homeless))
    if form.carries_out(lambda: actions.add_rooms(camp, rooms=form.rooms.data)):
        flash(ngettext("The camp has %(num)d room.", "The camp has %(num)d rooms.", len(camp.rooms)), "success")
        return redirect(url_for("camp_parts.rooms", camp_id=camp.id), 303)
    return _page("camp/rooms.html", form, camp=camp, homeless=homeless)


@pages.route("/<int:camp_id>/rooms/new", methods=["GET", "POST"])
@needs("camp.edit")
def add_room(camp_id: int) -> Answer:
    """A new room."""
    camp, form = _camp(camp_id), RoomForm()
    if form.carries_out(lambda: actions.add_room(camp, facts=form.facts())):
        flash(_("%(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("camp_parts.rooms", camp_id=camp.id), 303)
    return _part(form, camp, _("New room"), "camp_parts.rooms", _("Rooms"))


@pages.route("/rooms/<int:room_id>", methods=["GET", "POST"])
@needs("camp.edit")
def edit_room(room_id: int) -> Answer:
    """Change a room."""
    room = queries.part_of(viewer(), CampRoom, room_id) or abort(404)
    form = RoomForm(obj=room)
    if form.carries_out(lambda: actions.change_room(room, facts=form.facts())):
        flash(_("%(name)s is changed.", name=room.name), "success")
        return redirect(url_for("camp_parts.rooms", camp_id=room.camp_id), 303)
    removal = url_for("camp_parts.remove_room", room_id=room.id)
    return _part(form, room.camp, room.name, "camp_parts.rooms", _("Rooms"), removal)


@pages.post("/rooms/<int:room_id>/remove")
@needs("camp.edit")
def remove_room(room_id: int) -> Response:
    """Take a room off the camp."""
    return _removed(queries.part_of(viewer(), CampRoom, room_id), "camp_parts.rooms")


@pages.get("/<int:camp_id>/requirements")
@needs("camp.edit")
def requirements(camp_id: int) -> str:
    """How much of each kind a pupil gets."""
    return render_template("camp/requirements.html", camp=_camp(camp_id), pers=PERS)


@pages.route("/<int:camp_id>/requirements/new", methods=["GET", "POST"])
@needs("camp.edit")
def add_requirement(camp_id: int) -> Answer:
    """A new requirement."""
    camp, form = _camp(camp_id), RequirementForm()
    if form.carries_out(lambda: actions.add_requirement(camp, facts=form.facts())):
        flash(_("The requirement is added."), "success")
        return redirect(url_for("camp_parts.requirements", camp_id=camp.id), 303)
    return _part(form, camp, _("New requirement"), "camp_parts.requirements", _("Requirements"))


@pages.route("/requirements/<int:requirement_id>", methods=["GET", "POST"])
@needs("camp.edit")
def edit_requirement(requirement_id: int) -> Answer:
    """Change a requirement."""
    row = queries.part_of(viewer(), CampRequirement, requirement_id) or abort(404)
    form = RequirementForm(obj=row)
    if form.carries_out(lambda: actions.change_requirement(row, facts=form.facts())):
        flash(_("The requirement is changed."), "success")
        return redirect(url_for("camp_parts.requirements", camp_id=row.camp_id), 303)
    removal = url_for("camp_parts.remove_requirement", requirement_id=row.id)
    return _part(form, row.camp, row.kind, "camp_parts.requirements", _("Requirements"), removal)


@pages.post("/requirements/<int:requirement_id>/remove")
@needs("camp.edit")
def remove_requirement(requirement_id: int) -> Response:
    """Take a requirement away."""
    return _removed(queries.part_of(viewer(), CampRequirement, requirement_id), "camp_parts.requirements")


@pages.route("/<int:camp_id>/mentors", methods=["GET", "POST"])
@needs("camp.edit")
def mentors(camp_id: int) -> Answer:
    """Who of the mentors is there, when, and for what; several more at once."""
    camp, form = _camp(camp_id), MentorsForm()
    free = _mentors_to_add(camp)
    form.mentors.choices, form.days.choices = [(one.id, _named(one)) for one in free], _days(camp)
    if form.carries_out(lambda: _add_mentors(camp, free, form)):
        flash(ngettext("The camp has %(num)d mentor.", "The camp has %(num)d mentors.", len(camp.mentors)), "success")
        return redirect(url_for("camp_parts.mentors", camp_id=camp.id), 303)
    order = {row.id: place for place, row in enumerate(by_name([one.mentor for one in camp.mentors]))}
    there = sorted(camp.mentors, key=lambda one: order[one.mentor_id])
    return _page("camp/mentors.html", form, camp=camp, there=there, has_more=bool(free))


@pages.route("/<int:camp_id>/mentors/new", methods=["GET", "POST"])
@needs("camp.edit")
def add_mentor(camp_id: int) -> Answer:
    """One more mentor at the camp."""
    camp = _camp(camp_id)
    form = _mentor_form(camp)
    form.mentor_id.choices = [(one.id, _named(one)) for one in _mentors_to_add(camp)]
    if form.carries_out(
        lambda: actions.add_mentor(
            camp, mentor=mentor_seen_by(viewer(), form.mentor_id.data) or abort(404), facts=form.facts()
        )
    ):
        flash(_("The mentor is added."), "success")
        return redirect(url_for("camp_parts.mentors", camp_id=camp.id), 303)
    return _part(form, camp, _("Add a mentor"), "camp_parts.mentors", _("Mentors"))


@pages.route("/mentors/<int:camp_mentor_id>", methods=["GET", "POST"])
@needs("camp.edit")
def edit_mentor(camp_mentor_id: int) -> Answer:
    """When a mentor is there, and for what."""
    row = queries.part_of(viewer(), CampMentor, camp_mentor_id) or abort(404)
    form = _mentor_form(row.camp, row)
    del form.mentor_id
    if form.carries_out(lambda: actions.change_mentor(row, facts=form.facts())):
        flash(_("%(name)s is changed.", name=row.mentor.name), "success")
        return redirect(url_for("camp_parts.mentors", camp_id=row.camp_id), 303)
    removal = url_for("camp_parts.remove_mentor", camp_mentor_id=row.id)
    return _part(form, row.camp, row.mentor.name, "camp_parts.mentors", _("Mentors"), removal)


@pages.post("/mentors/<int:camp_mentor_id>/remove")
@needs("camp.edit")
def remove_mentor(camp_mentor_id: int) -> Response:
    """A mentor is not at the camp after all."""
    return _removed(queries.part_of(viewer(), CampMentor, camp_mentor_id), "camp_parts.mentors")


def _removed(part: CampRoom | CampRequirement | CampMentor | None, home: str) -> Response:
    found = part or abort(404)
    camp_id = found.camp_id
    actions.remove_part(found)
    flash(_("It is removed."), "success")
    return redirect(url_for(home, camp_id=camp_id), 303)


def _mentor_form(camp: Camp, row: CampMentor | None = None) -> MentorForm:
    form = MentorForm(obj=row)
    form.blocks.choices = block_choices(camp.blocks)
    form.kinds.choices = [(kind, kind) for kind in sorted({one.kind for one in queries.activities_at(camp)})]
    return form


def _mentors_to_add(camp: Camp) -> list[Mentor]:
    taken = {one.mentor_id for one in camp.mentors}
    return [one for one in by_name(db.session.scalars(mentors_in(viewer())).all()) if one.id not in taken]


def _add_mentors(camp: Camp, free: list[Mentor], form: MentorsForm) -> None:
    chosen = [one for one in free if one.id in form.mentors.data]
    days = [date.fromisoformat(day) for day in form.days.data]
    actions.add_mentors(camp, mentors=chosen, days=days, max_blocks=form.max_blocks.data)


def _named(mentor: Mentor) -> str:
    return f"{mentor.name} ({', '.join(mentor.qualifications)})" if mentor.qualifications else mentor.name


def _days(camp: Camp) -> list[tuple[str, str]]:
    return [(day.isoformat(), written(day, "EEEE d. MMMM")) for day in days_of(camp)]


def _camp(camp_id: int) -> Camp:
    return queries.camp(viewer(), camp_id) or abort(404)


def _page(template: str, form: Form, **more: object) -> tuple[str, int]:
    return render_template(template, form=form, **more), 422 if form.has_errors() else 200


def _part(form: Form, camp: Camp, title: str, home: str, home_title: str, removal: str = "") -> tuple[str, int]:
    activities = queries.activities_at(camp)
    return _page(
        "camp/part.html",
        form,
        title=title,
        home=url_for(home, camp_id=camp.id),
        home_title=home_title,
        removal=removal,
        kinds=sorted({one.kind for one in activities}),
        features=sorted({word for one in activities for word in one.features}),
    )
