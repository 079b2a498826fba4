"""Subscriptions: one secret address for each person or venue and feed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.accounts.models import Account
from mentoring.camp.models import CampRoom
from mentoring.core.database import Instant, db
from mentoring.programme.models import Programme, School, Venue
from mentoring.registration.models import Mentor, Pupil

#: how much an entry tells
BUSY, PLACE, INITIALS = "busy", "place", "initials"
DETAILS = (BUSY, PLACE, INITIALS)


def told_level(detail: str, *, may_show: bool) -> str:
    """How much is told: initials only while the programme lets feeds show them, a place's never."""
    return PLACE if detail == INITIALS and not may_show else detail


class Subscription(db.Model):
    """A feed's address. The secret in it is made of `nonce` (32 random bytes) and the installation's key, so
    that it can be shown again to its owner; only its SHA-256 is stored and looked up.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN mentor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pupil_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN venue_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN room_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        CheckConstraint("detail IN ('busy', 'place', 'initials')", name="detail"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    #: a room of a camp, for the door of it
    room_id: Mapped[int | None] = mapped_column(ForeignKey("camp_room.id", ondelete="CASCADE"), index=True)
    #: staff and coordinators: sessions of all that the account may see …
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    #: … or of them only those at this venue, of this mentor, with a pupil of this school
    only_venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    only_mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    only_school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    #: what its owner calls it
    label: Mapped[str] = mapped_column(String(60), default="")
    #: how much an entry tells: that there is something, when and where, or initials too
    detail: Mapped[str] = mapped_column(String(8), default=PLACE)
    #: since when every entry tells so much
    detail_at: Mapped[datetime | None] = mapped_column(Instant)
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
    #: of what that calendar was made (`stamp`): while it is the same, nothing is made anew
    stamp: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime | None] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    mentor: Mapped[Mentor | None] = relationship(foreign_keys=mentor_id)
    pupil: Mapped[Pupil | None] = relationship()
    venue: Mapped[Venue | None] = relationship(foreign_keys=venue_id)
    room: Mapped[CampRoom | None] = relationship()
    account: Mapped[Account | None] = relationship()
    only_venue: Mapped[Venue | None] = relationship(foreign_keys=only_venue_id)
    only_mentor: Mapped[Mentor | None] = relationship(foreign_keys=only_mentor_id)
    only_school: Mapped[School | None] = relationship()

    @property
    def is_of_place(self) -> bool:
        """Whether it is a venue's or a room's, in which nobody is shown."""
        return self.venue_id is not None or self.room_id is not None

    @property
    def person(self) -> Mentor | Pupil | None:
        """Whose sessions they are; None for a venue's and a room's."""
        return self.mentor or self.pupil

    @property
    def name(self) -> str:
        """Whose feed it is, for those who may see the name; of an own feed what it is called, or what it holds."""
        owner = self.venue or self.room or self.person
        if owner is not None:
            return owner.name
        parts = (self.only_venue, self.only_mentor, self.only_school)
        return self.label or ", ".join(part.name for part in parts if part is not None)

    @property
    def tells(self) -> str:
        """How much an entry tells now."""
        return told_level(self.detail, may_show=self.programme.feeds_show_initials and not self.is_of_place)
