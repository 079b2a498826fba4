"""Calendars as bytes (RFC 5545, RFC 7986): the same entries give the same bytes, today and tomorrow.

Nothing here knows the web, the database or the clock. What stands around the events is written by the library, once
for each name; the events are put together from lines, each written once, since a term has tens of thousands of them.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Literal

from icalendar import Calendar, vDuration, vText
from icalendar.parser import Contentline

from mentoring.feeds.text import Text, clean
from mentoring.feeds.zone import OSLO, refuse_unreal_time, zone_component

Language = Literal["nb", "nn", "en"]
Status = Literal["confirmed", "cancelled"]

CANCELLED_PREFIX: dict[Language, str] = {"nb": "AVLYST: ", "nn": "AVLYST: ", "en": "CANCELLED: "}
REFRESH = timedelta(hours=1)

_UID = re.compile(r"[A-Za-z0-9@._-]{1,254}")
_URL = re.compile(r"https?://[!-~]+")
_LAST_SEQUENCE = 2**31 - 1
_END = "END:VCALENDAR\r\n"
#: a line of fewer octets is not folded (RFC 5545 section 3.1)
_FOLD = 75


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One session or one camp in a calendar.

    `uid` is constant for the life of the entry and tells nothing (under 255 letters, digits and @._-);
    `sequence` rises by one at each move, change of room, cancelling and restoring; `modified` is the moment
    of the last change of anything shown. `start` and `end` are both aware times, or both dates for an entry
    of whole days, where `end` is the day after the last. `description`, `place` and `url` may be empty.

    Raises ValueError for what no calendar can hold, UnrealTimeError for a wall-clock time that does not exist
    or exists twice in Europe/Oslo.
    """

    uid: str
    sequence: int
    modified: datetime
    status: Status
    title: str
    description: str
    place: str
    start: datetime | date
    end: datetime | date
    url: str

    def __post_init__(self) -> None:
        """Refuse what no calendar can hold."""
        wrong = _wrong(self)
        if wrong:
            raise ValueError(wrong)

    @property
    def starts(self) -> datetime:
        """Give the instant at which the entry begins, in UTC."""
        return instant(self.start)

    @property
    def ends(self) -> datetime:
        """Give the instant at which it ends, in UTC."""
        return instant(self.end)

    @property
    def first_day(self) -> date:
        """Give the day in Norway on which the entry begins."""
        return _day_of(self.starts)

    @property
    def last_day(self) -> date:
        """Give the last day in Norway on which the entry lasts."""
        return _day_before(self.ends)

    @property
    def order(self) -> tuple[datetime, str]:
        """Give the place of the entry in a calendar: by start, and by uid where two start together."""
        return self.starts, self.uid

    @cached_property
    def texts(self) -> dict[Language, str]:
        """Hold the VEVENT in each language in which it was written so far."""
        return {}


def _wrong(entry: Entry) -> str:
    """Say why no calendar can hold an entry; each sentence is made only where it is told."""
    if not _UID.fullmatch(entry.uid):
        return f"not a calendar identifier: {entry.uid!r}"
    if not 0 <= entry.sequence <= _LAST_SEQUENCE:
        return f"not a sequence number: {entry.sequence}"
    if entry.modified.tzinfo is None:
        return f"time of change without zone: {entry.modified}"
    if entry.status not in ("confirmed", "cancelled"):
        return f"not a status: {entry.status!r}"
    if not _cleaned(entry.title):
        return "an entry without a title"
    if entry.url and not _URL.fullmatch(entry.url):
        return f"not a web address: {entry.url!r}"
    if isinstance(entry.start, datetime) != isinstance(entry.end, datetime):
        return f"one day and one time: {entry.start} to {entry.end}"
    return f"no time between {entry.start} and {entry.end}" if entry.ends <= entry.starts else ""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar with a name that stays the same, a description that may be empty, and its entries.

    Raises ValueError for a language that the product does not speak, no name, or one uid twice.
    """

    name: str
    description: str
    language: Language
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        """Refuse what would make clients lose entries."""
        _refuse(self.language not in CANCELLED_PREFIX, f"not a language of ours: {self.language!r}")
        _refuse(not clean(self.name), "a calendar without a name")
        uids = [entry.uid for entry in self.entries]
        _refuse(len(set(uids)) < len(uids), "two entries with one identifier")


def feed_bytes(feed: Feed) -> bytes:
    """Give the calendar that a client subscribes to, events by start and uid.

    All entries are written: `window.shown` chooses those that a calendar shows on a day.
    """
    head = _head(feed.name, feed.description, feed.language)
    events = (event_text(entry, feed.language) for entry in sorted(feed.entries, key=_order))
    return "".join((head, *events, _END)).encode()


def single_event_bytes(entry: Entry, language: Language = "nb") -> bytes:
    """Give one entry as a file of its own, with the identifier and sequence that it has in the feed.

    It has no name of a calendar, so that a program adds the event to a calendar that is there.
    """
    return events_bytes([entry], language)


def events_bytes(entries: Iterable[Entry], language: Language = "nb") -> bytes:
    """The same of several entries, by start and uid."""
    events = (event_text(entry, language) for entry in sorted(entries, key=_order))
    return (_head("", "", language) + "".join(events) + _END).encode()


def event_text(entry: Entry, language: Language) -> str:
    """Give the VEVENT of an entry; nothing in it is empty or stamped with the time of writing."""
    known = entry.texts.get(language)
    if known is None:
        known = entry.texts[language] = "".join(_lines(entry, language))
    return known


def _lines(entry: Entry, language: Language) -> Iterable[str]:
    cancelled = entry.status == "cancelled"
    # Without METHOD, DTSTAMP means the last change (RFC 5545 section 3.8.7.2).
    stamp = _stamp(entry.modified)
    yield "BEGIN:VEVENT\r\n"
    yield _text("SUMMARY", (CANCELLED_PREFIX[language] if cancelled else "") + _cleaned(entry.title))
    yield _moment("DTSTART", entry.start)
    yield _moment("DTEND", entry.end)
    yield f"DTSTAMP:{stamp}\r\n"
    yield _line(f"UID:{entry.uid}")
    yield f"SEQUENCE:{entry.sequence}\r\n"
    yield _text("DESCRIPTION", entry.description)
    yield f"LAST-MODIFIED:{stamp}\r\n"
    yield _text("LOCATION", entry.place)
    yield f"STATUS:{entry.status.upper()}\r\n"
    yield "TRANSP:TRANSPARENT\r\n" if cancelled else "TRANSP:OPAQUE\r\n"
    yield _line(f"URL:{entry.url}") if entry.url else ""
    yield "END:VEVENT\r\n"


_cleaned = lru_cache(maxsize=10_000)(clean)


@lru_cache(maxsize=10_000)
def _stamp(moment: datetime) -> str:
    return f"{whole_second(moment):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=10_000)
def _text(name: str, typed: str) -> str:
    """Give a line with a TEXT; none where nothing is left of what was typed."""
    return _line(f"{name}:{Text(typed).to_ical().decode()}") if clean(typed) else ""


def _line(line: str) -> str:
    """Give a line with its end, folded where it is long."""
    short = len(line) < _FOLD and line.isascii()
    return f"{line if short else Contentline(line).to_ical().decode()}\r\n"


def etag(body: bytes) -> str:
    """Give the strong entity tag of exactly these bytes, with its quotes (RFC 9110 section 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def last_modified(entries: Iterable[Entry], changes: Iterable[datetime] = ()) -> datetime | None:
    """Give the newest change, in UTC and whole seconds; None where there was none.

    `changes` are moments at which the calendar changed without leaving a trace in `entries`: the address
    was made, an entry was taken out (see `window.turnover` for those that time itself takes out).
    """
    moments = [*(entry.modified for entry in entries), *changes]
    return max(map(whole_second, moments), default=None)


# sessions of one evening begin and end at the same moments, and a term has a few hundred of these
@lru_cache(maxsize=20_000, typed=True)
def instant(moment: datetime | date) -> datetime:
    """Give a time, or midnight in Norway at the beginning of a day, in UTC.

    Raises ValueError for a time without zone, UnrealTimeError for one that clocks in Norway do not show once.
    """
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), OSLO).astimezone(UTC)
    _refuse(moment.utcoffset() is None, f"time without zone: {moment}")
    local = moment.astimezone(OSLO)
    return refuse_unreal_time(local.date(), local.time()).astimezone(UTC)


@lru_cache(maxsize=20_000)
def _day_of(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


@lru_cache(maxsize=20_000)
def _day_before(moment: datetime) -> date:
    return (moment - timedelta(seconds=1)).astimezone(OSLO).date()


def whole_second(moment: datetime) -> datetime:
    """Give an aware moment in UTC without its fraction of a second: calendars and HTTP know none."""
    return moment.astimezone(UTC).replace(microsecond=0)


@lru_cache(maxsize=10_000)
def _head(name: str, description: str, language: Language) -> str:
    """Give all that stands before the events."""
    calendar = _calendar(language)
    for property_, text in (("DESCRIPTION", description), ("NAME", name)):
        if clean(text):
            calendar[property_] = Text(text)
            calendar[{"DESCRIPTION": "X-WR-CALDESC", "NAME": "X-WR-CALNAME"}[property_]] = Text(text)
    if name:
        # Home Assistant refuses the feed without VALUE=DURATION, and the library leaves it out.
        calendar["REFRESH-INTERVAL"] = vDuration(REFRESH, params={"VALUE": "DURATION"})
        calendar["X-PUBLISHED-TTL"] = vDuration(REFRESH)
    return calendar.to_ical().decode().removesuffix(_END)


def _calendar(language: Language) -> Calendar:
    """Give an empty calendar; not by Calendar.new(), whose UID makes vdirsyncer keep one event of all."""
    calendar = Calendar()
    calendar["PRODID"] = vText(f"-//Mentorplan//Mentorplan//{language.upper()}")
    calendar["VERSION"] = vText("2.0")
    calendar["CALSCALE"] = vText("GREGORIAN")
    calendar.add_component(zone_component())
    return calendar


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.order


@lru_cache(maxsize=40_000, typed=True)
def _moment(name: str, moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        return f"{name};TZID=Europe/Oslo:{moment.astimezone(OSLO):%Y%m%dT%H%M%S}\r\n"
    return f"{name};VALUE=DATE:{moment:%Y%m%d}\r\n"


def _refuse(wrong: bool, sentence: str) -> None:
    """Stop at a mistake of our own: what people type is refused where they type it."""
    if wrong:
        raise ValueError(sentence)
