"""Reads of the feeds: by a secret, or by somebody who is signed in and may see whose feed it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hmac import compare_digest
from typing import Any, Literal

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from mentoring.core.access import COORDINATOR, Viewer
from mentoring.core.clock import OSLO, now, today
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import hash_of, secret_of
from mentoring.programme.models import School, Venue
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import PLANNED, Session, session_pupil

Kind = Literal["venue", "mentor", "pupil"]
KINDS: tuple[Kind, ...] = ("venue", "mentor", "pupil")
_MODELS = {"venue": Venue, "mentor": Mentor, "pupil": Pupil}
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


def visible_owners(viewer: Viewer, kind: Kind) -> Select[Any]:
    """The venues, mentors or pupils of the open programme whose feeds the viewer may see and pass on.

    Staff: all. A coordinator: the pupils of the own schools. A mentor: the own one.
    """
    model: Any = _MODELS[kind]
    chosen = select(model).where(model.programme_id == viewer.programme_id)
    if model is not Venue:
        chosen = chosen.where(or_(model.left_on.is_(None), model.left_on > today()))
    if viewer.is_staff:
        return chosen
    if kind == "pupil" and COORDINATOR in viewer.roles:
        return chosen.where(Pupil.school_id.in_(viewer.school_ids))
    if kind == "mentor" and viewer.mentor_id is not None:
        return chosen.where(Mentor.id == viewer.mentor_id)
    return chosen.where(false())


def owners(viewer: Viewer, kind: Kind) -> list[Owner]:
    """All whose feeds the viewer may see, by school and name, with the address in force where there is one."""
    rows = db.session.scalars(visible_owners(viewer, kind)).all()
    with_feed = {getattr(row, f"{kind}_id"): row for row in _in_force(viewer, kind)}
    schools = {row.id: row.name for row in db.session.execute(select(School.id, School.name))}
    found = [
        Owner(
            kind=kind,
            id=row.id,
            name=row.name,
            group=schools.get(row.school_id, "") if isinstance(row, Pupil) else "",
            subscription=with_feed.get(row.id),
        )
        for row in rows
    ]
    return sorted(found, key=lambda owner: (owner.group, owner.name))


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
    model: Any = _MODELS[kind]
    return db.session.scalar(visible_owners(viewer, kind).where(model.id == owner_id)) is not None


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


def own_sessions(viewer: Viewer, first: date, last: date) -> list[Session]:
    """The viewer's own sessions as a mentor from `first` to `last`, cancelled ones too, by time."""
    chosen = _own(viewer).where(Session.date.between(first, last))
    return list(db.session.scalars(chosen).unique())


def own_session(viewer: Viewer, session_id: int) -> Session | None:
    """One of the viewer's own sessions."""
    return db.session.scalars(_own(viewer).where(Session.id == session_id)).unique().one_or_none()


def next_own_session(viewer: Viewer) -> Session | None:
    """The viewer's next session that is not over and not cancelled."""
    clock = now().astimezone(OSLO).time()
    ahead = or_(Session.date > today(), and_(Session.date == today(), Session.end > clock))
    chosen = _own(viewer).where(Session.status == PLANNED, ahead).limit(1)
    return db.session.scalars(chosen).unique().one_or_none()


def _own(viewer: Viewer) -> Select[Session]:
    return (
        select(Session)
        .where(Session.programme_id == viewer.programme_id, Session.mentor_id == viewer.mentor_id)
        .options(joinedload(Session.venue))
        .order_by(Session.date, Session.start, Session.id)
    )


def language_for(kind: Kind, owner_id: int) -> str:
    """The language in which that owner's feed is first made: a pupil's is that of the first guardian."""
    pupil = db.session.get(Pupil, owner_id) if kind == "pupil" else None
    return next((guardian.language for guardian in pupil.guardians if guardian.language), "nb") if pupil else "nb"
