"""Pages of schools and venues."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.programme import actions, queries
from mentoring.programme.forms.places import SchoolForm, VenueForm
from mentoring.programme.models import Programme, Venue
from mentoring.programme.slots import Slot, slots_at, without_slot
from mentoring.programme.views import found, pages, show_form, the_programme
from mentoring.programme.wording import LEVEL_WORDS, weekdays

Answer = str | tuple[str, int] | Response


@pages.get("/schools")
@needs("programme.see")
def schools() -> str:
    """The schools of the district."""
    return render_template("programme/schools.html", schools=queries.schools(), levels=LEVEL_WORDS)


@pages.route("/schools/new", methods=["GET", "POST"])
@needs("programme.edit")
def add_school() -> Answer:
    """A new school."""
    form = SchoolForm()
    if form.carries_out(lambda: actions.add_school(**form.values())):
        flash(_("%(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("programme.schools"))
    return show_form("programme/school.html", form, school=None)


@pages.route("/schools/<int:school_id>", methods=["GET", "POST"])
@needs("programme.edit")
def edit_school(school_id: int) -> Answer:
    """Change a school's name or level."""
    school = found(queries.school(school_id))
    form = SchoolForm(obj=school)
    if form.carries_out(lambda: actions.change_school(school, **form.values())):
        flash(_("%(name)s is changed.", name=school.name), "success")
        return redirect(url_for("programme.schools"))
    return show_form("programme/school.html", form, school=school)


@pages.get("/venues")
@needs("programme.see")
def venues() -> str:
    """All venues of the programme, closed ones last."""
    programme = the_programme()
    rows = sorted(programme.venues, key=lambda venue: not venue.is_active)
    counts = {venue.id: len(_slots(programme, venue)) for venue in rows}
    return render_template("programme/venues.html", venues=rows, counts=counts, weekdays=weekdays())


@pages.get("/venues/<int:venue_id>")
@needs("programme.see")
def venue(venue_id: int) -> str:
    """One venue, with the slots that its opening hours give."""
    programme, place = the_programme(), found(queries.venue(viewer(), venue_id))
    slots = _slots(programme, place)
    by_day = {day: list(group) for day, group in groupby(slots, key=lambda slot: slot.day)}
    return render_template(
        "programme/venue.html",
        venue=place,
        programme=programme,
        slots=slots,
        by_day=by_day,
        too_short=without_slot(place.opening_hours, slots),
        weekdays=weekdays(),
    )


def _slots(programme: Programme, venue: Venue) -> list[Slot]:
    return slots_at(
        venue.id,
        venue.opening_hours,
        session_minutes=programme.session_minutes,
        grid_minutes=programme.grid_minutes,
    )


@pages.route("/venues/new", methods=["GET", "POST"])
@needs("programme.edit")
def add_venue() -> Answer:
    """A new venue."""
    programme, form, made = the_programme(), VenueForm(), []
    if not _asks_for_a_line() and form.carries_out(
        lambda: made.append(actions.add_venue(programme, facts=form.facts(), hours=form.hours.data))
    ):
        flash(_("%(name)s is added.", name=made[0].name), "success")
        return redirect(url_for("programme.venue", venue_id=made[0].id))
    return show_form("programme/venue_form.html", form, venue=None)


@pages.route("/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@needs("programme.edit")
def edit_venue(venue_id: int) -> Answer:
    """Change a venue and its opening hours, or close it."""
    place = found(queries.venue(viewer(), venue_id))
    form = VenueForm(obj=place, hours=place.opening_hours)
    if not _asks_for_a_line() and form.carries_out(
        lambda: actions.change_venue(place, facts=form.facts(), hours=form.hours.data)
    ):
        flash(_("%(name)s is changed. It holds from the next matching on.", name=place.name), "success")
        return redirect(url_for("programme.venue", venue_id=place.id))
    return show_form("programme/venue_form.html", form, venue=place)


def _asks_for_a_line() -> bool:
    """Whether only one more line of opening hours is asked for (without scripts the page is sent for it)."""
    return "add_hours" in request.form
