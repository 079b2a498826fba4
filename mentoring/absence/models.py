"""Absences. Why somebody is away is nobody's affair, so there is no column for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.clock import OSLO
from mentoring.core.database import Instant, db, personal
from mentoring.registration.models import Mentor, Pupil

#: an absence is erased so many days after it ended: by then all that follows from it is done
KEPT_DAYS = 90
_KEPT = f"its end + {KEPT_DAYS} days"


class Absence(db.Model):
    """A stretch in which a mentor cannot come: the time of one session, or whole days (midnight to midnight)."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint('"end" > "start"', name="order"),
        Index("ix_absence_mentor_end", "mentor_id", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    start: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until=_KEPT))
    end: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until=_KEPT))
    created_at: Mapped[datetime] = mapped_column(Instant)

    mentor: Mapped[Mentor] = relationship()

    @property
    def days(self) -> tuple[date, date] | None:
        """(first, last) of an absence of whole days; None for one of hours."""
        start, end = self.start.astimezone(OSLO), self.end.astimezone(OSLO)
        if any((at.hour, at.minute) != (0, 0) for at in (start, end)):
            return None
        return start.date(), date.fromordinal(end.date().toordinal() - 1)


class PupilAbsence(db.Model):
    """Days, both ends included, on which a pupil does not come."""

    __tablename__ = "pupil_absence"
    __table_args__ = (CheckConstraint("last >= first", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    first: Mapped[date] = mapped_column(Date, info=personal("time", keep_until=_KEPT))
    last: Mapped[date] = mapped_column(Date, info=personal("time", keep_until=_KEPT))
    #: told by a guardian (True), or by staff or a coordinator
    by_guardian: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)

    pupil: Mapped[Pupil] = relationship()
