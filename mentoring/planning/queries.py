"""Reads runs and plans. Those for pages start from what the viewer may see: the open programme, if staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from mentoring.accounts.models import Account
from mentoring.core.access import Viewer
from mentoring.core.audit import AuditEvent
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.planning.models import (
    DISCARDED,
    MADE,
    PLAN,
    PROPOSAL,
    PUBLISHED,
    QUEUED,
    REPLACED,
    RUNNING,
    UNDONE,
    Mend,
    Plan,
    Run,
)
from mentoring.programme.models import Programme, Term
from mentoring.programme.queries import term_on

MONDAY = 1


@dataclass(frozen=True)
class Event:
    """A line of the audit register, and who did it (None: nobody who has an account any more, or a command)."""

    row: AuditEvent
    by: Account | None


def run_seen_by(viewer: Viewer, run_id: int) -> Run | None:
    """The run, if the viewer may see it."""
    run = db.session.get(Run, run_id)
    return run if run and viewer.is_staff and run.programme_id == viewer.programme_id else None


def plan_seen_by(viewer: Viewer, plan_id: int) -> Plan | None:
    """The plan, if the viewer may see it; a proposal is for staff only, and so are the versions."""
    plan = db.session.get(Plan, plan_id)
    return plan if plan and viewer.is_staff and plan.programme_id == viewer.programme_id else None


def term_at_hand(programme_id: int | None) -> Term | None:
    """The term that today lies in, else the next one, else the last one; None where there is none."""
    programme = db.session.get(Programme, programme_id) if programme_id else None
    return term_on(programme, today()) if programme else None


def first_date(term: Term) -> date | None:
    """From when a plan would hold: the term's start, else the next Monday, else tomorrow; None when it is over."""
    tomorrow = today() + timedelta(days=1)
    if term.start >= tomorrow:
        return term.start
    monday = tomorrow + timedelta(days=(MONDAY - tomorrow.isoweekday()) % 7)
    return next((day for day in (monday, tomorrow) if day <= term.end), None)


def going_run(frame: str, wing: str, deed: str = PLAN) -> Run | None:
    """The run of that frame and deed that is queued or running."""
    going = Run.status.in_((QUEUED, RUNNING))
    return db.session.scalar(select(Run).where(Run.frame == frame, Run.wing == wing, Run.deed == deed, going))


def runs_of(frame: str, wing: str, limit: int | None = 10, deed: str = PLAN) -> list[Run]:
    """The latest runs of a frame, newest first."""
    query = select(Run).where(Run.frame == frame, Run.wing == wing, Run.deed == deed)
    return list(db.session.scalars(query.order_by(Run.id.desc()).limit(limit)))


def repetitions_of(run: Run) -> list[Run]:
    """The runs that repeat that one, newest first."""
    return list(db.session.scalars(select(Run).where(Run.of_run_id == run.id).order_by(Run.id.desc())))


def plan_in_force(frame: str, wing: str) -> Plan | None:
    """The published plan of a frame: of a term, for example."""
    return db.session.scalar(select(Plan).where(Plan.frame == frame, Plan.wing == wing, Plan.status == PUBLISHED))


def plan_of(run: Run) -> Plan | None:
    """The plan that came of a run, unless it was discarded."""
    own = (Plan.run_id == run.id, Plan.restores_id.is_(None), Plan.status != DISCARDED)
    query = select(Plan).where(*own).order_by(Plan.id)
    return db.session.scalars(query).first()


def proposals(frame: str, wing: str) -> list[Plan]:
    """The proposals that wait to be looked at, newest first."""
    query = select(Plan).where(Plan.frame == frame, Plan.wing == wing, Plan.status == PROPOSAL)
    return list(db.session.scalars(query.order_by(Plan.id.desc())))


def published_versions(frame: str, wing: str) -> list[Plan]:
    """The plan in force and all before it, newest first."""
    query = select(Plan).where(Plan.frame == frame, Plan.wing == wing, Plan.status.in_((PUBLISHED, REPLACED)))
    return list(db.session.scalars(query.order_by(Plan.version.desc())))


def version_before(plan: Plan) -> Plan | None:
    """The version that a published plan took the place of."""
    if plan.version is None:
        return None
    same = (Plan.frame == plan.frame, Plan.wing == plan.wing, Plan.version < plan.version)
    return db.session.scalars(select(Plan).where(*same).order_by(Plan.version.desc())).first()


def plans_of_runs(runs: list[Run]) -> dict[int, Plan]:
    """Run → the plan that came of it, discarded ones left out."""
    own = (Plan.run_id.in_([run.id for run in runs]), Plan.restores_id.is_(None), Plan.status != DISCARDED)
    query = select(Plan).where(*own)
    return {plan.run_id: plan for plan in db.session.scalars(query) if plan.run_id is not None}


def events_seen_by(
    viewer: Viewer, kinds: Collection[str], *, before: int | None = None, most: int = 50
) -> list[Event]:
    """What was done in the open programme, newest first; `kinds` are events or their beginnings ("plan.").

    `before`: only what is older than the event of that number.
    """
    if not viewer.may("audit.see"):
        return []
    is_asked = or_(*(AuditEvent.event.startswith(kind, autoescape=True) for kind in kinds))
    query = (
        select(AuditEvent, Account)
        .outerjoin(Account, Account.id == AuditEvent.account_id)
        .where(AuditEvent.programme_id == viewer.programme_id, is_asked)
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return [Event(event, account) for event, account in db.session.execute(query)]


def mends_of(plan: Plan) -> list[Mend]:
    """The whole log of a plan, the first mend first, undone ones too; whoever asks may see the plan."""
    return list(db.session.scalars(select(Mend).where(Mend.plan_id == plan.id).order_by(Mend.number)))


def mends_since(plan: Plan, revision: int) -> list[Mend]:
    """The mends that were made, undone or redone after that revision, in that order."""
    query = select(Mend).where(Mend.plan_id == plan.id, Mend.revision > revision)
    return list(db.session.scalars(query.order_by(Mend.revision)))


def last_made(plan: Plan) -> Mend | None:
    """The mend that *Undo* would take back."""
    query = select(Mend).where(Mend.plan_id == plan.id, Mend.state == MADE)
    return db.session.scalars(query.order_by(Mend.number.desc())).first()


def next_undone(plan: Plan) -> Mend | None:
    """The mend that *Redo* would make again."""
    query = select(Mend).where(Mend.plan_id == plan.id, Mend.state == UNDONE)
    return db.session.scalars(query.order_by(Mend.number)).first()


def overriding_mends(plan: Plan) -> list[Mend]:
    """The mends in the plan with which staff departed from a rule of the house."""
    return [mend for mend in mends_of(plan) if mend.state == MADE and mend.overridden]
