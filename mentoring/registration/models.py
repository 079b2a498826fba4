"""Pupils, guardians and mentors: one record for each human being, relations between records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    or_,
)
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import Instant, db, personal
from mentoring.programme.draw import pupil_key, ticket_of
from mentoring.programme.models import Programme, School, Topic, Venue

_LEAVING = "programme_end + 1 year"


def _pairs(name: str, left: str, right: str) -> Table:
    """A table that only ties two others."""
    return Table(
        name,
        db.metadata,
        Column(f"{left}_id", ForeignKey(f"{left}.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{right}_id", ForeignKey(f"{right}.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


pupil_guardian = _pairs("pupil_guardian", "pupil", "guardian")
pupil_topic = _pairs("pupil_topic", "pupil", "topic")
pupil_venue = _pairs("pupil_venue", "pupil", "venue")
mentor_topic = _pairs("mentor_topic", "mentor", "topic")
mentor_venue = _pairs("mentor_venue", "mentor", "venue")


def full_name(given_name: str, family_name: str) -> str:
    """How a person is called on pages."""
    return f"{given_name} {family_name}".strip()


def initials_of(given_name: str, family_name: str) -> str:
    """The first letter of each name."""
    return "".join(part[:1].upper() for part in (given_name, family_name))


class Named:
    """The names of a person; `sort_name` orders lists the Norwegian way by family name."""

    given_name: Mapped[str] = mapped_column(String(100), info=personal("name", keep_until=_LEAVING))
    family_name: Mapped[str] = mapped_column(String(100), info=personal("name", keep_until=_LEAVING))

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    @property
    def initials(self) -> str:
        return initials_of(self.given_name, self.family_name)


class Leaving:
    """Somebody who may leave the programme; from `left_on` on they take no part in anything."""

    left_on: Mapped[date | None] = mapped_column(Date)

    @hybrid_method
    def is_in_programme(self, on: date) -> bool:
        """Whether they have not left by that date; of the class it is the condition for a query."""
        return self.left_on is None or self.left_on > on

    @is_in_programme.inplace.expression
    @classmethod
    def _is_in_programme(cls, on: date | ColumnElement[date]) -> ColumnElement[bool]:
        return or_(cls.left_on.is_(None), cls.left_on > on)


class Pupil(Named, Leaving, db.Model):
    """A pupil of the programme.

    `availability` is a list of windows {"day": 1, "start": "15:00", "end": "18:30"}; `languages` are ISO 639-1
    codes, home language first. `goes_everywhere` false means only `venues` can be reached.
    """

    __tablename__ = "pupil"
    __table_args__ = (
        UniqueConstraint("programme_id", "school_id", "given_name", "family_name", "birth_date"),
        CheckConstraint("sessions_wanted BETWEEN 1 AND 3", name="sessions_wanted"),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    birth_date: Mapped[date | None] = mapped_column(Date, info=personal("birth", keep_until=_LEAVING))
    grade: Mapped[int] = mapped_column(info=personal("schooling", keep_until=_LEAVING))
    #: the letter of the class, "B" of 9B
    form: Mapped[str] = mapped_column(String(10), default="", info=personal("schooling", keep_until=_LEAVING))
    gender: Mapped[str | None] = mapped_column(String(1), info=personal("birth", keep_until=_LEAVING))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, info=personal("language", keep_until=_LEAVING))
    required_language: Mapped[str | None] = mapped_column(String(10), info=personal("language", keep_until=_LEAVING))
    mentor_gender: Mapped[str | None] = mapped_column(String(1), info=personal("need", keep_until=_LEAVING))
    mentor_gender_required: Mapped[bool] = mapped_column(default=False, info=personal("need", keep_until=_LEAVING))
    availability: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info=personal("time", keep_until=_LEAVING)
    )
    goes_everywhere: Mapped[bool] = mapped_column(default=True, info=personal("need", keep_until=_LEAVING))
    sessions_wanted: Mapped[int] = mapped_column(default=1, info=personal("need", keep_until=_LEAVING))
    priority: Mapped[int] = mapped_column(default=1, info=personal("need", keep_until=_LEAVING))
    #: a short practical remark ("mother calls"); never a diagnosis or a reason for being at risk
    remark: Mapped[str] = mapped_column(String(200), default="", info=personal("note", keep_until=_LEAVING))
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    school: Mapped[School] = relationship()
    guardians: Mapped[list["Guardian"]] = relationship(secondary=pupil_guardian, back_populates="pupils")
    needs: Mapped[list[Topic]] = relationship(secondary=pupil_topic, order_by=Topic.position)
    venues: Mapped[list[Venue]] = relationship(secondary=pupil_venue)

    @property
    def ticket(self) -> int:
        """The pupil's number in the published draw, 0 if none was held; a high one is a good one."""
        return ticket_of(self.programme.draw_seed, pupil_key(self.id))


class PupilTie(db.Model):
    """Two pupils who are to be together or apart; kept once, the lower id first."""

    __tablename__ = "pupil_tie"
    __table_args__ = (
        CheckConstraint("pupil_id < other_id", name="order"),
        CheckConstraint("kind IN ('together', 'apart')", name="kind"),
    )

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10))


class Guardian(Named, db.Model):
    """A guardian: a person of their own, with any number of pupils."""

    __tablename__ = "guardian"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(255), default="", info=personal("contact", keep_until=_LEAVING))
    phone: Mapped[str] = mapped_column(String(20), default="", info=personal("contact", keep_until=_LEAVING))
    language: Mapped[str] = mapped_column(String(2), default="nb", info=personal("language", keep_until=_LEAVING))

    pupils: Mapped[list[Pupil]] = relationship(secondary=pupil_guardian, back_populates="guardians")


class Mentor(Named, Leaving, db.Model):
    """A mentor: whom they can teach, when, where, and how much."""

    __tablename__ = "mentor"
    __table_args__ = (
        UniqueConstraint("programme_id", "email"),
        CheckConstraint("grade_high >= grade_low", name="grades"),
        CheckConstraint("max_sessions >= 0 AND max_pupils >= 0 AND group_size >= 1", name="limits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(255), info=personal("contact", keep_until=_LEAVING))
    phone: Mapped[str] = mapped_column(String(20), default="", info=personal("contact", keep_until=_LEAVING))
    birth_date: Mapped[date | None] = mapped_column(Date, info=personal("birth", keep_until=_LEAVING))
    gender: Mapped[str | None] = mapped_column(String(1), info=personal("birth", keep_until=_LEAVING))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, info=personal("language", keep_until=_LEAVING))
    grade_low: Mapped[int] = mapped_column(default=8, info=personal("schooling", keep_until=_LEAVING))
    grade_high: Mapped[int] = mapped_column(default=10, info=personal("schooling", keep_until=_LEAVING))
    availability: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info=personal("time", keep_until=_LEAVING)
    )
    goes_everywhere: Mapped[bool] = mapped_column(default=True, info=personal("need", keep_until=_LEAVING))
    max_sessions: Mapped[int] = mapped_column(default=2, info=personal("time", keep_until=_LEAVING))
    max_pupils: Mapped[int] = mapped_column(default=6, info=personal("time", keep_until=_LEAVING))
    group_size: Mapped[int] = mapped_column(default=3, info=personal("time", keep_until=_LEAVING))
    #: for camp: what the mentor is qualified to lead, in the words of the activities' `qualification`
    qualifications: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=personal("schooling", keep_until=_LEAVING)
    )
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary=mentor_topic, order_by=Topic.position)
    venues: Mapped[list[Venue]] = relationship(secondary=mentor_venue)
    clearance: Mapped[list["ClearanceItem"]] = relationship(back_populates="mentor", cascade="all, delete-orphan")


class ClearanceItem(db.Model):
    """One ticked item of a mentor's clearance checklist; no row, not done.

    `done_on` is empty where a list only said "yes". The police certificate (politiattest) has `issued_on` and
    `done_on` (shown on) and who saw it; it must be under three months old when shown. No document, no remark.
    """

    __tablename__ = "clearance_item"
    __table_args__ = (UniqueConstraint("mentor_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[date | None] = mapped_column(Date, info=personal("clearance", keep_until="leaving"))
    issued_on: Mapped[date | None] = mapped_column(Date, info=personal("clearance", keep_until="leaving"))
    seen_by: Mapped[str] = mapped_column(String(120), default="", info=personal("clearance", keep_until="leaving"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    mentor: Mapped[Mentor] = relationship(back_populates="clearance")


class ImportMapping(db.Model):
    """How a user last said that a header is to be understood; offered again for the same headers."""

    __tablename__ = "import_mapping"
    __table_args__ = (Index("uq_import_mapping_headers", "account_id", "kind", "headers_hash", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    headers_hash: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)


class ImportFile(db.Model):
    """A spreadsheet with rows that are not stored yet; erased with the last of them, given up, or a day old."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(info=personal("contact", keep_until="1 day"))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
