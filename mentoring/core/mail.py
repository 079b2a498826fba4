"""Letters by e-mail. Without MAIL_SERVER nothing is sent, and the caller shows the letter's link instead."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import Enum
from typing import Any

from flask import current_app
from flask_babel import force_locale

from mentoring.core.clock import now

#: seconds that a request waits for the mail server
PATIENCE = 10


class Delivery(Enum):
    """What became of a letter: handed to the mail server, not to be sent here, or refused by the server."""

    SENT = "sent"
    OFF = "off"
    FAILED = "failed"


@dataclass(frozen=True)
class Letter:
    """A plain-text letter in one language."""

    to: str
    subject: str
    text: str


def write(template: str, *, to: str, language: str, **values: Any) -> Letter:
    """The letter `templates/mail/<template>.txt` in `language`; its first line is the subject."""
    with force_locale(language):
        template_ = current_app.jinja_env.get_template(f"mail/{template}.txt")
        subject, _, text = template_.render(**values).strip().partition("\n")
    return Letter(to=to, subject=subject.strip(), text=text.strip() + "\n")


def send(letter: Letter) -> Delivery:
    """Hand the letter to the mail server of the settings; a server that fails is logged, never hidden."""
    if not current_app.config["MAIL_SERVER"]:
        return Delivery.OFF
    try:
        with _server() as server:
            server.send_message(_message(letter))
    except (OSError, smtplib.SMTPException):
        current_app.logger.exception("a letter could not be sent")
        return Delivery.FAILED
    return Delivery.SENT


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page, from BASE_URL: what a request says of its host is not to be trusted, and
    commands and the worker have no request.
    """
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def _message(letter: Letter) -> EmailMessage:
    sender: str = current_app.config["MAIL_DEFAULT_SENDER"]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"] = formatdate(now().timestamp())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    message.set_content(letter.text)
    return message


def _server() -> smtplib.SMTP:
    settings = current_app.config
    kind = smtplib.SMTP_SSL if settings["MAIL_USE_SSL"] else smtplib.SMTP
    server = kind(settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=PATIENCE)
    if settings["MAIL_USE_TLS"]:
        server.starttls()
    if settings["MAIL_USERNAME"]:
        server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"])
    return server
