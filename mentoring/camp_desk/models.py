"""The rows of a camp's plan: runs, each with its pupils and mentors."""

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Table, delete, event
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


@event.listens_for(Camp, "after_delete")
def _forget_plans(_: Mapper[Any], connection: Connection, camp: Camp) -> None:
    """A camp takes its plans and runs with it."""
    for row in (Plan, Run):
        connection.execute(delete(row).where(row.frame == camp.frame))
