"""Keeps the secrets of addresses (feeds, invitations, new passwords) out of every log, the server's own included."""

import logging
import re

#: who writes request lines: the development server, gunicorn and the application when something fails
LOGGERS = ("werkzeug", "gunicorn.access", "gunicorn.error")
ONE_LINE_EACH = "gunicorn.access"
#: what follows /feeds/ (unless it is a number, then it is a page of ours), /join/ and /forgotten/, and whatever may
#: hold a secret
_SECRET = re.compile(
    r"((?:feeds|join|forgotten)(?:/|%2f)+)(?!\d+(?:[/?\s\"']|$))[^\s\"'<>]+|[\w-]{43,}", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    """The text with every address's secret cut out."""
    return _SECRET.sub(lambda found: (found[1] or "") + "…", text)


class SecretsCut(logging.Filter):
    """Cuts secrets out of a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, cut."""
        text = without_secrets(record.getMessage())
        # a request is one line: a line break in its path must not look like another request
        record.msg, record.args = " ".join(text.split()) if record.name == ONE_LINE_EACH else text, ()
        return True


def keep_secrets_out_of(*names: str) -> None:
    """Cut secrets out of what these loggers write; asking twice is asking once."""
    for name in names:
        logger = logging.getLogger(name)
        if not any(isinstance(known, SecretsCut) for known in logger.filters):
            logger.addFilter(SecretsCut())
