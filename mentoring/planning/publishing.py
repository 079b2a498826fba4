"""What people do with plans: publish, take back, discard. None of it commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select, update

from mentoring.core import audit, mail
from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning.mending import Overtaken, fill_copy
from mentoring.planning.models import DISCARDED, PROPOSAL, PUBLISHED, REPLACED, Plan
from mentoring.planning.planners import Frame, Planner, follow_publishing, planner_of
from mentoring.planning.queries import plan_in_force
from mentoring.planning.telling import tell


@dataclass(frozen=True)
class Seen:
    """What was before the eyes of whoever publishes: the plan's revision, and the `stamp_of` what had changed in the
    data since the plan was made. `despite`: it is to be published although something had changed.
    """

    revision: int
    news: str = ""
    despite: bool = False


@dataclass(frozen=True)
class Published:
    """What publishing did; `is_new` false: it was published before and nothing was done."""

    plan: Plan
    is_new: bool
    sentences: tuple[str, ...] = ()


def publish(
    plan: Plan, *, from_date: date, note: str = "", seen: Seen | None = None, is_told: bool = True
) -> Published:
    """Make the proposal the plan in force from that date on, in one transaction with all that follows, the mails too.

    `seen` None: nobody looked, a command publishes what there is. Publishing a published plan does nothing. Refuses a
    date outside the rest of the term, a proposal that was replaced or discarded, one that was mended after it was
    looked at, one that is no longer true, and one that does not know of changes in the data as long as nobody says
    that it is right all the same. `is_told` false writes to nobody (the demo).
    """
    frame = _lock(plan)
    if plan.status == PUBLISHED:
        return Published(plan, is_new=False)
    if plan.status != PROPOSAL:
        raise Refusal(_("This plan is no proposal any more. Make a new run to get one."))
    if seen is not None and seen.revision != plan.revision:
        raise Overtaken(
            seen.revision, _("The proposal was mended after you opened this page, so it is not published yet.")
        )
    _refuse_date(planner_of(plan.wing), frame, from_date)
    _refuse_untrue(plan, from_date)
    if seen is not None:
        _refuse_unread(plan, seen)
    notices = planner_of(plan.wing).notices(plan_in_force(plan.frame, plan.wing), plan, from_date)
    planner_of(plan.wing).close(plan, from_date)
    _put_in_force(plan, from_date, note)
    sentences = follow_publishing(plan, from_date)
    told = tell(plan, notices, from_date) if is_told else 0
    audit.record("plan.published", subject=f"plan:{plan.id}", plan=plan.id, version=plan.version)
    return Published(plan, is_new=True, sentences=(*sentences, *([_mails(told)] if told else [])))


def _mails(count: int) -> str:
    if mail.is_on():
        return str(ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", count))
    return str(
        ngettext(
            "%(num)d mail is written, but not sent: there is no mail server.",
            "%(num)d mails are written, but not sent: there is no mail server.",
            count,
        )
    )


def _lock(plan: Plan) -> Frame:
    """The frame's row is the door: whoever writes it publishes, everybody else waits. Then the plan is read anew."""
    frame = planner_of(plan.wing).frame_of(plan)
    row: Any = type(frame)
    db.session.execute(update(row).where(row.id == frame.id).values(name=row.name))
    db.session.refresh(plan, with_for_update=True)  # nobody mends it meanwhile
    return frame


def _refuse_date(planner: Planner, frame: Frame, from_date: date) -> None:
    first, words = planner.earliest_date(frame), planner.words()
    if first > frame.end:
        raise Refusal(words.is_over, "from_date")
    if not first <= from_date <= frame.end:
        raise Refusal(
            _("Choose a date from %(first)s to %(last)s.", first=format_date(first), last=format_date(frame.end)),
            "from_date",
        )


def _refuse_untrue(plan: Plan, from_date: date) -> None:
    faults = reasons_against(plan, from_date=from_date)
    if faults:
        more = _("And %(count)d more.", count=len(faults) - 3) if len(faults) > 3 else ""
        told = " ".join([*faults[:3], more]).strip()
        raise Refusal(_("This proposal does not hold any more: %(faults)s Make a new run.", faults=told))


def _refuse_unread(plan: Plan, seen: Seen) -> None:
    """It breaks no rule, but does not know of what has changed: whoever publishes has to say that this was read."""
    news = planner_of(plan.wing).news(plan)
    if not news:
        return
    if seen.news != stamp_of(news):
        raise Refusal(_("The data changed after you opened this page. Read above what changed."), "despite")
    if not seen.despite:
        raise Refusal(_("Say here that it is right all the same, or make a new run."), "despite")


def stamp_of(news: Sequence[str]) -> str:
    """What tells whether these news were those that somebody saw; empty where there are none."""
    return blake2b("\n".join(news).encode(), digest_size=8).hexdigest() if news else ""


def reasons_against(plan: Plan, *, from_date: date) -> list[str]:
    """Why a proposal cannot be published as things are now, in sentences; empty if it can."""
    current = plan_in_force(plan.frame, plan.wing)
    newer = [_("Another plan was published after it was made.")] if _is_newer(current, plan) else []
    return newer + planner_of(plan.wing).faults_of(plan, from_date)


def _is_newer(current: Plan | None, plan: Plan) -> bool:
    is_of_run = plan.run is not None and plan.restores_id is None
    begun = (is_of_run and plan.run and plan.run.started_at) or plan.created_at
    return bool(current and current.published_at and current.published_at > begun)


def _put_in_force(plan: Plan, from_date: date, note: str) -> None:
    same = (Plan.frame == plan.frame, Plan.wing == plan.wing)
    db.session.execute(update(Plan).where(*same, Plan.status == PUBLISHED).values(status=REPLACED))
    last = db.session.scalar(select(func.max(Plan.version)).where(*same)) or 0
    plan.status, plan.version, plan.note = PUBLISHED, last + 1, note
    plan.published_at, plan.published_by_id, plan.valid_from = now(), viewer().account_id, from_date
    db.session.flush()


def discard(plan: Plan) -> None:
    """Lay a proposal aside; it stays in the record of its run. Refuses what was published."""
    if plan.status == DISCARDED:
        return
    if plan.status != PROPOSAL:
        raise Refusal(_("Only a proposal can be discarded; this plan was published."))
    plan.status = DISCARDED


def take_back(plan: Plan) -> Plan:
    """A proposal that is the plan of a version before once more: what it changes is seen, then it is published.

    So it is done with the same care as every plan: it must still be true, people are told, and no version is ever
    changed. Two clicks make one proposal. Refuses what is in force, and what was never published.
    """
    if plan.status != REPLACED:
        raise Refusal(_("Only a plan that was in force before can be taken back."))
    _lock(plan)
    same = (Plan.restores_id == plan.id, Plan.status == PROPOSAL)
    there = db.session.scalars(select(Plan).where(*same).order_by(Plan.id.desc())).first()
    current = plan_in_force(plan.frame, plan.wing)
    if there is not None and not _is_newer(current, there):
        return there
    made = _copy(plan)
    audit.record("plan.taken_back", subject=f"plan:{made.id}", plan=made.id, version=plan.version)
    return made


def _copy(plan: Plan) -> Plan:
    made = Plan(
        programme_id=plan.programme_id,
        term_id=plan.term_id,
        frame=plan.frame,
        wing=plan.wing,
        run_id=plan.run_id,
        restores_id=plan.id,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    fill_copy(plan, made)
    return made
