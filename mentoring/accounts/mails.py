"""Which mails an account may do without. All others come always: who has a place or an account needs to know.

Never optional: new and changed times of one's own sessions, invitations, passwords. Guardians have no account; what
they get is about their own child's place only.
"""

from collections.abc import Iterable

from flask_babel import gettext as _

from mentoring.core.access import COORDINATOR, MENTOR

SCHOOL_SUMMARY, CALENDAR_FAILS = "school_summary", "calendar_fails"
#: kind of mail → the role to which it goes
OPTIONAL = {SCHOOL_SUMMARY: COORDINATOR, CALENDAR_FAILS: MENTOR}


def offered_to(roles: Iterable[str]) -> dict[str, str]:
    """The mails that somebody with these roles may do without: kind → what it is called."""
    held = set(roles)
    names = {
        SCHOOL_SUMMARY: _("How many pupils of my school a new plan concerns"),
        CALENDAR_FAILS: _("That my own calendar could not be read for days"),
    }
    return {kind: names[kind] for kind, role in OPTIONAL.items() if role in held}
