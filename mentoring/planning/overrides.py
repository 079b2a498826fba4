"""What is shown of mends wherever a plan is shown: the log, what it breaks, what staff departed from, who and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.planning.menders import Broken, in_short, is_accepted, mender_of
from mentoring.planning.models import MADE, UNDONE, Mend, Plan
from mentoring.planning.queries import mends_of, mends_since, overriding_mends


@dataclass(frozen=True)
class Override:
    """A rule of the house from which staff departed in one case: what, who, when, why; `number` is the mend's."""

    sentence: str
    author: str
    at: datetime
    reason: str
    number: int


@dataclass(frozen=True)
class LogLine:
    """One mend in words, with who made it and when; `state` as in `models`."""

    number: int
    told: str
    author: str
    at: datetime
    state: str
    reason: str
    turned_by: str


@dataclass(frozen=True)
class BoardFrame:
    """What every wing's board shows around what the wing shows."""

    plan: Plan
    log: list[LogLine]
    broken: list[Broken]
    overrides: list[Override]

    @property
    def last(self) -> LogLine | None:
        """What *Undo* would take back."""
        return next((line for line in reversed(self.log) if line.state == MADE), None)

    @property
    def next(self) -> LogLine | None:
        """What *Redo* would make again."""
        return next((line for line in self.log if line.state == UNDONE), None)


def told_since(plan: Plan, since: int) -> list[str]:
    """What was done by hand after that revision, by whom."""
    lines = {line.number: line for line in log_of(plan)}
    return [_by_whom(lines[one.number]) for one in mends_since(plan, since)]


def _by_whom(line: LogLine) -> str:
    if line.state == MADE and not line.turned_by:
        return _("%(who)s: %(what)s", who=line.author, what=line.told)
    if line.state == MADE:
        return _("%(who)s redid: %(what)s", who=line.turned_by, what=line.told)
    return _("%(who)s undid: %(what)s", who=line.turned_by, what=line.told)


def board_shown(plan: Plan) -> BoardFrame:
    """The log, and what the plan breaks that nobody departed from."""
    mender = mender_of(plan.wing)
    return BoardFrame(plan, log_of(plan), in_short(not_accepted(plan, mender.broken(plan))), overrides_of(plan))


def log_of(plan: Plan) -> list[LogLine]:
    """The log of a plan, the first mend first."""
    mends = mends_of(plan)
    names = _authors(mends)
    return [
        LogLine(
            one.number,
            told,
            names.get(one.made_by_id, ""),
            one.made_at,
            one.state,
            one.reason,
            names.get(one.turned_by_id, ""),
        )
        for one, told in zip(mends, mender_of(plan.wing).told(plan, mends) if mends else [], strict=True)
    ]


def overrides_of(plan: Plan) -> list[Override]:
    """The rules of the house from which this plan departs by hand; what was mended away since is in the log only."""
    mends = overriding_mends(plan)
    if not mends:
        return []
    mender = mender_of(plan.wing)
    names, broken = _authors(mends), [one for one in mender.let_stand(plan) if one.is_house]
    found: dict[str, Override] = {}
    for mend in mends:
        accepted = mender.broken_of(plan, mend.overridden)
        for one in in_short(one for one in broken if is_accepted(one, accepted)):
            told = Override(one.sentence, names.get(mend.made_by_id, ""), mend.made_at, mend.reason, mend.number)
            found.setdefault(one.sentence, told)
    return list(found.values())


def not_accepted(plan: Plan, broken: Iterable[Broken]) -> list[Broken]:
    """Those breaches for which nobody gave a reason."""
    mends = overriding_mends(plan)
    kept = [broken for one in mends for broken in one.overridden]
    accepted = mender_of(plan.wing).broken_of(plan, kept) if kept else []
    return [one for one in broken if not (one.is_house and is_accepted(one, accepted))]


def _authors(mends: Iterable[Mend]) -> dict[int | None, str]:
    ids = {number for one in mends for number in (one.made_by_id, one.turned_by_id) if number}
    people = db.session.scalars(select(Account).where(Account.id.in_(ids)))
    return {account.id: account.name or account.email for account in people}
