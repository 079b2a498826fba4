"""A feed that has not changed is answered in two looks at the database; whatever changes it is seen at once."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.kept import KEPT
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import address
from mentoring.timetable import changing
from tests import builders
from tests.feeds.district import NOW, District, district, events, fetch


@pytest.fixture
def place(app) -> District:
    """The district, all feeds of which were fetched."""
    made = district(app)
    for kind in made.feeds:
        made.fetch(kind)
    return made


class Asked:
    """The statements that reach the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> "Asked":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement.split()[0])


@pytest.mark.both_databases
@pytest.mark.parametrize(("kind", "looks"), [("mentor", 3), ("pupil", 3), ("venue", 2)])
def test_what_has_not_changed_takes_a_look_at_whose_it_is_at_sessions_and_at_camps(place, kind, looks):
    path = place.path(kind)
    tag = fetch(place.app, path).headers["ETag"]

    with Asked() as asked:
        unchanged, whole = fetch(place.app, path, If_None_Match=tag), fetch(place.app, path)

    assert (unchanged.status_code, whole.status_code) == (304, 200)
    assert asked.statements == ["SELECT"] * looks * 2


def test_a_process_that_has_no_copy_makes_the_same_bytes(place):
    before = place.fetch("mentor")

    KEPT.forget()

    after = place.fetch("mentor")
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]


def _move(place: District) -> None:
    to = {"on": date(2026, 11, 23), "start": time(16), "end": time(17, 30), "venue": place.venue}
    changing.move(place.sessions[2], reason="Avtalt", **to)


def _rename(place: District) -> None:
    place.venue.name = "Deichman Torshov"


def _take_out(place: District) -> None:
    db.session.delete(place.sessions[2])


def _tell_less(place: District) -> None:
    for one in place.feeds.values():
        one.detail, one.detail_at = "busy", NOW + timedelta(minutes=1)


def _say_it_in_english(place: District) -> None:
    for one in place.feeds.values():
        one.language = "en"


def _next_month(place: District) -> None:
    place.at(NOW + timedelta(days=31))


CHANGES: list[Callable[[District], None]] = [
    _move,
    lambda place: changing.change_room(place.sessions[2], room="Rom 2"),
    lambda place: changing.cancel([place.sessions[2]], why="venue"),
    _rename,
    _take_out,
    _tell_less,
    _say_it_in_english,
    _next_month,
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["mentor", "pupil", "venue"])
def test_whatever_changes_a_feed_is_seen_at_the_next_fetch(place, kind, change):
    before = place.fetch(kind)

    change(place)
    builders.commit()

    after = place.fetch(kind, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.data != before.data


@pytest.mark.both_databases
def test_a_mentor_sees_that_somebody_else_took_the_session(place):
    before = place.fetch("mentor")
    other = builders.mentor(place.programme)
    uid = place.sessions[2].uid

    changing.give_to(place.sessions[2], other, reason="Stiller opp")
    builders.commit()
    after = place.fetch("mentor", If_None_Match=before.headers["ETag"])
    pupils = place.fetch("pupil")

    of_mentor = {str(one["UID"]): str(one["STATUS"]) for one in events(after)}
    of_pupil = {str(one["UID"]): str(one["STATUS"]) for one in events(pupils)}
    assert (of_mentor[uid], of_pupil[uid]) == ("CANCELLED", "CONFIRMED")


def test_a_revoked_address_is_closed_at_the_door_too(place):
    tag = place.fetch("mentor").headers["ETag"]
    place.feeds["mentor"].revoked_at = NOW
    builders.commit()

    assert place.fetch("mentor", If_None_Match=tag).status_code == 404


def _own_feed(place: District, sign_in: Callable[..., FlaskClient], detail: str) -> tuple[str, Account]:
    """The path of a feed of everything, of somebody of the staff."""
    account = builders.staff(place.programme)
    sign_in(account).post("/feeds/own", data={"label": "", "detail": detail})
    made = db.session.scalars(db.select(Subscription).order_by(Subscription.id.desc())).first()
    return address(made).removeprefix("http://localhost"), account


@pytest.mark.both_databases
@pytest.mark.parametrize("detail", ["place", "initials"])
def test_feeds_of_accounts_and_with_initials_are_not_made_anew_either(place, sign_in, detail):
    place.programme.feeds_show_initials = True
    path, _account = _own_feed(place, sign_in, detail)
    tag = fetch(place.app, path).headers["ETag"]

    with Asked() as asked:
        unchanged = fetch(place.app, path, If_None_Match=tag)

    assert unchanged.status_code == 304
    assert asked.statements == ["SELECT"] * {"place": 4, "initials": 5}[detail]


@pytest.mark.both_databases
def test_whoever_comes_or_goes_in_a_session_changes_the_feeds_that_show_initials(place, sign_in):
    place.programme.feeds_show_initials = True
    path, _account = _own_feed(place, sign_in, "initials")
    before = fetch(place.app, path)

    place.sessions[2].pupils.append(builders.pupil(place.programme, place.school, given_name="Zoe", family_name="Øy"))
    builders.commit()
    after = fetch(place.app, path, If_None_Match=before.headers["ETag"])

    assert (before.text.count("ZØ"), after.text.count("ZØ")) == (0, 1)


def test_a_feed_that_is_made_anew_reads_sessions_and_camps_once_and_is_noted_once(place):
    changing.change_room(place.sessions[2], room="Rom 2")
    builders.commit()

    path = place.path("mentor")

    with Asked() as asked:
        fetch(place.app, path)

    assert asked.statements == ["SELECT"] * 5 + ["UPDATE"]
