"""The outbox. A row is the truth about a mail; the queue only says that there is something to send."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.core.database import Instant, db, personal

WAITING, SENDING, SENT, FAILED, OFF = "waiting", "sending", "sent", "failed", "off"
#: by which way it goes
BY_MAIL, BY_SMS = "mail", "sms"
STATUSES = (WAITING, SENDING, SENT, FAILED, OFF)
#: how long what was sent can be read again
KEPT_DAYS = 90
_KEPT = f"{KEPT_DAYS} days"
#: how long a link that only its reader may use is kept, sealed, in a mail that did not go out, so that it can be sent
#: when the trouble is over
SECRET_DAYS = 7
#: the purpose for which such a text is encrypted
SEAL = "mail"


class Mail(db.Model):
    """A letter on its way to one address, or a short message to one telephone.

    waiting → sending → sent; back to waiting with a later `not_before` where the server had a passing trouble; failed
    where it never will work; off where this installation had no mail server when the deed was done.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("status IN ({})".format(", ".join(f"'{one}'" for one in STATUSES)), name="status"),
        CheckConstraint("channel IN ('mail', 'sms')", name="channel"),
        Index("ix_mail_due", "status", "not_before"),
        Index("ix_mail_about", "programme_id", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: about an account that is in no programme
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    #: what makes this mail this one: posted twice under one key, it is one mail
    key: Mapped[str] = mapped_column(String(400), unique=True, info=personal("contact", keep_until=_KEPT))
    #: the deed it tells of ("plan:12")
    about: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(4), default=BY_MAIL, server_default=BY_MAIL)
    to: Mapped[str] = mapped_column(String(255), info=personal("contact", keep_until=_KEPT))
    language: Mapped[str] = mapped_column(String(2), default="nb")
    subject: Mapped[str] = mapped_column(String(200), info=personal("note", keep_until=_KEPT))
    #: as staff may read it: the secrets in its links cut out
    text: Mapped[str] = mapped_column(Text, info=personal("note", keep_until=_KEPT))
    has_secret: Mapped[bool] = mapped_column(default=False)
    #: the whole text where it has a secret, encrypted; only as long as it may still have to be sent
    sealed_text: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal("note", keep_until=f"sent, or {SECRET_DAYS} days")
    )
    #: [{"filename", "content", "subtype", "params"}]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info=personal("note", keep_until=_KEPT)
    )
    #: the same at every try (RFC 5322 § 3.6.4): mail programs know a second copy by it
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    status: Mapped[str] = mapped_column(String(10), default=WAITING)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime] = mapped_column(Instant)
    #: when its links stop working: after that it is in vain
    not_after: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    #: what the mail server said at the last try that did not work
    error: Mapped[str] = mapped_column(String(300), default="", info=personal("contact", keep_until=_KEPT))

    @property
    def is_still(self) -> bool:
        """Whether nothing more happens to it by itself, though it did not go out."""
        return self.status in (FAILED, OFF)

    @property
    def is_cut(self) -> bool:
        """Whether the link that it carried is not kept (any more), so that it cannot be sent."""
        return self.has_secret and self.sealed_text is None
