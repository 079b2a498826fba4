"""What a program gets that asks for a feed: the calendar, or word that it has it; made anew only if it must be."""

from datetime import datetime

from flask import Request, Response, current_app
from sqlalchemy import Connection

from mentoring.core.calendars import published_for
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.feeds.actions import note, since_when
from mentoring.feeds.answer import Told, calendar_answer, is_known, unchanged
from mentoring.feeds.calendar import etag, feed_bytes, last_modified
from mentoring.feeds.entries import calendar
from mentoring.feeds.kept import KEPT
from mentoring.feeds.programs import family
from mentoring.feeds.sessions import sessions_for
from mentoring.feeds.stamp import stamp_of
from mentoring.feeds.standing import Standing, standing_by_secret


def answer_for(request: Request, secret: str) -> Response | None:
    """The answer to a program that knows this secret; None where no feed has it."""
    with db.engine.connect() as connection:
        standing = standing_by_secret(connection, secret)
        if standing is None:
            return None
        # the stamp first: what changes while the calendar is made is seen at the next fetch
        stamp = stamp_of(connection, standing)
        body, told = _as_before(standing, stamp)
        if told is None or (body is None and not is_known(request, told)):
            body, told = _made(connection, standing)
    if body is not None:
        KEPT[standing.row.id, stamp] = body
    answer = unchanged(request, told) if body is None else calendar_answer(request, body, told)
    # before the answer goes out: a failure to note is answered as a failure of the feed
    note(standing.row, told, stamp, program=family(request.headers.get("User-Agent", "")))
    return answer


def _as_before(standing: Standing, stamp: str) -> tuple[bytes | None, Told | None]:
    """The calendar as this process keeps it, and what is told of it, where it is still what was last given."""
    row = standing.row
    if row.stamp != stamp or not row.etag:
        return None, None
    return KEPT.get((row.id, stamp)), _told(row.etag, row.changed_at)


def _made(connection: Connection, standing: Standing) -> tuple[bytes, Told]:
    moment = now()
    sessions, others = sessions_for(connection, standing), published_for(connection, standing.wanted)
    feed = calendar(standing, sessions, others, now=moment)
    body = feed_bytes(feed)
    tag, newest = etag(body), last_modified(feed.entries, [standing.row.created_at]) or moment
    return body, _told(tag, since_when(standing.row, tag, newest))


def _told(tag: str, changed_at: datetime) -> Told:
    return Told(tag, changed_at, current_app.config["FEED_GZIP"])
