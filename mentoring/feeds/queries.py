"""Reads of the feeds: by a secret, or by somebody who is signed in and may see whose feed it is."""

from dataclasses import dataclass

from sqlalchemy import select

from mentoring.accounts.models import Membership
from mentoring.camp.models import CampRoom
from mentoring.camp.queries import rooms_to_come
from mentoring.core.access import COORDINATOR, STAFF, Viewer
from mentoring.core.calendars import Kind
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.feeds.sessions import DatedSession
from mentoring.feeds.standing import KINDS
from mentoring.programme.models import School, Venue
from mentoring.programme.queries import active_venues
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.queries import by_name, mentors_in, pupils_in, schools_of
from mentoring.timetable.models import Session


@dataclass(frozen=True)
class Owner:
    """Whose feed there is or could be: a venue, a room, a mentor or a pupil, and its address in force, if any."""

    kind: Kind
    id: int
    name: str
    #: the school of a pupil, the camp of a room
    group: str
    subscription: Subscription | None


def is_in_force(subscription: Subscription) -> bool:
    """Whether the address works: not revoked, and its person has not left, or lost the role."""
    person, account = subscription.person, subscription.account
    has_left = person is not None and not person.is_in_programme(today())
    has_no_role = account is not None and not (account.active and _roles(subscription))
    return subscription.revoked_at is None and not has_left and not has_no_role


def _roles(subscription: Subscription) -> list[Membership]:
    """What the account of a subscription is in its programme, as staff or coordinator."""
    query = select(Membership).where(
        Membership.account_id == subscription.account_id,
        Membership.programme_id == subscription.programme_id,
        Membership.role.in_((STAFF, COORDINATOR)),
    )
    return list(db.session.scalars(query))


def dated(session: Session) -> DatedSession:
    """What a calendar needs of one session."""
    return DatedSession(
        id=session.id,
        uid=session.uid,
        sequence=session.sequence,
        modified_at=session.modified_at,
        status=session.status,
        date=session.date,
        start=session.start,
        end=session.end,
        venue=session.place,
    )


def _people_or_places(viewer: Viewer, kind: Kind) -> list[Venue] | list[CampRoom] | list[Mentor] | list[Pupil]:
    """All of that kind whose feeds the viewer may see and pass on, by name.

    Staff: all of the open programme. A coordinator: the pupils of the own schools. A mentor: the own one.
    """
    if kind == "pupil":
        return by_name(db.session.scalars(pupils_in(viewer)))
    if kind == "mentor":
        return by_name(db.session.scalars(mentors_in(viewer)))
    if not viewer.is_staff:
        return []
    return rooms_to_come(viewer) if kind == "room" else active_venues(viewer)


def owners(viewer: Viewer, kind: Kind) -> list[Owner]:
    """All whose feeds the viewer may see, by name, with the address in force where there is one."""
    with_feed = {getattr(row, f"{kind}_id"): row for row in _in_force(viewer, kind)}
    return [
        Owner(
            kind=kind,
            id=row.id,
            name=row.name,
            group=_group(row),
            subscription=with_feed.get(row.id),
        )
        for row in _people_or_places(viewer, kind)
    ]


def _group(row: Venue | CampRoom | Mentor | Pupil) -> str:
    if isinstance(row, Pupil):
        return row.school.name
    return row.camp.name if isinstance(row, CampRoom) else ""


def _in_force(viewer: Viewer, kind: Kind) -> list[Subscription]:
    column = getattr(Subscription, f"{kind}_id")
    chosen = (
        select(Subscription)
        .where(
            Subscription.programme_id == viewer.programme_id,
            column.is_not(None),
            Subscription.revoked_at.is_(None),
        )
        .order_by(Subscription.id)
    )
    return list(db.session.scalars(chosen))


def owner_exists(viewer: Viewer, kind: Kind, owner_id: int) -> bool:
    """Whether the viewer may see the feed of that venue, mentor, pupil or account."""
    if kind == "account":
        return owner_id == viewer.account_id and viewer.may("feed.own")
    if kind == "pupil":
        return db.session.scalar(pupils_in(viewer).where(Pupil.id == owner_id)) is not None
    if kind == "mentor":
        return db.session.scalar(mentors_in(viewer).where(Mentor.id == owner_id)) is not None
    return any(venue.id == owner_id for venue in _people_or_places(viewer, kind))


def kind_of(subscription: Subscription) -> Kind:
    """Whether a subscription is a venue's, a room's, a mentor's, a pupil's or an account's."""
    return next((kind for kind in KINDS if getattr(subscription, f"{kind}_id") is not None), "account")


def own_subscriptions(viewer: Viewer) -> list[Subscription]:
    """The feeds in force that the viewer made for the own account, the oldest first."""
    if viewer.account_id is None:
        return []
    found = subscriptions_in_force(viewer.programme_id or 0, "account", viewer.account_id)
    return [one for one in found if is_in_force(one)]


@dataclass(frozen=True)
class Parts:
    """Among which venues, mentors and schools the viewer may choose for an own feed."""

    venues: list[Venue]
    mentors: list[Mentor]
    schools: list[School]


def parts_for(viewer: Viewer) -> Parts:
    """What an own feed may be narrowed to: staff by anything, a coordinator by the own schools."""
    if viewer.is_staff:
        return Parts(active_venues(viewer), by_name(db.session.scalars(mentors_in(viewer))), list(schools_of(viewer)))
    return Parts([], [], list(schools_of(viewer)))


def subscription(viewer: Viewer, subscription_id: int) -> Subscription | None:
    """A subscription in force of somebody whose feed the viewer may see."""
    found = db.session.get(Subscription, subscription_id)
    if found is None or found.programme_id != viewer.programme_id or not is_in_force(found):
        return None
    kind = kind_of(found)
    return found if owner_exists(viewer, kind, getattr(found, f"{kind}_id")) else None


def subscriptions_in_force(programme_id: int, kind: Kind, owner_id: int) -> list[Subscription]:
    """The addresses in force of one venue, mentor or pupil, oldest first; after two clicks there may be two."""
    chosen = select(Subscription).where(
        Subscription.programme_id == programme_id,
        getattr(Subscription, f"{kind}_id") == owner_id,
        Subscription.revoked_at.is_(None),
    )
    return list(db.session.scalars(chosen.order_by(Subscription.id)))


def language_for(kind: Kind, owner_id: int) -> str:
    """The language in which that owner's feed is first made: a pupil's is that of the first guardian."""
    pupil = db.session.get(Pupil, owner_id) if kind == "pupil" else None
    return next((guardian.language for guardian in pupil.guardians if guardian.language), "nb") if pupil else "nb"
