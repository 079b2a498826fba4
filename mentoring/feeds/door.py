"""The door before the application, for programs that ask for a feed that is as it was: nothing is made anew.

Programs ask every hour for what seldom changes, thousands of them. What the door cannot answer goes on as if it were
not there, so it answers nothing that the view would answer otherwise; every wrong address goes on too.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, current_app
from flask.wrappers import Request

from mentoring.core.database import db
from mentoring.core.headers import protected
from mentoring.feeds.actions import note_fetch
from mentoring.feeds.answer import Told, calendar_answer, is_known, unchanged
from mentoring.feeds.kept import KEPT
from mentoring.feeds.programs import family
from mentoring.feeds.queries import stand_by_secret

Answered = Iterable[bytes]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Answered]
_PATH, _ENDING = "/feeds/", ".ics"


class Door:
    """Answers for feeds that have not changed, and lets everything else through."""

    def __init__(self, app: Flask, behind: Wsgi) -> None:
        self._app, self._behind = app, behind

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Answered:
        """Answer a request, or let it through."""
        answer = self._answer(environ) if _is_for_feed(environ) else None
        if answer is None:
            return self._behind(environ, start_response)
        return answer(environ, start_response)

    def _answer(self, environ: dict[str, Any]) -> Response | None:
        try:
            with self._app.app_context():
                return _as_before(Request(environ))
        except Exception:  # the view tries once more, and says that it is our failure where it fails too
            self._app.logger.exception("a feed could not be answered at the door")
            return None


def _is_for_feed(environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return is_read and path.startswith(_PATH) and path.endswith(_ENDING)


def _as_before(request: Request) -> Response | None:
    """The answer where the calendar is what it was, and the program has it or it is kept here; else None."""
    secret = request.path.removeprefix(_PATH).removesuffix(_ENDING)
    with db.engine.connect() as connection:
        stand = stand_by_secret(connection, secret)
    if stand is None or not stand.is_same:
        return None
    told = Told(stand.row.etag, stand.row.changed_at, current_app.config["FEED_GZIP"])
    if is_known(request, told):
        answer = unchanged(request, told)
    elif (body := KEPT.get((stand.row.id, stand.stamp))) is not None:
        answer = calendar_answer(request, body, told)
    else:
        return None
    program = family(request.headers.get("User-Agent", ""))
    if note_fetch(stand.row.id, stand.row.last_fetched_at, program=program):
        db.session.commit()
    return protected(answer, is_secure=request.is_secure)
