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
        return self.tag_of(self.is_zipped(request))

    def tag_of(self, is_zipped: bool) -> str:
        """The entity tag of either form."""
        return f"{self.tag[:-1]}-gzip{self.tag[-1:]}" if is_zipped else self.tag


def is_known(request: Request, told: Told) -> bool:
    """Whether the program has this calendar already; a tag goes before a time (RFC 9110 section 13.2.2)."""
    tags = request.if_none_match
    if tags:
        return tags.star_tag or tags.contains_weak(told.tag_for(request).strip('"'))
    since = request.if_modified_since
    return since is not None and told.changed_at.replace(microsecond=0) <= since


def unchanged(request: Request, told: Told) -> Response:
    """304: the program keeps what it has."""
    answer = Response(status=304, headers=_described(told, told.is_zipped(request)))
    del answer.headers["Content-Type"]
    return answer


def calendar_answer(request: Request, body: bytes, told: Told) -> Response:
    """200 with the calendar, or 304 without; each form of the bytes has an entity tag of its own."""
    if is_known(request, told):
        return unchanged(request, told)
    is_zipped = told.is_zipped(request)
    headers = _described(told, is_zipped) | {"Content-Disposition": 'inline; filename="calendar.ics"'}
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    sent = zipped(body) if is_zipped else body
    return Response(sent, content_type="text/calendar; charset=utf-8", headers=headers)


@lru_cache(maxsize=64)
def zipped(body: bytes) -> bytes:
    """The same calendar is zipped into the same bytes, since no time is in them."""
    return gzip.compress(body, compresslevel=6, mtime=0)


@lru_cache(maxsize=1_000)
def _described(told: Told, is_zipped: bool) -> dict[str, str]:
    """The headers of a calendar and of word that it is known; not to be changed in place."""
    headers = _PRIVATE | {"ETag": told.tag_of(is_zipped), "Last-Modified": http_date(told.changed_at)}
    return headers | ({"Vary": "Accept-Encoding"} if told.may_zip else {})


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
