"""The statuses of a mail in words, and its text without what only its reader may use."""

import re

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


#: what lets somebody in without signing in is a part of a link with 43 such letters or more; no host is
_SECRET = re.compile(r"(?<=[^/][/=])[\w.-]{43,}")


def without_secrets(text: str) -> str:
    """The text with the secret in each link cut out: who was written to answers, not who reads it here."""
    return _SECRET.sub("…", text)
