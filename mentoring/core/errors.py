"""Error pages: what happened in a sentence, and a way on."""

from flask import Flask, current_app, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict, HTTPException

from mentoring.core.database import db


def _sentences(error: HTTPException) -> tuple[str, str]:
    texts = {
        400: (_("We could not read that"), _("Go back and try once more.")),
        403: (_("This is not yours to see"), _("Ask the staff of the programme if you need it.")),
        404: (_("There is nothing here"), _("It may have been removed, or it is not yours to see.")),
        405: (_("That does not work here"), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody stored the same at the same moment"),
            _("Nothing of yours was stored. Go back, look at what is there now, and try once more."),
        ),
        413: (
            _("The file is too large"),
            _("Save it with fewer rows, or without pictures, and bring it again."),
        ),
        429: (_("Too many attempts"), _("Wait a minute, then try again.")),
    }
    return texts.get(error.code or 500, (_("Something went wrong"), _("It is our mistake. Try again later.")))


def _show(error: HTTPException) -> tuple[str, int]:
    title, advice = _sentences(error)
    if isinstance(error, CSRFError):
        title, advice = _("The page was open for too long"), _("Load it again and send the form once more.")
    return render_template("error.html", title=title, advice=advice), error.code or 500


def _show_conflict(error: IntegrityError) -> tuple[str, int]:
    """Actions refuse doubles in words; what still meets a constraint came at the same moment as another's."""
    told = getattr(error.orig, "diag", None)  # PostgreSQL's whole message would quote the row
    current_app.logger.warning("refused by %s", getattr(told, "constraint_name", "a constraint"))
    db.session.rollback()
    return _show(Conflict())


def init_errors(app: Flask) -> None:
    """Show every HTTP error as a page of ours."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(IntegrityError, _show_conflict)
