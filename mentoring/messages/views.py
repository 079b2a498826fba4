"""Choosing what to get: a mentor on the own page, a guardian by the link in the mails."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.limits import limited
from mentoring.messages.actions import choose
from mentoring.messages.forms import WishForm
from mentoring.messages.queries import Person, wish_of
from mentoring.registration.queries import mentor_seen_by
from mentoring.standins.secret import guardian_of

pages = Blueprint("messages", __name__)


@pages.route("/me/messages", methods=["GET", "POST"])
@needs("mentor.self")
def mine() -> str | Response | tuple[str, int]:
    """A mentor's choice."""
    mentor = mentor_seen_by(viewer(), viewer().mentor_id or 0) or abort(404)
    return _chosen(mentor, url_for("own.index"), _("My page"))


@pages.route("/family/<link>/messages", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def of_family(link: str) -> str | Response | tuple[str, int]:
    """A guardian's choice."""
    guardian = guardian_of(link)
    if guardian is None:
        return render_template("standins/no_request.html"), 410
    return _chosen(guardian, url_for("family.child", link=link), _("Your child does not come"))


def _chosen(person: Person, back: str, title: str) -> str | Response | tuple[str, int]:
    form = WishForm.of(wish_of(person))
    if form.carries_out(lambda: choose(person, **form.values())):
        flash(_("Saved."), "success")
        return redirect(back, 303)
    page = render_template("messages/wish.html", form=form, back_url=back, back_title=title)
    return page, 422 if form.is_submitted() else 200
