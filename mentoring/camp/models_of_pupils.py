"""Who goes to camp: sign-up, consents, wishes, friends, and what the camp must know of health."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.camp.models import KEPT, Activity, Camp
from mentoring.core.database import Instant, db, personal
from mentoring.programme.draw import ticket_of
from mentoring.registration.models import Pupil

#: has signed up, has a place, waits for one, does not come after all
APPLIED, PLACE, WAITING, WITHDRAWN = "applied", "place", "waiting", "withdrawn"
STATUSES = (APPLIED, PLACE, WAITING, WITHDRAWN)
#: what a guardian consents to: that the pupil goes to camp, and that the camp keeps what it is told of health
TO_CAMP, TO_HEALTH = "camp", "health"
#: the wording that guardians are shown now; a new wording gets a new name
WORDING = "2026-11"
_CAMP_END = "camp_end"


class CampPupil(db.Model):
    """A pupil who has signed up. `days`: when it is there, empty means all days of the camp.

    `is_accessible_only`: needs rooms without steps. `nonce`: of it the pupil's own link is made; a new one makes the
    old link useless. `applied_at` orders those who came after the draw.
    """

    __tablename__ = "camp_pupil"
    __table_args__ = (
        UniqueConstraint("camp_id", "pupil_id"),
        CheckConstraint("status IN ({})".format(", ".join(f"'{one}'" for one in STATUSES)), name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id", ondelete="CASCADE"), index=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id", ondelete="CASCADE"), index=True)
    days: Mapped[list[str]] = mapped_column(JSON, default=list, info=personal("time", keep_until=KEPT))
    is_accessible_only: Mapped[bool] = mapped_column(default=False, info=personal("need", keep_until=KEPT))
    status: Mapped[str] = mapped_column(String(10), default=APPLIED)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    applied_at: Mapped[datetime] = mapped_column(Instant)
    #: whether it took part in the draw
    is_drawn: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    camp: Mapped[Camp] = relationship()
    pupil: Mapped[Pupil] = relationship()
    wishes: Mapped[list["CampWish"]] = relationship(
        back_populates="camp_pupil", cascade="all, delete-orphan", order_by="CampWish.rank"
    )
    exclusions: Mapped[list["CampExclusion"]] = relationship(
        back_populates="camp_pupil", cascade="all, delete-orphan"
    )
    friends: Mapped[list["CampFriend"]] = relationship(
        back_populates="camp_pupil", cascade="all, delete-orphan", order_by="CampFriend.id"
    )
    consents: Mapped[list["CampConsent"]] = relationship(
        back_populates="camp_pupil", cascade="all, delete-orphan", order_by="CampConsent.id"
    )

    @property
    def key(self) -> str:
        """Under which it takes part in the draw: made for this camp, says nothing of who it is."""
        return f"c{self.id}"

    @property
    def ticket(self) -> int:
        """Its number in the camp's draw, 0 before the draw; a high one is a good one."""
        return ticket_of(self.camp.draw_seed, self.key)

    def consent(self, item: str) -> "CampConsent | None":
        """The consent that holds now."""
        return next((one for one in self.consents if one.item == item and one.withdrawn_at is None), None)

    def is_there(self, on: date) -> bool:
        """Whether the pupil, given a place, is at camp on that date: one of its days, and in the programme still."""
        return self.pupil.is_in_programme(on) and (not self.days or on.isoformat() in self.days)

    @property
    def has_left(self) -> bool:
        """Whether the pupil has left the programme before the camp begins, so that it takes no place."""
        return not self.pupil.is_in_programme(self.camp.start)

    @property
    def has_consent(self) -> bool:
        """Whether a guardian has said, and not taken back, that the pupil may go."""
        return self.consent(TO_CAMP) is not None


class CampConsent(db.Model):
    """One guardian's yes: who, when, to which wording; and when it was taken back. Nothing else of it changes."""

    __tablename__ = "camp_consent"
    __table_args__ = (CheckConstraint("item IN ('camp', 'health')", name="item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_pupil_id: Mapped[int] = mapped_column(ForeignKey("camp_pupil.id", ondelete="CASCADE"), index=True)
    item: Mapped[str] = mapped_column(String(10))
    #: the guardian's name as it was then, since records of guardians may be merged or leave
    given_by: Mapped[str] = mapped_column(String(201), info=personal("name", keep_until=KEPT))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id", ondelete="SET NULL"))
    #: who noted it where it was given on paper or by telephone
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    wording: Mapped[str] = mapped_column(String(20), default=WORDING)
    given_at: Mapped[datetime] = mapped_column(Instant, info=personal("time", keep_until=KEPT))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant, info=personal("time", keep_until=KEPT))

    camp_pupil: Mapped[CampPupil] = relationship(back_populates="consents")


class CampWish(db.Model):
    """An activity that a pupil would love to do; rank 1 is the dearest."""

    __tablename__ = "camp_wish"
    __table_args__ = (CheckConstraint("rank >= 1", name="rank"),)

    camp_pupil_id: Mapped[int] = mapped_column(ForeignKey("camp_pupil.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int] = mapped_column(info=personal("need", keep_until=KEPT))

    camp_pupil: Mapped[CampPupil] = relationship(back_populates="wishes")
    activity: Mapped[Activity] = relationship()


class CampExclusion(db.Model):
    """An activity in which a pupil takes no part."""

    __tablename__ = "camp_exclusion"

    camp_pupil_id: Mapped[int] = mapped_column(ForeignKey("camp_pupil.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    camp_pupil: Mapped[CampPupil] = relationship(back_populates="exclusions")


class CampFriend(db.Model):
    """Somebody with whom a pupil would like to be, as the name was typed.

    Whether there is such a pupil is never told to whoever typed it. It counts where that pupil named this one too, or
    where staff said who is meant: then `pupil_id` stands.
    """

    __tablename__ = "camp_friend"

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_pupil_id: Mapped[int] = mapped_column(ForeignKey("camp_pupil.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=personal("name", keep_until=KEPT))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id", ondelete="SET NULL"), index=True)

    camp_pupil: Mapped[CampPupil] = relationship(back_populates="friends")


class CampHealth(db.Model):
    """What the camp must know, encrypted; apart from all else, so that it can be erased whole. See `health`."""

    __tablename__ = "camp_health"

    camp_pupil_id: Mapped[int] = mapped_column(ForeignKey("camp_pupil.id", ondelete="CASCADE"), primary_key=True)
    #: food, allergy, swimming and medicine as one encrypted text
    told: Mapped[bytes] = mapped_column(LargeBinary, info=personal("health", keep_until=_CAMP_END))
    told_on: Mapped[date] = mapped_column(Date, info=personal("health", keep_until=_CAMP_END))
