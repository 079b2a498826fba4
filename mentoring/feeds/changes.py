"""What a change elsewhere means for calendars: a renamed venue is a change of its sessions, leaving revokes."""

from typing import Any

from sqlalchemy import Connection, event, inspect, update
from sqlalchemy.orm import Mapper

from mentoring.core.clock import now, today
from mentoring.feeds.models import Subscription
from mentoring.programme.models import Venue
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session


@event.listens_for(Venue, "after_update")
def _change_sessions_there(_: Mapper[Any], connection: Connection, venue: Venue) -> None:
    """A venue's new name is shown in every session there, so each of them has changed."""
    if inspect(venue).attrs.name.history.has_changes():
        there = update(Session).where(Session.venue_id == venue.id)
        connection.execute(there.values(modified_at=now()))


@event.listens_for(Mentor, "after_update")
@event.listens_for(Pupil, "after_update")
def _revoke_of_those_who_left(_: Mapper[Any], connection: Connection, person: Mentor | Pupil) -> None:
    """The addresses of somebody who has left stop for good, also if the person comes back."""
    if person.left_on is None or person.left_on > today():
        return
    column = Subscription.mentor_id if isinstance(person, Mentor) else Subscription.pupil_id
    of_person = update(Subscription).where(column == person.id, Subscription.revoked_at.is_(None))
    connection.execute(of_person.values(revoked_at=now()))
