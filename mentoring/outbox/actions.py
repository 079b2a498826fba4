"""What is done with mails: kept with the deed they tell of, sent once more, erased in time. None of them commits."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from mentoring.core import audit, mail
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.mail import Letter
from mentoring.core.queue import call_when_kept
from mentoring.core.refusal import Refusal
from mentoring.core.sealing import sealed
from mentoring.outbox import sms
from mentoring.outbox.models import (
    BY_MAIL,
    BY_SMS,
    KEPT_DAYS,
    OFF,
    SEAL,
    SECRET_DAYS,
    SENDING,
    SENT,
    WAITING,
    Mail,
)
from mentoring.outbox.words import without_secrets

TASK = "send_mails"
#: so much of a short message is shown in lists
_SUBJECT = 200


def post(
    letter: Letter,
    *,
    programme_id: int | None,
    about: str,
    key: str,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Mail:
    """Keep a letter in this transaction; the worker sends it after the commit, or not before that moment.

    `about` is the deed ("plan:12"), `key` what makes it this one mail: whoever posts it again gets the first one, and
    nothing is sent twice. Without a mail server it is kept as not sent. `not_after` is when its links stop working.

    The secret in a link stands in no readable column: the whole text is sealed until the mail is sent.
    """
    return _kept(
        key,
        mail.is_on(),
        programme_id=programme_id,
        about=about,
        to=letter.to,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        attachments=[asdict(one) for one in letter.attachments],
        not_before=not_before or now(),
        not_after=not_after,
    )


def post_sms(to: str, text: str, *, language: str, programme_id: int, about: str, key: str) -> Mail:
    """Keep a short message to a telephone, as `post` keeps a letter. Without a gateway it is kept as not sent."""
    return _kept(
        key,
        sms.is_on(),
        programme_id=programme_id,
        about=about,
        channel=BY_SMS,
        to=to,
        language=language,
        subject=without_secrets(text)[:_SUBJECT],
        text=text,
        not_before=now(),
    )


def _kept(key: str, is_on: bool, *, text: str, **values: Any) -> Mail:
    there: Mail | None = db.session.scalar(select(Mail).where(Mail.key == key))
    if there is not None:
        return there
    values |= {"text": without_secrets(text), "status": WAITING if is_on else OFF}
    has_secret = values["text"] != text
    whole = sealed(SEAL, text) if has_secret and is_on else None
    made = Mail(
        key=key,
        message_id=mail.new_message_id(),
        has_secret=has_secret,
        sealed_text=whole,
        created_at=now(),
        **values,
    )
    db.session.add(made)
    db.session.flush()
    if made.status == WAITING:
        call_when_kept(TASK)
    return made


def send_again(found: Mail) -> None:
    """Let the worker try once more what failed or was off. Refuses where there is no mail server or gateway."""
    if found.channel == BY_SMS and not sms.is_on():
        raise Refusal(_("This installation has no SMS gateway. Ask whoever runs it to set SMS_URL."))
    if found.channel == BY_MAIL and not mail.is_on():
        raise Refusal(_("This installation has no mail server. Ask whoever runs it to set MAIL_SERVER."))
    if not found.is_still:
        raise Refusal(_("This mail is sent already, or on its way."))
    if found.is_cut or (found.not_after and found.not_after <= now()):
        raise Refusal(_("The link in this mail works no longer, or is not kept. Have a new one sent."))
    found.status, found.tries, found.not_before = WAITING, 0, now()
    audit.record("mail.sent_again", subject=f"mail:{found.id}", mail=found.id)
    call_when_kept(TASK)


def call_off(about: str) -> None:
    """Do not send what was written about that deed and is not sent yet: its link works no longer."""
    db.session.execute(delete(Mail).where(Mail.about == about, Mail.status.not_in((SENDING, SENT))))


def erase_old() -> None:
    """Erase what was written long ago, and sooner the secrets of what did not go out; what is on its way stays."""
    in_vain = or_(Mail.not_after <= now(), Mail.created_at < now() - timedelta(days=SECRET_DAYS))
    db.session.execute(update(Mail).where(in_vain, Mail.status.not_in((WAITING, SENDING))).values(sealed_text=None))
    db.session.execute(
        delete(Mail).where(
            Mail.created_at < now() - timedelta(days=KEPT_DAYS), Mail.status.not_in((WAITING, SENDING))
        )
    )
