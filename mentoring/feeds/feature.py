"""Registers the feeds: the addresses that programs read, and the pages about them."""

from flask import Flask
from werkzeug.routing import BaseConverter, Rule

from mentoring.feeds import changes, models
from mentoring.feeds.cookieless import Sessions
from mentoring.feeds.door import Door
from mentoring.feeds.logs import LOGGERS, keep_secrets_out_of
from mentoring.feeds.own import own
from mentoring.feeds.views import pages, read


class AnythingConverter(BaseConverter):
    """Whatever stands in a path: slashes, line breaks and NUL too, so that no wrong address is told apart."""

    part_isolating = False
    regex = r"(?s:.+)"
    weight = 1000


def init_feature(app: Flask) -> None:
    """Feeds for programs, pages for people, and logs without secrets."""
    # zipped where a program asks for it; a switch, since a proxy may do it instead
    app.config.setdefault("FEED_GZIP", True)
    app.extensions.setdefault("tables", []).append(models)
    app.extensions.setdefault("listeners", []).append(changes)
    app.session_interface = Sessions()
    _serve_feeds(app)
    app.wsgi_app = Door(app, app.wsgi_app)  # type: ignore[method-assign]  # as Flask says
    app.register_blueprint(pages)
    app.register_blueprint(own)
    keep_secrets_out_of(*LOGGERS, app.logger.name)


def _serve_feeds(app: Flask) -> None:
    """One rule for every method and every path below /feeds/ that is not a page: one 404, one 405."""
    app.url_map.converters["anything"] = AnythingConverter
    app.url_map.add(Rule("/feeds/<anything:name>", endpoint="feeds.read", merge_slashes=False))
    app.view_functions["feeds.read"] = read
    app.extensions["csrf"].exempt(read)
