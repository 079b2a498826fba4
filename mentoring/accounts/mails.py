"""Which mails an account may do without. All others come always: who has a place or an account needs to know.

Never optional: new and changed times of one's own sessions, invitations, passwords. Guardians have no account; what
they get is about their own child's place only.
"""

from collections.abc import Iterable

from flask_babel import gettext as _

from mentoring.core.access import COORDINATOR, MENTOR

SCHOOL_SUMMARY, SCHOOL_CANCELLED, SCHOOL_CHANGED = "school_summary", "school_cancelled", "school_changed"
CALENDAR_FAILS = "calendar_fails"
#: kind of mail → the role to which it goes
OPTIONAL = {
    SCHOOL_SUMMARY: COORDINATOR,
    SCHOOL_CANCELLED: COORDINATOR,
    SCHOOL_CHANGED: COORDINATOR,
    CALENDAR_FAILS: MENTOR,
}


def offered_to(roles: Iterable[str]) -> dict[str, str]:
    """The mails that somebody with these roles may do without: kind → what it is called."""
    held = set(roles)
    names = {
        SCHOOL_SUMMARY: _("How many pupils of my school a new plan concerns"),
        SCHOOL_CANCELLED: _("That a session of pupils of my school is cancelled"),
        SCHOOL_CHANGED: _("That a session of pupils of my school is moved or changed in another way"),
        CALENDAR_FAILS: _("That my own calendar could not be read for days"),
    }
    return {kind: names[kind] for kind, role in OPTIONAL.items() if role in held}
