"""Calendars for the feed tests: a term with everything that has gone wrong in some calendar program."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mentoring.feeds.calendar import Entry, Feed
from mentoring.feeds.zone import OSLO

READERS = Path(__file__).parents[1] / "readers"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the output when a reader of the ten was left out."""
    sys.path.insert(0, str(READERS))
    import libical

    sys.path.remove(str(READERS))
    if libical.path() is None:
        terminalreporter.write_line(
            "Nine of ten calendar readers: libical is not on this machine (Debian: apt-get install libical3)."
        )


def _entry(**facts: Any) -> Entry:
    usual: dict[str, Any] = {
        "uid": "8f3a6a1e-0000-4000-8000-000000000001",
        "sequence": 0,
        "modified": datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
        "status": "confirmed",
        "title": "Matte",
        "description": "",
        "place": "Torshov bibliotek, rom 2",
        "start": datetime(2026, 3, 24, 15, tzinfo=OSLO),
        "end": datetime(2026, 3, 24, 16, tzinfo=OSLO),
        "url": "",
    }
    return Entry(**(usual | facts))


@pytest.fixture(scope="session")
def entry() -> Callable[..., Entry]:
    """Give an ordinary session, with the facts that a test is about put in its place."""
    return _entry


@pytest.fixture(scope="session")
def term() -> Feed:
    """Give sessions around both clock changes, moved, cancelled, of whole days, with difficult texts."""
    times = [
        ("2026-03-24T15:00", "2026-03-24T16:00"),  # the last week of winter time
        ("2026-03-28T23:30", "2026-03-29T03:30"),  # over the hour that is skipped
        ("2026-03-29T03:00", "2026-03-29T04:00"),
        ("2026-03-31T15:00", "2026-03-31T16:00"),  # the first week of summer time
        ("2026-10-20T15:00", "2026-10-20T16:00"),
        ("2026-10-24T23:00", "2026-10-25T04:00"),  # over the hour that comes twice
        ("2026-10-25T03:00", "2026-10-25T03:45"),
        ("2026-10-27T15:00", "2026-10-27T16:00"),
        ("2026-12-31T23:00", "2027-01-01T00:30"),
    ]
    sessions = [
        _entry(
            uid=f"8f3a6a1e-0000-4000-8000-{number:012}",
            title=f"Matte {start[5:10]}",
            start=datetime.fromisoformat(start).replace(tzinfo=OSLO),
            end=datetime.fromisoformat(end).replace(tzinfo=OSLO),
        )
        for number, (start, end) in enumerate(times)
    ]
    special = [
        _entry(uid="long", title="æøå" * 66 + "Æ ", place="Ø" * 200, description="Ålesund " * 50 + "."),
        _entry(uid="signs", title='Brøk, prosent; 3\\4 "og" 50 % : <b>', place="Rom 2;\nandre, \\etasje"),
        _entry(uid="lines", title="Første\nandre", description="Ta med:\n\n– bok\r\n– penn\r"),
        _entry(uid="cancelled", sequence=1, status="cancelled", title="Avlyst time, rom 3"),
        _entry(uid="moved", sequence=7, modified=datetime(2026, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC)),
        _entry(uid="nowhere", place="", url="https://mentorplan.example/sessions/17?a=b,c;d"),
        _entry(uid="camp", title="Mattecamp", start=date(2026, 6, 22), end=date(2026, 6, 27)),
        _entry(uid="camp-day", title="Leirdag", start=date(2026, 10, 25), end=date(2026, 10, 26)),
    ]
    return Feed(
        name="Mattementor Sagene",
        description="Økter med mentor",
        language="nb",
        entries=(*special, *sessions),
    )


@pytest.fixture(scope="session")
def empty() -> Feed:
    """Give a calendar before the first session."""
    return Feed(name="Mattementor Sagene", description="", language="nb", entries=())
