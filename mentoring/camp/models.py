"""A camp as it is set up: blocks, rooms, activities, requirements, and the mentors and leaders who are there.

Who goes to camp is in `models_of_pupils`.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.accounts.models import Account
from mentoring.core.database import Instant, db, personal
from mentoring.programme.models import Programme
from mentoring.registration.models import Mentor

#: what counts against a pupil's loss when the first wish is not met, the second, and so on
RANK_POINTS = (8, 5, 3, 2, 1)
PER_DAY, PER_CAMP = "day", "camp"
KEPT = "camp_end + 1 year"


class Camp(db.Model):
    """A camp, both days included. `seats`: how many pupils it has room for.

    `contact`: whom families may call, as they read it. `draw_seed` is empty until the draw is held; then it stands
    with `drawn_at` and the `drawn_seats` that were drawn for, so that anybody can draw again.
    """

    __tablename__ = "camp"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        CheckConstraint('"end" >= "start" AND sign_up_until <= "start" AND wishes_until <= "start"', name="order"),
        CheckConstraint(
            "seats >= 1 AND min_adults >= 1 AND max_blocks_per_day >= 1 AND free_blocks >= 0", name="limits"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)
    seats: Mapped[int] = mapped_column(default=60)
    min_adults: Mapped[int] = mapped_column(default=2)
    max_blocks_per_day: Mapped[int] = mapped_column(default=3)
    rank_points: Mapped[list[int]] = mapped_column(JSON, default=lambda: list(RANK_POINTS))
    free_blocks: Mapped[int] = mapped_column(default=0)
    sign_up_until: Mapped[date] = mapped_column(Date)
    wishes_until: Mapped[date] = mapped_column(Date)
    draw_seed: Mapped[str] = mapped_column(String(40), default="")
    drawn_at: Mapped[datetime | None] = mapped_column(Instant)
    drawn_seats: Mapped[int | None]

    programme: Mapped[Programme] = relationship()
    blocks: Mapped[list["CampBlock"]] = relationship(
        back_populates="camp", cascade="all, delete-orphan", order_by="(CampBlock.date, CampBlock.start)"
    )
    rooms: Mapped[list["CampRoom"]] = relationship(
        back_populates="camp", cascade="all, delete-orphan", order_by="CampRoom.name"
    )
    requirements: Mapped[list["CampRequirement"]] = relationship(
        back_populates="camp", cascade="all, delete-orphan", order_by="CampRequirement.id"
    )
    mentors: Mapped[list["CampMentor"]] = relationship(back_populates="camp", cascade="all, delete-orphan")

    @property
    def frame(self) -> str:
        """The camp as plans name what they are for."""
        return f"camp:{self.id}"

    @property
    def forgets_on(self) -> date:
        """The day on which what it knows of health is erased: the one after its last."""
        return self.end + timedelta(days=1)


class CampBlock(db.Model):
    """One lesson or half day of a camp. Blocks of one date do not overlap."""

    __tablename__ = "camp_block"
    __table_args__ = (
        UniqueConstraint("camp_id", "date", "start"),
        CheckConstraint('"end" > "start"', name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    date: Mapped[date] = mapped_column(Date)
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)

    camp: Mapped[Camp] = relationship(back_populates="blocks")


class CampRoom(db.Model):
    """A room, or a place in the open, in which one run at a time takes place; `features` is what it has."""

    __tablename__ = "camp_room"
    __table_args__ = (UniqueConstraint("camp_id", "name"), CheckConstraint("seats >= 1", name="seats"))

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    seats: Mapped[int] = mapped_column(default=20)
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_accessible: Mapped[bool] = mapped_column(default=True)

    camp: Mapped[Camp] = relationship(back_populates="rooms")


class CampRequirement(db.Model):
    """So many runs of a kind for each pupil, per day or per camp; `max` empty: no limit."""

    __tablename__ = "camp_requirement"
    __table_args__ = (
        UniqueConstraint("camp_id", "kind", "per"),
        CheckConstraint("per IN ('day', 'camp')", name="per"),
        CheckConstraint('"min" >= 0 AND ("max" IS NULL OR "max" >= "min")', name="limits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    per: Mapped[str] = mapped_column(String(4), default=PER_DAY)
    min: Mapped[int] = mapped_column(default=0)
    max: Mapped[int | None]

    camp: Mapped[Camp] = relationship(back_populates="requirements")


class Activity(db.Model):
    """Something to do at camp. A run of it takes `length` consecutive blocks.

    `camp_id` empty: entered before there was a camp; the next camp that is made takes it over.
    `pupils_per_mentor` empty: needs no mentor of its own. `max_runs` empty: no limit over the camp.
    `features`: what the room must have. `blocks`: ids of the blocks it may start in, empty means any.
    """

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("camp_id", "name"),
        Index(
            "uq_activity_without_camp",
            "programme_id",
            "name",
            unique=True,
            sqlite_where=text("camp_id IS NULL"),
            postgresql_where=text("camp_id IS NULL"),
        ),
        CheckConstraint("length >= 1 AND min_pupils >= 0 AND max_pupils >= min_pupils", name="size"),
        CheckConstraint("grade_low BETWEEN 1 AND 13 AND grade_high BETWEEN grade_low AND 13", name="grades"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    camp_id: Mapped[int | None] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(600), default="")
    kind: Mapped[str] = mapped_column(String(40))
    length: Mapped[int] = mapped_column(default=1)
    min_pupils: Mapped[int] = mapped_column(default=1)
    max_pupils: Mapped[int] = mapped_column(default=12)
    pupils_per_mentor: Mapped[int | None]
    qualification: Mapped[str] = mapped_column(String(60), default="")
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    blocks: Mapped[list[int]] = mapped_column(JSON, default=list)
    max_runs: Mapped[int | None]
    grade_low: Mapped[int] = mapped_column(default=1)
    grade_high: Mapped[int] = mapped_column(default=13)
    is_repeatable: Mapped[bool] = mapped_column(default=False)

    camp: Mapped[Camp | None] = relationship()
    picture: Mapped["ActivityPicture | None"] = relationship(
        back_populates="activity", cascade="all, delete-orphan", passive_deletes=True
    )


class ActivityPicture(db.Model):
    """An activity's picture, encoded by us from what was uploaded, so that nothing but the image is left of it.

    `name` is random and stands in its address; `alt` says what is to be seen.
    """

    __tablename__ = "activity_picture"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(43), unique=True)
    alt: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]

    activity: Mapped[Activity] = relationship(back_populates="picture")


class CampMentor(db.Model):
    """A mentor who is at camp. `blocks`: ids, empty means all; `kinds` of activity it leads, empty means any.

    What the mentor is qualified to lead is kept with the mentor.
    """

    __tablename__ = "camp_mentor"
    __table_args__ = (
        UniqueConstraint("camp_id", "mentor_id"),
        CheckConstraint("max_blocks >= 0", name="max_blocks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    blocks: Mapped[list[int]] = mapped_column(JSON, default=list, info=personal("time", keep_until=KEPT))
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list, info=personal("schooling", keep_until=KEPT))
    max_blocks: Mapped[int] = mapped_column(default=10, info=personal("time", keep_until=KEPT))

    camp: Mapped[Camp] = relationship(back_populates="mentors")
    mentor: Mapped[Mentor] = relationship()

    def is_there(self, block: CampBlock) -> bool:
        """Whether the mentor is at camp in that block: one of the mentor's, and on a day in the programme still."""
        return self.mentor.is_in_programme(block.date) and (not self.blocks or block.id in self.blocks)


class CampLeader(db.Model):
    """An account that leads a camp: of the programme's staff only these see what the camp knows of health."""

    __tablename__ = "camp_leader"

    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)

    account: Mapped[Account] = relationship()
