"""Reads of dated sessions. Those for pages start from what the viewer may see."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from mentoring.busy.queries import busy_times
from mentoring.busy.weekly import clashes
from mentoring.core.access import Viewer
from mentoring.core.clock import OSLO, now
from mentoring.core.database import db
from mentoring.planning.models import PUBLISHED, REPLACED, Plan
from mentoring.programme.models import Term
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import PLANNED, Session, SessionChange


def sessions_of(
    *,
    mentor_id: int | None = None,
    pupil_id: int | None = None,
    venue_id: int | None = None,
    start: date,
    end: date,
    planned_only: bool = False,
) -> list[Session]:
    """The sessions of a mentor, pupil or venue on the dates from `start` to `end`, both included, in their order.

    Cancelled ones too, unless `planned_only`. For feeds, whose address is the right to read them; a page asks
    `sessions_seen_by`. At least one of the ids must be given: there is no reading of everybody's sessions here.
    """
    if mentor_id is None and pupil_id is None and venue_id is None:
        raise ValueError("say whose sessions")
    wanted: list[ColumnElement[bool]] = [Session.date.between(start, end)]
    wanted += [Session.mentor_id == mentor_id] if mentor_id is not None else []
    wanted += [Session.venue_id == venue_id] if venue_id is not None else []
    wanted += [Session.pupils.any(Pupil.id == pupil_id)] if pupil_id is not None else []
    wanted += [Session.status == PLANNED] if planned_only else []
    return list(db.session.scalars(_whole().where(*wanted)))


def sessions_seen_by(
    viewer: Viewer, *, start: date, end: date, venue_id: int | None = None, mentor_id: int | None = None
) -> list[Session]:
    """The sessions that the viewer may see on these dates: staff all, a coordinator those with a pupil of the own
    schools, a mentor the own ones."""
    wanted = [_sees(viewer), Session.date.between(start, end)]
    wanted += [Session.venue_id == venue_id] if venue_id is not None else []
    wanted += [Session.mentor_id == mentor_id] if mentor_id is not None else []
    return list(db.session.scalars(_whole().where(*wanted)))


def session_seen_by(viewer: Viewer, session_id: int) -> Session | None:
    """One session, None where there is none for this viewer."""
    return db.session.scalar(_whole().where(_sees(viewer), Session.id == session_id))


def next_session(viewer: Viewer) -> Session | None:
    """The viewer's next session as a mentor that is not over yet."""
    at = now().astimezone(OSLO)
    coming = or_(Session.date > at.date(), (Session.date == at.date()) & (Session.end > at.time()))
    own = Session.mentor_id == viewer.mentor_id
    return db.session.scalars(_whole().where(_sees(viewer), own, Session.status == PLANNED, coming)).first()


def pupils_shown(viewer: Viewer, session: Session) -> list[Pupil]:
    """The pupils of a session whom the viewer may see there; who left before that date is left out."""
    there = [pupil for pupil in session.pupils if pupil.is_in_programme(session.date)]
    if viewer.is_staff or session.mentor_id == viewer.mentor_id:
        return there
    return [pupil for pupil in there if pupil.school_id in viewer.school_ids]


def clashing(viewer: Viewer, sessions: Sequence[Session]) -> set[int]:
    """The ids of planned sessions, not over yet, at which the mentor's own calendar is busy.

    Only for staff and the mentor: of others' sessions a viewer is told nothing.
    """
    seen = [one for one in sessions if viewer.is_staff or one.mentor_id == viewer.mentor_id]
    return clashing_ids(seen)


def clashing_ids(sessions: Sequence[Session]) -> set[int]:
    """The same of any sessions; for actions, not for pages."""
    coming = [one for one in sessions if one.status == PLANNED and one.ends_at > now()]
    if not coming:
        return set()
    first, last = min(one.starts_at for one in coming), max(one.ends_at for one in coming)
    busy = busy_times({one.mentor_id for one in coming}, first, last)
    return {one.id for one in coming if clashes(one.starts_at, one.ends_at, busy.get(one.mentor_id, ()))}


def sessions_planned_for(term_id: int, start: date, end: date) -> list[Session]:
    """Every session that a plan made for these dates, moved and cancelled ones too; for `actions.lay_out`, not for
    pages."""
    return list(db.session.scalars(_whole().where(Session.term_id == term_id, Session.plan_date.between(start, end))))


def by_hand_between(term_id: int, start: date, end: date) -> list[Session]:
    """Every session of a term on these dates that somebody changed by hand, extra ones too; not for pages."""
    here = (Session.term_id == term_id, Session.by_hand_at.is_not(None), Session.date.between(start, end))
    return list(db.session.scalars(_whole().where(*here)))


def planned_between(programme_id: int, start: date, end: date) -> list[Session]:
    """Every session of a programme that takes place on these dates; for rules, not for pages."""
    here = (Session.programme_id == programme_id, Session.status == PLANNED, Session.date.between(start, end))
    return list(db.session.scalars(_whole().where(*here)))


def plans_to_come(on: date) -> list[tuple[Plan, Term]]:
    """The weekly plans that were published for terms that last on that date or longer, the latest version first."""
    query = (
        select(Plan, Term)
        .join(Term, Term.id == Plan.term_id)
        .where(Plan.wing == "weekly", Plan.status.in_((PUBLISHED, REPLACED)), Term.end >= on)
        .order_by(Plan.term_id, Plan.version.desc())
    )
    return [(plan, term) for plan, term in db.session.execute(query)]


def batch_seen_by(viewer: Viewer, batch: str) -> list[SessionChange]:
    """What was done to sessions at one time, in the order of their dates, as far as the viewer may see them."""
    query = (
        select(SessionChange)
        .join(Session, Session.id == SessionChange.session_id)
        .where(SessionChange.batch == batch, _sees(viewer))
        .options(selectinload(SessionChange.session).joinedload(Session.mentor))
        .order_by(Session.date, Session.start, Session.venue_id, Session.id)
    )
    return list(db.session.scalars(query))


def changes_of(session: Session) -> list[SessionChange]:
    """What happened to a session, the last first; whoever asks may see it."""
    query = select(SessionChange).where(SessionChange.session_id == session.id)
    return list(db.session.scalars(query.order_by(SessionChange.id.desc())))


def mentors_with_sessions(viewer: Viewer) -> list[Mentor]:
    """The mentors whose sessions the viewer may choose among: staff only."""
    if not viewer.is_staff:
        return []
    held = select(Session.mentor_id).where(Session.programme_id == viewer.programme_id)
    query = select(Mentor).where(Mentor.id.in_(held)).order_by(Mentor.family_name, Mentor.given_name)
    return list(db.session.scalars(query))


def span_seen_by(viewer: Viewer) -> tuple[date, date] | None:
    """The first and the last date on which the viewer has a session to see; None without one."""
    first, last = db.session.execute(
        select(func.min(Session.date), func.max(Session.date)).where(_sees(viewer))
    ).one()
    return (first, last) if first else None


def _sees(viewer: Viewer) -> ColumnElement[bool]:
    here = Session.programme_id == viewer.programme_id
    if viewer.is_staff:
        return here
    seen: ColumnElement[bool] = false()
    if viewer.school_ids:
        seen = seen | Session.pupils.any(Pupil.school_id.in_(viewer.school_ids))
    if viewer.mentor_id is not None:
        seen = seen | (Session.mentor_id == viewer.mentor_id)
    return here & seen


def _whole() -> Select[Session]:
    """Sessions with all that a page or a feed shows of them, in the order of time."""
    return (
        select(Session)
        .options(
            joinedload(Session.mentor),
            joinedload(Session.venue),
            selectinload(Session.pupils).joinedload(Pupil.school),
        )
        .order_by(Session.date, Session.start, Session.venue_id, Session.mentor_id, Session.id)
    )
