"""Files as programs really wrote them: each gives the times that another library finds, or one clear sentence.

In every test run those that the test suites of two libraries hold, about 260; CALENDAR_FILES=folder takes all files
of that folder too (thousands lie in the suites of libical, ical4j, ical.net, node-ical, khal …).
"""

import hashlib
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events

from mentoring.busy.reading.fault import KEYS, Fault
from mentoring.busy.reading.intervals import read, union
from mentoring.busy.reading.series import Stretch, Window
from mentoring.core.clock import OSLO

MORE = os.environ.get("CALENDAR_FILES", "")
FOLDERS = [
    *(Path(str(of.__file__)).parent / name for of, name in ((icalendar, "tests"), (recurring_ical_events, "test"))),
    *([Path(MORE)] if MORE else []),
]
#: so long the other library may take for one file
SECONDS = 60
#: what the other library does not do, or does in another way, and why ours stands → beginnings of the files' SHA-256
TOLD_APART = {
    "a period of RDATE may be of whole days": "5798bf73104e 951f0d957f04",
    "one identifier for several entries that are no series: each counts": "dc26054c4d1d",
    "a changed occurrence counts although its rule does not reach it, or its series is not in the file": (
        "f8ea8a928eef 1b20ebe5e55f"
    ),
    "an entry of whole days that ends on the day it begins takes that day": "739baa56a1a8",
    "EXDATE with a time takes nothing out of a series of whole days at another hour": "50806733f117",
    "EXRULE of the older standard is heeded (RFC 2445)": "3d85e7bf97fc",
    "UNTIL without a zone is read by the clock of the series": "b45396a55fb2 0d3f55ddeb5d",
    "a time without a zone is of the calendar's, else of the mentor's own; so is one whose zone nobody knows": (
        "ac6ffe8e00e7 07c84c4aab9f 46313d080460 02795caec227 db91cf19d1a8"
    ),
    "a zone of the file's own is read": "4cefe8b7b885",
    "a day ends at midnight in Norway": "9fa9cdb7140f d6d1902970f3 831f7cfe7780",
    "DTEND tells an exact duration, also when the clock changes (RFC 5545 § 3.8.5.3)": "f5704b7bf540",
    "a rule that is none, or an end before the beginning, is left out and told": "9ecebe4c8c36 bdb3fe0e70d8",
}
_KNOWN = frozenset(" ".join(TOLD_APART.values()).split())
#: what the other library raises where it cannot read a file at all
NOT_READ_THERE = (ValueError, TypeError, AttributeError, TimeoutError, recurring_ical_events.InvalidCalendar)
_MARGIN = timedelta(days=8)
_FREE = (("STATUS", "CANCELLED"), ("TRANSP", "TRANSPARENT"), ("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"))


def files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.rglob("*.ics"))]


def window_of(content: bytes) -> Window:
    """A year and a bit in which most of the file's entries begin."""
    years = Counter(map(int, re.findall(rb"DTSTART[^:\r\n]*:(\d{4})\d{4}", content)))
    year = max((year for year in years if 1972 <= year <= 2100), key=years.__getitem__, default=2026)
    return Window(datetime(year, 1, 1, tzinfo=OSLO), datetime(year + 1, 3, 1, tzinfo=OSLO))


def instant(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return (when if when.tzinfo else when.replace(tzinfo=OSLO)).astimezone(UTC)
    return datetime.combine(when, time(), OSLO).astimezone(UTC)


def _give_up(*_: object) -> None:
    raise TimeoutError


def expanded(content: bytes, window: Window) -> list[Stretch]:
    """The busy times as icalendar and recurring_ical_events see them. Raises what these raise, or TimeoutError."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(SECONDS)
    try:
        return _expanded(content, window)
    finally:
        signal.alarm(0)


def _expanded(content: bytes, window: Window) -> list[Stretch]:
    found = [
        stretch
        for one in icalendar.Calendar.from_ical(content, multiple=True)
        if one.name == "VCALENDAR"
        for stretch in (*_of_events(one, window), *_of_lists(one))
    ]
    return union([stretch for stretch in found if stretch[0] < stretch[1] and window.holds(stretch)])


def _of_events(calendar: Any, window: Window) -> Iterator[Stretch]:
    calendar.subcomponents = [one for one in calendar.subcomponents if one.name != "VEVENT" or "DTSTART" in one]
    for one in recurring_ical_events.of(calendar, skip_bad_series=True).between(
        window.start - _MARGIN, window.end + _MARGIN
    ):
        if not any(str(one.get(name, "")).upper() == free for name, free in _FREE):
            yield instant(one["DTSTART"].dt), instant(one["DTEND"].dt)


def _of_lists(calendar: Any) -> Iterator[Stretch]:
    for part in calendar.walk("VFREEBUSY"):
        lines = part.get("FREEBUSY", [])
        for period in lines if isinstance(lines, list) else [lines]:
            if period.params.get("FBTYPE", "BUSY").upper() != "FREE":
                yield instant(period.start), instant(period.end)


def difference(content: bytes) -> str:
    """How the times that are read differ from those of the other library; empty where they don't, or where one clear
    sentence says why not. Raises what the other library raises where it cannot read the file.
    """
    window = window_of(content)
    try:
        found = read(content, window, all_day="busy", home="Europe/Oslo")
    except Fault as fault:
        return "" if fault.key in KEYS else f"unknown fault {fault.key}"
    wanted = expanded(content, window)
    ours, theirs = (
        sorted(set(one) - set(other)) for one, other in ((found.intervals, wanted), (wanted, found.intervals))
    )
    if not ours and any(key in ("left_out", "endless") for key, _about in found.warnings):
        return ""
    return f"only ours: {_told(ours)}; only theirs: {_told(theirs)}" if ours or theirs else ""


def _told(stretches: list[Stretch]) -> str:
    return ", ".join(f"{start:%Y-%m-%d %H:%M}/{end:%m-%d %H:%M}" for start, end in stretches[:2])


@pytest.mark.filterwarnings("ignore")  # what the other library thinks of a file
def test_real_files_give_the_times_that_another_library_finds_or_one_clear_sentence():
    contents = {hashlib.sha256(content).hexdigest()[:12]: content for content in map(Path.read_bytes, files())}
    wrong, not_read_there = {}, []

    for key, content in contents.items():
        try:
            told = difference(content)
        except NOT_READ_THERE:
            not_read_there.append(key)
        else:
            wrong |= {key: told} if told and key not in _KNOWN else {}

    assert wrong == {}
    assert len(contents) > 230
    assert len(not_read_there) < len(contents) / 20
