"""Deeds about access: inviting, joining, taking away. None of them commits."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_security import hash_password
from flask_security.mail_util import EmailValidateException
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import update

from mentoring.accounts import letters, queries
from mentoring.accounts.mails import offered_to
from mentoring.accounts.models import Account, Invitation, Membership
from mentoring.core import mail
from mentoring.core.access import COORDINATOR, MENTOR, STAFF, Viewer
from mentoring.core.audit import record
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.outbox.actions import call_off


@dataclass(frozen=True)
class Sent:
    """A link that was made for somebody; not on its way where this installation sends no mail."""

    to: str
    link: str
    is_on_its_way: bool


def new_programme(name: str) -> Any:
    """Make a programme of that name with the district's usual house rules; its staff fill in the rest."""
    made = queries.programme_class()(name=name, draw_seed=secrets.token_hex(4))
    db.session.add(made)
    db.session.flush()
    record("programme.changed", programme=made.id)
    return made


def invite(
    programme_id: int,
    *,
    role: str,
    email: str = "",
    language: str = "nb",
    school_id: int | None = None,
    mentor_id: int | None = None,
) -> Sent:
    """Send somebody a letter with which they can join the programme once, within INVITATION_DAYS.

    A coordinator is invited for a school, a mentor as a registered mentor (whose e-mail is used if none is given).
    An unused invitation to the same is renewed. Refuses who has that access already.
    """
    if role == MENTOR:
        email = email or _mentor_to_invite(programme_id, mentor_id).email
    email = _checked_email(email)
    what: dict[str, Any] = {
        "programme_id": programme_id,
        "role": role,
        "school_id": school_id,
        "mentor_id": mentor_id,
    }
    if role == COORDINATOR and school_id is None:
        raise Refusal(_("Choose the school."), "school_id")
    account = queries.account_with(email)
    if account and queries.membership_like(account, **what):
        raise Refusal(_("%(email)s has this access already.", email=email), "email")
    invitation = db.session.query(Invitation).filter_by(email=email, accepted_at=None, **what).first()
    if invitation is None:
        invitation = Invitation(email=email, created_at=now(), **what)
        db.session.add(invitation)
    invitation.language = language
    return _send(invitation)


def invite_again(invitation: Invitation) -> Sent:
    """Send a new letter; the link of the old one works no longer."""
    return _send(invitation)


def withdraw(invitation: Invitation) -> None:
    """Take an unused invitation back: nothing is kept of it but the audit event."""
    record("account.invitation_withdrawn", email=invitation.email, role=invitation.role)
    call_off(letters.about_invitation(invitation))
    db.session.delete(invitation)


def join(secret: str, *, name: str = "", password: str = "", language: str = "nb") -> Account:
    """Use an invitation: make the account, or use the one with that e-mail, and give it its membership.

    Whoever has an account shows it by its password. Refuses a link that is used, withdrawn or out of date.
    """
    invitation = queries.usable_invitation(secret)
    if invitation is None or not _take(invitation):
        raise Refusal(_("This invitation no longer works. Ask for a new one."))
    account = queries.account_with(invitation.email)
    if account is None:
        account = open_account(invitation.email, name=name, password=password, language=language)
    elif not account.verify_and_update_password(password):
        raise Refusal(_("That is not the password of your account."), "password")
    _give(account, invitation)
    return account


def open_account(email: str, *, name: str, password: str, language: str = "nb") -> Account:
    """Make an account, which sees nothing before it has a membership. Refuses an unfit password."""
    if not name.strip():
        raise Refusal(_("Write your name."), "name")
    faults, normal = current_app.extensions["security"].password_util.validate(password, True)
    if faults:
        raise Refusal(str(faults[0]), "password")
    account = Account(
        email=email,
        name=name.strip(),
        language=language,
        password=hash_password(normal),
        fs_uniquifier=secrets.token_hex(32),
        created_at=now(),
    )
    db.session.add(account)
    return account


def join_as(account: Account, *, secret: str) -> None:
    """Use an invitation as the account that is signed in; it must be the one that was invited."""
    invitation = queries.usable_invitation(secret)
    if invitation is None or invitation.email != account.email.lower() or not _take(invitation):
        raise Refusal(_("This invitation no longer works. Ask for a new one."))
    _give(account, invitation)


def take_away(membership: Membership) -> None:
    """End somebody's access and their sessions at once. Refuses to remove the last staff of a programme."""
    if membership.role == STAFF and queries.staff_count(membership.programme_id, is_locked=True) <= 1:
        raise Refusal(_("Somebody has to be staff. Invite another person first."))
    account = membership.account
    record("account.access_removed", account=account.id, role=membership.role)
    account.memberships.remove(membership)
    end_sessions(account)


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere: sessions and remembered browsers carry this number."""
    account.fs_uniquifier = secrets.token_hex(32)


def send_password_link(membership: Membership, *, by: Viewer) -> Sent:
    """Help somebody who has forgotten the password. Where no mail is sent, whoever asks gets the link; so nobody
    comes by it to more than they may see themselves.
    """
    account = membership.account
    if not mail.is_on() and queries.sees_more(membership, than=by):
        raise Refusal(_("This account sees more than you do. A new password can only be sent by e-mail."))
    token: str = generate_reset_password_token(account)  # type: ignore[no-untyped-call]  # Flask-Security's own
    link = letters.reset(account, token)
    record("account.link_made", account=account.id)
    return Sent(account.email, link, mail.is_on())


def name_officer(membership: Membership, *, by: Viewer) -> None:
    """Name the one person of the staff who sees police certificate records; who has it hands it over."""
    if membership.role != STAFF:
        raise Refusal(_("Only staff can be named."))
    if queries.has_officer(membership.programme_id) and not by.is_clearance_officer:
        raise Refusal(_("Only the person who has this task can hand it over."))
    everyone = update(Membership).where(Membership.programme_id == membership.programme_id)
    db.session.execute(everyone.values(is_clearance_officer=False))
    db.session.refresh(membership)
    membership.is_clearance_officer = True
    record("account.officer_named", account=membership.account_id)


def change_own(account: Account, *, name: str, language: str) -> None:
    """Change what people may decide about their own account."""
    account.name = name.strip()
    account.language = language


def choose_mails(account: Account, mails: Collection[str]) -> None:
    """Keep which kinds of mail are wanted, of those that are offered."""
    offered = offered_to(membership.role for membership in account.memberships)
    account.mails_not_wanted = [kind for kind in offered if kind not in mails]


def _mentor_to_invite(programme_id: int, mentor_id: int | None) -> Any:
    mentor = queries.mentor_of(programme_id, mentor_id) if mentor_id else None
    if mentor is None or mentor.left_on:
        raise Refusal(_("Choose one of the mentors."), "mentor_id")
    if not mentor.email:
        raise Refusal(_("Write the mentor's e-mail address in the register first."), "mentor_id")
    return mentor


def _checked_email(email: str) -> str:
    try:
        return str(current_app.extensions["security"].mail_util.validate(email.strip())).lower()
    except EmailValidateException as error:
        raise Refusal(_("Write an e-mail address, like kari@example.no."), "email") from error


def _send(invitation: Invitation) -> Sent:
    """Draw a new secret, of which only the hash stays, and send it; a letter with the old one no longer goes out."""
    secret = secrets.token_urlsafe(32)
    days: int = current_app.config["INVITATION_DAYS"]
    invitation.secret_hash = queries.hash_of(secret)
    invitation.expires_at = now() + timedelta(days=days)
    db.session.flush()
    record("account.invited", email=invitation.email, role=invitation.role)
    return Sent(invitation.email, letters.invite(invitation, secret), mail.is_on())


def _take(invitation: Invitation) -> bool:
    """Mark it used; of two who come at the same moment one gets it."""
    mark = update(Invitation).where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
    return db.session.scalar(mark.values(accepted_at=now()).returning(Invitation.id)) is not None


def _give(account: Account, invitation: Invitation) -> None:
    account.memberships.append(
        Membership(
            programme_id=invitation.programme_id,
            role=invitation.role,
            school_id=invitation.school_id,
            mentor_id=invitation.mentor_id,
        )
    )
    db.session.flush()
    record("account.joined", account=account.id)
