"""Bytes → components with the few properties that tell when somebody is busy (RFC 5545 § 3.1).

Titles, places and people are dropped here, before anything is understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mentoring.busy.reading.fault import Fault

MOST_BYTES = 5_000_000
MOST_COMPONENTS = 5_000
LONGEST_LINE = 64_000

_ALWAYS = {"BEGIN", "END"}
_OF_CALENDAR = {"PRODID", "X-WR-TIMEZONE"}
_OF_ENTRY = {
    *("UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "FREEBUSY"),
}
_OF_ZONE = {"TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"}
_KEPT = _ALWAYS | _OF_CALENDAR | _OF_ENTRY | _OF_ZONE
#: parts of entries and kinds of entries that say nothing of busy times; they count against the limit all the same
_IDLE = {"VALARM", "VTODO", "VJOURNAL"}

_FOLD = re.compile(rb"(?:\r\n|\r|\n)[ \t]")
_END = re.compile(rb"\r\n|\r|\n")
_NAME = re.compile(r"(?:[\w-]+\.)?([\w-]+)")
_PARAMETER = re.compile(r';([\w-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')


@dataclass(frozen=True)
class Line:
    """One property: its name in capitals, its parameters (name in capitals → value without quotes), its value."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """One BEGIN … END, with the properties that are kept and the components inside."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """The properties of that name, in the order of the file."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The value of the first property of that name; empty where there is none."""
        return next((line.value.strip() for line in self.lines if line.name == name), "")


def calendars(content: bytes) -> list[Component]:
    """The VCALENDARs of a file. Raises Fault where it is none, is not whole, or is beyond a limit."""
    if len(content) > MOST_BYTES:
        raise Fault("too_large", megabytes=MOST_BYTES // 1_000_000)
    file = Component("")
    opened = [file]
    count = 0
    for line in _lines(content):
        if line.name == "BEGIN":
            count += 1
            _open(opened, line.value.strip().upper(), count)
        elif line.name == "END":
            _close(opened, line.value.strip().upper())
        elif len(opened) > 1:
            opened[-1].lines.append(line)
    found = [part for part in file.parts if part.kind == "VCALENDAR"]
    if not found:
        raise Fault("web_page" if _is_web_page(content) else "no_calendar")
    if len(opened) > 1:
        raise Fault("cut_off")
    return found


def _open(opened: list[Component], kind: str, count: int) -> None:
    if count > MOST_COMPONENTS:
        raise Fault("too_many_entries", limit=MOST_COMPONENTS)
    part = Component(kind)
    if kind not in _IDLE:
        opened[-1].parts.append(part)
    opened.append(part)


def _close(opened: list[Component], kind: str) -> None:
    if len(opened) > 1 and opened[-1].kind == kind:
        opened.pop()
    elif len(opened) > 1:
        raise Fault("broken")


def _lines(content: bytes) -> Iterator[Line]:
    """The content lines that are kept; no line is longer than is good for anybody, dropped ones neither."""
    for raw in _END.split(_FOLD.sub(b"", _decoded(content))):
        name = _NAME.match(raw[:200].decode("utf-8", "replace").lstrip("\ufeff"))
        if name is None or name[1].upper() not in _KEPT:
            continue
        if len(raw) > LONGEST_LINE:
            raise Fault("long_line", kilobytes=LONGEST_LINE // 1000)
        line = _line(raw.decode("utf-8", "replace").lstrip("\ufeff"))
        if line is not None:
            yield line


def _decoded(content: bytes) -> bytes:
    """UTF-8; some programs write UTF-16 and say so with their first two bytes."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").encode()
    return content


def _line(text: str) -> Line | None:
    name = _NAME.match(text)
    if name is None:
        return None
    at, parameters = name.end(), {}
    while found := _PARAMETER.match(text, at):
        parameters[found[1].upper()] = found[2].replace('"', "")
        at = found.end()
    if text[at : at + 1] != ":":
        return None
    return Line(name[1].upper(), parameters, text[at + 1 :])


def _is_web_page(content: bytes) -> bool:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head")) or b"<html" in head
