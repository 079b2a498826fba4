"""What was sent, to whom, and what did not go out: for staff."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core import audit, mail
from mentoring.core.access import needs, viewer
from mentoring.core.refusal import Refusal
from mentoring.outbox import actions
from mentoring.outbox.models import STATUSES, Mail
from mentoring.outbox.queries import counts_seen_by, mail_seen_by, mails_seen_by
from mentoring.outbox.words import status_words, without_secrets

pages = Blueprint("outbox", __name__, url_prefix="/mails")


@pages.get("/")
@needs("mail.see")
def index() -> str:
    """All mails of the programme, or those of one deed or status."""
    about, status = request.args.get("about", ""), request.args.get("status", "")
    status = status if status in STATUSES else ""
    return render_template(
        "outbox/index.html",
        mails=mails_seen_by(viewer(), about=about, status=status),
        counts=counts_seen_by(viewer(), about),
        about=about,
        status=status,
        words=status_words(),
        is_on=mail.is_on(),
    )


@pages.get("/<int:mail_id>")
@needs("mail.see")
def show(mail_id: int) -> str:
    """One mail as it was written. Who reads it is written down: it may tell of a person."""
    found = _mail(mail_id)
    audit.record("mail.seen", subject=f"mail:{found.id}", mail=found.id)
    shown = {"text": without_secrets(found.text), "words": status_words(), "is_on": mail.is_on()}
    return render_template("outbox/show.html", mail=found, **shown)


@pages.post("/<int:mail_id>/send")
@needs("mail.send")
def send(mail_id: int) -> Response:
    """Try once more."""
    found = _mail(mail_id)
    try:
        actions.send_again(found)
        flash(_("The mail is on its way again."), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("outbox.show", mail_id=mail_id), 303)


def _mail(mail_id: int) -> Mail:
    return mail_seen_by(viewer(), mail_id) or abort(404)
