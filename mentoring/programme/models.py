"""What staff decide: programme, term, school, topic, venue, opening hours and days off."""

from datetime import date, time

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import db

#: school levels; a day off may hold for one of them or (None) for all
LEVELS = ("grunnskole", "videregående")
KINDS = ("mentoring", "jobs")
#: clearance items (facts: interview, references, training, police certificate, confidentiality)
CLEARANCE_ITEMS = ("interview", "references", "training", "certificate", "confidentiality")


class Programme(db.Model):
    """One programme of the district with its house rules; a municipality may decide each of them for itself."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("session_minutes BETWEEN 15 AND 480", name="session_minutes"),
        CheckConstraint("grid_minutes BETWEEN 5 AND 240", name="grid_minutes"),
        CheckConstraint("grade_low BETWEEN 1 AND 13 AND grade_high BETWEEN grade_low AND 13", name="grades"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="mentoring")
    grade_low: Mapped[int] = mapped_column(default=8)
    grade_high: Mapped[int] = mapped_column(default=10)
    session_minutes: Mapped[int] = mapped_column(default=90)
    #: start times lie on this grid, counted in minutes from midnight
    grid_minutes: Mapped[int] = mapped_column(default=30)
    travel_minutes: Mapped[int] = mapped_column(default=30)
    min_adults: Mapped[int] = mapped_column(default=2)
    max_sessions_per_day: Mapped[int] = mapped_column(default=2)
    max_grade_span: Mapped[int] = mapped_column(default=1)
    #: items of CLEARANCE_ITEMS that a mentor needs before a session
    clearance_items: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(CLEARANCE_ITEMS))
    #: whether calendar feeds may show initials to those who choose it; names they never show
    feeds_show_initials: Mapped[bool] = mapped_column(default=False)
    #: seed of the published draw from which every pupil's ticket is made
    draw_seed: Mapped[str] = mapped_column(String(40), default="")

    terms: Mapped[list["Term"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Term.start"
    )
    topics: Mapped[list["Topic"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Topic.position"
    )
    venues: Mapped[list["Venue"]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Venue.name"
    )


class Term(db.Model):
    """A stretch of weeks, both ends included, for which a plan holds."""

    __tablename__ = "term"
    __table_args__ = (CheckConstraint('"end" > "start"', name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)

    programme: Mapped[Programme] = relationship(back_populates="terms")

    @property
    def frame(self) -> str:
        """The term as plans name what they are for."""
        return term_frame(self.id)


def term_frame(term_id: int) -> str:
    """What plans and runs of that term are for."""
    return f"term:{term_id}"


class School(db.Model):
    """A school of the district; several programmes may take pupils from it."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    level: Mapped[str] = mapped_column(String(20), default=LEVELS[0])


class Topic(db.Model):
    """Something a pupil may need help with and a mentor may teach."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)

    programme: Mapped[Programme] = relationship(back_populates="topics")


class Venue(db.Model):
    """A place with rooms (sessions at one moment) and seats (pupils at one moment)."""

    __tablename__ = "venue"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        CheckConstraint("rooms >= 1 AND seats >= 1", name="room"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    rooms: Mapped[int] = mapped_column(default=1)
    seats: Mapped[int] = mapped_column(default=8)
    is_active: Mapped[bool] = mapped_column(default=True)

    programme: Mapped[Programme] = relationship(back_populates="venues")
    opening_hours: Mapped[list["OpeningHours"]] = relationship(
        back_populates="venue",
        cascade="all, delete-orphan",
        order_by="(OpeningHours.day, OpeningHours.start)",
    )


class OpeningHours(db.Model):
    """One stretch of one weekday (ISO, 1 is Monday) when the venue is open, with the staff who are there."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("day BETWEEN 1 AND 7", name="day"),
        CheckConstraint('"end" > "start"', name="order"),
        CheckConstraint("staff >= 0", name="staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    day: Mapped[int]
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)
    staff: Mapped[int] = mapped_column(default=0)

    venue: Mapped[Venue] = relationship(back_populates="opening_hours")


class DayOff(db.Model):
    """Days, both ends included, without school: a holiday or a single day off, for one school level or all.

    Public holidays are not stored; they come from the package `holidays`.
    """

    __tablename__ = "day_off"
    __table_args__ = (
        CheckConstraint('"end" >= "start"', name="order"),
        UniqueConstraint("start", "end", "level", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str | None] = mapped_column(String(20))
