"""Reads about who goes to camp. What a viewer may see starts from the pupils it may see."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import PLACE, WAITING, WITHDRAWN, CampFriend, CampPupil
from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.registration.models import Guardian, Pupil
from mentoring.registration.queries import pupil_seen_by, pupils_in, pupils_seen_by
from mentoring.registration.reading.spelling import fold


def camp_pupils_seen_by(viewer: Viewer, camp: Camp) -> list[CampPupil]:
    """Those who have signed up, the withdrawn too: for staff all, for a coordinator those of the own schools."""
    seen = pupils_seen_by(viewer).with_only_columns(Pupil.id).order_by(None)
    query = select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.pupil_id.in_(seen))
    return list(db.session.scalars(query.options(selectinload(CampPupil.consents), selectinload(CampPupil.wishes))))


def camp_pupil_seen_by(viewer: Viewer, id_: int) -> CampPupil | None:
    """One of them."""
    found = db.session.get(CampPupil, id_)
    may = viewer.may("camp.enrol") and found is not None and found.camp.programme_id == viewer.programme_id
    return found if found is not None and may and pupil_seen_by(viewer, found.pupil_id) else None


def pupils_to_sign_up(viewer: Viewer, camp: Camp) -> Sequence[Pupil]:
    """The pupils that the viewer may sign up: those who have not left, and have not signed up or have withdrawn."""
    there = select(CampPupil.pupil_id).where(CampPupil.camp_id == camp.id, CampPupil.status != WITHDRAWN)
    return db.session.scalars(pupils_in(viewer).where(Pupil.id.not_in(there))).all()


def camp_pupil_of(camp: Camp, pupil: Pupil) -> CampPupil | None:
    """What a pupil is at that camp."""
    query = select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.pupil_id == pupil.id)
    return db.session.scalar(query)


def has_sign_ups(camp: Camp) -> bool:
    """Whether anybody has signed up, be it that they withdrew."""
    return db.session.scalar(select(CampPupil.id).where(CampPupil.camp_id == camp.id).limit(1)) is not None


def who_goes(camp: Camp) -> list[CampPupil]:
    """Those with a place, by the number of the pupil. For plans, not for pages."""
    return _of_status(camp, PLACE)


def places_taken(camp: Camp) -> int:
    """How many have a place."""
    return len(_of_status(camp, PLACE))


def left_with_place(camp: Camp) -> list[CampPupil]:
    """Those with a place who have left the programme before the camp begins, so that the place is free."""
    held = select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.status == PLACE)
    joined = held.join(Pupil, Pupil.id == CampPupil.pupil_id)
    return list(db.session.scalars(joined.where(~Pupil.is_in_programme(camp.start))))


def waiting_list(camp: Camp) -> list[CampPupil]:
    """Who waits, the next one first: those of the draw by their tickets, then the others as they came."""
    return sorted(_of_status(camp, WAITING), key=_turn)


def turns_at(camp: Camp) -> dict[int, int]:
    """Who waits → which number on the waiting list, from 1."""
    return {one.id: turn for turn, one in enumerate(waiting_list(camp), start=1)}


def drawn_camp(camp_id: int) -> Camp | None:
    """A camp whose places are drawn, of whatever programme: the draw is public."""
    return db.session.scalar(select(Camp).where(Camp.id == camp_id, Camp.drawn_at.is_not(None)))


def drawn(camp: Camp) -> list[CampPupil]:
    """All who took part in the draw, the highest ticket first, whatever became of them."""
    query = select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.is_drawn)
    return sorted(db.session.scalars(query), key=lambda one: (-one.ticket, one.id))


def children_of(guardian: Guardian) -> list[Pupil]:
    """The guardian's children who are in the programme."""
    there = [one for one in guardian.pupils if one.is_in_programme(today())]
    return sorted(there, key=lambda one: (one.given_name, one.id))


def friends_at(camp: Camp) -> dict[int, list[int]]:
    """Pupil → pupils it is to be with: both have named each other, or staff have said who was meant."""
    coming = who_goes(camp)
    meant = {one.pupil_id: {row: meant_by(row, coming) for row in one.friends} for one in coming}
    named = {pupil: {other for other in rows.values() if other} for pupil, rows in meant.items()}
    return {
        pupil: sorted(
            {other for row, other in rows.items() if other and (row.pupil_id or pupil in named.get(other, set()))}
        )
        for pupil, rows in meant.items()
    }


def meant_by(friend: CampFriend, coming: Sequence[CampPupil]) -> int | None:
    """The pupil whom a typed name means: whom staff say, or the only one of the same school with that name."""
    if friend.pupil_id is not None:
        return friend.pupil_id if any(one.pupil_id == friend.pupil_id for one in coming) else None
    own = friend.camp_pupil.pupil
    called = [
        one.pupil_id
        for one in coming
        if one.pupil.school_id == own.school_id and one.pupil_id != own.id and _is_called(one.pupil, friend.name)
    ]
    return called[0] if len(called) == 1 else None


def _is_called(pupil: Pupil, typed: str) -> bool:
    """The whole name, or the first of the given names with the family name; case and accents aside."""
    short = f"{pupil.given_name.split()[0]} {pupil.family_name}" if pupil.given_name.split() else pupil.name
    return fold(typed) in (fold(pupil.name), fold(short))


def _of_status(camp: Camp, status: str) -> list[CampPupil]:
    """Of those who are still in the programme when the camp begins."""
    query = (
        select(CampPupil)
        .join(Pupil, Pupil.id == CampPupil.pupil_id)
        .where(CampPupil.camp_id == camp.id, CampPupil.status == status)
        .where(Pupil.is_in_programme(camp.start))
    )
    return list(db.session.scalars(query.order_by(CampPupil.pupil_id)))


def _turn(one: CampPupil) -> tuple[bool, int, float, int]:
    drawn_at = one.camp.drawn_at
    by_ticket = one.is_drawn and drawn_at is not None and one.applied_at <= drawn_at
    return (not by_ticket, -one.ticket if by_ticket else 0, one.applied_at.timestamp(), one.id)
