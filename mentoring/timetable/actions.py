"""Makes dated sessions of a published plan, and changes what is still to come when a new plan is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import uuid4

from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.programme.models import Term
from mentoring.registration.models import Pupil
from mentoring.timetable.dates import DaysOff, dates_of, days_off, refuse_odd_hour, week_of
from mentoring.timetable.models import CANCELLED, PLANNED, Session
from mentoring.timetable.queries import sessions_from


@dataclass(frozen=True)
class _Wanted:
    """A session that the new plan wants on a date."""

    day: date
    start: time
    end: time
    venue_id: int
    mentor_id: int
    pupils: tuple[Pupil, ...]

    @property
    def identity(self) -> "_Identity":
        return self.mentor_id, frozenset(pupil.id for pupil in self.pupils), week_of(self.day)

    @property
    def when_and_where(self) -> tuple[date, time, time, int]:
        return self.day, self.start, self.end, self.venue_id


#: what makes a session the same one under a new plan: mentor, pupil group, week (its UID stays, RFC 5545 § 3.8.4.7)
_Identity = tuple[int, frozenset[int], tuple[int, int]]


@dataclass
class LaidOut:
    """What laying out did, by ids of sessions."""

    made: list[Session] = field(default_factory=list)
    changed: list[Session] = field(default_factory=list)
    kept: list[Session] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)


def new_uid() -> str:
    """A calendar identifier: constant, unique, without meaning (RFC 7986 § 5.3)."""
    return f"{uuid4().hex}@mentorplan"


def lay_out(plan: Plan, from_date: date) -> LaidOut:
    """Make the sessions of the term from `from_date` on what the plan says.

    Days off of the pupils' school levels and public holidays have none. A session with the same mentor and the same
    pupil group in the same week stays the same one (row, UID), and is told as changed only if its time or place
    really differ. What vanishes is cancelled, not deleted: calendars have to be told. Nothing before tomorrow is
    touched. Refuses hours at which the clocks change.
    """
    term = db.session.get_one(Term, plan.term_id)
    start = max(from_date, term.start)
    if start <= today():
        raise ValueError("the past is never rewritten")
    wanted = list(_wanted(plan, start, term.end))
    return _reconcile(plan, wanted, sessions_from(term.id, start), now())


def _wanted(plan: Plan, start: date, end: date) -> Iterator[_Wanted]:
    off = days_off(start, end)
    for row in sessions_in(plan):
        yield from _dated(row, off, start, end)


def _dated(row: PlanSession, off: DaysOff, start: date, end: date) -> Iterator[_Wanted]:
    levels = {pupil.school.level for pupil in row.pupils}
    for day in dates_of(row.day, start=start, end=end):
        if not off.closed_for(levels, day):
            refuse_odd_hour(day, row.start)
            refuse_odd_hour(day, row.end)
            yield _Wanted(day, row.start, row.end, row.venue_id, row.mentor_id, tuple(row.pupils))


def _reconcile(plan: Plan, wanted: list[_Wanted], there: list[Session], at: datetime) -> LaidOut:
    done, free, unmatched = LaidOut(), _by_identity(there), []
    for want in wanted:
        if same := _take(free[want.identity], want):
            _follow(same, plan, want, at, done)
        else:
            unmatched.append(want)
    for want in unmatched:
        if left_over := _take_any(free[want.identity]):
            _follow(left_over, plan, want, at, done)
        else:
            done.made.append(_made(plan, want, at))
    left = [session for sessions in free.values() for session in sessions if session.status == PLANNED]
    done.cancelled = [_cancelled(session, at) for session in left]
    db.session.add_all(done.made)
    db.session.flush()
    return done


def _by_identity(sessions: Iterable[Session]) -> dict[_Identity, list[Session]]:
    found: dict[_Identity, list[Session]] = defaultdict(list)
    for session in sessions:
        group = frozenset(pupil.id for pupil in session.pupils)
        found[session.mentor_id, group, week_of(session.date)].append(session)
    return found


def _take(same: list[Session], want: _Wanted) -> Session | None:
    """Take the session that is there and then already."""
    there = (one for one in same if _when_and_where(one) == want.when_and_where)
    return _taken(same, min(there, key=_is_cancelled, default=None))


def _take_any(same: list[Session]) -> Session | None:
    """Take the session of that week that can become the wanted one, a planned one first."""
    return _taken(same, min(same, key=lambda one: (_is_cancelled(one), one.date, one.start), default=None))


def _taken(same: list[Session], found: Session | None) -> Session | None:
    if found is not None:
        same.remove(found)
    return found


def _is_cancelled(session: Session) -> bool:
    return session.status == CANCELLED


def _follow(session: Session, plan: Plan, want: _Wanted, at: datetime, done: LaidOut) -> None:
    (done.changed if _changed(session, want, at) else done.kept).append(session)
    session.plan_id = plan.id


def _when_and_where(session: Session) -> tuple[date, time, time, int]:
    return session.date, session.start, session.end, session.venue_id


def _made(plan: Plan, want: _Wanted, at: datetime) -> Session:
    return Session(
        programme_id=plan.programme_id,
        term_id=plan.term_id,
        plan_id=plan.id,
        mentor_id=want.mentor_id,
        venue_id=want.venue_id,
        date=want.day,
        start=want.start,
        end=want.end,
        pupils=list(want.pupils),
        uid=new_uid(),
        modified_at=at,
    )


def _changed(session: Session, want: _Wanted, at: datetime) -> bool:
    """Make the session what is wanted; whether that was a change that calendars have to hear of."""
    if session.status == PLANNED and _when_and_where(session) == want.when_and_where:
        return False
    session.date, session.start, session.end, session.venue_id = want.when_and_where
    session.status = PLANNED
    _mark(session, at)
    return True


def _cancelled(session: Session, at: datetime) -> Session:
    session.status = CANCELLED
    _mark(session, at)
    return session


def _mark(session: Session, at: datetime) -> None:
    """Count a change for calendars (RFC 5545 § 3.8.7.4: a greater sequence replaces what they have)."""
    session.sequence += 1
    session.modified_at = at
