"""Makes dated sessions of a published plan, and changes what is to come when another plan or calendar holds."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.programme.models import Term
from mentoring.registration.models import Pupil
from mentoring.timetable import noting
from mentoring.timetable.dates import DaysOff, dates_of, days_off, refuse_odd_hour, week_of
from mentoring.timetable.models import BY_PLAN, DAY_OFF, NEW_PLAN, PLANNED, Session, SessionChange
from mentoring.timetable.noting import Deed, new_uid
from mentoring.timetable.queries import changes_of, sessions_planned_for


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
_Claim = Callable[[Session, _Wanted], bool]


@dataclass
class LaidOut:
    """What laying out did. `by_hand`: sessions that somebody changed by hand and that stay as they are."""

    made: list[Session] = field(default_factory=list)
    moved: list[Session] = field(default_factory=list)
    restored: list[Session] = field(default_factory=list)
    kept: list[Session] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)
    by_hand: list[Session] = field(default_factory=list)
    changes: list[SessionChange] = field(default_factory=list)

    def note(self, change: SessionChange | None) -> None:
        """Count what the calendar did to a session that was changed by hand."""
        if change is not None:
            (self.cancelled if change.session.is_cancelled else self.restored).append(change.session)
            self.changes.append(change)


def lay_out(plan: Plan, from_date: date, *, until: date | None = None, deed: Deed | None = None) -> LaidOut:
    """Make the sessions of the term from `from_date` on (to `until`, both included) what the plan says.

    Days off of the pupils' school levels and public holidays have none. A session with the same mentor and the same
    pupil group in the same week stays the same one (row, UID), and is told as changed only if its time or place
    really differ. What vanishes is cancelled, not deleted: calendars have to be told. What somebody changed by hand
    stays so while its mentor and group are in the plan; only the calendar cancels and restores it. Nothing before
    tomorrow is touched. Refuses hours at which the clocks change.
    """
    term = db.session.get_one(Term, plan.term_id)
    start, end = max(from_date, term.start), min(until or term.end, term.end)
    if start <= today():
        raise ValueError("the past is never rewritten")
    off = days_off(start, end)
    rows = sessions_in(plan)
    weekly = Counter(pupil.id for row in rows for pupil in row.pupils)
    dated = [one for row in rows for one in _dated(row, off, start, end)]
    wanted = _not_twice(dated, weekly, _held_before(term, start))
    pairs = {(row.mentor_id, frozenset(pupil.id for pupil in row.pupils)) for row in rows}
    work = _Work(plan, off, pairs, deed or Deed(f"plan:{plan.id}", BY_PLAN))
    return work.reconcile(wanted, sessions_planned_for(term.id, start, end))


def heed_day_off(session: Session, deed: Deed) -> SessionChange | None:
    """Cancel what was put by hand on a day that has become a day off, and give it back when the day is none any more.

    What staff put there although there is no school stays.
    """
    if session.date <= today():
        return None
    levels = {pupil.school.level for pupil in session.pupils}
    is_off = days_off(session.date, session.date).closed_for(levels, session.date)
    if session.is_cancelled and session.why == DAY_OFF and not is_off:
        return noting.restore(session, deed)
    if not session.is_cancelled and is_off and not _is_held_all_the_same(session):
        return noting.cancel(session, deed, DAY_OFF)
    return None


def _dated(row: PlanSession, off: DaysOff, start: date, end: date) -> Iterator[_Wanted]:
    levels = {pupil.school.level for pupil in row.pupils}
    for day in dates_of(row.day, start=start, end=end):
        if not off.closed_for(levels, day):
            refuse_odd_hour(day, row.start)
            refuse_odd_hour(day, row.end)
            yield _Wanted(day, row.start, row.end, row.venue_id, row.mentor_id, tuple(row.pupils))


def _held_before(term: Term, start: date) -> list[Session]:
    """What takes place, by the plan before this one, in the week of `start` before that date."""
    monday, eve = start - timedelta(days=start.weekday()), start - timedelta(days=1)
    return [one for one in sessions_planned_for(term.id, monday, eve) if not one.is_cancelled]


def _not_twice(wanted: list[_Wanted], weekly: Counter[int], before: list[Session]) -> list[_Wanted]:
    """A plan that begins in mid-week gives no group more in that week than it gives each week (`weekly`: pupil → how
    often): who came on Tuesday by the old plan does not come again on Thursday by the new one.
    """
    if not before:
        return wanted
    week = week_of(min(one.plan_date for one in before if one.plan_date is not None))
    had = Counter(pupil.id for one in before for pupil in one.pupils)
    kept = [one for one in wanted if week_of(one.day) != week]
    for one in sorted((one for one in wanted if week_of(one.day) == week), key=lambda one: (one.day, one.start)):
        if any(had[pupil.id] < weekly[pupil.id] for pupil in one.pupils):
            had.update(pupil.id for pupil in one.pupils)
            kept.append(one)
    return kept


class _Work:
    """One laying out: what is wanted finds the session that it is, so that nothing is told needlessly."""

    def __init__(self, plan: Plan, off: DaysOff, pairs: set[tuple[int, frozenset[int]]], deed: Deed) -> None:
        self.plan, self.off, self.pairs, self.deed = plan, off, pairs, deed
        self.done = LaidOut()

    def reconcile(self, wanted: list[_Wanted], there: list[Session]) -> LaidOut:
        """First who stands there already, then who can become it; those changed by hand claim their own before."""
        by_hand = [one for one in there if one.by_hand_at is not None]
        rest = [one for one in there if one.by_hand_at is None]
        left, own = self._claimed(wanted, by_hand, _is_of_that_date)
        left, same = self._claimed(left, rest, _is_there)
        left, own_too = self._claimed(left, _besides(by_hand, own), _is_any)
        left, moved = self._claimed(left, _besides(rest, same), _is_any)
        for session, _want in (*own, *own_too):
            self._keep_by_hand(session)
        for session, want in (*same, *moved):
            self._follow(session, want)
        for session in _besides(by_hand, (*own, *own_too)):
            self._without_date(session)
        for session in _besides(rest, (*same, *moved)):
            self._vanish(session)
        return self._finished([self._made(want) for want in left])

    def _claimed(
        self, wanted: list[_Wanted], there: list[Session], claim: _Claim
    ) -> tuple[list[_Wanted], list[tuple[Session, _Wanted]]]:
        """What is left of the wanted, and which session is which of them."""
        free, left, found = _by_identity(there), [], []
        for want in wanted:
            same = free[want.identity]
            fits = [one for one in same if claim(one, want)]
            if fits:
                session = min(fits, key=lambda one: (one.is_cancelled, one.date, one.start, one.id))
                same.remove(session)
                found.append((session, want))
            else:
                left.append(want)
        return left, found

    def _follow(self, session: Session, want: _Wanted) -> None:
        """Make the session what is wanted, and tell of it only where it differs."""
        session.plan_id = self.plan.id
        is_same = _when_and_where(session) == want.when_and_where
        if is_same and not session.is_cancelled:
            self.done.kept.append(session)
            return
        to = dict(zip(("date", "start", "end", "venue_id"), want.when_and_where, strict=True))
        room = session.room if want.venue_id == session.venue_id else ""
        (self.done.restored if session.is_cancelled else self.done.moved).append(session)
        values = {**to, "room": room, "plan_date": want.day, "status": PLANNED, "why": ""}
        self.done.changes.append(noting.change(session, self.deed, **values))

    def _keep_by_hand(self, session: Session) -> None:
        session.plan_id = self.plan.id
        self.done.by_hand.append(session)
        self.done.note(heed_day_off(session, self.deed))

    def _without_date(self, session: Session) -> None:
        """Changed by hand, and the plan has no session that week: it stays while its mentor and group are a pair."""
        group = frozenset(pupil.id for pupil in session.pupils)
        if (session.plan_mentor_id, group) in self.pairs:
            self._keep_by_hand(session)
        elif not session.is_cancelled and session.date > today():
            self._cancel(session, NEW_PLAN)

    def _vanish(self, session: Session) -> None:
        if not session.is_cancelled:
            levels = {pupil.school.level for pupil in session.pupils}
            self._cancel(session, DAY_OFF if self.off.closed_for(levels, session.date) else NEW_PLAN)

    def _cancel(self, session: Session, why: str) -> None:
        self.done.cancelled.append(session)
        self.done.changes.append(noting.cancel(session, self.deed, why))

    def _made(self, want: _Wanted) -> Session:
        return Session(
            programme_id=self.plan.programme_id,
            term_id=self.plan.term_id,
            plan_id=self.plan.id,
            mentor_id=want.mentor_id,
            plan_mentor_id=want.mentor_id,
            venue_id=want.venue_id,
            date=want.day,
            plan_date=want.day,
            start=want.start,
            end=want.end,
            pupils=list(want.pupils),
            uid=new_uid(),
            modified_at=now(),
        )

    def _finished(self, made: list[Session]) -> LaidOut:
        db.session.add_all(made)
        db.session.flush()
        self.done.made = made
        return self.done


def _by_identity(sessions: Iterable[Session]) -> dict[_Identity, list[Session]]:
    found: dict[_Identity, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.plan_mentor_id is not None and session.plan_date is not None:
            group = frozenset(pupil.id for pupil in session.pupils)
            found[session.plan_mentor_id, group, week_of(session.plan_date)].append(session)
    return found


def _besides(sessions: Iterable[Session], taken: Iterable[tuple[Session, _Wanted]]) -> list[Session]:
    gone = {session.id for session, _want in taken}
    return [one for one in sessions if one.id not in gone]


def _is_held_all_the_same(session: Session) -> bool:
    """Whether staff put it on that date although there is no school."""
    return noting.departed_from(changes_of(session), DAY_OFF, session.date)


def _is_of_that_date(session: Session, want: _Wanted) -> bool:
    return session.plan_date == want.day


def _is_there(session: Session, want: _Wanted) -> bool:
    return _when_and_where(session) == want.when_and_where


def _is_any(_session: Session, _want: _Wanted) -> bool:
    return True


def _when_and_where(session: Session) -> tuple[date, time, time, int]:
    return session.date, session.start, session.end, session.venue_id
