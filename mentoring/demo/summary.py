"""What somebody needs to know who wants to try the demo."""

from sqlalchemy import select

from mentoring.accounts.models import Account, Membership
from mentoring.core.database import db
from mentoring.demo.places import SCHOOLS
from mentoring.demo.planting import MENTOR_EMAIL, PASSWORD, STAFF_EMAIL, coordinator_email
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.secret import address
from mentoring.programme.models import Programme


def is_planted() -> bool:
    """Whether the demo's accounts are here."""
    return _membership(STAFF_EMAIL) is not None


def is_empty() -> bool:
    """Whether the database has neither an account nor a programme."""
    return not any(db.session.scalar(select(model.id).limit(1)) for model in (Account, Programme))


def accounts() -> list[tuple[str, str]]:
    """(role in a word, e-mail) of the demo's accounts; all have PASSWORD."""
    schools = [(f"coordinator, {school}", coordinator_email(school)) for school in SCHOOLS]
    return [("staff", STAFF_EMAIL), *schools, ("mentor", MENTOR_EMAIL)]


def summary() -> str:
    """The accounts and one working feed address as lines of text; empty where the demo is not planted."""
    mentor = _membership(MENTOR_EMAIL)
    if mentor is None or not is_planted():
        return ""
    subscription = open_subscription(mentor.programme_id, kind="mentor", owner_id=mentor.mentor_id or 0)
    db.session.commit()
    width = max(len(role) for role, _ in accounts())
    lines = [f"  {role:{width}}  {email}" for role, email in accounts()]
    return "\n".join(
        [
            f"Demo accounts (invented people), all with the password: {PASSWORD}",
            *lines,
            f"A mentor's calendar feed: {address(subscription)}",
        ]
    )


def _membership(email: str) -> Membership | None:
    """By the address alone: example.org is nobody's (RFC 2606), so it is in no real installation."""
    return db.session.scalar(select(Membership).join(Account).where(Account.email == email))
