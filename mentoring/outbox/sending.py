"""The worker's side of the outbox: claim a row, hand it to the mail server, say so in the row; one after the other.

A claim is a transaction of its own, so two workers never hold the same mail. Between the server's "250 OK" and our
commit a worker can die; nobody can know then whether the mail is out. It is sent again (at least once, not at most
once): a pupil before a closed door is worse than a mail that comes twice, and the second copy carries the same
Message-ID, by which mail servers and programs drop or join it. That gap is some milliseconds wide; before it, a
claim that died has sent nothing, so nothing is doubled.
"""

import smtplib
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select, update

from mentoring.core import mail
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.mail import Attachment, Letter
from mentoring.core.queue import worker_is_stopping
from mentoring.core.sealing import opened
from mentoring.outbox import sms
from mentoring.outbox.models import BY_MAIL, BY_SMS, FAILED, SEAL, SENDING, SENT, WAITING, Mail

#: a claim so old is a dead worker's: longer than the server's slowest answers, one after the other, could take
STALE = timedelta(minutes=3)
#: how long until the next try, after each that did not work; then it is given up, after two days in all
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 360, 720, 1440))
MOST_TRIES = len(BACK_OFF) + 1
#: the server closes the connection (RFC 5321 § 3.8)
CLOSING = 421
_PLAIN = {"synchronize_session": False}


class _OutOfOrder(Exception):
    """The mail server itself is in trouble: the other mails would fare no better."""


@dataclass(frozen=True)
class _Claim:
    """One worker's hold of a mail at its `number`-th try."""

    mail_id: int
    number: int

    def change(self, **values: Any) -> None:
        """Write the row if it is still ours, and keep it."""
        mine = (Mail.id == self.mail_id, Mail.status == SENDING, Mail.tries == self.number)
        db.session.execute(update(Mail).where(*mine).values(**values), execution_options=_PLAIN)
        db.session.commit()

    def put_back(self, why: Exception) -> None:
        """Try again later; too often is in vain."""
        if self.number >= MOST_TRIES:
            self.give_up(why)
        else:
            self.change(status=WAITING, not_before=now() + BACK_OFF[self.number - 1], error=_told(why))

    def done(self) -> None:
        """It is out: the secret in it is needed no longer."""
        self.change(status=SENT, sent_at=now(), error="", sealed_text=None)

    def give_up(self, why: Exception) -> None:
        """Trying again would not help."""
        self.change(status=FAILED, error=_told(why))


def send_due() -> int:
    """Send every mail whose time has come; says how many went out. Safe to call at any time, by many workers."""
    _take_up_stale()
    return (_send_mails() if mail.is_on() else 0) + (_send_short_messages() if sms.is_on() else 0)


def _send_mails() -> int:
    sent = 0
    with ExitStack() as connection:
        server: smtplib.SMTP | None = None
        while not worker_is_stopping() and (claim := _claim(BY_MAIL)):
            try:
                server = server or _connected(connection, claim)
                sent += _send(server, claim)
            except _OutOfOrder:
                break
    return sent


def _send_short_messages() -> int:
    """The same by the SMS gateway; where that is in trouble, the others wait for the next time."""
    sent = 0
    while not worker_is_stopping() and (claim := _claim(BY_SMS)):
        row = db.session.get_one(Mail, claim.mail_id, populate_existing=True)
        message = sms.Message(row.to, row.text, row.message_id)
        db.session.rollback()  # nothing is held while the gateway is spoken with
        try:
            sms.door().send(message)
        except sms.RefusedError as error:
            claim.give_up(error)
        except OSError as error:
            claim.put_back(error)
            break
        else:
            claim.done()
            sent += 1
    return sent


def _take_up_stale() -> None:
    lost = (Mail.status == SENDING, Mail.claimed_at < now() - STALE)
    for status, tried in ((FAILED, Mail.tries >= MOST_TRIES), (WAITING, Mail.tries < MOST_TRIES)):
        db.session.execute(update(Mail).where(*lost, tried).values(status=status), execution_options=_PLAIN)
    late = (Mail.status == WAITING, Mail.not_after <= now())
    db.session.execute(update(Mail).where(*late).values(status=FAILED, sealed_text=None), execution_options=_PLAIN)
    db.session.commit()


def _claim(channel: str) -> _Claim | None:
    """Take what waits longest for that way; of many workers each gets another one."""
    due = (
        select(Mail.id)
        .where(Mail.channel == channel, Mail.status == WAITING, Mail.not_before <= now())
        .order_by(Mail.not_before, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taking = update(Mail).where(Mail.id == due.scalar_subquery(), Mail.status == WAITING)
    begun = taking.values(status=SENDING, claimed_at=now(), tries=Mail.tries + 1)
    taken = db.session.execute(begun.returning(Mail.id, Mail.tries), execution_options=_PLAIN).one_or_none()
    db.session.commit()
    return _Claim(*taken) if taken else None


def _connected(connection: ExitStack, claim: _Claim) -> smtplib.SMTP:
    try:
        return connection.enter_context(mail.open_server())
    except OSError as error:  # smtplib's own errors are such too
        claim.put_back(error)
        raise _OutOfOrder from error


def _send(server: smtplib.SMTP, claim: _Claim) -> bool:
    """Whether the server took it; what it said against it is kept in the row."""
    try:
        server.send_message(_message(claim))
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address that cannot be written to
        claim.give_up(error)
        return False
    except OSError as error:
        return _refused(claim, error)
    claim.done()
    return True


def _refused(claim: _Claim, error: OSError) -> bool:
    code = _code(error)
    if 500 <= code < 600:
        claim.give_up(error)
        return False
    claim.put_back(error)
    if code in (0, CLOSING):
        raise _OutOfOrder from error
    return False


def _code(error: OSError) -> int:
    """The server's code: 4xx may pass, 5xx will not (RFC 5321 § 4.2.1); 0 where it said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _said in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _told(error: Exception) -> str:
    """What the server said, as staff can pass it on to whoever runs it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said: Any = next(iter(error.recipients.values()))
    else:
        said = (error.smtp_code, error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else error.args
    parts = (one.decode(errors="replace") if isinstance(one, bytes) else str(one) for one in said)
    return " ".join(parts)[:300] or type(error).__name__


def _message(claim: _Claim) -> EmailMessage:
    row = db.session.get_one(Mail, claim.mail_id, populate_existing=True)
    attachments = tuple(Attachment(**one) for one in row.attachments)
    letter = Letter(row.to, row.subject, whole_text(row), row.language, attachments)
    made = mail.message_of(letter, message_id=row.message_id, written_at=row.created_at)
    db.session.rollback()  # nothing is held while the server is spoken with
    return made


def whole_text(row: Mail) -> str:
    """What its reader gets. Raises ValueError where the installation can no longer read the secret in it."""
    if not row.has_secret:
        return row.text
    text = opened(SEAL, row.sealed_text) if row.sealed_text else None
    if text is None:
        raise ValueError("the link in this mail can no longer be read: SECRET_KEY is another one by now")
    return text
