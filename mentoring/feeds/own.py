"""A mentor's own page: the week, the next session and the calendar address."""

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.languages import chosen_language
from mentoring.feeds import actions, queries
from mentoring.feeds.entries import wording_of
from mentoring.feeds.forms import feed_form
from mentoring.feeds.models import Subscription
from mentoring.feeds.sessions import sessions_for
from mentoring.feeds.showing import about_address
from mentoring.feeds.standing import standing_with_id
from mentoring.feeds.views import session_answer
from mentoring.registration.models import Pupil
from mentoring.timetable.models import Session
from mentoring.timetable.queries import next_session, pupils_shown, sessions_seen_by
from mentoring.timetable.week import Week, by_day, week_of

own = Blueprint("own", __name__, url_prefix="/me")


def known_as(pupil: Pupil) -> str:
    """How a pupil is called where a mentor sees it: the given name and one letter."""
    return f"{pupil.given_name} {pupil.family_name[:1]}.".removesuffix(" .")


@own.get("")
@needs("mentor.self")
def index() -> str:
    """This week and the next, and the address of the calendar."""
    subscription = _subscription()
    return render_template(
        "own/index.html",
        weeks=_weeks(),
        next_session=next_session(viewer()),
        names_of=_names_of,
        today=today(),
        subscription=subscription,
        **(about_address(subscription) if subscription else {}),
    )


def _weeks() -> list[tuple[str, Week, list[tuple[date, list[Session]]]]]:
    """(heading, week, [(day, its sessions)]) of this week and the next."""
    this = week_of(today())
    named = ((_("This week"), this), (_("Next week"), this.moved(1)))
    return [(heading, week, by_day(_own_sessions(week))) for heading, week in named]


def _own_sessions(week: Week) -> list[Session]:
    return sessions_seen_by(viewer(), start=week.monday, end=week.sunday, mentor_id=viewer().mentor_id)


def _names_of(held: Session) -> str:
    return ", ".join(known_as(pupil) for pupil in pupils_shown(viewer(), held))


def _subscription() -> Subscription | None:
    """The mentor's address, made at the first look; nobody who has left gets one."""
    programme_id, mentor_id = viewer().programme_id, viewer().mentor_id
    if programme_id is None or mentor_id is None or not queries.owner_exists(viewer(), "mentor", mentor_id):
        return None
    return actions.open_subscription(programme_id, kind="mentor", owner_id=mentor_id, language=chosen_language())


@own.get("/sessions/<int:session_id>.ics")
@needs("mentor.self")
def session_file(session_id: int) -> Response:
    """One session as a file, with the identifier and sequence that it has in the feed."""
    subscription = _subscription() or abort(404)
    connection = db.session.connection()
    standing = standing_with_id(connection, subscription.id) or abort(404)
    dated = next((row for row in sessions_for(connection, standing) if row.id == session_id), None) or abort(404)
    return session_answer(dated, wording_of(standing))


@own.route("/calendar", methods=["GET", "POST"])
@needs("mentor.self")
def change() -> str | AnyResponse | tuple[str, int]:
    """Call the own feed something else, or let it tell more or less."""
    subscription = _subscription() or abort(404)
    form = feed_form(with_initials=actions.may_show_initials(subscription), obj=subscription)
    if form.carries_out(lambda: actions.change(subscription, **form.values())):
        flash(_("Saved. The address is the same, so nobody has to subscribe anew."), "success")
        return redirect(url_for("own.index", _anchor="calendar"), 303)
    page = render_template("own/change.html", form=form)
    return page, 422 if form.is_submitted() else 200


@own.route("/calendar/new", methods=["GET", "POST"])
@needs("mentor.self")
def renew() -> str | AnyResponse:
    """Ask, then make a new address in place of the old one."""
    subscription = _subscription() or abort(404)
    if request.method != "POST":  # HEAD does as little as GET
        return render_template("own/renew.html", subscription=subscription)
    actions.renew(subscription)
    flash(_("There is a new address. The old one has stopped."), "success")
    return redirect(url_for("own.index", _anchor="calendar"))
