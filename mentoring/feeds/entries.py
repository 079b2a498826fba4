"""What a feed says of each session: as much as its owner chose, never a name, a note or a reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import current_app

from mentoring.core.calendars import Published
from mentoring.core.languages import chosen_language
from mentoring.core.mail import address as page_address
from mentoring.feeds.calendar import Entry, Feed, Language
from mentoring.feeds.models import BUSY, INITIALS, PLACE, Subscription
from mentoring.feeds.sessions import DatedSession
from mentoring.feeds.standing import Standing
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


def calendar(
    standing: Standing, sessions: Iterable[DatedSession], others: Iterable[Published] = (), *, now: datetime
) -> Feed:
    """The calendar of a subscription as it is shown at the moment `now`: its sessions, and what else is published."""
    wording = wording_of(standing)
    made = [entry(session, wording) for session in sessions]
    made += [published_entry(one, wording) for one in others]
    return Feed(
        name=name_of(standing),
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


def wording_of(standing: Standing) -> Wording:
    """The wording of a subscription's feed."""
    row = standing.row
    is_busy = standing.tells == BUSY
    # pupils and guardians have no account, so their entries link nowhere
    links_to = "" if standing.kind == "pupil" or is_busy else session_pages()
    return _worded(known_language(row.language), row.programme_kind, standing.tells, links_to, row.detail_at)


@lru_cache(maxsize=1_000)
def _worded(language: Language, programme_kind: str, tells: str, links_to: str, since: datetime | None) -> Wording:
    """One for all feeds that are worded alike."""
    title = BUSY_TITLE[language] if tells == BUSY else TITLES[programme_kind][language]
    return Wording(language, title, tells, links_to, since)


def plain_wording(session: Session) -> Wording:
    """The wording of one session as a file: in the reader's language, time and place."""
    language = known_language(chosen_language())
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


def published_entry(one: Published, wording: Wording) -> Entry:
    """What another feature has published, told as much as sessions are."""
    is_busy = wording.tells == BUSY
    title = wording.title if is_busy else one.title[wording.language]
    shows_people = wording.tells == INITIALS
    people = ", ".join(one.initials) if shows_people else ""
    return Entry(
        uid=one.uid,
        sequence=one.sequence,
        modified=max(filter(None, (one.modified_at, wording.since, one.people_at if shows_people else None))),
        status="cancelled" if one.is_cancelled else "confirmed",
        title=" ".join(filter(None, (title, people))),
        description="",
        place="" if is_busy else one.place,
        start=one.start,
        end=one.end,
        url=f"{_base_url()}{one.path}" if one.path and wording.links_to else "",
    )


def session_pages() -> str:
    """What the address of a session's page, behind sign-in, begins with; its id follows."""
    return _session_pages(_base_url())


@lru_cache(maxsize=10)
def _session_pages(_base_url: str) -> str:
    return page_address("timetable.show", session_id=0).removesuffix("0")


def _base_url() -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/")


def calendar_name(subscription: Subscription) -> str:
    """The name that calendar programs show: neutral for people, with its name for a place, and as its owner says."""
    place = subscription.venue or subscription.room
    # what staff call somebody else's feed is for staff alone
    called = subscription.label if subscription.account_id is not None else ""
    return _named(subscription.programme.kind, known_language(subscription.language), place.name if place else called)


def name_of(standing: Standing) -> str:
    """The same, of a subscription as it stands at a fetch."""
    row = standing.row
    called = row.label if standing.kind == "account" else ""
    return _named(row.programme_kind, known_language(row.language), row.place_name or called)


def _named(programme_kind: str, language: Language, place: str) -> str:
    plain = " ".join(_ESCAPED.sub(" ", place).split())
    return " – ".join(filter(None, (TITLES[programme_kind][language], plain)))


def known_language(language: str) -> Language:
    """The language of a feed; bokmål for one that the product does not speak."""
    return next((known for known in LANGUAGES if known == language), "nb")
