"""What stands in calendars of a camp whose plan is published: its runs, the camp as whole days, and who is in each.

Rows follow the plan in force (`standing`) and keep what calendars go by from one plan to the next.
"""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.camp.models import KEPT
from mentoring.core.database import Instant, db, personal

#: a run of an activity; the whole camp, for those who see all of it; the days on which one person is there
RUN, CAMP, STAY = "run", "camp", "stay"


class CampEntry(db.Model):
    """One entry in calendars. `uid`, `sequence` and `modified_at` are what they go by (RFC 5545 § 3.8.4.7).

    `first` and `last` are its days, both included; `start` and `end` are empty for whole days. `activity_id`,
    `block_id` and `room_id` say what it was made of, as long as that is there. `people_at`: when the initials of its
    mentors last changed, a change for those calendars alone that show them.
    """

    __tablename__ = "camp_entry"
    __table_args__ = (CheckConstraint("what IN ('run', 'camp', 'stay')", name="what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(4))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("camp_block.id", ondelete="SET NULL"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("camp_room.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(300), default="")
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    start: Mapped[time | None] = mapped_column(Time)
    end: Mapped[time | None] = mapped_column(Time)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    modified_at: Mapped[datetime] = mapped_column(Instant)
    people_at: Mapped[datetime] = mapped_column(Instant)

    people: Mapped[list["CampEntryPerson"]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", order_by="CampEntryPerson.id"
    )


class CampEntryPerson(db.Model):
    """A pupil or a mentor who is in an entry, or was: who is out of it sees it as cancelled, and nobody else does.

    `turns` counts how often the person came out and in again; it raises the sequence in that person's calendar.
    """

    __tablename__ = "camp_entry_person"
    __table_args__ = (
        UniqueConstraint("entry_id", "pupil_id"),
        UniqueConstraint("entry_id", "mentor_id", name="uq_camp_entry_person_mentor"),
        CheckConstraint(
            "(CASE WHEN mentor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pupil_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_person",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("camp_entry.id", ondelete="CASCADE"))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    is_out: Mapped[bool] = mapped_column(default=False, info=personal("time", keep_until=KEPT))
    turns: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until=KEPT))

    entry: Mapped[CampEntry] = relationship(back_populates="people")

    @property
    def key(self) -> tuple[str, int]:
        """Who it is: ("pupil", id) or ("mentor", id)."""
        return ("pupil", self.pupil_id) if self.pupil_id is not None else ("mentor", self.mentor_id or 0)
