"""The door before the application, for programs that ask for a feed: they need none of what pages need.

Programs ask every hour for what seldom changes, thousands of them. What the door cannot answer goes on as if it were
not there, and the view does the same (`reading`); every wrong address goes on too.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response
from flask.wrappers import Request

from mentoring.core.headers import protected
from mentoring.feeds.reading import answer_for

Answered = Iterable[bytes]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Answered]
_PATH, _ENDING = "/feeds/", ".ics"


class Door:
    """Answers for feeds, and lets everything else through."""

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
                return _read(Request(environ))
        except Exception:  # the view tries once more, and says that it is our failure where it fails too
            self._app.logger.exception("a feed could not be answered at the door")
            return None


def _is_for_feed(environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return is_read and path.startswith(_PATH) and path.endswith(_ENDING)


def _read(request: Request) -> Response | None:
    answer = answer_for(request, request.path.removeprefix(_PATH).removesuffix(_ENDING))
    return protected(answer, is_secure=request.is_secure) if answer else None
