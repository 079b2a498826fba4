"""Camp activities, with the fields that a camp problem asks of an activity."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.core.database import db


class Activity(db.Model):
    """Something to do at camp. A run of it takes `length` consecutive blocks.

    `pupils_per_mentor` empty: needs no mentor of its own. `max_runs` empty: no limit over the camp.
    `features`: what the room must have. `blocks`: the blocks it may start in, empty means any.
    """

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        CheckConstraint("length >= 1 AND min_pupils >= 0 AND max_pupils >= min_pupils", name="size"),
        CheckConstraint("grade_low BETWEEN 1 AND 13 AND grade_high BETWEEN grade_low AND 13", name="grades"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    length: Mapped[int] = mapped_column(default=1)
    min_pupils: Mapped[int] = mapped_column(default=1)
    max_pupils: Mapped[int] = mapped_column(default=12)
    pupils_per_mentor: Mapped[int | None]
    qualification: Mapped[str] = mapped_column(String(60), default="")
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    blocks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    max_runs: Mapped[int | None]
    grade_low: Mapped[int] = mapped_column(default=1)
    grade_high: Mapped[int] = mapped_column(default=13)
    is_repeatable: Mapped[bool] = mapped_column(default=False)
