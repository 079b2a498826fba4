"""A feed over HTTP (RFC 9110): what calendar programs are told beside the calendar itself."""

import gzip
from datetime import datetime

from flask import Request, Response

from mentoring.core.headers import ASKED_EACH_TIME
from mentoring.feeds.calendar import etag

_PRIVATE = {
    "Cache-Control": ASKED_EACH_TIME,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
#: how long a program is asked to wait after a failure of ours, in seconds
RETRY_AFTER = 600


def calendar_answer(request: Request, body: bytes, changed_at: datetime, *, may_zip: bool) -> Response:
    """200 with the calendar, or 304 without; each form of the bytes has an entity tag of its own."""
    is_zipped = may_zip and request.accept_encodings.quality("gzip") > 0
    # without a time in it, the same calendar is zipped into the same bytes
    sent = gzip.compress(body, mtime=0) if is_zipped else body
    answer = Response(sent, content_type="text/calendar; charset=utf-8", headers=_PRIVATE)
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer.headers["ETag"] = etag(sent)
    answer.last_modified = changed_at
    if may_zip:
        answer.headers["Vary"] = "Accept-Encoding"
    if is_zipped:
        answer.headers["Content-Encoding"] = "gzip"
    answer.make_conditional(request)
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
