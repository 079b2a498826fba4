"""Sends what changes on a page as server-sent events, few at a time: each holds a thread of the web server.

Whoever finds no place free is told so with 204, upon which a browser does not come again by itself, and the page asks
for the changing part now and then instead.
"""

from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

#: how long one connection is held; the browser opens the next by itself
LONGEST = 25.0
SECONDS_BETWEEN = 1.0

Look = Callable[[], tuple[str, bool]]


def init_streams(app: Flask) -> None:
    """Make the places of this server process."""
    app.extensions["streams"] = BoundedSemaphore(int(app.config["LIVE_STREAMS"]))


def streamed(look: Look) -> Response:
    """Stream `look()`, the part of the page as it is now and whether it is the last, each time it has changed.

    Each look is a request of its own, by the account of this one: between them no connection to the database is held,
    and who may not see it any more, sees it no more.
    """
    app: Flask = current_app._get_current_object()
    places: BoundedSemaphore = app.extensions["streams"]
    if not places.acquire(blocking=False):
        return Response(status=204)
    answer = Response(_events(app, dict(request.environ), look), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy in front is not to wait for the end
    answer.call_on_close(places.release)
    return answer


def _events(app: Flask, environ: dict[str, Any], look: Look) -> Iterator[str]:
    until, told = monotonic() + LONGEST, ""
    yield "retry: 1000\n\n"
    while monotonic() < until:
        try:
            with app.app_context(), app.request_context(environ):
                part, is_last = look()
        except HTTPException:  # signed out, erased, no access any more: loading the page anew says which
            part, is_last = "", True
        if is_last:
            yield _event("end", part)
            return
        # a line that says nothing finds out whether anybody still listens
        yield _event("part", part) if part != told else ": still here\n\n"
        told = part
        sleep(SECONDS_BETWEEN)


def _event(name: str, text: str) -> str:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
