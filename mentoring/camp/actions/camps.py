"""Making and changing a camp, and naming who leads it."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.accounts.models import Account, Membership
from mentoring.camp.models import RANK_POINTS, Camp, CampLeader
from mentoring.camp.queries import activities_without_camp, leaders_of
from mentoring.camp.queries_of_pupils import has_sign_ups
from mentoring.core import audit
from mentoring.core.access import STAFF, viewer
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal

#: a camp lasts no longer (days)
LONGEST_CAMP = 60


@dataclass(frozen=True)
class CampFacts:
    """All that staff decide about a camp; the fields are those of `Camp`."""

    name: str
    start: date
    end: date
    sign_up_until: date
    wishes_until: date
    place: str = ""
    contact: str = ""
    seats: int = 60
    min_adults: int = 2
    max_blocks_per_day: int = 3
    free_blocks: int = 0
    rank_points: tuple[int, ...] = RANK_POINTS


def add_camp(programme_id: int, *, facts: CampFacts, leader_id: int | None = None) -> Camp:
    """A new camp, which takes over the activities that had no camp yet; whoever makes it leads it until others do.

    Refuses a taken name and dates that contradict each other.
    """
    _check(programme_id, facts)
    made = Camp(programme_id=programme_id)
    _set(made, facts)
    add_all([made])
    for activity in activities_without_camp(programme_id):
        activity.camp_id = made.id
    if leader_id is not None:
        add_all([CampLeader(camp_id=made.id, account_id=leader_id)])
        audit.record("camp.leader_named", camp=made.id, account=leader_id)
    audit.record("camp.changed", camp=made.id)
    return made


def change_camp(camp: Camp, *, facts: CampFacts) -> None:
    """Change any of its facts; refuses what `add_camp` refuses, and days that leave blocks outside."""
    _check(camp.programme_id, facts, besides=camp)
    if any(not facts.start <= block.date <= facts.end for block in camp.blocks):
        raise Refusal(_("There are blocks on days that would not belong to the camp. Remove them first."), "end")
    _set(camp, facts)
    audit.record("camp.changed", camp=camp.id)


def remove_camp(camp: Camp) -> None:
    """Take a camp away with all that was entered for it. Refuses where somebody has signed up."""
    if has_sign_ups(camp):
        raise Refusal(_("Somebody has signed up for this camp, so it cannot be removed."))
    audit.record("camp.removed", camp=camp.id)
    db.session.delete(camp)
    db.session.flush()


def name_leader(camp: Camp, *, account_id: int) -> None:
    """Let one of the staff see what the camp knows of health.

    Only a leader may name another; where no leader is left among the staff, any of the staff may, but not oneself
    while there are colleagues: nobody sees health by taking a leader's access away.
    """
    _check_may_name(camp)
    if account_id not in staff_accounts(camp.programme_id):
        raise Refusal(_("Choose somebody on the staff of the programme."), "account_id")
    if any(one.account_id == account_id for one in leaders_of(camp.id)):
        raise Refusal(_("This one leads the camp already."), "account_id")
    if account_id == viewer().account_id and account_id not in may_be_named(camp):
        raise Refusal(_("Ask a colleague to name you: nobody makes oneself a leader."), "account_id")
    add_all([CampLeader(camp_id=camp.id, account_id=account_id)])
    audit.record("camp.leader_named", camp=camp.id, account=account_id)


def may_be_named(camp: Camp) -> dict[int, Account]:
    """The staff who do not lead the camp, by the number of the account; not oneself while there are colleagues."""
    leading = {one.account_id for one in leaders_of(camp.id)}
    others = {id_: row for id_, row in staff_accounts(camp.programme_id).items() if id_ not in leading}
    return others if len(others) == 1 else {id_: row for id_, row in others.items() if id_ != viewer().account_id}


def remove_leader(camp: Camp, leader: CampLeader) -> None:
    """Let somebody not lead the camp any more. Refuses to leave it without a leader."""
    _check_may_name(camp)
    staff = staff_accounts(camp.programme_id)
    if not any(one.account_id in staff for one in leaders_of(camp.id) if one is not leader):
        raise Refusal(_("A camp needs a leader. Name another one first."))
    audit.record("camp.leader_removed", camp=camp.id, account=leader.account_id)
    db.session.delete(leader)
    db.session.flush()


def staff_accounts(programme_id: int) -> dict[int, Account]:
    """The programme's staff by the number of the account."""
    staff = (
        select(Account)
        .join(Membership)
        .where(Membership.programme_id == programme_id, Membership.role == STAFF, Account.active)
    )
    return {one.id: one for one in db.session.scalars(staff.order_by(Account.name))}


def _check_may_name(camp: Camp) -> None:
    staff = staff_accounts(camp.programme_id)
    leading = {one.account_id for one in leaders_of(camp.id)} & set(staff)
    if leading and viewer().account_id not in leading:
        raise Refusal(_("Only somebody who leads the camp can say who else does."))


def _set(camp: Camp, facts: CampFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(camp, name, list(value) if isinstance(value, tuple) else value)


def _check(programme_id: int, facts: CampFacts, besides: Camp | None = None) -> None:
    others = db.session.scalars(select(Camp).where(Camp.programme_id == programme_id))
    if any(one.name.casefold() == facts.name.casefold() for one in others if one is not besides):
        raise Refusal(_("There is a camp of that name already."), "name")
    if facts.end < facts.start:
        raise Refusal(_("The last day is before the first day."), "end")
    if (facts.end - facts.start).days >= LONGEST_CAMP:
        raise Refusal(_("No camp lasts that long. Look at the dates once more."), "end")
    for name in ("sign_up_until", "wishes_until"):
        if getattr(facts, name) > facts.start:
            raise Refusal(_("This day is after the camp has begun."), name)
