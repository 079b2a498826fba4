"""Requests to stand-ins. Who was asked what, when, and what was answered stays to be seen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import Instant, db
from mentoring.registration.models import Mentor
from mentoring.timetable.models import Session

ASKED, ACCEPTED, DECLINED, SILENT, WITHDRAWN = "asked", "accepted", "declined", "silent", "withdrawn"
STATUSES = (ASKED, ACCEPTED, DECLINED, SILENT, WITHDRAWN)
#: who answered so is not asked for that session again
NO = (DECLINED, SILENT)


class StandInRequest(db.Model):
    """One mentor asked to hold one session once.

    `nonce` makes the secret in the links, of which only the SHA-256 is looked up. `sequence` is that of the session
    when it was asked: what was moved meanwhile nobody has said yes to. At most one request of a session is open.
    `overridden`: the rules of the house that staff depart from by asking this one, for the `reason`.
    """

    __tablename__ = "stand_in_request"
    __table_args__ = (
        CheckConstraint("status IN ({})".format(", ".join(f"'{one}'" for one in STATUSES)), name="status"),
        Index("ix_stand_in_request_due", "status", "deadline"),
        Index(
            "uq_stand_in_request_open",
            "session_id",
            unique=True,
            sqlite_where=db.text("status = 'asked'"),
            postgresql_where=db.text("status = 'asked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(10), default=ASKED)
    sequence: Mapped[int]
    nonce: Mapped[bytes]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    deadline: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    overridden: Mapped[list[Any]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(300), default="")

    session: Mapped[Session] = relationship()
    mentor: Mapped[Mentor] = relationship()

    @property
    def is_open(self) -> bool:
        return self.status == ASKED
