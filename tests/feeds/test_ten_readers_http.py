"""Ten independent readers see in the feeds, as they are fetched, the sessions that are in the database (11)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from mentoring.core.database import db
from mentoring.timetable import changing
from mentoring.timetable.models import CANCELLED, Session
from tests import builders
from tests.conftest import SETTINGS
from tests.feeds.district import KINDS, District, district
from tests.feeds.test_ten_readers import by_uid, reader, seen, seen_by_node  # noqa: F401  # fixtures

LONG = "Torshov bibliotek og nærmiljøhus, " + "æøå" * 30 + ", 2. etasje"
#: sessions that are changed: moved, cancelled, restored, given away, in another room
CHANGED = [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2027, 4, 12)]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, bytes], Rows]]:
    """Each feed as it is fetched, before the changes and after, and the rows that it is to hold."""
    folder = tmp_path_factory.mktemp("served")
    app = create_app(SETTINGS | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/test.db"}, instance_path=str(folder))
    with app.app_context():
        db.create_all()
        place = district(app)
        plant(place)
        bodies, rows = fetched(place, "before")
        change(place)
        later = fetched(place, "after")
        yield bodies | later[0], rows | later[1]
        db.session.remove()
        db.engine.dispose()


def fetched(place: District, when: str) -> tuple[dict[str, bytes], Rows]:
    """The feeds by owner and moment, and what the database says that they hold."""
    bodies = {f"{kind}-{when}": place.fetch(kind).data for kind in KINDS}
    rows = {f"{kind}-{when}": [row(session, place, kind) for session in place.sessions] for kind in KINDS}
    return bodies, rows


def plant(place: District) -> None:
    """Add a session in each of the weeks around both changes of the clock, and some that are to be changed."""
    place.programme.min_adults = 1
    place.venue.name = LONG
    monday, summer = date(2026, 10, 25), date(2027, 3, 24)
    for day in (monday, summer, date(2027, 3, 28), date(2027, 10, 31), *CHANGED):
        place.sessions.append(builders.session(place.mentor, place.venue, date=day, pupils=[place.pupil]))
    builders.commit()


def change(place: District) -> None:
    """Move a session, cancel one, restore one, give one away, another room for one, and add one."""
    moved, cancelled, restored, given, room = place.sessions[-5:]
    why = {"reason": "Det er avtalt"}
    at = {"on": moved.date, "start": time(15, 15), "end": time(16, 45), "venue": place.venue}
    changing.move(moved, **at, **why)
    changing.cancel([cancelled], why="venue")
    changing.cancel([restored], why="venue")
    changing.restore(restored, **why)
    changing.give_to(given, builders.mentor(place.programme), **why)
    changing.change_room(room, room="Rom 2; Blåsal, nord")
    people = {"mentor": place.mentor, "pupils": [place.pupil]}
    when = {"on": date(2027, 3, 30), "start": time(16), "end": time(17)}
    place.sessions.append(changing.add_extra(place.programme, **people, **when, venue=place.venue, **why))
    builders.commit()


def row(session: Session, place: District, kind: str) -> dict[str, str]:
    """A session as every reader is to see it, in UTC by Norway's own rule for the clock."""
    is_given_away = kind == "mentor" and session.mentor_id != place.mentor.id
    is_cancelled = session.status == CANCELLED or is_given_away
    return {
        "uid": session.uid,
        "title": "AVLYST: Mattehjelp" if is_cancelled else "Mattehjelp",
        "description": "",
        "place": session.place,
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


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_sees_the_sessions_of_the_database(
    seen: dict[str, dict[str, Any]],  # noqa: F811  # the fixture
    feeds: Rows,
    kind: str,
    when: str,
) -> None:
    rows = by_uid(seen[f"{kind}-{when}"]["entries"])

    assert len(rows) == {"before": 13, "after": 14}[when]
    assert rows == by_uid(feeds[f"{kind}-{when}"])
