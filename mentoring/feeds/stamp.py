"""A short text that changes as soon as anything does of which a feed is made: so most fetches need no calendar."""

from hashlib import blake2b

from flask import current_app
from sqlalchemy import Connection

from mentoring.core.calendars import marks_for
from mentoring.core.clock import today
from mentoring.feeds.sessions import marks_of_sessions
from mentoring.feeds.standing import Standing

#: counts the forms in which entries have been written: a new one is a change of every feed
FORM = 2


def stamp_of(connection: Connection, standing: Standing) -> str:
    """The stamp of what that feed would be made of now."""
    row = standing.row
    narrowed = (row.only_venue_id, row.only_mentor_id, row.only_school_id, sorted(standing.schools or ()))
    worded = (row.language, row.label, row.detail_at, row.programme_kind, standing.tells, row.place_name)
    marks = (marks_of_sessions(connection, standing), marks_for(connection, standing.wanted))
    told = (FORM, current_app.config["BASE_URL"], today(), worded, narrowed, standing.schools is None, marks)
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()
