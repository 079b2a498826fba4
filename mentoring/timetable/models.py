"""Dated sessions. A session keeps its identity (its UID) as long as pupil group and mentor remain."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.clock import OSLO
from mentoring.core.database import Instant, db
from mentoring.programme.models import Venue
from mentoring.registration.models import Mentor, Pupil

PLANNED, CANCELLED = "planned", "cancelled"
#: why a session is cancelled: what staff choose among …
MENTOR_AWAY, PUPILS_AWAY, VENUE_CLOSED, TOO_FEW_ADULTS, OTHER = "mentor", "pupils", "venue", "adults", "other"
#: … and what follows from the school calendar or from a new plan
DAY_OFF, NEW_PLAN = "day_off", "plan"
WHYS = (MENTOR_AWAY, PUPILS_AWAY, VENUE_CLOSED, TOO_FEW_ADULTS, OTHER, DAY_OFF, NEW_PLAN)
#: what can happen to a session
EXTRA, MOVED, ROOM, MENTOR, CALLED_OFF, RESTORED = "extra", "moved", "room", "mentor", "cancelled", "restored"
DEEDS = (EXTRA, MOVED, ROOM, MENTOR, CALLED_OFF, RESTORED)
#: who or what did it: somebody by hand, a new plan, the school calendar
BY_HAND, BY_PLAN, BY_CALENDAR = "hand", "plan", "calendar"
CAUSES = (BY_HAND, BY_PLAN, BY_CALENDAR)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{word}'" for word in words))


_TOLD = ("programme_id", "sequence", "modified_at", "people_at")

session_pupil = Table(
    "session_pupil",
    db.metadata,
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("pupil_id", ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Session(db.Model):
    """One session on one date. `uid`, `sequence` and `modified_at` are what calendars go by (RFC 5545 § 3.8.4.7).

    `plan_mentor_id` and `plan_date` are what the plan made it for; an extra session has neither. They differ from
    `mentor_id` and `date` where somebody else takes it once, or where it was moved by hand.
    """

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'cancelled')", name="status"),
        CheckConstraint(_one_of("why", ("", *WHYS)), name="why"),
        # with all that tells whether a feed has changed, so that no row has to be read for it
        Index("ix_session_mentor_date", "mentor_id", "date", *_TOLD),
        Index("ix_session_venue_date", "venue_id", "date", *_TOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    plan_mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="SET NULL"), index=True)
    plan_date: Mapped[date | None] = mapped_column(Date)
    date: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)
    status: Mapped[str] = mapped_column(String(10), default=PLANNED)
    #: why it is cancelled, one of WHYS; empty while it is not
    why: Mapped[str] = mapped_column(String(10), default="")
    #: which room, where staff named one
    room: Mapped[str] = mapped_column(String(40), default="")
    #: when somebody last changed it by hand: a new plan leaves such a session as it is
    by_hand_at: Mapped[datetime | None] = mapped_column(Instant)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    modified_at: Mapped[datetime] = mapped_column(Instant)
    #: when the initials of somebody in it last changed: a change for those calendars alone that show them
    people_at: Mapped[datetime | None] = mapped_column(Instant)

    mentor: Mapped[Mentor] = relationship(foreign_keys=mentor_id)
    plan_mentor: Mapped[Mentor | None] = relationship(foreign_keys=plan_mentor_id)
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

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def is_extra(self) -> bool:
        """Whether no plan made it."""
        return self.plan_date is None

    @property
    def place(self) -> str:
        """Where it is: the venue, and the room where one is named."""
        return f"{self.venue.name}, {self.room}" if self.room else self.venue.name


class FormerMentor(db.Model):
    """Who had a session before somebody else took it: in that mentor's calendar it stands as cancelled."""

    __tablename__ = "session_former_mentor"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), primary_key=True, index=True)


class SessionChange(db.Model):
    """What happened to a session, once; rows are only added. Making the sessions of a plan is not noted.

    `batch` names what was done at one time ("plan:12", "hand:…"), so that each person gets one mail of it. `was` and
    `now`: {"date", "start", "end", "venue", "room", "mentor", "status", "why"}; `was` is empty for an extra session.
    `overridden`: the rules that staff departed from with it, for the `reason`.
    """

    __tablename__ = "session_change"
    __table_args__ = (
        CheckConstraint(_one_of("deed", DEEDS), name="deed"),
        CheckConstraint(_one_of("cause", CAUSES), name="cause"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    batch: Mapped[str] = mapped_column(String(40), index=True)
    deed: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    was: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    now: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    overridden: Mapped[list[Any]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(300), default="")

    session: Mapped[Session] = relationship()
