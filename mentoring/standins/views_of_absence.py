"""Telling that somebody does not come: a mentor in two taps, a pupil by staff or coordinator."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.absence import actions, queries
from mentoring.core.access import needs, viewer
from mentoring.core.clock import now
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.queries import mentor_seen_by, pupil_seen_by
from mentoring.standins.forms import DaysForm
from mentoring.standins.queries import coming_without_mentor, requests_to, without_mentor
from mentoring.timetable.models import Session
from mentoring.timetable.queries import session_seen_by

pages = Blueprint("absence", __name__, url_prefix="/absence")


@pages.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@needs("absence.tell")
def cannot_come(session_id: int) -> str | Response | tuple[str, int]:
    """The second tap: the mentor of this session does not come, or does not come that whole day."""
    session = _own_session(session_id)
    back = url_for("own.index") if _is_own(session.mentor) else url_for("timetable.show", session_id=session.id)
    form = DaysForm()
    if form.is_submitted():
        told = _told(form, lambda: actions.tell_hours(session.mentor, start=session.starts_at, end=session.ends_at))
        if told:
            flash(_thanks(session.mentor), "success")
            return redirect(back, 303)
    is_away = session in without_mentor([session])
    page = render_template(
        "standins/cannot_come.html",
        session=session,
        is_own=_is_own(session.mentor),
        is_away=is_away,
        is_over=session.ends_at <= now(),
        back=back,
        form=form,
    )
    return page, 422 if form.form_errors else 200


@pages.route("/mentors/<int:mentor_id>", methods=["GET", "POST"])
@needs("absence.tell")
def of_mentor(mentor_id: int) -> str | Response | tuple[str, int]:
    """Days on which a mentor cannot come: told now, or long ahead (holidays)."""
    mentor = _mentor(mentor_id)
    form = DaysForm()
    if form.carries_out(lambda: actions.tell_days(mentor, **form.days())):
        flash(_thanks(mentor), "success")
        return redirect(url_for("absence.of_mentor", mentor_id=mentor.id), 303)
    page = render_template(
        "standins/of_mentor.html",
        mentor=mentor,
        is_own=_is_own(mentor),
        absences=queries.absences_of(mentor.id),
        missing=coming_without_mentor(mentor),
        requests=requests_to(mentor.id) if _is_own(mentor) else [],
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@pages.post("/mentors/<int:mentor_id>/<int:absence_id>/back")
@needs("absence.tell")
def comes_after_all(mentor_id: int, absence_id: int) -> Response:
    """The mentor comes after all. What others have taken meanwhile stays theirs."""
    mentor = _mentor(mentor_id)
    absence = queries.absence_of(mentor.id, absence_id) or abort(404)
    actions.take_back(absence)
    flash(_("Noted. Sessions that somebody else has taken meanwhile stay with that one."), "success")
    return redirect(url_for("absence.of_mentor", mentor_id=mentor.id), 303)


@pages.route("/pupils/<int:pupil_id>", methods=["GET", "POST"])
@needs("absence.pupil")
def of_pupil(pupil_id: int) -> str | Response | tuple[str, int]:
    """Days on which a pupil does not come."""
    pupil = _pupil(pupil_id)
    form = DaysForm()
    if form.carries_out(lambda: actions.tell_of_pupil(pupil, **form.days())):
        flash(_("Noted. The mentor sees it at the session."), "success")
        return redirect(url_for("absence.of_pupil", pupil_id=pupil.id), 303)
    page = render_template(
        "standins/of_pupil.html", pupil=pupil, absences=queries.absences_of_pupils([pupil.id]), form=form
    )
    return page, 422 if form.is_submitted() else 200


@pages.post("/pupils/<int:pupil_id>/<int:pupil_absence_id>/back")
@needs("absence.pupil")
def pupil_comes(pupil_id: int, pupil_absence_id: int) -> Response:
    """The pupil comes after all."""
    pupil = _pupil(pupil_id)
    found = next((a for a in queries.absences_of_pupils([pupil.id]) if a.id == pupil_absence_id), None)
    actions.take_back_of_pupil(found or abort(404))
    flash(_("Noted: the pupil comes after all."), "success")
    return redirect(url_for("absence.of_pupil", pupil_id=pupil.id), 303)


def _told(form: DaysForm, deed: Callable[[], object]) -> bool:
    """Whether the deed was done; a refusal is shown on top."""
    try:
        deed()
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _thanks(mentor: Mentor) -> str:
    """What follows, for whoever told it."""
    missing = len(coming_without_mentor(mentor))
    if not missing:
        return str(_("Noted. No session is concerned."))
    thanks = _("Noted, thank you for telling. The staff know it at once.") if _is_own(mentor) else _("Noted.")
    needed = ngettext("%(num)d session needs a stand-in.", "%(num)d sessions need a stand-in.", missing)
    return f"{thanks} {needed}"


def _own_session(session_id: int) -> Session:
    """A session of the viewer's own, or for staff any."""
    found = session_seen_by(viewer(), session_id) or abort(404)
    return found if viewer().is_staff or _is_own(found.mentor) else abort(404)


def _is_own(mentor: Mentor) -> bool:
    return mentor.id == viewer().mentor_id


def _mentor(mentor_id: int) -> Mentor:
    return mentor_seen_by(viewer(), mentor_id) or abort(404)


def _pupil(pupil_id: int) -> Pupil:
    return pupil_seen_by(viewer(), pupil_id) or abort(404)
