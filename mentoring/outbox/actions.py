"""What is done with mails: kept with the deed they tell of, sent once more, erased in time. None of them commits."""

from dataclasses import asdict
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from mentoring.core import audit, mail
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.mail import Letter
from mentoring.core.queue import call_when_kept
from mentoring.core.refusal import Refusal
from mentoring.outbox.models import KEPT_DAYS, OFF, SENDING, WAITING, Mail

TASK = "send_mails"


def post(letter: Letter, *, programme_id: int, about: str, key: str, not_before: datetime | None = None) -> Mail:
    """Keep a letter in this transaction; the worker sends it after the commit, or not before that moment.

    `about` is the deed ("plan:12"), `key` what makes it this one mail: whoever posts it again gets the first one, and
    nothing is sent twice. Without a mail server it is kept as not sent.
    """
    there: Mail | None = db.session.scalar(select(Mail).where(Mail.key == key))
    if there is not None:
        return there
    made = Mail(
        programme_id=programme_id,
        key=key,
        about=about,
        to=letter.to,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        attachments=[asdict(one) for one in letter.attachments],
        message_id=mail.new_message_id(),
        status=WAITING if mail.is_on() else OFF,
        created_at=now(),
        not_before=not_before or now(),
    )
    db.session.add(made)
    db.session.flush()
    if made.status == WAITING:
        call_when_kept(TASK)
    return made


def send_again(found: Mail) -> None:
    """Let the worker try a mail once more that failed or was off. Refuses where there is no mail server."""
    if not mail.is_on():
        raise Refusal(_("This installation has no mail server. Ask whoever runs it to set MAIL_SERVER."))
    if not found.is_still:
        raise Refusal(_("This mail is sent already, or on its way."))
    found.status, found.tries, found.not_before = WAITING, 0, now()
    audit.record("mail.sent_again", subject=f"mail:{found.id}", mail=found.id)
    call_when_kept(TASK)


def erase_old() -> None:
    """Erase what was written long ago; what is on its way stays."""
    db.session.execute(
        delete(Mail).where(
            Mail.created_at < now() - timedelta(days=KEPT_DAYS), Mail.status.not_in((WAITING, SENDING))
        )
    )
