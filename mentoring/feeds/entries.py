"""What a feed says of each session: time and place, never a person, a note or a reason."""

import re
from datetime import datetime

from mentoring.core.mail import address as page_address
from mentoring.feeds.calendar import Entry, Feed, Language
from mentoring.feeds.models import Subscription
from mentoring.feeds.queries import DatedSession
from mentoring.feeds.window import shown
from mentoring.feeds.zone import OSLO
from mentoring.timetable.models import CANCELLED

#: kind of programme → language → the neutral title of its sessions
TITLES: dict[str, dict[Language, str]] = {
    "mentoring": {"nb": "Mattehjelp", "nn": "Mattehjelp", "en": "Maths help"},
    "jobs": {"nb": "Jobb", "nn": "Jobb", "en": "Job"},
}
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
#: some readers don't know that NAME is TEXT and would show the backslashes before these
_ESCAPED = re.compile(r"[\\,;]+")


def calendar(subscription: Subscription, sessions: list[DatedSession], *, now: datetime) -> Feed:
    """The calendar of a subscription as it is shown at the moment `now`."""
    language = language_of(subscription)
    title = TITLES[subscription.programme.kind][language]
    # pupils and guardians have no account, so their entries link nowhere
    links_to = "" if subscription.pupil_id else session_pages()
    made = (entry(session, title=title, links_to=links_to) for session in sessions)
    return Feed(
        name=calendar_name(subscription),
        description="",
        language=language,
        entries=shown(made, now.astimezone(OSLO).date()),
    )


def entry(session: DatedSession, *, title: str, links_to: str) -> Entry:
    """One session in a calendar; `links_to` is where its page lies behind sign-in (empty: nowhere)."""
    return Entry(
        uid=session.uid,
        sequence=session.sequence,
        modified=session.modified_at,
        status="cancelled" if session.status == CANCELLED else "confirmed",
        title=title,
        description="",
        place=session.venue,
        start=datetime.combine(session.date, session.start, OSLO),
        end=datetime.combine(session.date, session.end, OSLO),
        url=f"{links_to}{session.id}" if links_to else "",
    )


def session_pages() -> str:
    """What the address of a session's page, behind sign-in, begins with; its id follows."""
    return page_address("timetable.show", session_id=0).removesuffix("0")


def calendar_name(subscription: Subscription) -> str:
    """The name that calendar programs show: neutral for people, with the place for a venue."""
    title = TITLES[subscription.programme.kind][language_of(subscription)]
    place = _ESCAPED.sub(" ", subscription.venue.name) if subscription.venue else ""
    return " – ".join(filter(None, (title, " ".join(place.split()))))


def language_of(subscription: Subscription) -> Language:
    """The language of the feed; bokmål for one that the product does not speak."""
    return next((known for known in LANGUAGES if known == subscription.language), "nb")
