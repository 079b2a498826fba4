"""A mentor's own page: the week, the next session and the calendar address."""

from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.core.languages import chosen_language
from mentoring.feeds import actions, queries
from mentoring.feeds.calendar import single_event_bytes
from mentoring.feeds.entries import TITLES, entry, language_of
from mentoring.feeds.models import Subscription
from mentoring.feeds.views import about_address
from mentoring.registration.models import Pupil
from mentoring.timetable.models import Session

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
        next_session=queries.next_own_session(viewer()),
        known_as=known_as,
        subscription=subscription,
        own_edit_url=_own_edit_url(),
        **(about_address(subscription) if subscription else {}),
    )


def _own_edit_url() -> str | None:
    """Where mentors change their own times and wishes, in an installation that lets them."""
    return url_for("mentors.own_edit") if "mentors.own_edit" in current_app.view_functions else None


def _subscription() -> Subscription | None:
    """The mentor's address, made at the first look; nobody who has left gets one."""
    programme_id, mentor_id = viewer().programme_id, viewer().mentor_id
    if programme_id is None or mentor_id is None or not queries.owner_exists(viewer(), "mentor", mentor_id):
        return None
    return actions.open_subscription(programme_id, kind="mentor", owner_id=mentor_id, language=chosen_language())


def _weeks() -> list[tuple[str, date, date, list[tuple[date, list[Session]]]]]:
    """(heading, Monday, Sunday, [(day, its sessions)]) of this week and the next."""
    monday = today() - timedelta(days=today().weekday())
    return [_week(_("This week"), monday), _week(_("Next week"), monday + timedelta(days=7))]


def _week(heading: str, monday: date) -> tuple[str, date, date, list[tuple[date, list[Session]]]]:
    sunday = monday + timedelta(days=6)
    sessions = queries.own_sessions(viewer(), monday, sunday)
    days = [(day, list(held)) for day, held in groupby(sessions, key=lambda session: session.date)]
    return heading, monday, sunday, days


@own.get("/sessions/<int:session_id>")
@needs("mentor.self")
def session(session_id: int) -> str:
    """One of the mentor's own sessions; calendar entries link here."""
    return render_template("own/session.html", session=_find(session_id), known_as=known_as)


@own.get("/sessions/<int:session_id>.ics")
@needs("mentor.self")
def session_file(session_id: int) -> Response:
    """One session as a file, with the identifier and sequence that it has in the feed."""
    found = _find(session_id)
    subscription = _subscription() or abort(404)
    language = language_of(subscription)
    dated = next((row for row in queries.sessions_of(subscription) if row.id == found.id), None) or abort(404)
    links_to = f"{current_app.config['BASE_URL']}/me/sessions/"
    title = TITLES[subscription.programme.kind][language]
    body = single_event_bytes(entry(dated, title=title, links_to=links_to), language)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return answer


@own.route("/calendar/new", methods=["GET", "POST"])
@needs("mentor.self")
def renew() -> str | AnyResponse:
    """Ask, then make a new address in place of the old one."""
    subscription = _subscription() or abort(404)
    if request.method == "GET":
        return render_template("own/renew.html", subscription=subscription)
    actions.renew(subscription)
    flash(_("There is a new address. The old one has stopped."), "success")
    return redirect(url_for("own.index", _anchor="calendar"))


def _find(session_id: int) -> Session:
    return queries.own_session(viewer(), session_id) or abort(404)
