"""A short text that changes as soon as anything does of which a feed is made: so most fetches need no calendar.

Sessions are told by how many there are, which, and their sequence numbers and moments of change: every change of one
raises its number and its moment, whichever way it is made. Reading that takes a tenth of reading the sessions.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from mentoring.core.clock import today
from mentoring.feeds.models import INITIALS, Subscription
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import FormerMentor, Session, session_pupil

#: counts the forms in which entries have been written: a new one is a change of every feed
FORM = 1

_subscription, _session, _former = Subscription.__table__, Session.__table__, FormerMentor.__table__
_programme, _venue, _mentor, _pupil = (row.__table__ for row in (Programme, Venue, Mentor, Pupil))
_MARKS = (
    func.count(),
    func.coalesce(func.sum(_session.c.id), 0),
    func.coalesce(func.sum(_session.c.sequence), 0),
    func.max(_session.c.modified_at),
    func.max(_session.c.people_at),
)
_LATE = _session.c.date >= bindparam("since")
_HERE = (_session.c.programme_id == bindparam("programme"), _LATE)
_KNOWN: Select[Any] = (
    select(
        _subscription,
        _programme.c.kind,
        _programme.c.feeds_show_initials,
        _venue.c.name.label("venue_name"),
        func.coalesce(_mentor.c.left_on, _pupil.c.left_on).label("left_on"),
    )
    .select_from(_subscription)
    .join(_programme, _programme.c.id == _subscription.c.programme_id)
    .outerjoin(_venue, _venue.c.id == _subscription.c.venue_id)
    .outerjoin(_mentor, _mentor.c.id == _subscription.c.mentor_id)
    .outerjoin(_pupil, _pupil.c.id == _subscription.c.pupil_id)
    .where(_subscription.c.token_hash == bindparam("token"))
)
_OWN = select(*_MARKS).where(*_HERE, _session.c.mentor_id == bindparam("owner"))
#: what somebody else took is in the mentor's calendar too. A mentor or pupil is in one programme: said once more, it
#: would only lead the database to look at all of that programme's sessions
_TAKEN = select(*_MARKS).where(
    _LATE, _session.c.id.in_(select(_former.c.session_id).where(_former.c.mentor_id == bindparam("owner")))
)
_OF_PUPIL = select(*_MARKS).where(
    _LATE, _session.c.id.in_(select(session_pupil.c.session_id).where(session_pupil.c.pupil_id == bindparam("owner")))
)
#: whose feed it is → how its sessions are told
_OF: dict[str, Any] = {
    "mentor_id": union_all(_OWN, _TAKEN),
    "venue_id": select(*_MARKS).where(*_HERE, _session.c.venue_id == bindparam("owner")),
    "pupil_id": _OF_PUPIL,
}


@dataclass(frozen=True)
class Stand:
    """A subscription as it is stored, beside the stamp of what its feed would be made of now."""

    row: Any
    stamp: str

    @property
    def is_same(self) -> bool:
        """Whether the calendar that was last given is still the calendar; of initials the stamp knows too little."""
        return bool(self.row.stamp == self.stamp and self.row.etag and self.row.detail != INITIALS)


def stand_of(connection: Connection, token_hash: str, since: date) -> Stand | None:
    """How the subscription of that hash stands; None where it does not work, and where only its account can say so.

    The feeds of accounts hang on roles, which are read anew at each fetch.
    """
    row = connection.execute(_KNOWN, {"token": token_hash}).first()
    if row is None or row.revoked_at is not None or (row.left_on is not None and row.left_on <= today()):
        return None
    owner = next((name for name in _OF if getattr(row, name) is not None), None)
    return Stand(row, _stamp(connection, row, owner, since)) if owner else None


def _stamp(connection: Connection, row: Any, owner: str, since: date) -> str:
    asked = {"programme": row.programme_id, "since": since, "owner": getattr(row, owner)}
    marks = [tuple(one) for one in connection.execute(_OF[owner], asked)]
    worded = (row.language, row.label, row.detail, row.detail_at, row.kind, row.feeds_show_initials, row.venue_name)
    told = (FORM, current_app.config["BASE_URL"], today(), worded, marks)
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()
