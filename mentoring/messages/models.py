"""What a person has chosen to get beside the letters about changes."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import db
from mentoring.registration.models import Guardian, Mentor


class MessageWish(db.Model):
    """A mentor's or a guardian's choice. Nobody gets a reminder or an SMS who did not say yes to it."""

    __tablename__ = "message_wish"
    __table_args__ = (CheckConstraint("(mentor_id IS NULL) <> (guardian_id IS NULL)", name="one_person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), unique=True)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id", ondelete="CASCADE"), unique=True)
    #: a mail the evening before
    reminder: Mapped[bool] = mapped_column(default=False)
    #: an SMS when a session of the same day is cancelled
    sms: Mapped[bool] = mapped_column(default=False)

    mentor: Mapped[Mentor | None] = relationship()
    guardian: Mapped[Guardian | None] = relationship()

    @property
    def person(self) -> Mentor | Guardian:
        found = self.mentor or self.guardian
        if found is None:
            raise ValueError("a wish is somebody's")
        return found
