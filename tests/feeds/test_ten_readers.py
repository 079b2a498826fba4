"""Ten independent readers see the same sessions in a calendar as those that were written into it."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentoring.feeds.calendar import Entry, Feed, feed_bytes
from mentoring.feeds.text import clean
from mentoring.feeds.zone import OSLO

READERS = Path(__file__).parents[1] / "readers"
PYTHON = ("icalendar", "recurring-ical-events", "vobject", "ics", "ical", "khal", "libical")
NODE = ("ical.js", "node-ical", "ts-ics")

# Faults of readers that no way of writing avoids, held here so that a mended reader is noticed:
# "\\n" (a typed backslash, then an n) is taken for a line break …
HASTY = {"ics": "C:\\\norge\\\nord", "khal": "C:\norge\\nord", "node-ical": "C:\\\norge\\\nord"}
# … and NAME (RFC 7986) is not known to be TEXT, so that it keeps its backslashes.
BEFORE_RFC_7986 = {"icalendar", "ical.js", "ts-ics"}
# … and the hours from midnight to the change are read with the offset of the hours after it.
EARLY_CHANGE = {"ts-ics"}
# These do not tell the name of a calendar.
NAMELESS = {"recurring-ical-events", "ics", "ical", "khal"}

Reading = dict[str, list[dict[str, Any]]]


def difficult_titles() -> list[str]:
    """Give titles of signs that some reader has stumbled over, at every distance from a fold."""
    chance = random.Random(5545)
    signs = [*"abæøåÆØÅıéΩ,;:\\\"'|=@^%&<>–’\n ", "%2C", "&amp;", "\\\\", "\\;", "\\,", "👩‍👧", "  "]
    drawn = ["".join(chance.choices(signs, k=chance.randint(1, 150))) for _ in range(150)]
    edged = [f"{'x' * length}{sign}{sign}y" for length in range(60, 76) for sign in " \\å,\n"]
    long = ["æøå" * 70, "Matte, brøk; 3\\4\nog 50 %", "x " * 100 + "x"]
    return [clean(title) for title in [*drawn, *edged, *long] if clean(title)]


@pytest.fixture(scope="module")
def feeds(term: Feed, empty: Feed, entry: Callable[..., Entry]) -> dict[str, Feed]:
    """Give the calendars that all readers read."""
    first = datetime(2026, 8, 17, 15, tzinfo=OSLO)
    weekly = [
        entry(uid=f"week-{week}", start=start, end=start + timedelta(hours=1))
        for week in range(60)
        for start in [first + timedelta(weeks=week)]
    ]
    typed = [
        entry(uid=f"typed-{number}", title=title, place=title, description=title)
        for number, title in enumerate(difficult_titles())
    ]
    nights = [
        entry(uid=f"night-{start:%m}", start=start, end=start + timedelta(minutes=45))
        for start in (datetime(2026, 3, 29, 1, tzinfo=OSLO), datetime(2026, 10, 25, 1, tzinfo=OSLO))
    ]
    english = Feed(name="Maths", description="", language="en", entries=(entry(status="cancelled"),))
    backslash = Feed(
        name="Matte, 3\\4; Sagene",
        description="",
        language="nb",
        entries=(entry(title="C:\\Norge\\nord", place="", description=""),),
    )
    return {
        "term": term,
        "empty": empty,
        "weekly": Feed(name="Uke for uke", description="", language="nn", entries=tuple(weekly)),
        "typed": Feed(name="Skrevet", description="", language="nb", entries=tuple(typed)),
        "nights": Feed(name="Netter", description="", language="nb", entries=tuple(nights)),
        "english": english,
        "backslash": backslash,
    }


@pytest.fixture(scope="module")
def files(feeds: dict[str, Feed], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the calendars as files, in the order of `feeds`."""
    folder = tmp_path_factory.mktemp("feeds")
    for name, feed in feeds.items():
        (folder / f"{name}.ics").write_bytes(feed_bytes(feed))
    return [folder / f"{name}.ics" for name in feeds]


def run(*command: str | Path) -> Any:
    """Run a reader on a machine that stands in Tokyo, so that a floating time is seen."""
    surroundings = os.environ | {"TZ": "Asia/Tokyo"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen_by_node(files: list[Path]) -> Reading:
    """Give what the three readers of Node see; they are installed if nobody has done it yet."""
    path = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    assert node is not None, "the three readers of Node need node on PATH"
    if not (READERS / "node_modules").is_dir():
        assert npm is not None, "the three readers of Node need npm on PATH"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=READERS, check=True)
    seen: Reading = run(node, READERS / "read.mjs", *files)
    return seen


@pytest.fixture(scope="module", params=[*PYTHON, *NODE])
def reader(request: pytest.FixtureRequest) -> str:
    """Name one of the ten readers."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def seen(
    reader: str, feeds: dict[str, Feed], files: list[Path], request: pytest.FixtureRequest
) -> dict[str, dict[str, Any]]:
    """Give what the reader sees in each calendar."""
    if reader in NODE:
        readings = request.getfixturevalue("seen_by_node")[reader]
    else:
        readings = run(sys.executable, READERS / "read.py", reader, *files)
        if readings is None:
            pytest.skip("libical is not on this machine (Debian: apt-get install libical3)")
    return dict(zip(feeds, readings, strict=True))


def in_utc(moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return moment.isoformat()


def plain(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text).strip()


def rows_of(feed: Feed) -> list[dict[str, str]]:
    """Give the entries as every reader is to see them."""
    word = "CANCELLED: " if feed.language == "en" else "AVLYST: "
    return [
        {
            "uid": entry.uid,
            "title": (word if entry.status == "cancelled" else "") + plain(entry.title),
            "description": plain(entry.description),
            "place": plain(entry.place),
            "status": entry.status.upper(),
            "start": in_utc(entry.start),
            "end": in_utc(entry.end),
        }
        for entry in sorted(feed.entries, key=lambda entry: entry.uid)
    ]


def by_uid(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: row["uid"])


@pytest.mark.parametrize("calendar", ["term", "weekly", "typed", "english", "empty"])
def test_a_reader_sees_the_sessions_that_were_written(
    reader: str, seen: dict[str, dict[str, Any]], feeds: dict[str, Feed], calendar: str
) -> None:
    rows = by_uid(seen[calendar]["entries"])

    assert rows == rows_of(feeds[calendar])


def test_a_weekly_session_keeps_its_hour_when_the_clock_changes(seen: dict[str, dict[str, Any]], reader: str) -> None:
    starts = [datetime.fromisoformat(row["start"]) for row in seen["weekly"]["entries"]]

    assert [start.astimezone(OSLO).hour for start in starts] == [15] * 60
    assert {start.hour for start in starts} == {13, 14}


def test_the_last_hour_before_the_clock_changes_is_read_with_the_old_offset(
    reader: str, seen: dict[str, dict[str, Any]]
) -> None:
    starts = [row["start"] for row in by_uid(seen["nights"]["entries"])]

    right = ["2026-03-29T00:00:00Z", "2026-10-24T23:00:00Z"]
    assert starts == (["2026-03-28T23:00:00Z", "2026-10-25T00:00:00Z"] if reader in EARLY_CHANGE else right)


def test_a_reader_sees_the_name_of_the_calendar(
    reader: str, seen: dict[str, dict[str, Any]], feeds: dict[str, Feed]
) -> None:
    names = [seen[calendar]["name"] for calendar in ("term", "empty", "backslash")]

    difficult = "Matte\\, 3\\\\4\\; Sagene" if reader in BEFORE_RFC_7986 else "Matte, 3\\4; Sagene"
    known = ["Mattementor Sagene", "Mattementor Sagene", difficult]
    assert names == ([None] * 3 if reader in NAMELESS else known)


def test_a_backslash_before_an_n_is_kept_by_readers_that_keep_to_the_standard(
    reader: str, seen: dict[str, dict[str, Any]]
) -> None:
    titles = [row["title"] for row in seen["backslash"]["entries"]]

    assert titles == [HASTY.get(reader, "C:\\Norge\\nord")]
