"""Writes of the feeds: addresses made, renewed and revoked, and what is noted when one is fetched."""

from datetime import datetime, timedelta

from mentoring.core.audit import record
from mentoring.core.clock import now
from mentoring.core.database import add_all
from mentoring.feeds.calendar import whole_second
from mentoring.feeds.models import Subscription
from mentoring.feeds.queries import Kind, kind_of, subscriptions_in_force
from mentoring.feeds.secret import hash_of, new_nonce, secret_of

#: a fetch is noted no more often than this
NOTE_EVERY = timedelta(minutes=5)


def open_subscription(programme_id: int, *, kind: Kind, owner_id: int, language: str = "nb") -> Subscription:
    """The address in force of that venue, mentor or pupil; it is made when there is none."""
    there = subscriptions_in_force(programme_id, kind, owner_id)
    return there[0] if there else _make(programme_id, kind=kind, owner_id=owner_id, language=language)


def renew(subscription: Subscription) -> Subscription:
    """Give the owner a new address; every address of before stops at once."""
    kind = kind_of(subscription)
    owner_id: int = getattr(subscription, f"{kind}_id")
    revoke(subscription)
    return _make(subscription.programme_id, kind=kind, owner_id=owner_id, language=subscription.language)


def revoke(subscription: Subscription) -> None:
    """Stop every address of the subscription's owner, from the next fetch on."""
    kind = kind_of(subscription)
    owner_id: int = getattr(subscription, f"{kind}_id")
    for old in subscriptions_in_force(subscription.programme_id, kind, owner_id):
        old.revoked_at = now()
        record("feed.revoked", subject=f"{kind}:{owner_id}", subscription=old.id)


def keep_secret_current(subscription: Subscription) -> None:
    """Store the hash of the secret as it is made today: a new FEED_KEY makes all addresses new."""
    current = hash_of(secret_of(subscription.nonce))
    if subscription.token_hash != current:
        subscription.token_hash = current


def note_fetch(subscription: Subscription, *, program: str) -> None:
    """Keep when the feed was last fetched and by which family of program; not at each of many fetches."""
    last = subscription.last_fetched_at
    if last is None or now() - last >= NOTE_EVERY:
        subscription.last_fetched_at = now()
        subscription.fetched_by = program


def note_content(subscription: Subscription, *, tag: str, newest: datetime) -> datetime:
    """Keep the entity tag of what is shown; give the moment of its newest change, for Last-Modified.

    That is `newest`, the last change of a session that is there, unless something else changed since the last
    fetch (a session was taken out): then it is the moment at which that was seen. It never goes back.
    """
    before = subscription.changed_at
    if before is None:
        subscription.changed_at = newest
    elif subscription.etag != tag:
        seen = max(whole_second(now()), before + timedelta(seconds=1))
        subscription.changed_at = newest if newest > before else seen
    if subscription.etag != tag:
        subscription.etag = tag
    return subscription.changed_at or newest


def _make(programme_id: int, *, kind: Kind, owner_id: int, language: str) -> Subscription:
    nonce = new_nonce()
    made = Subscription(
        programme_id=programme_id,
        nonce=nonce,
        token_hash=hash_of(secret_of(nonce)),
        language=language,
        created_at=now(),
        **{f"{kind}_id": owner_id},
    )
    add_all([made])
    record("feed.made", subject=f"{kind}:{owner_id}", subscription=made.id)
    return made
