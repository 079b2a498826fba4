"""Calendars that mentors point at or bring, and the busy times read from them: never a title, a place or a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import Instant, db, personal
from mentoring.registration.models import Mentor

#: when entries of whole days make busy
ALL_DAY = ("never", "busy", "always")


class BusyCalendar(db.Model):
    """A mentor's own calendar: an address that is fetched every few hours, or (without) a file that was brought.

    What goes wrong is kept beside the last good state: `fault` and `warnings` are keys with values, said in words by
    `busy.sentences`. `read_at` is when it was last read well, `whole_at` when its bytes were last understood anew.
    """

    __tablename__ = "busy_calendar"
    __table_args__ = (CheckConstraint("all_day IN ('never', 'busy', 'always')", name="all_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    #: what the mentor calls it
    name: Mapped[str] = mapped_column(String(60), default="", info=personal("note", keep_until="leaving"))
    #: the address, encrypted; whoever has it can read the mentor's calendar
    address: Mapped[bytes | None] = mapped_column(LargeBinary, info=personal("contact", keep_until="leaving"))
    all_day: Mapped[str] = mapped_column(String(6), default="busy")
    created_at: Mapped[datetime] = mapped_column(Instant)
    #: when it is fetched next; empty for a file
    next_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    whole_at: Mapped[datetime | None] = mapped_column(Instant)
    failing_since: Mapped[datetime | None] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(default=0)
    fault: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    warnings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    entries: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str] = mapped_column(String(300), default="")
    last_modified: Mapped[str] = mapped_column(String(300), default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")

    mentor: Mapped[Mentor] = relationship()
    times: Mapped[list["BusyTime"]] = relationship(
        back_populates="calendar", cascade="all, delete-orphan", passive_deletes=True, order_by="BusyTime.start"
    )

    @property
    def is_file(self) -> bool:
        return self.address is None


class BusyTime(db.Model):
    """A stretch in which a calendar says that its owner is busy. Those of one calendar never touch."""

    __tablename__ = "busy_time"
    __table_args__ = (
        CheckConstraint('"end" > "start"', name="order"),
        Index("ix_busy_time_calendar_end", "calendar_id", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("busy_calendar.id", ondelete="CASCADE"))
    start: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until="its end + 30 days"))
    end: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until="its end + 30 days"))

    calendar: Mapped[BusyCalendar] = relationship(back_populates="times")
