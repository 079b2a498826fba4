"""The form in which somebody chooses what to get."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from mentoring.core.forms import Form
from mentoring.outbox import sms


class WishForm(Form):
    """Reminder and SMS; the latter only where the installation can send one."""

    reminder = BooleanField(_l("A mail the evening before each session"))
    sms = BooleanField(_l("An SMS when a session is cancelled on the same day"))

    @classmethod
    def of(cls, wish: object) -> "WishForm":
        """The form filled with what was chosen before."""
        form = cls(obj=wish)
        if not sms.is_on():
            del form.sms
        return form
