"""The rows of a weekly plan, and the pins and bans that staff set."""

from datetime import time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Table, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import db
from mentoring.planning.models import Plan
from mentoring.programme.models import Venue
from mentoring.registration.models import Mentor, Pupil

plan_session_pupil = Table(
    "plan_session_pupil",
    db.metadata,
    Column("plan_session_id", ForeignKey("plan_session.id", ondelete="CASCADE"), primary_key=True),
    Column("pupil_id", ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class PlanSession(db.Model):
    """A weekly session of a plan: one mentor with a group, at a venue, on a weekday (ISO) at a time."""

    __tablename__ = "plan_session"
    __table_args__ = (UniqueConstraint("plan_id", "mentor_id", "venue_id", "day", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    day: Mapped[int]
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)

    plan: Mapped[Plan] = relationship()
    mentor: Mapped[Mentor] = relationship()
    venue: Mapped[Venue] = relationship()
    pupils: Mapped[list[Pupil]] = relationship(
        secondary=plan_session_pupil, order_by=(Pupil.family_name, Pupil.given_name)
    )


class Waiting(db.Model):
    """A pupil with fewer sessions than wanted in a plan, and why, as the engine's account (message keys, ids)."""

    __tablename__ = "waiting"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True, index=True)
    sessions: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)

    pupil: Mapped[Pupil] = relationship()


class Pin(db.Model):
    """This pupil with this mentor, and, where a slot is named, there and then."""

    __tablename__ = "pin"
    __table_args__ = (
        CheckConstraint("(venue_id IS NULL) = (day IS NULL) AND (day IS NULL) = (start IS NULL)", name="slot"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    day: Mapped[int | None]
    start: Mapped[time | None] = mapped_column(Time)


class Ban(db.Model):
    """This pupil never with this mentor."""

    __tablename__ = "ban"

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), primary_key=True, index=True)
