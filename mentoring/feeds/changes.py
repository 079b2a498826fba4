"""What a change elsewhere means for calendars: a renamed venue is a change of its sessions, leaving revokes."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, event, inspect, select, update
from sqlalchemy.orm import Mapper

from mentoring.accounts.models import Membership
from mentoring.core.clock import now, today
from mentoring.feeds.models import INITIALS, Subscription
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session, session_pupil


@event.listens_for(Venue, "after_update")
def _change_sessions_there(_: Mapper[Any], connection: Connection, venue: Venue) -> None:
    """A venue's new name is shown in every session there, so each of them has changed."""
    if inspect(venue).attrs.name.history.has_changes():
        there = update(Session).where(Session.venue_id == venue.id)
        connection.execute(there.values(modified_at=now()))


@event.listens_for(Programme, "after_update")
def _change_feeds_with_initials(_: Mapper[Any], connection: Connection, programme: Programme) -> None:
    """Where initials are switched on or off, each entry that would show them has changed."""
    if inspect(programme).attrs.feeds_show_initials.history.has_changes():
        of_programme = (Subscription.programme_id == programme.id, Subscription.detail == INITIALS)
        connection.execute(update(Subscription).where(*of_programme).values(detail_at=now()))


@event.listens_for(Mentor, "after_update")
@event.listens_for(Pupil, "after_update")
def _change_sessions_with(_: Mapper[Any], connection: Connection, person: Mentor | Pupil) -> None:
    """Other initials, a pupil who leaves and one of another school are a change of each session that shows them."""
    known = inspect(person).attrs
    fields = ("given_name", "family_name", "left_on", "school_id")
    if any(known[field].history.has_changes() for field in fields if field in known):
        connection.execute(update(Session).where(_with(person)).values(people_at=now()))


def _with(person: Mentor | Pupil) -> ColumnElement[bool]:
    if isinstance(person, Mentor):
        return Session.mentor_id == person.id
    return Session.id.in_(select(session_pupil.c.session_id).where(session_pupil.c.pupil_id == person.id))


@event.listens_for(Mentor, "after_update")
@event.listens_for(Pupil, "after_update")
def _revoke_of_those_who_left(_: Mapper[Any], connection: Connection, person: Mentor | Pupil) -> None:
    """The addresses of somebody who has left stop for good, also if the person comes back."""
    if person.is_in_programme(today()):
        return
    column = Subscription.mentor_id if isinstance(person, Mentor) else Subscription.pupil_id
    connection.execute(_stopped(column == person.id))


@event.listens_for(Membership, "after_delete")
def _revoke_of_those_without_a_role(_: Mapper[Any], connection: Connection, lost: Membership) -> None:
    """Who loses a role in a programme loses the own feeds there; a role that is left makes new ones."""
    whose = (Subscription.account_id == lost.account_id) & (Subscription.programme_id == lost.programme_id)
    if lost.mentor_id is not None:
        whose |= Subscription.mentor_id == lost.mentor_id
    connection.execute(_stopped(whose))


def _stopped(whose: ColumnElement[bool]) -> Any:
    return update(Subscription).where(whose, Subscription.revoked_at.is_(None)).values(revoked_at=now())
