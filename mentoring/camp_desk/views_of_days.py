"""The page of what happens in the middle of a camp: what is called off, who goes home; then plan again."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp.forms_of_camp import block_choices
from mentoring.camp.models import Camp, CampBlock, CampMentor
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.queries import activities_at
from mentoring.camp.queries import camp as camp_seen_by
from mentoring.camp_desk import closing
from mentoring.camp_desk.forms_of_days import ClosureForm, HomeForm
from mentoring.camp_desk.names import block_told, names_at
from mentoring.camp_desk.queries import closures_at, mentors_at, pupils_at
from mentoring.camp_desk.views import pages
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today

Answer = str | Response | tuple[str, int]


def _camp(camp_id: int) -> Camp:
    return camp_seen_by(viewer(), camp_id) or abort(404)


@pages.get("/<int:camp_id>/changes")
@needs("camp.edit")
def changes(camp_id: int) -> str:
    """What is called off, and the forms."""
    camp = _camp(camp_id)
    return _page(camp, _closure_form(camp), _home_form(camp))


@pages.post("/<int:camp_id>/changes/call-off")
@needs("camp.edit")
def call_off(camp_id: int) -> Answer:
    """An activity does not take place in some blocks."""
    camp = _camp(camp_id)
    form = _closure_form(camp)
    if form.carries_out(lambda: closing.call_off(camp, activity_id=form.activity.data, blocks=form.blocks.data)):
        return _noted(camp)
    return _page(camp, form, _home_form(camp)), 422


@pages.post("/<int:camp_id>/changes/open/<int:closure_id>")
@needs("camp.edit")
def open_again(camp_id: int, closure_id: int) -> Response:
    """It may take place after all."""
    camp = _camp(camp_id)
    found = next((one for one in closures_at(camp) if one.id == closure_id), None) or abort(404)
    closing.open_again(camp, found)
    return _noted(camp)


@pages.post("/<int:camp_id>/changes/home")
@needs("camp.edit")
def home(camp_id: int) -> Answer:
    """Somebody goes home early."""
    camp = _camp(camp_id)
    form = _home_form(camp)
    if form.carries_out(
        lambda: closing.goes_home(camp, who=_who(camp, form.who.data), block=_block(camp, form.block.data))
    ):
        return _noted(camp)
    return _page(camp, _closure_form(camp), form), 422


def _noted(camp: Camp) -> Response:
    flash(_("Noted. Plan the camp again: “Least change first” keeps all that can stay."), "success")
    return redirect(url_for("camp_desk.changes", camp_id=camp.id), 303)


def _who(camp: Camp, key: str) -> CampMentor | CampPupil:
    people: list[CampMentor | CampPupil] = [*mentors_at(camp), *pupils_at(camp)]
    return next((one for one in people if _key(one) == key), None) or abort(400)


def _key(one: CampMentor | CampPupil) -> str:
    return f"m{one.mentor_id}" if isinstance(one, CampMentor) else f"p{one.pupil_id}"


def _block(camp: Camp, number: int) -> CampBlock:
    return next((one for one in camp.blocks if one.id == number), None) or abort(400)


def _closure_form(camp: Camp) -> ClosureForm:
    form, on = ClosureForm(), today()
    activities = sorted(((one.id, one.name) for one in activities_at(camp)), key=lambda one: one[1])
    form.activity.choices = [("", _("Choose")), *activities]
    form.blocks.choices = block_choices(one for one in camp.blocks if one.date >= on)
    return form


def _home_form(camp: Camp) -> HomeForm:
    form, names = HomeForm(), names_at(camp)
    keys = [_key(one) for one in (*mentors_at(camp), *pupils_at(camp))]
    people = sorted(((key, names.of(key)) for key in keys), key=lambda one: (one[0][0], one[1]))
    titles = [(key, _("Mentor: %(name)s", name=name) if key[0] == "m" else name) for key, name in people]
    form.who.choices = [("", _("Choose")), *titles]
    to_come = [(one.id, block_told(one)) for one in camp.blocks if one.date >= today()]
    form.block.choices = [("", _("Choose")), *to_come]
    return form


def _page(camp: Camp, closure: ClosureForm, going: HomeForm) -> str:
    closures = [(one, one.activity.name, block_told(one.block)) for one in closures_at(camp)]
    return render_template(
        "camp_desk/changes.html", camp=camp, closures=closures, closure_form=closure, home_form=going
    )
