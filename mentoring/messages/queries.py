"""Reads of wishes, and the sessions of which somebody is reminded."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select

from mentoring.absence.queries import absent_pupils
from mentoring.core.database import db
from mentoring.messages.models import MessageWish
from mentoring.registration.models import Guardian, Mentor
from mentoring.standins.queries import without_mentor
from mentoring.timetable.models import Session
from mentoring.timetable.queries import sessions_of

Person = Mentor | Guardian


def wish_of(person: Person) -> MessageWish | None:
    """What somebody has chosen; None as long as nothing was."""
    return db.session.scalar(select(MessageWish).where(_of(person)))


def wishes_for_reminders() -> list[MessageWish]:
    """Everybody who wants to be reminded."""
    return list(db.session.scalars(select(MessageWish).where(MessageWish.reminder).order_by(MessageWish.id)))


def wishes_for_sms(mentors: Collection[int], guardians: Collection[int]) -> list[MessageWish]:
    """Those of these people who said yes to short messages."""
    these = MessageWish.mentor_id.in_(list(mentors)) | MessageWish.guardian_id.in_(list(guardians))
    return list(db.session.scalars(select(MessageWish).where(MessageWish.sms, these).order_by(MessageWish.id)))


def expected_on(person: Person, day: date) -> list[Session]:
    """The sessions to which somebody, or a child of somebody, is to come on that day."""
    if isinstance(person, Mentor):
        own = sessions_of(mentor_id=person.id, start=day, end=day, planned_only=True)
        away = set(without_mentor(own))
        return [one for one in own if one not in away]
    children = {one.id for one in person.pupils if one.is_in_programme(day)}
    coming = children - {pupil for pupil, _day in absent_pupils(children, day, day)}
    found = (one for child in coming for one in sessions_of(pupil_id=child, start=day, end=day, planned_only=True))
    return sorted({one.id: one for one in found}.values(), key=lambda one: (one.start, one.id))


def _of(person: Person) -> ColumnElement[bool]:
    is_mentor = isinstance(person, Mentor)
    return (MessageWish.mentor_id if is_mentor else MessageWish.guardian_id) == person.id
