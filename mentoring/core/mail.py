"""Letters by e-mail: written in the reader's language, and handed to the mail server of the settings.

All go through the outbox (`mentoring.outbox`), which keeps them with the deed and sends them after the commit.
"""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from flask import current_app
from flask_babel import force_locale

from mentoring.core.languages import DEFAULT, locale_of

#: seconds that whoever sends waits for each answer of the mail server
PATIENCE = 10


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a letter: "calendar" with {"method": "REQUEST"} is text/calendar; method=REQUEST."""

    filename: str
    content: str
    subtype: str = "plain"
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """A plain-text letter in one language."""

    to: str
    subject: str
    text: str
    language: str = DEFAULT
    attachments: tuple[Attachment, ...] = ()


def write(
    template: str, *, to: str, language: str, attachments: tuple[Attachment, ...] = (), **values: Any
) -> Letter:
    """The letter `templates/mail/<template>.txt` in `language`; its first line is the subject. It may use `to`."""
    with force_locale(locale_of(language)):
        template_ = current_app.jinja_env.get_template(f"mail/{template}.txt")
        subject, _, text = template_.render(to=to, **values).strip().partition("\n")
    return Letter(to, subject.strip(), text.strip() + "\n", language, attachments)


def is_on() -> bool:
    """Whether this installation has a mail server."""
    return bool(current_app.config["MAIL_SERVER"])


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page, from BASE_URL: what a request says of its host is not to be trusted, and
    commands and the worker have no request.
    """
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def new_message_id() -> str:
    """An identifier by which mail programs know a letter again (RFC 5322 § 3.6.4)."""
    sender: str = current_app.config["MAIL_DEFAULT_SENDER"]
    return make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))


def message_of(letter: Letter, *, message_id: str, written_at: datetime) -> EmailMessage:
    """The letter as it is sent; the same arguments give the same message, whenever it is sent."""
    message = EmailMessage()
    message["From"], message["To"] = current_app.config["MAIL_DEFAULT_SENDER"], letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(written_at.timestamp())
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    message.set_content(letter.text)
    message["Content-Language"] = letter.language
    for one in letter.attachments:
        message.add_attachment(one.content, subtype=one.subtype, params=dict(one.params), filename=one.filename)
    return message


@contextmanager
def open_server() -> Iterator[smtplib.SMTP]:
    """The mail server of the settings, for one letter or many. Raises OSError, as smtplib's errors are."""
    settings = current_app.config
    kind = smtplib.SMTP_SSL if settings["MAIL_USE_SSL"] else smtplib.SMTP
    server = kind(settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=PATIENCE)
    try:
        if settings["MAIL_USE_TLS"]:
            server.starttls()
        if settings["MAIL_USERNAME"]:
            server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"])
        yield server
    finally:
        _part_from(server)


def _part_from(server: smtplib.SMTP) -> None:
    """Say goodbye; of what it took the server has said so before, so a rude one changes nothing."""
    try:
        server.quit()
    except smtplib.SMTPException:
        server.close()
