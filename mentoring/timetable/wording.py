"""What happens to sessions, and why, in the words of the staff."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.timetable.models import (
    BY_CALENDAR,
    BY_HAND,
    BY_PLAN,
    DAY_OFF,
    MENTOR_AWAY,
    NEW_PLAN,
    OTHER,
    PUPILS_AWAY,
    TOO_FEW_ADULTS,
    VENUE_CLOSED,
)

#: what staff choose among when they cancel
WHY_WORDS = {
    MENTOR_AWAY: _l("The mentor cannot come"),
    PUPILS_AWAY: _l("The pupils cannot come"),
    VENUE_CLOSED: _l("The venue is closed"),
    TOO_FEW_ADULTS: _l("Too few adults would be there"),
    OTHER: _l("Something else"),
}


def why_words(why: str) -> str:
    """Why a session is cancelled, for staff; empty where nobody said so."""
    followed = {DAY_OFF: _("No school that day"), NEW_PLAN: _("Not in the new plan")}
    return followed.get(why) or str(WHY_WORDS.get(why, ""))


def cause_words(cause: str) -> str:
    """What did it."""
    return {
        BY_HAND: _("by hand"),
        BY_PLAN: _("by a new plan"),
        BY_CALENDAR: _("by the school calendar"),
    }[cause]
