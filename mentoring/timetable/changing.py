"""One session changed by hand: moved, cancelled, restored, in another room, with another mentor once; an extra one.

Each goes through the rules of the plan on its date (`judge`): what it would newly break is said; a rule of the house
may be departed from with a reason, which is kept, no other. The past is never rewritten. None of it commits.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from mentoring.core import audit
from mentoring.core.clock import OSLO, now
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.planning.menders import Broken
from mentoring.planning.mending import Breaks
from mentoring.programme.models import Programme, Term, Venue
from mentoring.programme.queries import term_on
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable import noting
from mentoring.timetable.dates import refuse_odd_hour
from mentoring.timetable.judge import Held, broken_by, held
from mentoring.timetable.models import BY_HAND, EXTRA, PLANNED, Session, SessionChange
from mentoring.timetable.noting import Deed, new_batch, new_uid
from mentoring.timetable.queries import planned_between
from mentoring.timetable.telling import tell

#: the longest session that is believed (hours)
_LONGEST = 8


class Overtaken(Refusal):
    """Somebody else changed the session since it was looked at."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this session meanwhile. Look at it as it is now, then try again."))


class LeavesAlone(Breaks):
    """Without these sessions, too few adults would be there at `others`: those need a stand-in, or go too."""

    def __init__(self, broken: Iterable[Broken], others: Iterable[Session]) -> None:
        super().__init__(broken)
        self.others = tuple(others)


def move(
    session: Session,
    *,
    on: date,
    start: time,
    end: time,
    venue: Venue,
    room: str = "",
    seen: int | None = None,
    reason: str = "",
    is_told: bool = True,
) -> SessionChange:
    """Hold the session at another time or place; a cancelled one takes place again. `seen`: the sequence number that
    the page showed. Refuses what changes nothing, what is over, and what breaks rules."""
    programme = _alone(session, seen)
    _refuse_time(on, start, end)
    values = {"date": on, "start": start, "end": end, "venue_id": venue.id, "room": room}
    if not session.is_cancelled and all(getattr(session, name) == value for name, value in values.items()):
        raise Refusal(_("That changes nothing: it is so already."))
    there = {name: value for name, value in values.items() if name != "room"}
    deed = judged(programme, [] if session.is_cancelled else [held(session)], [held(session, **there)], reason)
    return _done([noting.change(session, deed, status=PLANNED, why="", **values)], is_told)[0]


def change_room(session: Session, *, room: str, seen: int | None = None, is_told: bool = True) -> SessionChange:
    """Hold the session in another room of its venue; empty is none in particular."""
    _alone(session, seen)
    if session.room == room:
        raise Refusal(_("That changes nothing: it is so already."), "room")
    return _done([noting.change(session, Deed(new_batch(BY_HAND)), room=room)], is_told)[0]


def give_to(
    session: Session,
    mentor: Mentor,
    *,
    seen: int | None = None,
    reason: str = "",
    agreed: Collection[str] = (),
    is_told: bool = True,
) -> SessionChange:
    """Let another mentor hold this session once; a session that was cancelled takes place again. `agreed`: rules of
    the house to which that mentor has said yes, so that nobody else has to give a reason."""
    programme = _alone(session, seen)
    if session.mentor_id == mentor.id and not session.is_cancelled:
        raise Refusal(_("That changes nothing: it is so already."), "mentor")
    was = [] if session.is_cancelled else [held(session)]
    deed = judged(programme, was, [held(session, mentor_id=mentor.id)], reason, agreed)
    return _done([noting.change(session, deed, status=PLANNED, why="", mentor_id=mentor.id)], is_told)[0]


def cancel(
    sessions: Sequence[Session], *, why: str, seen: int | None = None, is_told: bool = True
) -> list[SessionChange]:
    """Cancel sessions together, for one of WHYS; those cancelled already stay as they are.

    Refuses (`LeavesAlone`) where too few adults would be left for others: they need a stand-in first, or are
    cancelled in the same step.
    """
    programme = _alone(sessions[0], seen)
    for one in sessions[1:]:
        _alone(one, None)
    left = [one for one in sessions if not one.is_cancelled]
    if not left:
        raise Refusal(_("This session is cancelled already."))
    broken, others = _alone_without(programme, left)
    if broken:
        raise LeavesAlone([_never(one) for one in broken], others)
    deed = Deed(new_batch(BY_HAND))
    return _done([noting.cancel(one, deed, why) for one in left], is_told)


def restore(session: Session, *, seen: int | None = None, reason: str = "", is_told: bool = True) -> SessionChange:
    """Let a cancelled session take place after all, when and where it was."""
    programme = _alone(session, seen)
    if not session.is_cancelled:
        raise Refusal(_("This session takes place already."))
    deed = judged(programme, [], [held(session)], reason)
    return _done([noting.restore(session, deed)], is_told)[0]


def add_extra(
    programme: Programme,
    *,
    mentor: Mentor,
    pupils: Sequence[Pupil],
    on: date,
    start: time,
    end: time,
    venue: Venue,
    room: str = "",
    reason: str = "",
    is_told: bool = True,
) -> Session:
    """A session that no plan made. Refuses a date outside every term, and what breaks rules."""
    _refuse_time(on, start, end)
    term = term_on(programme, on)
    if term is None or not term.start <= on <= term.end:
        raise Refusal(_("No term is on that day."), "on")
    if not pupils:
        raise Refusal(_("Choose at least one pupil."), "pupils")
    _lock(term.id)
    wanted = Held(on, start, end, venue.id, mentor.id, tuple(sorted(pupil.id for pupil in pupils)))
    deed = judged(programme, [], [wanted], reason)
    made = Session(
        programme_id=programme.id,
        term_id=term.id,
        mentor_id=mentor.id,
        venue_id=venue.id,
        date=on,
        start=start,
        end=end,
        room=room,
        why="",
        status=PLANNED,
        pupils=list(pupils),
        uid=new_uid(),
        modified_at=now(),
        by_hand_at=now(),
    )
    add_all([made])
    _done([noting.note(made, deed, was={}, what=EXTRA)], is_told)
    return made


def _alone(session: Session, seen: int | None) -> Programme:
    """Wait until nobody else changes the term, read the session anew, and refuse what cannot be changed any more."""
    _lock(session.term_id)
    db.session.refresh(session)
    if seen is not None and session.sequence != seen:
        raise Overtaken
    if session.ends_at <= now():
        raise Refusal(_("This session is over. What is past is not changed any more."))
    return db.session.get_one(Programme, session.programme_id)


def _lock(term_id: int) -> None:
    """The term's row is the door, as in publishing: whoever writes it goes first."""
    db.session.execute(update(Term).where(Term.id == term_id).values(name=Term.name))


def left_alone(without: Sequence[Session]) -> list[Session]:
    """The sessions at which, by the plan, too few adults would be left without these."""
    programme = db.session.get_one(Programme, without[0].programme_id)
    return _alone_without(programme, [one for one in without if not one.is_cancelled])[1]


def _alone_without(programme: Programme, without: Collection[Session]) -> tuple[list[Broken], list[Session]]:
    """What breaks without these sessions, and for whom."""
    broken = broken_by(programme, [held(one) for one in without], [])
    return broken, _left_alone(programme, broken, without) if broken else []


def _left_alone(programme: Programme, broken: Iterable[Broken], besides: Collection[Session]) -> list[Session]:
    """The sessions at the times of which too few adults would be left."""
    slots = {str(one.about.get("slot")) for one in broken}
    days = [one.date for one in besides]
    there = planned_between(programme.id, min(days), max(days))
    return [one for one in there if one not in besides and held(one).slot in slots]


def _never(broken: Broken) -> Broken:
    """Nothing that follows for others from cancelling can be departed from."""
    return replace(broken, is_house=False)


def _refuse_time(on: date, start: time, end: time) -> None:
    if end <= start:
        raise Refusal(_("It ends before it begins. Look at the times once more."), "end")
    if datetime.combine(on, end) - datetime.combine(on, start) > timedelta(hours=_LONGEST):
        raise Refusal(_("A session lasts %(hours)d hours at most.", hours=_LONGEST), "end")
    refuse_odd_hour(on, start)
    refuse_odd_hour(on, end)
    if datetime.combine(on, start, OSLO) <= now():
        raise Refusal(_("That time is past. Choose one that is still to come."), "on")


def judged(
    programme: Programme, out: Collection[Held], into: Collection[Held], reason: str, agreed: Collection[str] = ()
) -> Deed:
    """What is to be noted with a change. Refuses what nobody departs from, and all but what is agreed without a
    reason."""
    broken, reason = [one for one in broken_by(programme, out, into) if one.rule not in agreed], reason.strip()
    if any(not one.is_house for one in broken) or (broken and not reason):
        raise Breaks(broken)
    return Deed(new_batch(BY_HAND), overridden=tuple(broken), reason=reason)


def _done(changes: list[SessionChange], is_told: bool) -> list[SessionChange]:
    db.session.flush()
    for one in changes:
        audit.record("session.changed", subject=f"session:{one.session_id}", session=one.session_id, deed=one.deed)
        if one.overridden:
            rules = sorted({broken["rule"] for broken in one.overridden})
            audit.record("session.overrode", subject=f"session:{one.session_id}", session=one.session_id, rules=rules)
    if is_told:
        tell(changes)
    return changes
