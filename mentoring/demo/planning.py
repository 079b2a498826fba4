"""Lets the engine make the demo's plans: one in force since the term began, then changes, then a proposal."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.demo.facts import District
from mentoring.demo.planting import Planted, at, mentor_account, morning_of, pupil
from mentoring.matching.models import PlanSession
from mentoring.planning import actions, work
from mentoring.planning.models import Plan
from mentoring.planning.planners import Frame
from mentoring.planning.publishing import publish
from mentoring.registration.actions import mentor_left
from mentoring.registration.models import Mentor

WING = "weekly"
#: seconds for each of the two runs; the engine ends earlier where it has proven enough
SECONDS = 7


def make_plans(planted: Planted, district: District, *, seconds: int = SECONDS) -> Plan:
    """A published plan with its sessions, a mentor account, then changes and a proposal, which is returned."""
    term = planted.programme.terms[0]
    first = run_of(term, wing=WING, preset="serve_most", seconds=seconds)
    begun = morning_of(term.start - timedelta(days=5))
    with at(begun):
        publish(first, from_date=term.start, is_told=False)
        _date_back(first)
        mentor_account(_busiest(first, besides=planted.mentors[district.quitter]))
    db.session.commit()
    _change(planted, district)
    return run_of(term, wing=WING, preset="change_little", seconds=seconds)


def run_of(frame: Frame, *, wing: str, preset: str, seconds: int) -> Plan:
    """Queue a run as the page does, and do at once what the worker would do with it."""
    run = actions.start_run(frame, wing=wing, preset=preset, seconds=seconds, seed=1)
    db.session.commit()
    work.work(run.id)
    plan: Plan | None = db.session.scalar(select(Plan).where(Plan.run_id == run.id))
    if plan is None:
        db.session.refresh(run)
        raise RuntimeError(f"the demo's run ended as {run.status}: {run.outcome}\n{run.log}")
    return plan


def _date_back(plan: Plan) -> None:
    """The run of the plan in force was before the term too."""
    run: Any = plan.run
    shift = run.created_at - plan.published_at + timedelta(hours=1)
    for moment in ("created_at", "started_at", "heartbeat_at", "finished_at"):
        setattr(run, moment, getattr(run, moment) - shift)
    plan.created_at = run.finished_at


def _busiest(plan: Plan, *, besides: Mentor) -> Mentor:
    """The mentor with most pupils in the plan: the account that shows most."""
    rows = db.session.scalars(select(PlanSession).where(PlanSession.plan_id == plan.id)).all()
    pupils: dict[int, int] = {}
    for row in rows:
        pupils[row.mentor_id] = pupils.get(row.mentor_id, 0) + len(row.pupils)
    pupils.pop(besides.id, None)
    return db.session.get_one(Mentor, max(pupils, key=lambda mentor_id: (pupils[mentor_id], -mentor_id)))


def _change(planted: Planted, district: District) -> None:
    """What has happened lately: a mentor has left, and pupils have come."""
    with at(morning_of(today() - timedelta(days=1))):
        mentor_left(planted.mentors[district.quitter])
        for fact in district.newcomers:
            planted.pupils.append(pupil(planted, district, fact))
    db.session.commit()
