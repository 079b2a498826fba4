"""Dated sessions. A session keeps its identity (its UID) as long as pupil group and mentor remain."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.clock import OSLO
from mentoring.core.database import Instant, db
from mentoring.programme.models import Venue
from mentoring.registration.models import Mentor, Pupil

PLANNED, CANCELLED = "planned", "cancelled"

session_pupil = Table(
    "session_pupil",
    db.metadata,
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("pupil_id", ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Session(db.Model):
    """One session on one date. `uid`, `sequence` and `modified_at` are what calendars go by (RFC 5545 § 3.8.4.7)."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'cancelled')", name="status"),
        Index("ix_session_mentor_date", "mentor_id", "date"),
        Index("ix_session_venue_date", "venue_id", "date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    date: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)
    status: Mapped[str] = mapped_column(String(10), default=PLANNED)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    modified_at: Mapped[datetime] = mapped_column(Instant)
    #: when the initials of somebody in it last changed: a change for those calendars alone that show them
    people_at: Mapped[datetime | None] = mapped_column(Instant)

    mentor: Mapped[Mentor] = relationship()
    venue: Mapped[Venue] = relationship()
    pupils: Mapped[list[Pupil]] = relationship(
        secondary=session_pupil, order_by=(Pupil.family_name, Pupil.given_name)
    )

    @property
    def starts_at(self) -> datetime:
        """The instant at which it begins."""
        return datetime.combine(self.date, self.start, OSLO)

    @property
    def ends_at(self) -> datetime:
        """The instant at which it ends."""
        return datetime.combine(self.date, self.end, OSLO)
