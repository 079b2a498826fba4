"""Reads of weekly plans: their sessions, and who has no place in them."""

from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, pupil_id
from mentoring.matching.models import Ban, Pin, PlanSession, plan_session_pupil
from mentoring.planning.models import MADE, Plan
from mentoring.planning.queries import mends_of
from mentoring.programme.slots import slot_id
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.queries import pupils_seen_by


def sessions_in(plan: Plan) -> list[PlanSession]:
    """The rows of a plan with their pupils, in the order of time and place; whoever asks may see the plan."""
    query = (
        select(PlanSession)
        .where(PlanSession.plan_id == plan.id)
        .options(
            selectinload(PlanSession.pupils).joinedload(Pupil.school),
            selectinload(PlanSession.mentor),
            selectinload(PlanSession.venue),
        )
        .order_by(PlanSession.day, PlanSession.start, PlanSession.venue_id, PlanSession.mentor_id)
    )
    return list(db.session.scalars(query))


def attendances_in(plan: Plan) -> dict[tuple[str, str], list[str]]:
    """(mentor, slot) → pupils of a plan, all as ids of files; quicker than rows, for the board."""
    query = (
        select(PlanSession.mentor_id, PlanSession.venue_id, PlanSession.day, PlanSession.start)
        .add_columns(plan_session_pupil.c.pupil_id)
        .outerjoin(plan_session_pupil, plan_session_pupil.c.plan_session_id == PlanSession.id)
        .where(PlanSession.plan_id == plan.id)
        .order_by(PlanSession.day, PlanSession.start, PlanSession.venue_id, PlanSession.mentor_id)
        .order_by(plan_session_pupil.c.pupil_id)
    )
    found: dict[tuple[str, str], list[str]] = {}
    for mentor, venue, day, start, pupil in db.session.execute(query):
        group = found.setdefault((mentor_id(mentor), slot_id(venue, day, start)), [])
        group += [pupil_id(pupil)] if pupil is not None else []
    return found


def pins_of(programme_id: int) -> list[Pin]:
    """The pins of a programme's pupils; whoever asks may see its plans."""
    query = select(Pin).join(Pupil, Pupil.id == Pin.pupil_id).where(Pupil.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(Pin.id)))


def bans_of(programme_id: int) -> list[Ban]:
    """The bans of a programme's pupils; whoever asks may see its plans."""
    query = select(Ban).join(Pupil, Pupil.id == Ban.pupil_id).where(Pupil.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(Ban.pupil_id, Ban.mentor_id)))


def pin_of(programme_id: int, pin_id: int) -> Pin | None:
    """A pin of the programme."""
    return next((pin for pin in pins_of(programme_id) if pin.id == pin_id), None)


def ban_of(programme_id: int, pupil_id: int, mentor_id: int) -> Ban | None:
    """A ban of the programme."""
    return next((b for b in bans_of(programme_id) if (b.pupil_id, b.mentor_id) == (pupil_id, mentor_id)), None)


def pinnable_in(plan: Plan) -> list[tuple[Pupil, Mentor, tuple[int, int, time]]]:
    """Who was placed by hand and is there still, with mentor and slot (venue, weekday, start)."""
    placed = {tuple(row) for mend in mends_of(plan) if mend.state == MADE for row in mend.change["into"]}
    return [
        (pupil, session.mentor, (session.venue_id, session.day, session.start))
        for session in sessions_in(plan)
        for pupil in session.pupils
        if (pupil_id(pupil.id), mentor_id(session.mentor_id), _slot(session)) in placed
    ]


def _slot(session: PlanSession) -> str:
    return slot_id(session.venue_id, session.day, session.start)


def pupils_without_place(viewer: Viewer, plan: Plan | None, on: date | None = None) -> list[Pupil]:
    """The pupils the viewer may see who are still there and in no session of that plan; all where there is none."""
    day = on or today()
    placed = (
        select(plan_session_pupil.c.pupil_id)
        .join(PlanSession, PlanSession.id == plan_session_pupil.c.plan_session_id)
        .where(PlanSession.plan_id == (plan.id if plan else None))
    )
    return list(db.session.scalars(pupils_seen_by(viewer).where(Pupil.is_in_programme(day), Pupil.id.not_in(placed))))
