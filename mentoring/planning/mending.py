"""What people do with a proposal by hand: mend it, depart from a rule of the house, undo, redo, begin from a copy.

Everybody says which revision of the plan they saw. Who comes second is told what the first did, and nothing is
stored: nobody overwrites anybody without knowing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning.menders import Broken, Change, Mender, in_short, is_accepted, mender_of
from mentoring.planning.models import DROPPED, MADE, PROPOSAL, UNDONE, Mend, Plan
from mentoring.planning.planners import planner_of
from mentoring.planning.queries import last_made, next_undone, overriding_mends

LONGEST_REASON = 300


class Overtaken(Refusal):
    """Somebody else changed the plan meanwhile; `since` is the revision that was seen."""

    def __init__(self, since: int, message: str = "") -> None:
        super().__init__(message or _("Somebody else changed the plan meanwhile. Nothing of yours was stored."))
        self.since = since


class Breaks(Refusal):
    """The mend would break rules: `never` those that nobody departs from, `house` those that need a reason."""

    def __init__(self, broken: Iterable[Broken]) -> None:
        self.never = tuple(one for one in broken if not one.is_house)
        self.house = tuple(one for one in broken if one.is_house)
        told = " ".join(one.sentence for one in in_short(self.never or self.house))
        message = (
            _("This cannot be: %(why)s", why=told) if self.never else _("This needs a reason: %(why)s", why=told)
        )
        super().__init__(message, "" if self.never else "reason")


@dataclass(frozen=True)
class Done:
    """A mend that was made; `warnings` is what staff would want to be told of it."""

    mend: Mend
    warnings: tuple[str, ...] = ()


def mend(plan: Plan, *, revision: int, asked: Mapping[str, str], reason: str = "") -> Done:
    """Make a change by hand.

    Refuses what breaks a rule that was kept so far; a rule of the house only as long as no reason is given.
    """
    return _alone(plan, revision, lambda mender: _mend(plan, mender, asked, reason.strip()))


def accept(plan: Plan, *, revision: int, rule: str, about: Mapping[str, str], reason: str) -> Done:
    """Depart from a rule of the house that the plan breaks already, with a reason; changes no row of it."""
    return _alone(plan, revision, lambda mender: _accept(plan, mender, rule, about, reason.strip()))


def undo(plan: Plan, *, revision: int) -> Done:
    """Take back the last mend, whoever made it."""
    return _alone(plan, revision, lambda mender: _turn(plan, mender, last_made(plan), UNDONE))


def redo(plan: Plan, *, revision: int) -> Done:
    """Make again what was undone last. Refuses where it would break more than it did then."""
    return _alone(plan, revision, lambda mender: _turn(plan, mender, next_undone(plan), MADE))


def copy_to_mend(plan: Plan) -> Plan:
    """A new proposal with the same rows, without a run; what was departed from in the plan goes with it."""
    copy = Plan(
        programme_id=plan.programme_id,
        term_id=plan.term_id,
        frame=plan.frame,
        wing=plan.wing,
        origin_id=plan.id,
        created_at=now(),
    )
    db.session.add(copy)
    db.session.flush()
    fill_copy(plan, copy)
    audit.record("plan.copied", subject=f"plan:{copy.id}", plan=copy.id, origin=plan.id)
    return copy


def fill_copy(plan: Plan, copy: Plan) -> None:
    """The rows of the plan; what was departed from in it holds for its copy too, with the reasons; counted anew."""
    planner = planner_of(plan.wing)
    planner.copy(plan, copy)
    copy.problem = planner.problem_now(copy)
    carried = [_log(copy, dict(one.asked), Change(), one.overridden, one.reason) for one in overriding_mends(plan)]
    copy.values, copy.bounds = mender_of(plan.wing).recount(copy, departs=bool(carried))


def _alone(plan: Plan, revision: int, deed: Callable[[Mender], Done]) -> Done:
    """Do it as the only one, on the revision that was seen; a refusal leaves nothing behind."""
    try:
        _step(plan, revision)
        done = deed(mender_of(plan.wing))
    except Refusal:
        db.session.rollback()
        raise
    return done


def _step(plan: Plan, revision: int) -> None:
    """The plan's row is the door: whoever counts its revision on mends, everybody else waits and then is too late."""
    seen = (Plan.id == plan.id, Plan.revision == revision, Plan.status == PROPOSAL)
    counted = update(Plan).where(*seen).values(revision=revision + 1).returning(Plan.id)
    taken = db.session.scalar(counted, execution_options={"synchronize_session": False})
    db.session.refresh(plan)
    if taken is None:
        raise Overtaken(revision) if plan.status == PROPOSAL else Refusal(_not_any_more())


def _not_any_more() -> str:
    return _("This plan is no proposal any more, so it cannot be changed. Mend a copy of it.")


def _mend(plan: Plan, mender: Mender, asked: Mapping[str, str], reason: str) -> Done:
    kept, change = mender.understand(plan, asked)
    judged = mender.judge(plan, change)
    _refuse_broken(judged.broken, reason)
    mender.apply(plan, judged.change)
    made = _log(plan, kept, judged.change, [one.as_json() for one in judged.broken], reason)
    _recount(plan, mender)
    return Done(made, judged.warnings)


def _refuse_broken(broken: tuple[Broken, ...], reason: str) -> None:
    if any(not one.is_house for one in broken) or (broken and not reason):
        raise Breaks(broken)


def _accept(plan: Plan, mender: Mender, rule: str, about: Mapping[str, str], reason: str) -> Done:
    asked = {name: str(value) for name, value in about.items()}
    broken = mender.broken(plan)
    meant = {one.sentence for one in broken if one.rule == rule and _same_about(one, asked)}
    there = [one for one in broken if one.sentence in meant]
    if not there:
        raise Refusal(_("The plan does not break that rule any more."))
    _refuse_broken(tuple(there), reason)
    made = _log(plan, {"deed": "accept"}, Change(), [one.as_json() for one in there], reason)
    _recount(plan, mender)
    return Done(made)


def _same_about(broken: Broken, asked: Mapping[str, str]) -> bool:
    return {name: str(value) for name, value in broken.about.items()} == asked


def _turn(plan: Plan, mender: Mender, found: Mend | None, state: str) -> Done:
    if found is None:
        raise Refusal(_("There is nothing to undo.") if state == UNDONE else _("There is nothing to redo."))
    change = Change.of_json(found.change)
    if state == MADE:
        _refuse_more(mender.judge(plan, change).broken, mender.broken_of(plan, found.overridden))
    mender.apply(plan, change if state == MADE else change.reversed())
    found.state, found.revision = state, plan.revision
    found.turned_by_id, found.turned_at = viewer().account_id, now()
    _recount(plan, mender)
    event = "mend.redone" if state == MADE else "mend.undone"
    audit.record(event, subject=f"plan:{plan.id}", plan=plan.id, mend=found.number)
    return Done(found)


def _refuse_more(broken: Iterable[Broken], before: Iterable[Broken]) -> None:
    """Rows may have changed since: what was departed from then stands, anything else is a new mend."""
    more = [one for one in broken if not is_accepted(one, before)]
    if more:
        told = " ".join(one.sentence for one in in_short(more))
        raise Refusal(_("It cannot be redone, since something has changed: %(why)s", why=told))


def _log(plan: Plan, asked: dict[str, Any], change: Change, overridden: list[Any], reason: str) -> Mend:
    last = db.session.scalar(select(func.max(Mend.number)).where(Mend.plan_id == plan.id)) or 0
    undone = (Mend.plan_id == plan.id, Mend.state == UNDONE)
    db.session.execute(update(Mend).where(*undone).values(state=DROPPED))
    made = Mend(
        plan_id=plan.id,
        number=last + 1,
        revision=plan.revision,
        asked=asked,
        change=change.as_json(),
        overridden=overridden,
        reason=reason[:LONGEST_REASON] if overridden else "",
        made_by_id=viewer().account_id,
        made_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("mend.made", subject=f"plan:{plan.id}", plan=plan.id, mend=made.number)
    if overridden:
        rules = sorted({one["rule"] for one in overridden})
        audit.record("mend.overrode", subject=f"plan:{plan.id}", plan=plan.id, mend=made.number, rules=rules)
    return made


def _recount(plan: Plan, mender: Mender) -> None:
    db.session.flush()
    plan.values, plan.bounds = mender.recount(plan, departs=bool(overriding_mends(plan)))
    db.session.flush()
