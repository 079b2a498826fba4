"""Accounts, their memberships in programmes, and invitations."""

from datetime import datetime
from typing import Any

from flask import session
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.access import COORDINATOR, MENTOR, ROLES, Viewer
from mentoring.core.database import Instant, db, personal


class Role(RoleMixin):
    """Flask-Security wants a class of roles; here memberships say who may do what, so nothing is stored."""


class Account(db.Model, UserMixin):
    """Somebody who signs in. One e-mail address, one account; what it may do is in its memberships."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True, info=personal("contact", keep_until="leaving"))
    name: Mapped[str] = mapped_column(String(200), default="", info=personal("name", keep_until="leaving"))
    language: Mapped[str] = mapped_column(String(2), default="nb")
    #: kinds of mail (see `mails.py`) that the account has said no to
    mails_not_wanted: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=personal("contact", keep_until="leaving")
    )
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    last_login_at: Mapped[datetime | None] = mapped_column(Instant)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Membership.id"
    )

    #: what Flask-Security calls roles; see `Role`
    roles: tuple[Role, ...] = ()

    def open_programme_id(self) -> int | None:
        """The programme chosen in this session, else the one of the first membership."""
        own = [membership.programme_id for membership in self.memberships]
        chosen = session.get("programme_id")
        return chosen if chosen in own else next(iter(own), None)

    def as_viewer(self) -> Viewer:
        """What this account may see in the programme it has open."""
        programme_id = self.open_programme_id()
        here = [row for row in self.memberships if row.programme_id == programme_id]
        return Viewer(
            account_id=self.id,
            programme_id=programme_id,
            roles=frozenset(row.role for row in here),
            school_ids=frozenset(row.school_id for row in here if row.school_id is not None),
            mentor_id=next((row.mentor_id for row in here if row.mentor_id is not None), None),
            is_clearance_officer=any(row.is_clearance_officer for row in here),
        )


_ROLE_LIST = ", ".join(f"'{role}'" for role in ROLES)


def _role_rules() -> tuple[CheckConstraint, ...]:
    """A role is known; a coordinator has a school, a mentor is a mentor, nobody else has either."""
    return (
        CheckConstraint(f"role IN ({_ROLE_LIST})", name="role"),
        CheckConstraint(f"(role = '{COORDINATOR}') = (school_id IS NOT NULL)", name="coordinator_has_school"),
        CheckConstraint(f"(role = '{MENTOR}') = (mentor_id IS NOT NULL)", name="mentor_is_mentor"),
    )


class Membership(db.Model):
    """What an account is in a programme: staff, coordinator of one school, or one mentor."""

    __tablename__ = "membership"
    __table_args__ = (*_role_rules(), UniqueConstraint("account_id", "programme_id", "role", "school_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), unique=True)
    is_clearance_officer: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(back_populates="memberships")
    # named by string: these tables belong to features above this one
    programme: Mapped[Any] = relationship("Programme", viewonly=True)
    school: Mapped[Any] = relationship("School", viewonly=True)
    mentor: Mapped[Any] = relationship("Mentor", viewonly=True)


class Invitation(db.Model):
    """A letter that lets one person make an account; only the SHA-256 of its secret is stored."""

    __tablename__ = "invitation"
    __table_args__ = _role_rules()

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), info=personal("contact", keep_until="expires_at"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2), default="nb")
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Any] = relationship("Programme", viewonly=True)
    school: Mapped[Any] = relationship("School", viewonly=True)
    mentor: Mapped[Any] = relationship("Mentor", viewonly=True)
