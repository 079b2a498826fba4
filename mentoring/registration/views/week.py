"""What the week grid asks while somebody fills it in."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from mentoring.core.access import needs
from mentoring.registration.forms.week import cell_name, full_cells, part_cells, said, understood

pages = Blueprint("registration", __name__, url_prefix="/registration")


@pages.post("/week")
@needs("account")
def read_week() -> Response:
    """Text and ticked half hours as one: the text, which cells are full or partly so, what was not understood."""
    text, was = request.form.get("text", ""), request.form.get("was", "")
    sent = understood(text, was, request.form.getlist("cell"))
    return jsonify(
        text=sent.text,
        was=was if sent.faults else sent.text,
        full=[cell_name(*cell) for cell in sorted(full_cells(sent.windows))],
        part=[cell_name(*cell) for cell in sorted(part_cells(sent.windows))],
        faults=said(sent.faults),
        warnings=said(sent.warnings),
    )
