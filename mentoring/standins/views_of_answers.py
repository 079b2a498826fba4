"""Pages that need no sign-in: the answer of somebody who was asked, and a guardian's word that a child does not come.

Opening a link does nothing: programs that scan mails open them too. The button does it.
"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.absence import actions as absences
from mentoring.absence.queries import absences_of_pupils
from mentoring.core.access import needs
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.core.forms import Form
from mentoring.core.limits import limited
from mentoring.registration.models import Guardian, Pupil
from mentoring.standins import actions, letters
from mentoring.standins.forms import FamilyForm
from mentoring.standins.queries import expected_pupils, request_of
from mentoring.standins.secret import guardian_of

answers = Blueprint("answers", __name__, url_prefix="/answer")
family = Blueprint("family", __name__, url_prefix="/family")

YES, NO = "yes", "no"


@answers.route("/<secret>/<any('yes', 'no'):answer>", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def show(secret: str, answer: str) -> str | Response | tuple[str, int]:
    """The question once more, with one button for the answer of the link and a way to the other one."""
    request = request_of(secret)
    if request is None:
        return render_template("standins/no_request.html"), 410
    form = Form()
    deed = actions.accept if answer == YES else actions.decline
    if form.carries_out(lambda: deed(request)):
        return redirect(url_for("answers.show", secret=secret, answer=answer), 303)
    if form.form_errors:
        db.session.rollback()  # somebody else was quicker, or a rule stands against it: nothing has happened
    page = render_template(
        "standins/answer.html",
        request_=request,
        session=request.session,
        pupils=len(expected_pupils([request.session])[request.session_id]),
        when=letters.when_and_where(request.session),
        secret=secret,
        answer=answer,
        form=form,
        is_open=request.is_open and request.deadline > now(),
        told=actions.answered_already(request),
    )
    return page, 409 if form.form_errors else 200


@family.route("/<link>", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def child(link: str) -> str | Response | tuple[str, int]:
    """A guardian's page: which child does not come, and when."""
    guardian = guardian_of(link)
    children = _children(guardian) if guardian else []
    if not children:
        return render_template("standins/no_request.html"), 410
    form = FamilyForm.of(children)
    if form.carries_out(lambda: absences.tell_of_pupil(form.chosen(), **form.days(), by_guardian=True)):
        flash(_("Noted, thank you for telling. The mentor sees it."), "success")
        return redirect(url_for("family.child", link=link), 303)
    told = absences_of_pupils(one.id for one in children)
    page = render_template("standins/family.html", children=children, told=told, form=form, link=link)
    return page, 422 if form.is_submitted() else 200


@family.post("/<link>/<int:pupil_absence_id>/back")
@needs("public")
@limited("LIMIT_JOIN")
def comes(link: str, pupil_absence_id: int) -> Response:
    """The child comes after all."""
    guardian = guardian_of(link) or abort(410)
    told = absences_of_pupils(one.id for one in _children(guardian))
    absences.take_back_of_pupil(next((one for one in told if one.id == pupil_absence_id), None) or abort(404))
    flash(_("Noted: your child comes after all."), "success")
    return redirect(url_for("family.child", link=link), 303)


def _children(guardian: Guardian) -> list[Pupil]:
    """The guardian's children who are in the programme."""
    there = [one for one in guardian.pupils if one.left_on is None or one.left_on > today()]
    return sorted(there, key=lambda one: (one.given_name, one.id))
