"""What a page asks of the database does not grow with the number of pupils; seconds are in `make bench`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as clock

import pytest
from sqlalchemy import event

from mentoring.core.database import db
from mentoring.matching.queries import sessions_in
from mentoring.planning.mending import copy_to_mend
from mentoring.programme.models import OpeningHours
from mentoring.programme.slots import slot_id, slots_of
from mentoring.registration.models import Guardian
from mentoring.standins.secret import family_address, family_link
from tests import builders, plans
from tests.matching.desk import Board

#: a few rows more may be looked up one by one, never one for each pupil
SLACK = 8


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


def crowd(pupils: int):
    """So many pupils with a guardian each, a fifth as many mentors, 60 slots, nobody alike."""
    of = builders.programme()
    schools = [builders.school() for _ in range(5)]
    for number in range(5):
        hours = [OpeningHours(day=day, start=clock(15), end=clock(18), staff=1) for day in (1, 2, 3)]
        builders.venue(of, name=f"Sted {number}", rooms=5, seats=20, opening_hours=hours)
    for number in range(pupils):
        days = [{"day": day, "start": "15:00", "end": "19:00"} for day in (1, 2, 3) if (number + day) % 4]
        languages = [("nb", "so", "ar")[number % 3]]
        grade = 8 + number % 3
        made = builders.pupil(of, schools[number % 5], grade=grade, availability=days, languages=languages)
        builders.guardian(made)
    for number in range(pupils // 5):
        builders.mentor(of, languages=[("nb", "so", "ar")[number % 3]], group_size=3, max_sessions=2)
    builders.commit()
    return of


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is given meanwhile."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def asked(app, sign_in, pupils: int) -> dict[str, int]:
    """Page → how many statements it needs, of a plan in force, a copy of it with a mend, and a move."""
    of = crowd(pupils)
    copy = copy_to_mend(plans.published(app, of, date(2026, 10, 5)))
    builders.commit()
    board = Board(sign_in(builders.staff(of)), copy)
    row = sessions_in(copy)[0]
    place = f"m{row.mentor_id}~{slot_id(row.venue_id, row.day, row.start)}"
    pages = {"board": f"{board.path}/board", "proposal": board.path, "publish": f"{board.path}/publish"}
    take = {"revision": board.revision, "deed": "take", "pupil": f"p{row.pupils[0].id}", "from": place}
    with counted() as move:
        answer = board.client.post(f"{board.path}/mend", data=take, headers={"X-Part": "board"})
    assert answer.status_code == 200
    found = {"move": len(move)}
    for name, path in pages.items():
        with counted() as statements:
            assert board.client.get(path).status_code == 200
        found[name] = len(statements)
    assert len(slots_of(of)) == 60
    return found


def test_pages_of_many_pupils_ask_the_database_no_more_often_than_those_of_few(app, sign_in):
    few = asked(app, sign_in, 20)
    many = asked(app, sign_in, 120)

    assert {name for name, count in many.items() if count > few[name] + SLACK} == set(), (few, many)


def test_the_family_of_a_mail_is_found_without_reading_every_family(app):
    of = crowd(20)
    guardian = db.session.query(Guardian).filter_by(programme_id=of.id).first()
    address = guardian.email.upper()
    db.session.expire_all()

    with counted() as statements:
        link = family_link(of, address)

    assert link == family_address(guardian)
    assert len(statements) <= 6
