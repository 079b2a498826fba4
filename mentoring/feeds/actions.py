"""Writes of the feeds: addresses made, renewed and revoked, and what is noted when one is fetched."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, update

from mentoring.core.access import Viewer
from mentoring.core.audit import record
from mentoring.core.calendars import Kind
from mentoring.core.clock import now
from mentoring.core.database import add_all, db
from mentoring.core.languages import chosen_language
from mentoring.core.refusal import Refusal
from mentoring.feeds.answer import Told
from mentoring.feeds.calendar import whole_second
from mentoring.feeds.models import INITIALS, Subscription
from mentoring.feeds.queries import kind_of, own_subscriptions, subscriptions_in_force
from mentoring.feeds.secret import hash_of, new_nonce, secret_of

#: a fetch is noted no more often than this
NOTE_EVERY = timedelta(minutes=5)
_NOTED = ("etag", "stamp", "changed_at", "last_fetched_at", "fetched_by")
_NOTE = (
    update(Subscription.__table__)
    .where(Subscription.__table__.c.id == bindparam("of"))
    .values({name: bindparam(f"to_{name}") for name in _NOTED})
)
#: so many feeds one account may make for itself
MOST_OWN = 10


def open_subscription(programme_id: int, *, kind: Kind, owner_id: int, language: str = "nb") -> Subscription:
    """The address in force of that venue, room, mentor or pupil; it is made when there is none."""
    there = subscriptions_in_force(programme_id, kind, owner_id)
    return there[0] if there else _make(programme_id, kind=kind, owner_id=owner_id, language=language)


def open_own(viewer: Viewer, *, label: str, detail: str, **only: int | None) -> Subscription:
    """Make a feed for the viewer's own account, of all that it may see, or `only` at a venue, of a mentor or school.

    Refuses more than MOST_OWN of them.
    """
    if viewer.programme_id is None or viewer.account_id is None:
        raise ValueError("nobody's feed")
    if len(own_subscriptions(viewer)) >= MOST_OWN:
        raise Refusal(_("You have %(count)d feeds of your own. Stop one of them first.", count=MOST_OWN))
    chosen = {f"only_{part}_id": id_ for part, id_ in only.items()}
    return _make(
        viewer.programme_id,
        kind="account",
        owner_id=viewer.account_id,
        language=chosen_language(),
        label=label,
        detail=detail,
        **chosen,
    )


def change(subscription: Subscription, *, label: str, detail: str) -> None:
    """Call it something else, or let its entries tell more or less; the address stays."""
    if detail == INITIALS and not may_show_initials(subscription):
        raise Refusal(_("This feed cannot show initials. Choose another level."), "detail")
    if subscription.detail != detail:
        subscription.detail, subscription.detail_at = detail, now()
        record("feed.changed", subject=_subject(subscription), subscription=subscription.id, detail=detail)
    subscription.label = label


def may_show_initials(subscription: Subscription) -> bool:
    """Whether the programme lets this feed show initials; a place's shows nobody."""
    return subscription.programme.feeds_show_initials and not subscription.is_of_place


def renew(subscription: Subscription) -> Subscription:
    """Give the owner a new address for the same; every address of before stops at once."""
    revoke(subscription)
    kept = ("language", "label", "detail", "detail_at", "only_venue_id", "only_mentor_id", "only_school_id")
    return _make(
        subscription.programme_id,
        kind=kind_of(subscription),
        owner_id=_owner_id(subscription),
        **{name: getattr(subscription, name) for name in kept},
    )


def revoke(subscription: Subscription) -> None:
    """Stop every address of the subscription's owner, from the next fetch on; of own feeds only this one."""
    kind = kind_of(subscription)
    there = subscriptions_in_force(subscription.programme_id, kind, _owner_id(subscription))
    for old in [subscription] if kind == "account" else there:
        old.revoked_at = now()
        record("feed.revoked", subject=_subject(old), subscription=old.id)


def _owner_id(subscription: Subscription) -> int:
    owner_id: int = getattr(subscription, f"{kind_of(subscription)}_id")
    return owner_id


def _subject(subscription: Subscription) -> str:
    return f"{kind_of(subscription)}:{_owner_id(subscription)}"


def keep_secret_current(subscription: Subscription) -> None:
    """Store the hash of the secret as it is made today: a new FEED_KEY makes all addresses new."""
    current = hash_of(secret_of(subscription.nonce))
    if subscription.token_hash != current:
        subscription.token_hash = current


def note(row: Any, told: Told, stamp: str, *, program: str) -> None:
    """Keep what a program was told of a calendar, and who fetched it: the latter not at each of many fetches.

    `row` is the subscription as it stood. It commits, as a fetch has nothing else to keep.
    """
    noted: dict[str, Any] = {"etag": told.tag, "stamp": stamp, "changed_at": told.changed_at}
    noted = {name: value for name, value in noted.items() if getattr(row, name) != value}
    last = row.last_fetched_at
    if last is None or now() - last >= NOTE_EVERY:
        noted |= {"last_fetched_at": now(), "fetched_by": program}
    if noted:
        kept = {f"to_{name}": noted.get(name, getattr(row, name)) for name in _NOTED}
        with db.engine.begin() as connection:
            connection.execute(_NOTE, {"of": row.id} | kept)


def since_when(row: Any, tag: str, newest: datetime) -> datetime:
    """The moment of a calendar's newest change, for Last-Modified.

    That is `newest`, the last change of an entry that is there, unless something else changed since the last fetch (a
    session was taken out): then it is the moment at which that was seen. It never goes back.
    """
    before: datetime | None = row.changed_at
    if before is None:
        return newest
    if row.etag == tag:
        return before
    return newest if newest > before else max(whole_second(now()), before + timedelta(seconds=1))


def _make(programme_id: int, *, kind: Kind, owner_id: int, **more: Any) -> Subscription:
    nonce = new_nonce()
    made = Subscription(
        programme_id=programme_id,
        nonce=nonce,
        token_hash=hash_of(secret_of(nonce)),
        created_at=now(),
        **{f"{kind}_id": owner_id},
        **more,
    )
    add_all([made])
    record("feed.made", subject=f"{kind}:{owner_id}", subscription=made.id)
    return made
