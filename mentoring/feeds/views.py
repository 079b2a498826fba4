"""Feeds for programs, and the pages on which staff and coordinators pass addresses on."""

from functools import lru_cache
from typing import cast

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from mentoring.core.access import may, needs, viewer
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.numbers import row_number
from mentoring.feeds import actions, queries
from mentoring.feeds.answer import calendar_answer, failed, not_allowed, not_found
from mentoring.feeds.calendar import etag, feed_bytes, last_modified
from mentoring.feeds.cookieless import cookieless
from mentoring.feeds.entries import calendar, calendar_name
from mentoring.feeds.models import Subscription
from mentoring.feeds.pictures import picture
from mentoring.feeds.programs import family, links
from mentoring.feeds.secret import address

pages = Blueprint("feeds", __name__)
#: programs ask every hour for what seldom changes: the same entries are not written again
_written = lru_cache(maxsize=64)(feed_bytes)


@cookieless
@needs("public")
def read(name: str) -> Response:
    """A feed, for whoever has its secret address; any other path gets one and the same answer."""
    if request.method not in ("GET", "HEAD"):
        return not_allowed()
    try:
        return _read(name)
    except Exception:  # whatever failed is ours: the program keeps what it has and comes again
        db.session.rollback()
        current_app.logger.exception("a feed could not be made")
        return failed()


def _read(name: str) -> Response:
    subscription = queries.subscription_by_secret(name.removesuffix(".ics"))
    if subscription is None or not name.endswith(".ics"):
        return not_found()
    moment = now()
    feed = calendar(subscription, queries.sessions_of(subscription), now=moment)
    body = _written(feed)
    newest = last_modified(feed.entries, [subscription.created_at]) or moment
    changed_at = actions.note_content(subscription, tag=etag(body), newest=newest)
    actions.note_fetch(subscription, program=family(request.headers.get("User-Agent", "")))
    # here and not after the request: a failure to note is answered as a failure of the feed
    db.session.commit()
    return calendar_answer(request, body, changed_at, may_zip=current_app.config["FEED_GZIP"])


@pages.get("/feeds")
@needs("feed.manage")
def index() -> str | AnyResponse:
    """Whose feeds there are and could be, by kind."""
    kinds = _kinds()
    if not kinds:
        return redirect(url_for("own.index"))
    chosen = request.args.get("kind", kinds[0])
    kind = cast(queries.Kind, chosen) if chosen in kinds else kinds[0]
    owners = queries.owners(viewer(), kind)
    return render_template("feeds/index.html", kinds=kinds, kind=kind, owners=owners)


def _kinds() -> list[queries.Kind]:
    """The kinds of feed that the viewer passes on to others."""
    if viewer().is_staff:
        return list(queries.KINDS)
    return ["pupil"] if may("pupil.see") else []


@pages.post("/feeds/make")
@needs("feed.manage")
def make() -> AnyResponse:
    """Make the address of a venue, mentor or pupil, and show it."""
    kind, owner_id = request.form.get("kind", ""), request.form.get("owner_id", type=row_number)
    if kind not in queries.KINDS or owner_id is None or not queries.owner_exists(viewer(), kind, owner_id):
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


def about_address(subscription: Subscription) -> dict[str, object]:
    """What a page needs to show an address: the links into programs and the picture for a phone."""
    actions.keep_secret_current(subscription)
    ways = links(address(subscription), calendar_name(subscription))
    return {"links": ways, "picture": picture(ways.webcal)}


def _find(subscription_id: int) -> Subscription:
    return queries.subscription(viewer(), subscription_id) or abort(404)
