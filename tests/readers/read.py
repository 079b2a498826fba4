"""Prints what one reader sees in calendar files, as JSON: [{name, entries}, …], one for each file.

A process for each reader, because some change the libraries that others stand on (khal makes icalendar use
pytz). A reader that does not tell the calendar's name gives null.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

Seen = dict[str, Any]


def read_icalendar(body: bytes) -> Seen:
    """collective/icalendar, which also writes the feeds."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(body)
    return {"name": str(calendar["NAME"]), "entries": [_row(event) for event in calendar.walk("VEVENT")]}


def read_recurring(body: bytes) -> Seen:
    """recurring-ical-events: what takes place between two dates."""
    import recurring_ical_events
    from icalendar import Calendar

    events = recurring_ical_events.of(Calendar.from_ical(body)).between((1990, 1, 1), (2090, 1, 1))
    return {"name": None, "entries": [_row(event) for event in events]}


def _row(event: Any) -> Seen:
    return {
        "uid": str(event["UID"]),
        "title": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "place": str(event.get("LOCATION", "")),
        "status": str(event["STATUS"]),
        "start": event["DTSTART"].dt,
        "end": event["DTEND"].dt,
    }


def read_vobject(body: bytes) -> Seen:
    """vobject, on which Radicale stands; its zones are dateutil's."""
    import vobject

    calendar = vobject.readOne(body.decode())
    return {
        "name": calendar.name_.value if hasattr(calendar, "name_") else calendar.contents["name"][0].value,
        "entries": [
            {
                "uid": event.uid.value,
                "title": event.summary.value,
                "description": event.getChildValue("description", ""),
                "place": event.getChildValue("location", ""),
                "status": event.status.value,
                "start": event.dtstart.value,
                "end": event.dtend.value,
            }
            for event in calendar.contents.get("vevent", [])
        ],
    }


def read_ics(body: bytes) -> Seen:
    """ics.py, with arrow's times."""
    import ics

    calendar = ics.Calendar(body.decode())
    return {
        "name": None,
        "entries": [
            {
                "uid": event.uid,
                "title": event.name,
                "description": event.description or "",
                "place": event.location or "",
                "status": event.status,
                "start": event.begin.date() if event.all_day else event.begin.datetime,
                "end": event.end.date() if event.all_day else event.end.datetime,
            }
            for event in calendar.events
        ],
    }


def read_ical(body: bytes) -> Seen:
    """ical, the strict reader of Home Assistant."""
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(body.decode())
    return {
        "name": None,
        "entries": [
            {
                "uid": event.uid,
                "title": event.summary,
                "description": event.description or "",
                "place": event.location or "",
                "status": event.status.value,
                "start": event.dtstart,
                "end": event.dtend,
            }
            for event in calendar.events
        ],
    }


def read_khal(body: bytes) -> Seen:
    """khal, as it imports a file: each event apart, then read from the part."""
    import pytz
    from khal.icalendar import split_ics
    from khal.khalendar.event import Event

    zone = pytz.timezone("Asia/Tokyo")
    locale = {"local_timezone": zone, "default_timezone": zone}
    events = [Event.fromString(part, locale=locale) for part in split_ics(body.decode())]
    return {
        "name": None,
        "entries": [
            {
                "uid": event.uid,
                "title": event.summary,
                "description": event.description,
                "place": event.location,
                "status": event.status,
                "start": event.start,
                "end": event.end + timedelta(days=1) if event.allday else event.end,
            }
            for event in events
        ],
    }


def read_libical(body: bytes) -> Seen:
    """libical, see libical.py."""
    import libical

    return libical.read(body)


READERS: dict[str, Callable[[bytes], Seen]] = {
    "icalendar": read_icalendar,
    "recurring-ical-events": read_recurring,
    "vobject": read_vobject,
    "ics": read_ics,
    "ical": read_ical,
    "khal": read_khal,
    "libical": read_libical,
}


def _plain(moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        if moment.utcoffset() is None:
            raise ValueError(f"a floating time: {moment}")
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment.isoformat()


def _is_missing(reader: str) -> bool:
    import libical

    return reader == "libical" and libical.path() is None


if __name__ == "__main__":
    reader, *files = sys.argv[1:]
    if _is_missing(reader):
        sys.exit(print("null"))
    print(json.dumps([READERS[reader](Path(file).read_bytes()) for file in files], default=_plain))
