"""The form in which somebody chooses what to get."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField

from mentoring.accounts.mails import offered_to
from mentoring.accounts.models import Account
from mentoring.core.fields import choices_of
from mentoring.core.forms import Form
from mentoring.messages.models import MessageWish
from mentoring.outbox import sms


class WishForm(Form):
    """Reminder and SMS for who comes to sessions, the latter only where the installation can send one; the kinds of
    mail that an account may do without.
    """

    reminder = BooleanField(_l("A mail the evening before each session"))
    sms = BooleanField(_l("An SMS when a session is cancelled on the same day"))
    mails = SelectMultipleField(_l("Mails that I want"))

    @classmethod
    def of(cls, wish: MessageWish | None, *, comes: bool = True, account: Account | None = None) -> "WishForm":
        """The form filled with what was chosen before, without what somebody cannot choose."""
        form = cls(obj=wish)
        if not comes:
            del form.reminder
        if not comes or not sms.is_on():
            del form.sms
        form._offer(account)
        return form

    def _offer(self, account: Account | None) -> None:
        offered: Mapping[str, str] = offered_to(one.role for one in account.memberships) if account else {}
        self.mails.choices = choices_of(offered)
        if account and not self.is_submitted():
            self.mails.data = [kind for kind in offered if kind not in account.mails_not_wanted]
        if not offered:
            del self.mails

    def wishes(self) -> dict[str, Any]:
        """What was chosen besides mails."""
        return {name: value for name, value in self.values().items() if name != "mails"}
