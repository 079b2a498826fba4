"""Subscriptions: one secret address for each person or venue and feed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.core.database import Instant, db
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Mentor, Pupil


class Subscription(db.Model):
    """A feed's address. The secret in it is made of `nonce` (32 random bytes) and the installation's key, so
    that it can be shown again to its owner; only its SHA-256 is stored and looked up.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN mentor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pupil_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN venue_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[bytes]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="nb")
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    last_fetched_at: Mapped[datetime | None] = mapped_column(Instant)
    #: the family of program that fetched last ("Google", "Apple" …), never its whole user agent
    fetched_by: Mapped[str] = mapped_column(String(40), default="")
    #: the entity tag last given, and since when the calendar has been so: a session that was taken out leaves
    #: no other trace of its time (Last-Modified)
    etag: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    mentor: Mapped[Mentor | None] = relationship()
    pupil: Mapped[Pupil | None] = relationship()
    venue: Mapped[Venue | None] = relationship()

    @property
    def person(self) -> Mentor | Pupil | None:
        """Whose sessions they are; None for a venue's."""
        return self.mentor or self.pupil

    @property
    def name(self) -> str:
        """Whose feed it is, for those who may see the name."""
        owner = self.venue or self.person
        return owner.name if owner else ""
