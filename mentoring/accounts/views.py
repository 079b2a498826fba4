"""Pages about accounts: the front page, the choice of language."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.front import what_waits
from mentoring.core.languages import LANGUAGES

pages = Blueprint("accounts", __name__)


@pages.get("/")
@needs("public")
def front() -> str | Response:
    """What waits to be done, for whoever is signed in."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    return render_template("front.html", waiting=what_waits(viewer()))


@pages.post("/language")
@needs("public")
def choose_language() -> Response:
    """Keep the chosen language for the account, or for this session."""
    code = request.form.get("language", "")
    if code in LANGUAGES:
        session["language"] = code
        if current_user.is_authenticated:
            current_user.language = code
    return redirect(_page_before())


def _page_before() -> str:
    """The path the form stood on; never another site."""
    parts = urlsplit(request.form.get("next", "/"))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc else "/"
