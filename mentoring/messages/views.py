"""Choosing what to get: who has an account when signed in, a guardian by the link in the mails."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from mentoring.accounts.actions import choose_mails
from mentoring.core.access import needs, viewer
from mentoring.core.limits import limited
from mentoring.messages.actions import choose
from mentoring.messages.forms import WishForm
from mentoring.messages.queries import wish_of
from mentoring.registration.queries import mentor_seen_by
from mentoring.standins.secret import guardian_of

pages = Blueprint("messages", __name__)


@pages.route("/me/messages", methods=["GET", "POST"])
@needs("account")
def mine() -> str | Response | tuple[str, int]:
    """What the viewer gets: as a mentor beside the mails about the own sessions, as a coordinator of the school's."""
    mentor = mentor_seen_by(viewer(), viewer().mentor_id or 0) if viewer().mentor_id else None
    form = WishForm.of(wish_of(mentor) if mentor else None, comes=mentor is not None, account=current_user)

    def deed() -> None:
        if mentor:
            choose(mentor, **form.wishes())
        choose_mails(current_user, form.mails.data or () if form.mails else ())

    back = (url_for("own.index"), _("My page")) if mentor else (url_for("accounts.mine"), _("My account"))
    return _answer(form, deed, *back, comes=mentor is not None)


@pages.route("/family/<link>/messages", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def of_family(link: str) -> str | Response | tuple[str, int]:
    """A guardian's choice."""
    guardian = guardian_of(link)
    if guardian is None:
        return render_template("standins/no_request.html"), 410
    form = WishForm.of(wish_of(guardian))
    back = url_for("family.child", link=link)
    return _answer(form, lambda: choose(guardian, **form.wishes()), back, _("Your child does not come"), comes=True)


def _answer(
    form: WishForm, deed: Callable[[], object], back: str, title: str, *, comes: bool
) -> str | Response | tuple[str, int]:
    if form.carries_out(deed):
        flash(_("Saved."), "success")
        return redirect(back, 303)
    page = render_template("messages/wish.html", form=form, back_url=back, back_title=title, comes=comes)
    return page, 422 if form.is_submitted() else 200
