"""Reads about camps and what belongs to them; they start from the viewer's open programme."""

from typing import Any, TypeVar

from sqlalchemy import select

from mentoring.accounts.models import Account
from mentoring.camp.models import (
    Activity,
    ActivityPicture,
    Camp,
    CampBlock,
    CampLeader,
    CampMentor,
    CampRequirement,
    CampRoom,
)
from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db

Part = TypeVar("Part", CampBlock, CampRoom, CampRequirement, CampMentor)


def camps(viewer: Viewer) -> list[Camp]:
    """The camps of the open programme, the latest first."""
    query = select(Camp).where(Camp.programme_id == viewer.programme_id)
    return list(db.session.scalars(query.order_by(Camp.start.desc(), Camp.id.desc())))


def camp(viewer: Viewer, id_: int) -> Camp | None:
    """A camp of the open programme."""
    found = db.session.get(Camp, id_)
    return found if found is not None and found.programme_id == viewer.programme_id else None


def camp_to_come(programme_id: int) -> Camp | None:
    """The camp that is on or comes next; lists that are brought belong to it."""
    coming = select(Camp).where(Camp.programme_id == programme_id, Camp.end >= today())
    return db.session.scalar(coming.order_by(Camp.start, Camp.id).limit(1))


def rooms_to_come(viewer: Viewer) -> list[CampRoom]:
    """The rooms of the camps of the open programme that are not over, by camp and name."""
    query = select(CampRoom).join(Camp).where(Camp.programme_id == viewer.programme_id, Camp.end >= today())
    return list(db.session.scalars(query.order_by(Camp.start, Camp.id, CampRoom.name)))


def part_of(viewer: Viewer, kind: type[Part], id_: int) -> Part | None:
    """A block, a room, a requirement or a mentor of a camp of the open programme."""
    found = db.session.get(kind, id_)
    return found if found is not None and found.camp.programme_id == viewer.programme_id else None


def activities(viewer: Viewer) -> list[Activity]:
    """All activities of the open programme, by kind and name."""
    return _listed(Activity.programme_id == viewer.programme_id) if viewer.programme_id else []


def activities_of(programme_id: int) -> list[Activity]:
    """The activities of the camp to come, by kind and name; of none while there is no camp yet."""
    camp = camp_to_come(programme_id)
    return _listed(Activity.programme_id == programme_id, Activity.camp_id == (camp.id if camp else None))


def activities_at(camp: Camp) -> list[Activity]:
    """The activities of a camp, by kind and name."""
    return _listed(Activity.camp_id == camp.id)


def activities_without_camp(programme_id: int) -> list[Activity]:
    """Those entered before there was a camp."""
    return _listed(Activity.programme_id == programme_id, Activity.camp_id.is_(None))


def activity(viewer: Viewer, id_: int) -> Activity | None:
    """An activity of the open programme."""
    found = db.session.get(Activity, id_)
    return found if found is not None and found.programme_id == viewer.programme_id else None


def picture_named(name: str) -> ActivityPicture | None:
    """The picture of that random name."""
    return db.session.scalar(select(ActivityPicture).where(ActivityPicture.name == name))


def leads_elsewhere(account: Account, viewer: Viewer) -> bool:
    """Whether the account leads a camp, not over yet, that the viewer does not, and sees what the viewer must not."""
    own = select(CampLeader.camp_id).where(CampLeader.account_id == viewer.account_id)
    led = select(CampLeader.camp_id).join(Camp, Camp.id == CampLeader.camp_id).where(Camp.end >= today())
    asked = led.where(CampLeader.account_id == account.id, CampLeader.camp_id.not_in(own))
    return db.session.scalar(asked.limit(1)) is not None


def leaders_of(camp_id: int) -> list[CampLeader]:
    """Who leads the camp."""
    return list(db.session.scalars(select(CampLeader).where(CampLeader.camp_id == camp_id)))


def _listed(*wanted: Any) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(*wanted).order_by(Activity.kind, Activity.name)))
