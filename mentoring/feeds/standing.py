"""A subscription as it stands at a fetch, read in one or two quick looks: whose it is, what it may tell, how much.

Read over a connection and not by the ORM, since thousands of programs ask every hour.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from mentoring.accounts.models import Account, Membership
from mentoring.camp.models import CampRoom
from mentoring.core.access import COORDINATOR, STAFF
from mentoring.core.calendars import Kind, Wanted
from mentoring.core.clock import today
from mentoring.feeds.models import Subscription, told_level
from mentoring.feeds.secret import hash_of, secret_of
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Mentor, Pupil

#: whose feeds are passed on to others; those of an account are its own
KINDS: tuple[Kind, ...] = ("venue", "room", "mentor", "pupil")
#: whose feeds never show anybody
_OF_PLACES = ("venue", "room")
#: what is older than this has left every calendar long ago
_OLDEST = timedelta(days=60)
_NARROWED = ("only_venue_id", "only_mentor_id", "only_school_id")

_subscription = Subscription.__table__
_programme, _venue, _room, _mentor, _pupil, _account, _membership = (
    row.__table__ for row in (Programme, Venue, CampRoom, Mentor, Pupil, Account, Membership)
)
_KNOWN: Select[Any] = (
    select(
        _subscription,
        _programme.c.kind.label("programme_kind"),
        _programme.c.feeds_show_initials,
        func.coalesce(_venue.c.name, _room.c.name).label("place_name"),
        func.coalesce(_mentor.c.left_on, _pupil.c.left_on).label("left_on"),
    )
    .select_from(_subscription)
    .join(_programme, _programme.c.id == _subscription.c.programme_id)
    .outerjoin(_venue, _venue.c.id == _subscription.c.venue_id)
    .outerjoin(_room, _room.c.id == _subscription.c.room_id)
    .outerjoin(_mentor, _mentor.c.id == _subscription.c.mentor_id)
    .outerjoin(_pupil, _pupil.c.id == _subscription.c.pupil_id)
)
_BY_TOKEN = _KNOWN.where(_subscription.c.token_hash == bindparam("token"))
_BY_ID = _KNOWN.where(_subscription.c.id == bindparam("id"))
_ROLES: Select[Any] = (
    select(_membership.c.role, _membership.c.school_id)
    .join(_account, _account.c.id == _membership.c.account_id)
    .where(
        _account.c.active,
        _membership.c.account_id == bindparam("account"),
        _membership.c.programme_id == bindparam("programme"),
        _membership.c.role.in_((STAFF, COORDINATOR)),
    )
)


@dataclass(frozen=True)
class Standing:
    """A subscription in force: its `row` with what its words hang on, and the schools to which its account is held
    (None: to none)."""

    row: Any
    schools: frozenset[int] | None = None

    @cached_property
    def kind(self) -> Kind:
        """Whether it is a venue's, a room's, a mentor's, a pupil's or an account's."""
        return next((kind for kind in KINDS if getattr(self.row, f"{kind}_id") is not None), "account")

    @cached_property
    def tells(self) -> str:
        """How much an entry tells now."""
        return told_level(self.row.detail, may_show=self.row.feeds_show_initials and self.kind not in _OF_PLACES)

    @cached_property
    def wanted(self) -> Wanted:
        """Whose calendar it is."""
        row = self.row
        return Wanted(
            programme_id=row.programme_id,
            kind=self.kind,
            owner_id=getattr(row, f"{self.kind}_id"),
            since=today() - _OLDEST,
            schools=self.schools,
            **{name: getattr(row, name) for name in _NARROWED},
        )


def standing_by_secret(connection: Connection, secret: str) -> Standing | None:
    """The subscription in force with that secret; the secret itself is the right to read it.

    Hashed and looked up whatever it looks like, so that no wrong one is answered sooner than another.
    """
    token = hash_of(secret)
    row = connection.execute(_BY_TOKEN, {"token": token}).first()
    # FEED_KEY may be another by now
    is_right = compare_digest(hash_of(secret_of(row.nonce if row else b"")), token)
    return _in_force(connection, row) if row and is_right else None


def standing_with_id(connection: Connection, subscription_id: int) -> Standing | None:
    """A subscription in force, for a page whose viewer may see it."""
    row = connection.execute(_BY_ID, {"id": subscription_id}).first()
    return _in_force(connection, row) if row else None


def _in_force(connection: Connection, row: Any) -> Standing | None:
    """Not revoked, and its person has not left, or lost the role."""
    if row.revoked_at is not None or (row.left_on is not None and row.left_on <= today()):
        return None
    if row.account_id is None:
        return Standing(row)
    asked = {"account": row.account_id, "programme": row.programme_id}
    roles = connection.execute(_ROLES, asked).all()
    if not roles:
        return None
    is_staff = any(one.role == STAFF for one in roles)
    return Standing(row, None if is_staff else frozenset(one.school_id for one in roles if one.school_id is not None))
