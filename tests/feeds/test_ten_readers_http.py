"""Ten independent readers see in the feeds, as they are fetched, the sessions that are in the database (11)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from mentoring.core.database import db
from mentoring.timetable.models import CANCELLED, Session
from tests import builders
from tests.conftest import SETTINGS
from tests.feeds.district import KINDS, District, district
from tests.feeds.test_ten_readers import by_uid, reader, seen, seen_by_node  # noqa: F401  # fixtures

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, bytes], Rows]]:
    """Each feed as it is fetched, and the rows that it is to hold."""
    folder = tmp_path_factory.mktemp("served")
    app = create_app(SETTINGS | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/test.db"}, instance_path=str(folder))
    with app.app_context():
        db.create_all()
        place = district(app)
        change(place)
        bodies = {kind: place.fetch(kind).data for kind in KINDS}
        rows = {kind: [row(session) for session in place.sessions] for kind in KINDS}
        yield bodies, rows
        db.session.remove()
        db.engine.dispose()


def change(place: District) -> None:
    """Move one session, cancel one, and add one in each of the weeks around both changes of the clock."""
    place.sessions[1].start, place.sessions[1].sequence = time(15, 15), 2
    place.sessions[2].status, place.sessions[2].sequence = CANCELLED, 1
    for day in (date(2026, 10, 25), date(2027, 3, 24), date(2027, 3, 28), date(2027, 10, 31)):
        pupils = [place.pupil]
        place.sessions.append(builders.session(place.mentor, place.venue, date=day, pupils=pupils))
    builders.commit()


def row(session: Session) -> dict[str, str]:
    """A session as every reader is to see it, in UTC by Norway's own rule for the clock."""
    is_cancelled = session.status == CANCELLED
    return {
        "uid": session.uid,
        "title": "AVLYST: Mattehjelp" if is_cancelled else "Mattehjelp",
        "description": "",
        "place": "Torshov bibliotek, 2. etasje",
        "status": "CANCELLED" if is_cancelled else "CONFIRMED",
        "start": in_utc(session.date, session.start),
        "end": in_utc(session.date, session.end),
    }


def in_utc(day: date, clock: time) -> str:
    """Norway is two hours ahead from the last Sunday of March to the last of October, else one."""
    is_summer = day < date(2026, 10, 25) or date(2027, 3, 28) <= day < date(2027, 10, 31)
    moment = datetime.combine(day, clock.replace(hour=clock.hour - (2 if is_summer else 1)), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def feeds(served: tuple[dict[str, bytes], Rows]) -> Rows:
    """The calendars by name, with what is to be seen in them."""
    return served[1]


@pytest.fixture(scope="module")
def files(served: tuple[dict[str, bytes], Rows], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What was fetched, as files, since that is what readers read."""
    folder = tmp_path_factory.mktemp("fetched")
    for kind, body in served[0].items():
        (folder / f"{kind}.ics").write_bytes(body)
    return [folder / f"{kind}.ics" for kind in served[0]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_sees_the_sessions_of_the_database(
    seen: dict[str, dict[str, Any]],  # noqa: F811  # the fixture
    feeds: Rows,
    kind: str,
) -> None:
    rows = by_uid(seen[kind]["entries"])

    assert len(rows) == 8
    assert rows == by_uid(feeds[kind])
