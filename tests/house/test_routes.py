"""Every route is walked as every role: nobody gets further than the permission table and the own rows allow."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.database import db
from tests.house.walk import OF_THE_DISTRICT, Route, routes
from tests.house.world import HEALTH, NOBODY, NOW, ROLES, World, build

SHOWN = (200, 302, 303)
#: the pages on which a leader of a camp reads what it was told of health; no other answer to anybody holds it
TELL_OF_HEALTH = ("camp_health.index", "camp_days.kitchen")
#: what a form that was sent empty may be answered with
HANDLED = (200, 204, 302, 303, 400, 409, 422)


@pytest.fixture(scope="module")
def kept() -> dict[str, World]:
    """The district as it was built first, for tests that come later."""
    return {}


@pytest.fixture
def world(app: Flask, kept: dict[str, World], tmp_path_factory: pytest.TempPathFactory) -> World:
    """The district with its three corners; on SQLite its file is copied from the one that was built first."""
    app.config["FIXED_NOW"] = NOW
    file = tmp_path_factory.getbasetemp() / "district.db"
    if db.engine.name != "sqlite":
        return build()
    if not kept:
        kept["sqlite"] = build()
        _checkpoint()
        shutil.copy(str(db.engine.url.database), file)
    else:
        _lay(file)
    return kept["sqlite"]


def _checkpoint() -> None:
    """Bring all that was committed into the one file of the database, and let go of it."""
    db.session.commit()
    db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    db.session.remove()
    db.engine.dispose()


def _lay(file: Path) -> None:
    """Put another file in the place of the database."""
    db.session.remove()
    db.engine.dispose()
    here = Path(str(db.engine.url.database))
    for suffix in ("-wal", "-shm"):
        here.with_name(here.name + suffix).unlink(missing_ok=True)
    shutil.copy(file, here)


@pytest.fixture
def clients(app: Flask, world: World, sign_in) -> dict[str, FlaskClient]:
    """A signed-in client for each role."""
    accounts = {role: world.account(role) for role in ROLES}
    return {role: sign_in(account) if account else app.test_client() for role, account in accounts.items()}


@pytest.fixture(autouse=True)
def _mishaps_are_answers(app: Flask) -> None:
    """A mistake of ours becomes an answer with status 500, so that the walk goes on and tells of all of them."""
    app.config["PROPAGATE_EXCEPTIONS"] = False


@pytest.fixture
def places(app: Flask) -> Iterator[None]:
    """Addresses can be made of endpoints."""
    with app.test_request_context():
        yield


class Rewind:
    """Puts the database and the browser back as they were, after a request that may have changed them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.cookie = client.get_cookie("session")
        _checkpoint()
        self.file = Path(str(db.engine.url.database)).with_suffix(".kept")
        shutil.copy(str(db.engine.url.database), self.file)

    def back(self) -> None:
        """As it was."""
        _lay(self.file)
        if self.cookie:
            self.client.set_cookie("session", self.cookie.value)


def _ask(client: FlaskClient, route: Route, address: str) -> tuple[int, str]:
    """The status, and what is wrong with the answer whoever asked."""
    try:
        answer = client.open(address, method=route.method)
    except AssertionError as fault:  # the checking client's word on the page
        return 200, str(fault)
    if HEALTH.encode() in answer.data and not (answer.status_code == 200 and route.endpoint in TELL_OF_HEALTH):
        return answer.status_code, "tells of health"
    return answer.status_code, "" if _is_protected(answer) else "without protection"


def _is_protected(answer: TestResponse) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return policy.startswith("default-src 'none'") and answer.headers.get("X-Content-Type-Options") == "nosniff"


def test_every_parameter_of_an_address_has_a_sample(app, world):
    known = set(world.own.ids)
    unknown = {
        f"{route}: {', '.join(sorted(route.parameters - known))}"
        for method in ("GET", "POST")
        for route in routes(app, method)
        if not route.parameters <= known
    }

    assert unknown == set(), "add a row for it to tests/house/world.py"


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_shown_to_those_who_may_see_them(app, clients, world, places, role):
    wrong = []
    for route in routes(app, "GET"):
        corner = world.elsewhere if role == ROLES[-1] else world.own
        status, fault = _ask(clients[role], route, route.address(corner, role))
        if status not in _expected(route, role, SHOWN) or fault:
            wrong.append(f"{route}: {status} {fault}")

    assert wrong == [], "\n".join(wrong)


def test_what_the_camp_was_told_of_health_is_there_to_be_seen_by_who_leads_it(clients, world):
    """So that the walks, which look for it in every answer, would find it."""
    paths = [f"/camp/{world.own.ids['camp_id']}/{page}" for page in ("health", "kitchen")]

    assert [HEALTH in clients[STAFF].get(path).text for path in paths] == [True, True]


@pytest.mark.parametrize("role", ROLES)
def test_deeds_are_done_by_those_who_may_do_them(app, clients, world, places, role):
    corner = world.elsewhere if role == ROLES[-1] else world.own
    addresses = {route: route.address(corner, role) for route in routes(app, "POST")}
    rewind = Rewind(clients[role])
    wrong = []
    for route, address in addresses.items():
        status, fault = _ask(clients[role], route, address)
        if status not in _expected(route, role, HANDLED) or fault:
            wrong.append(f"{route}: {status} {fault}")
        if status < 400:
            rewind.back()

    assert wrong == [], "\n".join(wrong)


def _expected(route: Route, role: str, done: tuple[int, ...]) -> tuple[int, ...]:
    if route.permission in (None, "public"):
        # another library's page, or one with a key of its own in the address: it only must not break
        return (*done, 401, 403)
    if route.is_allowed(role):
        # an empty form may name nothing that is there
        return done if route.parameters or done is SHOWN else (*done, 404)
    # who is not signed in is led to the door; who is gets told no
    return (302,) if role == NOBODY else (403,)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [COORDINATOR, MENTOR, STAFF])
def test_what_is_not_yours_does_not_exist(app, clients, world, places, role, method):
    strange = {route: _strange_addresses(route, world, role) for route in routes(app, method)}
    rewind = Rewind(clients[role])
    wrong = []
    for route, addresses in strange.items():
        for name, address in addresses:
            status, fault = _ask(clients[role], route, address)
            if status != 404:
                wrong.append(f"{route} with {name}: {status} {fault}")
            if method == "POST" and status < 400:
                rewind.back()

    assert wrong == [], "\n".join(wrong)


def _strange_addresses(route: Route, world: World, role: str) -> list[tuple[str, str]]:
    """(whose, address) of rows that this role must not reach, though it may open pages of that kind."""
    if route.permission in (None, "public") or not route.is_allowed(role):
        return []
    corners = {"a row of another programme": world.elsewhere}
    if role != STAFF:
        corners["a row of somebody else"] = world.other
    return [
        (f"{whose} as {name}", route.address(world.own, role, {name: corner.value(name, role)}))
        for name in sorted(route.parameters - OF_THE_DISTRICT)
        for whose, corner in corners.items()
        # a camp is the whole programme's: there the two corners have one row
        if corner.value(name, role) != world.own.value(name, role)
    ]


@pytest.mark.parametrize("role", [NOBODY, STAFF])
def test_no_deed_is_done_without_the_token_of_the_form(app, clients, world, places, role):
    app.config["WTF_CSRF_ENABLED"] = True
    done = [
        f"{route}: {status}"
        for route in routes(app, "POST")
        for status, _ in [_ask(clients[role], route, route.address(world.own, role))]
        if status != 400
    ]

    assert done == []


@pytest.mark.parametrize("role", [MENTOR, STAFF])
def test_asking_for_the_head_of_a_page_does_no_deed(clients, app, world, places, role):
    before = _figures()

    for route in routes(app, "GET"):
        if route.is_allowed(role) and route.permission != "public":
            clients[role].head(route.address(world.own, role))

    assert _figures() == before


def _figures() -> dict[str, int | None]:
    """How many rows each table has beside the register of who looked, and how many feeds have been stopped."""
    counts = {
        name: db.session.scalar(db.select(db.func.count()).select_from(table))
        for name, table in db.metadata.tables.items()
        if name != "audit_event"
    }
    stopped = db.select(db.func.count(db.metadata.tables["subscription"].c.revoked_at))
    return counts | {"stopped": db.session.scalar(stopped)}


@pytest.mark.both_databases
def test_staff_see_every_page_on_both_databases(app, clients, world, places):
    wrong = {
        str(route): answer
        for route in routes(app, "GET")
        if route.is_allowed(STAFF) and route.permission not in (None, "public")
        for answer in [_ask(clients[STAFF], route, route.address(world.own, STAFF))]
        if answer[0] not in SHOWN or answer[1]
    }

    assert wrong == {}, wrong
