"""Changing one session, for staff: each view finds it, shows the form, and does what was asked or says why not."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.core import mail
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.outbox.queries import counts_seen_by
from mentoring.programme.models import Programme, Venue
from mentoring.programme.queries import active_venues, open_programme
from mentoring.registration.queries import by_name, mentors_in, pupils_in
from mentoring.timetable import changing
from mentoring.timetable.forms import (
    CancelForm,
    ExtraForm,
    MentorForm,
    PlaceForm,
    RestoreForm,
    SessionForm,
    seen_of,
)
from mentoring.timetable.judge import who_could
from mentoring.timetable.models import Session, SessionChange
from mentoring.timetable.queries import changes_of, session_seen_by

pages = Blueprint("changing", __name__, url_prefix="/sessions")

Answer = str | tuple[str, int] | Response


@pages.route("/<int:session_id>/move", methods=["GET", "POST"])
@needs("session.change")
def move(session_id: int) -> Answer:
    """Another time, another place, another room."""
    found = _find(session_id)
    there = {"on": found.date, "start": found.start, "end": found.end, "venue": found.venue_id, "room": found.room}
    form = PlaceForm(**there, **seen_of(found)).offer(active_venues(viewer()), found.venue)
    return _answer(found, form, "move", lambda: _move(found, form))


def _move(found: Session, form: PlaceForm) -> SessionChange:
    asked = {"on": form.on.data, "start": form.start.data, "end": form.end.data}
    is_there = asked == {"on": found.date, "start": found.start, "end": found.end}
    if is_there and form.venue.data == found.venue_id and not found.is_cancelled:
        return changing.change_room(found, room=form.room.data, seen=form.seen_number)
    venue = db.session.get_one(Venue, form.venue.data)
    reason, seen = form.reason.data, form.seen_number
    return changing.move(found, **asked, venue=venue, room=form.room.data, seen=seen, reason=reason)


@pages.route("/<int:session_id>/mentor", methods=["GET", "POST"])
@needs("session.change")
def mentor(session_id: int) -> Answer:
    """Another mentor, this once."""
    found = _find(session_id)
    able = {one.mentor.id: one for one in who_could(_programme(), found)}
    form = MentorForm(**seen_of(found)).offer(able.values())

    def deed() -> SessionChange:
        chosen = able[form.mentor.data].mentor
        return changing.give_to(found, chosen, seen=form.seen_number, reason=form.reason.data)

    return _answer(found, form, "mentor", deed, has_any=bool(able))


@pages.route("/<int:session_id>/cancel", methods=["GET", "POST"])
@needs("session.change")
def cancel(session_id: int) -> Answer:
    """Cancel it, with those that would be left with too few adults if staff say so."""
    found = _find(session_id)
    form = CancelForm(**seen_of(found))
    others: list[Session] = []

    def deed() -> SessionChange:
        try:
            return changing.cancel([found], why=form.why.data, seen=form.seen_number)[0]
        except changing.LeavesAlone as refusal:
            others.extend(refusal.others)
            if not (form.along.data and others):
                form.along.errors = [_("Say that these are cancelled too, or find another mentor first.")]
                raise
            return changing.cancel([found, *others], why=form.why.data)[0]

    return _answer(found, form, "cancel", deed, others=others)


@pages.route("/<int:session_id>/restore", methods=["GET", "POST"])
@needs("session.change")
def restore(session_id: int) -> Answer:
    """Let it take place after all."""
    found = _find(session_id)
    form = RestoreForm(**seen_of(found))
    return _answer(
        found,
        form,
        "restore",
        lambda: changing.restore(found, seen=form.seen_number, reason=form.reason.data),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("session.change")
def add() -> Answer:
    """An extra session."""
    programme = _programme()
    mentors = {row.id: row for row in by_name(db.session.scalars(mentors_in(viewer())))}
    pupils = {row.id: row for row in by_name(db.session.scalars(pupils_in(viewer())))}
    venues = {row.id: row for row in active_venues(viewer())}
    form = ExtraForm().offer_people(mentors.values(), pupils.values())
    form.offer(venues.values())
    made: list[Session] = []

    def deed() -> None:
        when = {"on": form.on.data, "start": form.start.data, "end": form.end.data}
        where = {"venue": venues[form.venue.data], "room": form.room.data}
        people = form.values_of(mentors, pupils)
        made.append(changing.add_extra(programme, **when, **where, **people, reason=form.reason.data))

    if form.carries_out(deed):
        _say(_("The session is added."), changes_of(made[0])[0])
        return redirect(url_for("timetable.show", session_id=made[0].id), 303)
    page = render_template("timetable/add.html", form=form.drawn(), week=request.args.get("week", ""))
    return page, 422 if form.is_submitted() else 200


def _answer(
    found: Session, form: SessionForm, name: str, deed: Callable[[], SessionChange], **more: object
) -> Answer:
    """Do it and go back to the session, or show the form with what stands in the way."""
    done: list[SessionChange] = []
    if form.carries_out(lambda: done.append(deed())):
        _say(_said(done[0]), done[0])
        return redirect(url_for("timetable.show", session_id=found.id), 303)
    if form.is_submitted():
        db.session.refresh(found)  # what was refused is not shown as if it were so
    page = render_template(f"timetable/{name}.html", session=found, form=form.drawn(), **more)
    return page, 422 if form.is_submitted() else 200


def _said(change: SessionChange) -> str:
    return {
        "moved": _("The session is moved."),
        "room": _("The room is changed."),
        "mentor": _("Another mentor takes the session."),
        "cancelled": _("The session is cancelled."),
        "restored": _("The session takes place after all."),
    }[change.deed]


def _say(sentence: str, change: SessionChange) -> None:
    count = counts_seen_by(viewer(), change.batch).total()
    told = ""
    if count and mail.is_on():
        told = ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", count)
    elif count:
        told = ngettext(
            "%(num)d mail is written, but not sent: there is no mail server.",
            "%(num)d mails are written, but not sent: there is no mail server.",
            count,
        )
    flash(" ".join(filter(None, (sentence, told))), "success")


def _find(session_id: int) -> Session:
    return session_seen_by(viewer(), session_id) or abort(404)


def _programme() -> Programme:
    return open_programme(viewer()) or abort(404)
