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
from tests.house.world import NOBODY, ROLES, World, build

SHOWN = (200, 302, 303)
#: what a form that was sent empty may be answered with
HANDLED = (200, 204, 302, 303, 400, 409, 422)


@pytest.fixture
def world(app: Flask) -> World:
    """The district with its three corners."""
    made = build()
    db.session.commit()
    return made


@pytest.fixture
def clients(app: Flask, world: World, sign_in) -> dict[str, FlaskClient]:
    """A signed-in client for each role."""
    return {role: sign_in(account) if account else app.test_client() for role, account in world.accounts.items()}


@pytest.fixture
def places(app: Flask) -> Iterator[None]:
    """Addresses can be made of endpoints."""
    with app.test_request_context():
        yield


class Rewind:
    """Puts the database back as it was, after a request that may have changed it."""

    def __init__(self) -> None:
        db.session.commit()
        db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        self.file = Path(str(db.engine.url.database))
        self.kept = self.file.with_suffix(".kept")
        db.engine.dispose()
        shutil.copy(self.file, self.kept)

    def back(self) -> None:
        """As it was."""
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)


def _ask(client: FlaskClient, route: Route, address: str) -> TestResponse:
    return client.open(address, method=route.method)


def _is_protected(answer: TestResponse) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return policy.startswith("default-src 'none'") and answer.headers.get("X-Content-Type-Options") == "nosniff"


def test_every_parameter_of_an_address_has_a_sample(app, world):
    known = world.own.ids.keys()
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
        answer = _ask(clients[role], route, route.address(corner, role))
        if answer.status_code not in _expected(route, role, SHOWN) or not _is_protected(answer):
            wrong.append(f"{route}: {answer.status} {'' if _is_protected(answer) else 'without protection'}")

    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_deeds_are_done_by_those_who_may_do_them(app, clients, world, places, role):
    corner = world.elsewhere if role == ROLES[-1] else world.own
    addresses = {route: route.address(corner, role) for route in routes(app, "POST")}
    rewind = Rewind()
    wrong = []
    for route, address in addresses.items():
        answer = _ask(clients[role], route, address)
        if answer.status_code not in _expected(route, role, HANDLED) or not _is_protected(answer):
            wrong.append(f"{route}: {answer.status} {'' if _is_protected(answer) else 'without protection'}")
        if answer.status_code < 400:
            rewind.back()

    assert wrong == []


def _expected(route: Route, role: str, done: tuple[int, ...]) -> tuple[int, ...]:
    if route.permission is None:
        # another library's page: it only must not break
        return (*done, 401, 403)
    if route.is_allowed(role):
        return done
    # who is not signed in is led to the door; who is gets told no
    return (302,) if role == NOBODY else (403,)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [COORDINATOR, MENTOR, STAFF])
def test_what_is_not_yours_does_not_exist(app, clients, world, places, role, method):
    strange = {route: _strange_addresses(route, world, role) for route in routes(app, method)}
    rewind = Rewind()
    wrong = []
    for route, addresses in strange.items():
        for name, address in addresses:
            answer = _ask(clients[role], route, address)
            if answer.status_code != 404:
                wrong.append(f"{route} with {name}: {answer.status}")
            if method == "POST" and answer.status_code < 400:
                rewind.back()

    assert wrong == []


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
    ]


@pytest.mark.parametrize("role", [NOBODY, STAFF])
def test_no_deed_is_done_without_the_token_of_the_form(app, clients, world, places, role):
    app.config["WTF_CSRF_ENABLED"] = True
    done = [
        f"{route}: {answer.status}"
        for route in routes(app, "POST")
        if (answer := _ask(clients[role], route, route.address(world.own, role))).status_code != 400
    ]

    assert done == []


@pytest.mark.both_databases
def test_staff_see_every_page_on_both_databases(app, clients, world, places):
    wrong = {
        str(route): answer.status
        for route in routes(app, "GET")
        if route.is_allowed(STAFF)
        and route.permission is not None
        and (answer := _ask(clients[STAFF], route, route.address(world.own, STAFF))).status_code not in SHOWN
    }

    assert wrong == {}
