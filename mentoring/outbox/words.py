"""The statuses of a mail in words."""

from flask_babel import gettext as _

from mentoring.outbox.models import FAILED, OFF, SENDING, SENT, WAITING


def status_words() -> dict[str, tuple[str, str]]:
    """Status → (word, colour of its tag)."""
    return {
        WAITING: (_("waits"), "info"),
        SENDING: (_("on its way"), "info"),
        SENT: (_("sent"), "success"),
        FAILED: (_("could not be sent"), "danger"),
        OFF: (_("not sent"), "warning"),
    }
