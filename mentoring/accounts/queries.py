"""Reads about accounts: who has access, who is invited, and what an invitation may name."""

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import func, select

from mentoring.accounts.models import Account, Invitation, Membership
from mentoring.core.access import MENTOR, STAFF, Viewer
from mentoring.core.clock import now
from mentoring.core.database import db

#: schools, mentors and programmes are known here only through these relations; their features stand above
_SCHOOL, _MENTOR, _PROGRAMME = "school", "mentor", "programme"


def _class_behind(relation: str) -> Any:
    return Membership.__mapper__.relationships[relation].mapper.class_


Sight = Callable[[Account, Viewer], bool]
_sights: dict[Sight, None] = {}


def sees_besides(sight: Sight) -> None:
    """Have `sight` say whether an account sees what this viewer does not, beside what its roles let it see."""
    _sights[sight] = None


def sees_more(membership: Membership, than: Viewer) -> bool:
    """Whether whoever came by this account would see more of anything than the viewer does."""
    is_officer = membership.is_clearance_officer and not than.is_clearance_officer
    several = len(own_programmes(membership.account)) > 1
    return is_officer or several or any(sight(membership.account, than) for sight in _sights)


def members(viewer: Viewer) -> list[Membership]:
    """Who has access to the open programme, by name."""
    wanted = select(Membership).join(Account).where(Membership.programme_id == viewer.programme_id)
    return list(db.session.scalars(wanted.order_by(func.lower(Account.name), Membership.id)))


def member(viewer: Viewer, membership_id: int) -> Membership | None:
    """One membership of the open programme."""
    wanted = select(Membership).where(Membership.id == membership_id, Membership.programme_id == viewer.programme_id)
    return db.session.scalar(wanted)


def names_of(accounts: Collection[int]) -> dict[int, str]:
    """Account → what it is called; for staff, who read who did what."""
    found = db.session.scalars(select(Account).where(Account.id.in_(accounts)))
    return {row.id: row.name or row.email for row in found}


def open_invitations(viewer: Viewer) -> list[Invitation]:
    """Invitations to the open programme that nobody has used yet, those that have run out too."""
    wanted = select(Invitation).where(
        Invitation.programme_id == viewer.programme_id, Invitation.accepted_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Invitation.expires_at, Invitation.id)))


def open_invitation(viewer: Viewer, invitation_id: int) -> Invitation | None:
    """One unused invitation to the open programme."""
    return next((row for row in open_invitations(viewer) if row.id == invitation_id), None)


def schools(viewer: Viewer) -> list[Any]:
    """The schools that a coordinator may be invited for; staff of any programme sees the district's schools."""
    school = _class_behind(_SCHOOL)
    return list(db.session.scalars(select(school).order_by(school.name))) if viewer.is_staff else []


def mentors_without_account(viewer: Viewer) -> list[Any]:
    """Mentors of the open programme who are still with it and have neither an account nor an invitation."""
    mentor = _class_behind(_MENTOR)
    taken = select(Membership.mentor_id).where(Membership.mentor_id.is_not(None))
    invited = select(Invitation.mentor_id).where(Invitation.mentor_id.is_not(None), Invitation.accepted_at.is_(None))
    wanted = select(mentor).where(
        mentor.programme_id == viewer.programme_id,
        mentor.left_on.is_(None),
        mentor.id.not_in(taken),
        mentor.id.not_in(invited),
    )
    return list(db.session.scalars(wanted.order_by(mentor.family_name, mentor.given_name)))


def mentor_of(programme_id: int, mentor_id: int) -> Any | None:
    """A mentor of that programme."""
    mentor = _class_behind(_MENTOR)
    return db.session.scalar(select(mentor).where(mentor.id == mentor_id, mentor.programme_id == programme_id))


def programme_class() -> Any:
    """The class behind a membership's programme."""
    return _class_behind(_PROGRAMME)


def programme_named(name: str) -> Any | None:
    """The programme of that name."""
    programme = programme_class()
    return db.session.scalar(select(programme).where(programme.name == name))


def own_programmes(account: Account) -> list[Any]:
    """The programmes in which the account is something, each once, by name."""
    found = {row.programme_id: row.programme for row in account.memberships}
    return sorted(found.values(), key=lambda programme: programme.name)


def account_with(email: str) -> Account | None:
    """The account of that e-mail address, however it is written."""
    return db.session.scalar(select(Account).where(func.lower(Account.email) == email.strip().lower()))


def hash_of(secret: str) -> str:
    """What is stored of a secret with 256 random bits: its SHA-256; a slower hash would win nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def usable_invitation(secret: str) -> Invitation | None:
    """The invitation with this secret, if it is neither used, withdrawn nor out of date."""
    wanted = select(Invitation).where(
        Invitation.secret_hash == hash_of(secret),
        Invitation.accepted_at.is_(None),
        Invitation.expires_at > now(),
    )
    return db.session.scalar(wanted)


def staff_count(programme_id: int, *, is_locked: bool = False) -> int:
    """How many active accounts are staff of the programme.

    `is_locked`: nobody else can change who is, until this transaction ends (SQLite lets one write at a time anyway).
    """
    if is_locked:
        staff = select(Membership.id).where(Membership.programme_id == programme_id, Membership.role == STAFF)
        db.session.execute(staff.with_for_update()).all()
    wanted = (
        select(func.count())
        .select_from(Membership)
        .join(Account)
        .where(Membership.programme_id == programme_id, Membership.role == STAFF, Account.active)
    )
    return db.session.scalar(wanted) or 0


def has_officer(programme_id: int) -> bool:
    """Whether somebody is named to see the police certificate record."""
    wanted = select(Membership.id).where(Membership.programme_id == programme_id, Membership.is_clearance_officer)
    return db.session.scalar(wanted.limit(1)) is not None


def membership_like(
    account: Account, *, programme_id: int, role: str, school_id: int | None, mentor_id: int | None
) -> Membership | None:
    """What the account already is that an invitation would make it (a mentor is only one mentor)."""
    return next(
        (
            row
            for row in account.memberships
            if (row.programme_id, row.role) == (programme_id, role) and (role == MENTOR or row.school_id == school_id)
        ),
        None,
    )
