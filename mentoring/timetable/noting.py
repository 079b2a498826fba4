"""How a session is changed so that calendars and people can be told: counted, and noted with what was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.planning.menders import Broken
from mentoring.timetable.models import (
    BY_HAND,
    CALLED_OFF,
    CANCELLED,
    MENTOR,
    MOVED,
    PLANNED,
    RESTORED,
    ROOM,
    FormerMentor,
    Session,
    SessionChange,
)

_LONGEST_REASON = 300


@dataclass(frozen=True)
class Deed:
    """What is done at one time, to one or many sessions: under which name it is noted, by what, and why all the same.

    `overridden`: the rules of the house that staff depart from, for the `reason`.
    """

    batch: str
    cause: str = BY_HAND
    overridden: tuple[Broken, ...] = ()
    reason: str = ""


def new_batch(cause: str) -> str:
    """A name for what is done at one time."""
    return f"{cause}:{uuid4().hex[:16]}"


def new_uid() -> str:
    """A calendar identifier: constant, unique, without meaning (RFC 7986 § 5.3)."""
    return f"{uuid4().hex}@mentorplan"


def as_it_is(session: Session) -> dict[str, Any]:
    """What a change keeps of a session: when, where, by whom, and whether it takes place."""
    return {
        "date": session.date.isoformat(),
        "start": f"{session.start:%H:%M}",
        "end": f"{session.end:%H:%M}",
        "venue": session.venue_id,
        "room": session.room,
        "mentor": session.mentor_id,
        "status": session.status,
        "why": session.why,
    }


def change(session: Session, deed: Deed, **values: Any) -> SessionChange:
    """Give the session these values, and note it. Its former mentor keeps it in the calendar, as cancelled."""
    was = as_it_is(session)
    if "mentor_id" in values:
        _hand_over(session, values["mentor_id"])
    for name, value in values.items():
        setattr(session, name, value)
    mark(session, is_by_hand=deed.cause == BY_HAND)
    return note(session, deed, was=was, what=_what(was, as_it_is(session)))


def cancel(session: Session, deed: Deed, why: str) -> SessionChange:
    """Let the session not take place."""
    return change(session, deed, status=CANCELLED, why=why)


def restore(session: Session, deed: Deed, **values: Any) -> SessionChange:
    """Let a cancelled session take place after all."""
    return change(session, deed, status=PLANNED, why="", **values)


def note(session: Session, deed: Deed, *, was: Mapping[str, Any], what: str) -> SessionChange:
    """Keep what happened."""
    made = SessionChange(
        session=session,
        batch=deed.batch,
        deed=what,
        cause=deed.cause,
        at=now(),
        account_id=viewer().account_id,
        was=dict(was),
        now=as_it_is(session),
        overridden=[one.as_json() for one in deed.overridden],
        reason=deed.reason[:_LONGEST_REASON] if deed.overridden else "",
    )
    db.session.add(made)
    return made


def mark(session: Session, *, is_by_hand: bool) -> None:
    """Count a change for calendars (RFC 5545 § 3.8.7.4: a greater sequence replaces what they have).

    The moment of a change is later than that of the last one, to the second that calendars show.
    """
    session.sequence += 1
    session.modified_at = max(now(), session.modified_at + timedelta(seconds=1))
    if is_by_hand:
        session.by_hand_at = now()


def departed_from(changes: Iterable[SessionChange], rule: str, on: date) -> bool:
    """Whether staff departed from that rule when they had a session on that date."""
    there = [one for one in changes if one.now["date"] == on.isoformat()]
    return any(broken["rule"] == rule for one in there for broken in one.overridden)


def _hand_over(session: Session, mentor_id: int) -> None:
    if session.mentor_id == mentor_id:
        return
    back = db.session.get(FormerMentor, (session.id, mentor_id))
    if back is not None:
        db.session.delete(back)
    if db.session.get(FormerMentor, (session.id, session.mentor_id)) is None:
        db.session.add(FormerMentor(session_id=session.id, mentor_id=session.mentor_id))


def _what(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What kind of change it was; of several the one that matters most to those who come."""
    if was["status"] != now["status"]:
        return RESTORED if now["status"] == PLANNED else CALLED_OFF
    if any(was[name] != now[name] for name in ("date", "start", "end", "venue")):
        return MOVED
    return MENTOR if was["mentor"] != now["mentor"] else ROOM
