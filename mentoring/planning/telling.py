"""Who is told of a new plan, and the mails: one to each address with all that concerns it, in its language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mentoring.core import mail
from mentoring.core.database import db
from mentoring.core.mail import Letter
from mentoring.outbox.actions import post
from mentoring.planning.models import Plan
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class Notice:
    """What one person is to be told. `lines` are in the person's language; `role` is a key of the planner's roles.

    `to` is empty where no mail can go; then `why_not` says why, for the staff who have to tell them in another way.
    """

    role: str
    who: str
    to: str
    language: str
    lines: tuple[str, ...]
    why_not: str = ""


def letters(plan: Plan, notices: Iterable[Notice], from_date: date) -> list[Letter]:
    """One letter to each address; who gets several notices there finds them under one another."""
    programme = db.session.get_one(Programme, plan.programme_id)
    return [
        mail.write(
            "plan",
            to=some[0].to,
            language=some[0].language,
            programme=programme,
            from_date=from_date,
            sections=[one.lines for one in some],
        )
        for some in by_address(notices)
    ]


def by_address(notices: Iterable[Notice]) -> list[list[Notice]]:
    """The notices that can be sent, those to one address together: each becomes one letter."""
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        if notice.to:
            found.setdefault(notice.to.lower(), []).append(notice)
    return list(found.values())


def tell(plan: Plan, notices: Iterable[Notice], from_date: date) -> int:
    """Keep the letters in the outbox, in this transaction; says how many. Told twice of one plan is told once."""
    written = letters(plan, notices, from_date)
    for letter in written:
        key = f"plan:{plan.id}:{letter.to.lower()}"
        post(letter, programme_id=plan.programme_id, about=f"plan:{plan.id}", key=key)
    return len(written)
