"""The rows of a camp's plan: runs, each with its people; pins that staff set, and what they called off."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, Table, UniqueConstraint, delete, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from mentoring.camp.models import Activity, Camp, CampBlock, CampRoom
from mentoring.core.database import db
from mentoring.planning.models import Plan, Run
from mentoring.registration.models import Mentor, Pupil


def _people(kind: str) -> Table:
    return Table(
        f"camp_run_{kind}",
        db.metadata,
        Column("camp_run_id", ForeignKey("camp_run.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{kind}_id", ForeignKey(f"{kind}.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


camp_run_pupil, camp_run_mentor = _people("pupil"), _people("mentor")


class CampRun(db.Model):
    """An activity that takes place: it starts in a block, in a room, with these people."""

    __tablename__ = "camp_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("camp_block.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("camp_room.id", ondelete="CASCADE"), index=True)

    activity: Mapped[Activity] = relationship()
    block: Mapped[CampBlock] = relationship()
    room: Mapped[CampRoom] = relationship()
    pupils: Mapped[list[Pupil]] = relationship(
        secondary=camp_run_pupil, order_by=(Pupil.family_name, Pupil.given_name)
    )
    mentors: Mapped[list[Mentor]] = relationship(
        secondary=camp_run_mentor, order_by=(Mentor.family_name, Mentor.given_name)
    )


class CampPin(db.Model):
    """This pupil, or this mentor, is in a run of that activity that starts in that block: every run keeps to it."""

    __tablename__ = "camp_pin"
    __table_args__ = (
        CheckConstraint("(pupil_id IS NULL) <> (mentor_id IS NULL)", name="person"),
        UniqueConstraint("pupil_id", "block_id"),
        UniqueConstraint("mentor_id", "block_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("camp_block.id", ondelete="CASCADE"), index=True)

    block: Mapped[CampBlock] = relationship()

    @property
    def person(self) -> str:
        """The id of whom it is about, as files have it."""
        return f"p{self.pupil_id}" if self.pupil_id is not None else f"m{self.mentor_id}"


class CampClosure(db.Model):
    """In that block the activity does not take place: a trip that is rained off, for example."""

    __tablename__ = "camp_closure"
    __table_args__ = (UniqueConstraint("activity_id", "block_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    block_id: Mapped[int] = mapped_column(ForeignKey("camp_block.id", ondelete="CASCADE"), index=True)

    activity: Mapped[Activity] = relationship()
    block: Mapped[CampBlock] = relationship()


@event.listens_for(Camp, "after_delete")
def _forget_plans(_: Mapper[Any], connection: Connection, camp: Camp) -> None:
    """A camp takes its plans and runs with it."""
    for row in (Plan, Run):
        connection.execute(delete(row).where(row.frame == camp.frame))
