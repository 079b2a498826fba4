"""Reads of the feeds: by a secret, or by somebody who is signed in and may see whose feed it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hmac import compare_digest
from typing import Any, Literal

from sqlalchemy import select

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import hash_of, secret_of
from mentoring.programme.models import Venue
from mentoring.programme.queries import active_venues
from mentoring.registration.models import Mentor, Pupil
from mentoring.registration.queries import by_name, mentors_in, pupils_in
from mentoring.timetable.models import Session, session_pupil

Kind = Literal["venue", "mentor", "pupil"]
KINDS: tuple[Kind, ...] = ("venue", "mentor", "pupil")
#: what is older than this has left every calendar long ago
_OLDEST = timedelta(days=60)


@dataclass(frozen=True)
class DatedSession:
    """What a feed needs of a session: no person."""

    id: int
    uid: str
    sequence: int
    modified_at: datetime
    status: str
    date: date
    start: time
    end: time
    venue: str


@dataclass(frozen=True)
class Owner:
    """Whose feed there is or could be: a venue, a mentor or a pupil, and its address in force if it has one."""

    kind: Kind
    id: int
    name: str
    #: the school of a pupil
    group: str
    subscription: Subscription | None


def subscription_by_secret(secret: str) -> Subscription | None:
    """The subscription in force with that secret; the secret itself is the right to read it.

    Hashed and looked up whatever it looks like, so that no wrong one is answered sooner than another.
    """
    found = db.session.scalar(select(Subscription).where(Subscription.token_hash == hash_of(secret)))
    nonce = found.nonce if found else b""
    is_right = compare_digest(hash_of(secret_of(nonce)), hash_of(secret))  # FEED_KEY may be another by now
    return found if found and is_right and is_in_force(found) else None


def is_in_force(subscription: Subscription) -> bool:
    """Whether the address works: not revoked, and its person has not left."""
    person = subscription.person
    has_left = person is not None and person.left_on is not None and person.left_on <= today()
    return subscription.revoked_at is None and not has_left


def sessions_of(subscription: Subscription) -> list[DatedSession]:
    """The sessions of the mentor, pupil or venue that the subscription is for, of two months ago and later."""
    columns = (Session.id, Session.uid, Session.sequence, Session.modified_at, Session.status)
    chosen = (
        select(*columns, Session.date, Session.start, Session.end, Venue.name)
        .join(Venue, Venue.id == Session.venue_id)
        .where(Session.programme_id == subscription.programme_id, Session.date >= today() - _OLDEST)
    )
    return [DatedSession(*row) for row in db.session.execute(_of(chosen, subscription))]


def _of(chosen: Any, subscription: Subscription) -> Any:
    if subscription.mentor_id is not None:
        return chosen.where(Session.mentor_id == subscription.mentor_id)
    if subscription.venue_id is not None:
        return chosen.where(Session.venue_id == subscription.venue_id)
    return chosen.join(session_pupil).where(session_pupil.c.pupil_id == subscription.pupil_id)


def _people_or_venues(viewer: Viewer, kind: Kind) -> list[Venue] | list[Mentor] | list[Pupil]:
    """All of that kind whose feeds the viewer may see and pass on, by name.

    Staff: all of the open programme. A coordinator: the pupils of the own schools. A mentor: the own one.
    """
    if kind == "pupil":
        return by_name(db.session.scalars(pupils_in(viewer)))
    if kind == "mentor":
        return by_name(db.session.scalars(mentors_in(viewer)))
    return active_venues(viewer) if viewer.is_staff else []


def owners(viewer: Viewer, kind: Kind) -> list[Owner]:
    """All whose feeds the viewer may see, by name, with the address in force where there is one."""
    with_feed = {getattr(row, f"{kind}_id"): row for row in _in_force(viewer, kind)}
    return [
        Owner(
            kind=kind,
            id=row.id,
            name=row.name,
            group=row.school.name if isinstance(row, Pupil) else "",
            subscription=with_feed.get(row.id),
        )
        for row in _people_or_venues(viewer, kind)
    ]


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
    """Whether the viewer may see the feed of that venue, mentor or pupil."""
    if kind == "pupil":
        return db.session.scalar(pupils_in(viewer).where(Pupil.id == owner_id)) is not None
    if kind == "mentor":
        return db.session.scalar(mentors_in(viewer).where(Mentor.id == owner_id)) is not None
    return any(venue.id == owner_id for venue in _people_or_venues(viewer, kind))


def kind_of(subscription: Subscription) -> Kind:
    """Whether a subscription is a venue's, a mentor's or a pupil's."""
    return next(kind for kind in KINDS if getattr(subscription, f"{kind}_id") is not None)


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
