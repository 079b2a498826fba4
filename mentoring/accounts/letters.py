"""The letters about accounts: invitations and passwords. Staff read them in the outbox, but for the links.

Each has a key of its link's own, so that none comes twice and each new link does come.
"""

from datetime import datetime, timedelta

from mentoring.accounts.models import Account, Invitation
from mentoring.accounts.queries import hash_of
from mentoring.core import mail
from mentoring.core.clock import now
from mentoring.outbox.actions import call_off, post

#: how long a link for a new password works; the letter says one day
RESET_WITHIN = timedelta(days=1)
#: so much of a hash tells two links of one person apart
_DIGITS = 16


def about_invitation(invitation: Invitation) -> str:
    """What the letters with an invitation are about."""
    return f"invitation:{invitation.id}"


def invite(invitation: Invitation, secret: str) -> str:
    """Keep the letter with that secret, in place of one that is not sent yet; gives the link."""
    about = about_invitation(invitation)
    link = mail.address("accounts.join", secret=secret, language=invitation.language)
    letter = mail.write(
        "invitation", to=invitation.email, language=invitation.language, link=link, invitation=invitation
    )
    call_off(about)
    post(
        letter,
        programme_id=invitation.programme_id,
        about=about,
        key=f"{about}:{invitation.secret_hash[:_DIGITS]}",
        not_after=invitation.expires_at,
    )
    return link


def reset(account: Account, token: str) -> str:
    """Keep the letter with a link for a new password; gives the link."""
    link = mail.address("security.reset_password", token=token)
    _post("reset", account, hash_of(token), not_after=now() + RESET_WITHIN, reset_link=link)
    return link


def tell_of_change(account: Account) -> None:
    """Keep the letter that says that the password was changed."""
    _post("password_notice", account, hash_of(str(account.password)))


def _post(template: str, account: Account, key: str, *, not_after: datetime | None = None, **values: str) -> None:
    letter = mail.write(template, to=account.email, language=account.language, user=account, **values)
    programme_id = next((one.programme_id for one in account.memberships), None)
    about = f"account:{account.id}"
    key = f"{about}:{template}:{key[:_DIGITS]}"
    post(letter, programme_id=programme_id, about=about, key=key, not_after=not_after)
