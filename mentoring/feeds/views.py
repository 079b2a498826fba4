"""Feeds for programs, and the pages on which staff and coordinators pass addresses on."""

from typing import cast

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from mentoring.camp.queries import rooms_to_come
from mentoring.core.access import may, needs, viewer
from mentoring.core.calendars import Kind
from mentoring.core.numbers import row_number
from mentoring.feeds import actions, queries
from mentoring.feeds.answer import failed, not_allowed, not_found
from mentoring.feeds.calendar import single_event_bytes
from mentoring.feeds.cookieless import cookieless
from mentoring.feeds.entries import Wording, entry, plain_wording
from mentoring.feeds.forms import feed_form, own_feed_form
from mentoring.feeds.models import Subscription
from mentoring.feeds.reading import answer_for
from mentoring.feeds.sessions import DatedSession
from mentoring.feeds.showing import about_address
from mentoring.feeds.standing import KINDS
from mentoring.programme.queries import open_programme
from mentoring.timetable.queries import session_seen_by

pages = Blueprint("feeds", __name__)


@cookieless
@needs("public")
def read(name: str) -> Response:
    """A feed, for whoever has its secret address; any other path gets one and the same answer."""
    if request.method not in ("GET", "HEAD"):
        return not_allowed()
    try:
        return _read(name)
    except Exception:  # whatever failed is ours: the program keeps what it has and comes again
        current_app.logger.exception("a feed could not be made")
        return failed()


def _read(name: str) -> Response:
    secret = name.removesuffix(".ics")
    answer = answer_for(request, secret)
    return answer if answer and name.endswith(".ics") else not_found()


@pages.get("/feeds")
@needs("feed.manage")
def index() -> str | AnyResponse:
    """The viewer's own feeds, and whose feeds there are and could be, by kind."""
    kinds = _kinds()
    if not kinds:
        return redirect(url_for("own.index"))
    chosen = request.args.get("kind", kinds[0])
    kind = cast(Kind, chosen) if chosen in kinds else kinds[0]
    if kind == "account":
        return render_template("feeds/mine.html", kinds=kinds, feeds=queries.own_subscriptions(viewer()))
    owners = queries.owners(viewer(), kind)
    return render_template("feeds/index.html", kinds=kinds, kind=kind, owners=owners)


def _kinds() -> list[Kind]:
    """The kinds of feed that the viewer passes on to others, and the own ones."""
    if viewer().is_staff:
        there = [kind for kind in KINDS if kind != "room" or rooms_to_come(viewer())]
        return [*there, "account"]
    return ["pupil", "account"] if may("pupil.see") else []


@pages.route("/feeds/own", methods=["GET", "POST"])
@needs("feed.own")
def make_own() -> str | AnyResponse | tuple[str, int]:
    """Make a feed for oneself: of everything that one may see, or of a part."""
    programme = open_programme(viewer()) or abort(404)
    form = own_feed_form(queries.parts_for(viewer()), with_initials=programme.feeds_show_initials)
    made: list[Subscription] = []

    def deed() -> None:
        values = {"label": form.label.data, "detail": form.detail.data}
        made.append(actions.open_own(viewer(), **values, **form.only()))

    if form.carries_out(deed):
        return redirect(url_for("feeds.show", subscription_id=made[0].id), 303)
    page = render_template("feeds/make_own.html", form=form)
    return page, 422 if form.is_submitted() else 200


@pages.post("/feeds/make")
@needs("feed.manage")
def make() -> AnyResponse:
    """Make the address of a venue, room, mentor or pupil, and show it."""
    kind, owner_id = request.form.get("kind", ""), request.form.get("owner_id", type=row_number)
    if kind not in KINDS or owner_id is None or not queries.owner_exists(viewer(), kind, owner_id):
        abort(404)
    programme_id = viewer().programme_id or abort(404)
    language = queries.language_for(kind, owner_id)
    made = actions.open_subscription(programme_id, kind=kind, owner_id=owner_id, language=language)
    return redirect(url_for("feeds.show", subscription_id=made.id))


@pages.get("/feeds/<int:subscription_id>")
@needs("feed.manage")
def show(subscription_id: int) -> str:
    """An address, to be passed on to whom it belongs."""
    found = _find(subscription_id)
    return render_template("feeds/show.html", subscription=found, kind=queries.kind_of(found), **about_address(found))


@pages.route("/feeds/<int:subscription_id>/change", methods=["GET", "POST"])
@needs("feed.manage")
def change(subscription_id: int) -> str | AnyResponse | tuple[str, int]:
    """Call a feed something else, or let it tell more or less."""
    found = _find(subscription_id)
    form = feed_form(with_initials=actions.may_show_initials(found), obj=found)
    if form.carries_out(lambda: actions.change(found, **form.values())):
        flash(_("Saved. The address is the same, so nobody has to subscribe anew."), "success")
        return redirect(url_for("feeds.show", subscription_id=found.id), 303)
    page = render_template("feeds/change.html", form=form, subscription=found)
    return page, 422 if form.is_submitted() else 200


@pages.get("/sessions/<int:session_id>.ics")
@needs("timetable.see")
def session_file(session_id: int) -> Response:
    """One session as a file, with the identity that it has in every feed."""
    found = session_seen_by(viewer(), session_id) or abort(404)
    return session_answer(queries.dated(found), plain_wording(found))


@pages.route("/feeds/<int:subscription_id>/renew", methods=["GET", "POST"])
@needs("feed.manage")
def renew(subscription_id: int) -> str | AnyResponse:
    """Ask, then make a new address in place of the old one."""
    found = _find(subscription_id)
    if request.method != "POST":  # HEAD does as little as GET
        return render_template("feeds/renew.html", subscription=found)
    made = actions.renew(found)
    flash(_("There is a new address. The old one has stopped."), "success")
    return redirect(url_for("feeds.show", subscription_id=made.id))


@pages.route("/feeds/<int:subscription_id>/revoke", methods=["GET", "POST"])
@needs("feed.manage")
def revoke(subscription_id: int) -> str | AnyResponse:
    """Ask, then stop an address."""
    found = _find(subscription_id)
    kind = queries.kind_of(found)
    if request.method != "POST":  # HEAD does as little as GET
        return render_template("feeds/revoke.html", subscription=found)
    actions.revoke(found)
    flash(_("The address has stopped."), "success")
    return redirect(url_for("feeds.index", kind=kind))


def session_answer(session: DatedSession, wording: Wording) -> Response:
    """A session as a file to be kept; it is never updated, as a feed is."""
    body = single_event_bytes(entry(session, wording), wording.language)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return answer


def _find(subscription_id: int) -> Subscription:
    return queries.subscription(viewer(), subscription_id) or abort(404)
