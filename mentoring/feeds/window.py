"""Which entries a calendar shows on a day: near in time, and no more than clients take."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter

from mentoring.feeds.calendar import Entry
from mentoring.feeds.text import Text
from mentoring.feeds.zone import OSLO

BACK = timedelta(days=30)
CANCELLED_BACK = timedelta(days=14)
AHEAD = timedelta(days=366)  # twelve months, the longest that they are
MOST_EVENTS = 999
MOST_BYTES = 1_000_000

_HEAD = 20_000  # octets for the names, the zone and the frame of the calendar
_FRAME = 400  # octets of a VEVENT without what is typed
_FOLDED = 1 + 3 / 70  # a fold adds three octets to at least seventy


def shown(entries: Iterable[Entry], today: date) -> tuple[Entry, ...]:
    """Give the entries that a calendar shows on `today` (the day in Norway), by start and uid.

    From 30 days back (14 days for cancelled ones) to 12 months ahead. Of more than 999 entries or of
    1 MB, those farthest ahead wait until they are nearer.
    """
    near = _near(entries, today)
    room = MOST_BYTES - _HEAD
    for place, entry in enumerate(near[:MOST_EVENTS]):
        room -= weight(entry)
        if room < 0:
            return near[:place]
    return near[:MOST_EVENTS]


def turnover(entries: Iterable[Entry], today: date) -> datetime | None:
    """Give the last midnight at which time itself took an entry in or out, in UTC; None where it never did.

    A calendar that is cut because of its size may change with any day, so there it is today's midnight.
    """
    known = tuple(entries)
    if len(shown(known, today)) < len(_near(known, today)):
        return _midnight(today)
    days = [day for entry in known for day in (_first_day(entry), _day_after(entry)) if day <= today]
    return _midnight(max(days)) if days else None


def weight(entry: Entry) -> int:
    """Give a number of octets that the entry's VEVENT does not pass, without writing it."""
    texts = (entry.title, entry.description, entry.place)
    typed = sum(map(_octets, texts)) + len(entry.uid) + len(entry.url)
    return _FRAME + math.ceil(typed * _FOLDED)


@lru_cache(maxsize=10_000)
def _octets(text: str) -> int:
    return len(Text(text).to_ical())


def _near(entries: Iterable[Entry], today: date) -> tuple[Entry, ...]:
    near = (entry for entry in entries if _first_day(entry) <= today < _day_after(entry))
    return tuple(sorted(near, key=attrgetter("order")))


def _first_day(entry: Entry) -> date:
    return entry.first_day - AHEAD


def _day_after(entry: Entry) -> date:
    back = CANCELLED_BACK if entry.status == "cancelled" else BACK
    return entry.last_day + back + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO).astimezone(UTC)
