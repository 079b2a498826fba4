"""What waits for staff before a programme can be planned."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.front import Waiting
from mentoring.programme import queries
from mentoring.programme.calendar import school_year_of
from mentoring.programme.models import Programme
from mentoring.programme.slots import slots_of

#: so many days before its end a term asks for the next one
LOOK_AHEAD = 42


def what_the_programme_waits_for(viewer: Viewer) -> list[Waiting]:
    """For those who may edit the programme: what is missing, and a term that runs out."""
    programme = queries.open_programme(viewer) if viewer.may("programme.edit") else None
    return [*_missing(programme), *_running_out(programme, today())] if programme else []


def _missing(programme: Programme) -> Iterator[Waiting]:
    if not queries.schools():
        yield Waiting(_("There is no school yet."), url_for("programme.add_school"), _("Add a school"), 0)
    if not programme.topics:
        yield Waiting(
            _("There is no topic yet that pupils may need help with."),
            url_for("programme.topics"),
            _("Add topics"),
            0,
        )
    if not any(venue.is_active for venue in programme.venues):
        yield Waiting(_("There is no venue yet."), url_for("programme.add_venue"), _("Add a venue"), 0)
    elif not slots_of(programme):
        yield Waiting(
            _("No venue is open long enough for a session."),
            url_for("programme.venues"),
            _("Look at opening hours"),
            0,
        )


def _running_out(programme: Programme, day: date) -> Iterator[Waiting]:
    add = url_for("programme.add_term"), _("Add a term")
    last = programme.terms[-1] if programme.terms else None
    if last is None:
        yield Waiting(_("The programme has no term yet, so nothing can be planned."), *add, 0)
    elif last.end < day:
        yield Waiting(_("The term %(name)s is over, and the next has no dates.", name=last.name), *add, 0)
    elif (days := (last.end - day).days) <= LOOK_AHEAD:
        yield Waiting(_ends_in(last.name, days), *add)
    if not queries.calendar_of(school_year_of(day)):
        yield Waiting(
            _("The school calendar of this school year is empty, so sessions would fall on holidays."),
            url_for("programme.calendar"),
            _("Enter days off"),
        )


def _ends_in(name: str, days: int) -> str:
    if days < 7:
        return ngettext(
            "The term %(name)s ends within %(num)s day, and the next has no dates.",
            "The term %(name)s ends within %(num)s days, and the next has no dates.",
            max(days, 1),
            name=name,
        )
    return ngettext(
        "The term %(name)s ends in %(num)s week, and the next has no dates.",
        "The term %(name)s ends in %(num)s weeks, and the next has no dates.",
        days // 7,
        name=name,
    )
