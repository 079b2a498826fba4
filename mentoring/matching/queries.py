"""Reads of weekly plans: their sessions, and who has no place in them."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.models import PlanSession, plan_session_pupil
from mentoring.planning.models import Plan
from mentoring.registration.models import Pupil
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


def pupils_without_place(viewer: Viewer, plan: Plan | None, on: date | None = None) -> list[Pupil]:
    """The pupils the viewer may see who are still there and in no session of that plan; all where there is none."""
    day = on or today()
    placed = (
        select(plan_session_pupil.c.pupil_id)
        .join(PlanSession, PlanSession.id == plan_session_pupil.c.plan_session_id)
        .where(PlanSession.plan_id == (plan.id if plan else None))
    )
    still_there = or_(Pupil.left_on.is_(None), Pupil.left_on > day)
    return list(db.session.scalars(pupils_seen_by(viewer).where(still_there, Pupil.id.not_in(placed))))
