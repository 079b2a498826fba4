"""The pages of the programme: its rules, places and days. Each view finds, refuses, does, shows."""

from typing import TypeVar

from flask import Blueprint, abort, render_template

from mentoring.core.access import viewer
from mentoring.core.forms import Form
from mentoring.programme import queries
from mentoring.programme.models import Programme

pages = Blueprint("programme", __name__)

_Found = TypeVar("_Found")


def found(row: _Found | None) -> _Found:
    """The row, or 404 where there is none or it is not the viewer's to see."""
    if row is None:
        abort(404)
    return row


def the_programme() -> Programme:
    """The programme that the viewer has open."""
    return found(queries.open_programme(viewer()))


def show_form(template: str, form: Form, **values: object) -> tuple[str, int]:
    """The page of a form; shown again with 422 and all that was typed where something is wrong."""
    return render_template(template, form=form, **values), 422 if form.has_errors() else 200
