"""The calendar file that goes with a letter about sessions.

It has each session's UID and SEQUENCE of the feed, so a program into which somebody took a file before changes its
entry in place (RFC 5545 § 3.8.7.4). It has no METHOD and nobody is invited: METHOD:REQUEST would make mail programs
enter each session a second time for everybody who subscribes, and PUBLISH and CANCEL ask for an organizer's address
(RFC 5546 § 3.2), which a feed never has.
"""

from dataclasses import replace

from mentoring.core.mail import Attachment
from mentoring.feeds.calendar import events_bytes
from mentoring.feeds.entries import LANGUAGES, TITLES, Wording, entry, session_pages
from mentoring.feeds.queries import dated
from mentoring.messages.queries import Person
from mentoring.registration.models import Mentor
from mentoring.timetable.models import CANCELLED, Session

FILENAME = "sessions.ics"


def calendar_file(person: Person, sessions: list[Session], language: str) -> tuple[Attachment, ...]:
    """One file with those sessions as they are for that person: one that somebody else took is cancelled."""
    if not sessions:
        return ()
    known = next((one for one in LANGUAGES if one == language), "nb")
    links_to = session_pages() if isinstance(person, Mentor) else ""
    wording = Wording(known, TITLES[sessions[0].venue.programme.kind][known], links_to=links_to)
    entries = []
    for one in sessions:
        gone = isinstance(person, Mentor) and one.mentor_id != person.id
        row = dated(one)
        entries.append(entry(replace(row, status=CANCELLED) if gone else row, wording))
    return (Attachment(FILENAME, events_bytes(entries, known).decode(), "calendar"),)
