"""A feed over HTTP (RFC 9110): what calendar programs are told beside the calendar itself."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import Request, Response
from werkzeug.http import http_date

from mentoring.core.headers import ASKED_EACH_TIME

_PRIVATE = {
    "Cache-Control": ASKED_EACH_TIME,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
#: how long a program is asked to wait after a failure of ours, in seconds
RETRY_AFTER = 600


@dataclass(frozen=True)
class Told:
    """What a program is told of a calendar beside its bytes: the tag of these, and since when it has been so."""

    tag: str
    changed_at: datetime
    may_zip: bool

    def is_zipped(self, request: Request) -> bool:
        """Whether this program gets it zipped."""
        return self.may_zip and request.accept_encodings.quality("gzip") > 0

    def tag_for(self, request: Request) -> str:
        """The entity tag of the form of the bytes that this program gets (RFC 9110 section 8.8.3.3)."""
        return f"{self.tag[:-1]}-gzip{self.tag[-1:]}" if self.is_zipped(request) else self.tag


def is_known(request: Request, told: Told) -> bool:
    """Whether the program has this calendar already; a tag goes before a time (RFC 9110 section 13.2.2)."""
    tags = request.if_none_match
    if tags:
        return tags.star_tag or tags.contains_weak(told.tag_for(request).strip('"'))
    since = request.if_modified_since
    return since is not None and told.changed_at.replace(microsecond=0) <= since


def unchanged(request: Request, told: Told) -> Response:
    """304: the program keeps what it has."""
    answer = Response(status=304, headers=_PRIVATE)
    del answer.headers["Content-Type"]
    return _described(answer, request, told)


def calendar_answer(request: Request, body: bytes, told: Told) -> Response:
    """200 with the calendar, or 304 without; each form of the bytes has an entity tag of its own."""
    if is_known(request, told):
        return unchanged(request, told)
    sent = zipped(body) if told.is_zipped(request) else body
    answer = Response(sent, content_type="text/calendar; charset=utf-8", headers=_PRIVATE)
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    if told.is_zipped(request):
        answer.headers["Content-Encoding"] = "gzip"
    return _described(answer, request, told)


@lru_cache(maxsize=64)
def zipped(body: bytes) -> bytes:
    """The same calendar is zipped into the same bytes, since no time is in them."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def _described(answer: Response, request: Request, told: Told) -> Response:
    answer.headers["ETag"] = told.tag_for(request)
    answer.headers["Last-Modified"] = http_date(told.changed_at)
    if told.may_zip:
        answer.headers["Vary"] = "Accept-Encoding"
    return answer


def not_found() -> Response:
    """The one answer to every address that is no feed's, whatever is wrong with it."""
    return _plain("There is no calendar here.\n", 404)


def not_allowed() -> Response:
    """The answer to methods other than GET and HEAD."""
    answer = _plain("A calendar can only be read.\n", 405)
    answer.headers["Allow"] = "GET, HEAD"
    return answer


def failed() -> Response:
    """Our failure: never an empty calendar, since programs delete what is missing."""
    answer = _plain("The calendar cannot be read just now. Try again later.\n", 503)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _plain(sentence: str, status: int) -> Response:
    return Response(sentence, status, content_type="text/plain; charset=utf-8", headers=_PRIVATE)
