"""The C library of GNOME, KDE and Cyrus, called without a binding."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any


class IcalTime(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


POINTER, TEXT, KIND = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
SIGNATURES = {
    "icalparser_parse_string": (POINTER, [TEXT]),
    "icalcomponent_free": (None, [POINTER]),
    "icalcomponent_string_to_kind": (KIND, [TEXT]),
    "icalproperty_string_to_kind": (KIND, [TEXT]),
    "icalcomponent_count_errors": (ctypes.c_int, [POINTER]),
    "icalcomponent_get_first_component": (POINTER, [POINTER, KIND]),
    "icalcomponent_get_next_component": (POINTER, [POINTER, KIND]),
    "icalcomponent_get_first_property": (POINTER, [POINTER, KIND]),
    "icalcomponent_get_summary": (TEXT, [POINTER]),
    "icalcomponent_get_description": (TEXT, [POINTER]),
    "icalcomponent_get_location": (TEXT, [POINTER]),
    "icalcomponent_get_uid": (TEXT, [POINTER]),
    "icalcomponent_get_dtstart": (IcalTime, [POINTER]),
    "icalcomponent_get_dtend": (IcalTime, [POINTER]),
    "icalproperty_get_value": (POINTER, [POINTER]),
    "icalproperty_get_value_as_string": (TEXT, [POINTER]),
    "icalvalue_get_text": (TEXT, [POINTER]),
    "icaltimezone_get_utc_timezone": (POINTER, []),
    "icaltime_convert_to_zone": (IcalTime, [IcalTime, POINTER]),
}


def path() -> str | None:
    """Give the library of this machine (Debian: libical3 or libical3t64; Homebrew: libical)."""
    return ctypes.util.find_library("ical")


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(path())
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _events(library: ctypes.CDLL, calendar: int) -> Iterator[int]:
    kind = library.icalcomponent_string_to_kind(b"VEVENT")
    event = library.icalcomponent_get_first_component(calendar, kind)
    while event:
        yield event
        event = library.icalcomponent_get_next_component(calendar, kind)


def _moment(library: ctypes.CDLL, given: IcalTime) -> datetime | date:
    if given.is_date:
        return date(given.year, given.month, given.day)
    if not given.zone:
        raise ValueError("libical sees a floating time")
    there = library.icaltime_convert_to_zone(given, library.icaltimezone_get_utc_timezone())
    return datetime(there.year, there.month, there.day, there.hour, there.minute, there.second, tzinfo=UTC)


def read(body: bytes) -> dict[str, Any]:
    """Give the name of the calendar and its entries."""
    library = _library()
    calendar = library.icalparser_parse_string(body)
    if not calendar or library.icalcomponent_count_errors(calendar):
        raise ValueError("libical finds a fault")
    kinds = {name: library.icalproperty_string_to_kind(name.encode()) for name in ("NAME", "STATUS")}
    name = library.icalcomponent_get_first_property(calendar, kinds["NAME"])
    seen = {
        "name": library.icalvalue_get_text(library.icalproperty_get_value(name)).decode(),
        "entries": [
            {
                "uid": library.icalcomponent_get_uid(event).decode(),
                "title": library.icalcomponent_get_summary(event).decode(),
                "description": (library.icalcomponent_get_description(event) or b"").decode(),
                "place": (library.icalcomponent_get_location(event) or b"").decode(),
                "status": library.icalproperty_get_value_as_string(
                    library.icalcomponent_get_first_property(event, kinds["STATUS"])
                ).decode(),
                "start": _moment(library, library.icalcomponent_get_dtstart(event)),
                "end": _moment(library, library.icalcomponent_get_dtend(event)),
            }
            for event in _events(library, calendar)
        ],
    }
    library.icalcomponent_free(calendar)
    return seen
