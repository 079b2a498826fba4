"""What a feed says of each session: as much as its owner chose, never a name, a note or a reason."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mentoring.core.languages import chosen_language
from mentoring.core.mail import address as page_address
from mentoring.feeds.calendar import Entry, Feed, Language
from mentoring.feeds.models import BUSY, PLACE, Subscription
from mentoring.feeds.queries import DatedSession
from mentoring.feeds.window import shown
from mentoring.feeds.zone import OSLO
from mentoring.timetable.models import CANCELLED, Session

#: kind of programme → language → the neutral title of its sessions
TITLES: dict[str, dict[Language, str]] = {
    "mentoring": {"nb": "Mattehjelp", "nn": "Mattehjelp", "en": "Maths help"},
    "jobs": {"nb": "Jobb", "nn": "Jobb", "en": "Job"},
}
#: what a feed calls everything that tells no more than that there is something
BUSY_TITLE: dict[Language, str] = {"nb": "Opptatt", "nn": "Oppteken", "en": "Busy"}
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
#: some readers don't know that NAME is TEXT and would show the backslashes before these
_ESCAPED = re.compile(r"[\\,;]+")


def calendar(subscription: Subscription, sessions: list[DatedSession], *, now: datetime) -> Feed:
    """The calendar of a subscription as it is shown at the moment `now`."""
    wording = wording_of(subscription)
    made = (entry(session, wording) for session in sessions)
    return Feed(
        name=calendar_name(subscription),
        description="",
        language=wording.language,
        entries=shown(made, now.astimezone(OSLO).date()),
    )


@dataclass(frozen=True)
class Wording:
    """How the entries of one feed are worded: in which language, by which title, and how much of each is told.

    `links_to` is where the pages of sessions lie behind sign-in (empty: nowhere); `since` when it was last changed.
    """

    language: Language
    title: str
    tells: str = PLACE
    links_to: str = ""
    since: datetime | None = None


def wording_of(subscription: Subscription) -> Wording:
    """The wording of a subscription's feed."""
    language, tells = language_of(subscription), subscription.tells
    # pupils and guardians have no account, so their entries link nowhere
    links_to = "" if subscription.pupil_id or tells == BUSY else session_pages()
    title = BUSY_TITLE[language] if tells == BUSY else TITLES[subscription.programme.kind][language]
    return Wording(language, title, tells, links_to, subscription.detail_at)


def plain_wording(session: Session) -> Wording:
    """The wording of one session as a file: in the reader's language, time and place."""
    language = next((known for known in LANGUAGES if known == chosen_language()), "nb")
    return Wording(language, TITLES[session.venue.programme.kind][language], links_to=session_pages())


@lru_cache(maxsize=20_000)
def entry(session: DatedSession, wording: Wording) -> Entry:
    """One session in a calendar; it is the same in many feeds, and seldom changes from one fetch to the next."""
    return Entry(
        uid=session.uid,
        sequence=session.sequence,
        modified=max(filter(None, (session.modified_at, wording.since, session.people_at))),
        status="cancelled" if session.status == CANCELLED else "confirmed",
        title=" ".join(filter(None, (wording.title, ", ".join(session.initials)))),
        description="",
        place="" if wording.tells == BUSY else session.venue,
        start=datetime.combine(session.date, session.start, OSLO),
        end=datetime.combine(session.date, session.end, OSLO),
        url=f"{wording.links_to}{session.id}" if wording.links_to else "",
    )


def session_pages() -> str:
    """What the address of a session's page, behind sign-in, begins with; its id follows."""
    return page_address("timetable.show", session_id=0).removesuffix("0")


def calendar_name(subscription: Subscription) -> str:
    """The name that calendar programs show: neutral for people, with the place for a venue, and as its owner says."""
    title = TITLES[subscription.programme.kind][language_of(subscription)]
    # what staff call somebody else's feed is for staff alone
    called = subscription.label if subscription.account_id is not None else ""
    place = _ESCAPED.sub(" ", subscription.venue.name if subscription.venue else called)
    return " – ".join(filter(None, (title, " ".join(place.split()))))


def language_of(subscription: Subscription) -> Language:
    """The language of the feed; bokmål for one that the product does not speak."""
    return next((known for known in LANGUAGES if known == subscription.language), "nb")
