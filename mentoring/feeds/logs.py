"""Keeps the secrets of feed addresses out of every log, the server's own included."""

import logging
import re

#: who writes request lines: the development server, gunicorn and the application when something fails
LOGGERS = ("werkzeug", "gunicorn.access", "gunicorn.error")
#: what follows /feeds/ (unless it is a number, then it is a page of ours), and whatever looks like a secret
_SECRET = re.compile(
    r"(feeds(?:/|%2f)+)(?!\d+(?:[/?\s\"']|$))[^\s\"'<>]+|(?<![\w-])[\w-]{43}(?![\w-])", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    """The text with every feed's secret cut out."""
    return _SECRET.sub(lambda found: (found[1] or "") + "…", text)


class SecretsCut(logging.Filter):
    """Cuts secrets out of a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, cut."""
        record.msg, record.args = without_secrets(record.getMessage()), ()
        return True


def keep_secrets_out_of(*names: str) -> None:
    """Cut secrets out of what these loggers write; asking twice is asking once."""
    for name in names:
        logger = logging.getLogger(name)
        if not any(isinstance(known, SecretsCut) for known in logger.filters):
            logger.addFilter(SecretsCut())
