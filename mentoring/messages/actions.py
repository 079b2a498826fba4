"""Choosing what to get. None of it commits."""

from flask_babel import gettext as _

from mentoring.core.database import add_all
from mentoring.core.refusal import Refusal
from mentoring.messages.models import MessageWish
from mentoring.messages.queries import Person, wish_of
from mentoring.registration.models import Mentor


def choose(person: Person, *, reminder: bool, sms: bool = False) -> MessageWish:
    """Keep what somebody has chosen. Refuses short messages where no telephone is known."""
    if sms and not person.phone:
        raise Refusal(
            _("We do not have your telephone number. Ask the staff to enter it, then choose this again."), "sms"
        )
    found = wish_of(person)
    if found is None:
        found = MessageWish(mentor=person) if isinstance(person, Mentor) else MessageWish(guardian=person)
        add_all([found])
    found.reminder, found.sms = reminder, sms
    return found
