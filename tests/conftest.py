"""Fixtures of all tests: an application on a real database, and a client that checks what requests leave behind."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.test import TestResponse

from app import create_app
from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.core.translation import compile_catalogues
from tests import browser, postgres
from tests.applications import SQLITE, Applications, make_tables
from tests.builders import PASSWORD
from tests.pages import faults_of_page

SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "SECRET_KEY": "a key for tests only",
    "SECURITY_PASSWORD_SALT": "salt",
    "FEED_KEY": "feeds",
    "WTF_CSRF_ENABLED": False,
    "SESSION_COOKIE_SECURE": False,
    "REMEMBER_COOKIE_SECURE": False,
    "RATELIMIT_ENABLED": False,
    # argon2 at its cheapest: tests sign in hundreds of times
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__rounds": 1,
        "argon2__memory_cost": 8,
        "argon2__parallelism": 1,
    },
    "BASE_URL": "http://localhost",
}


#: files of few tests that take a minute and more
LONGEST = (
    "tests/house/test_pages.py",
    "tests/house/test_walk_of_the_desk.py",
    "tests/house/test_whole_chain.py",
    "tests/house/test_style.py",
    "tests/matching/test_board_in_a_browser.py",
    "tests/outbox/test_killed_workers.py",
    "tests/planning/test_worker.py",
    "tests/planning/test_power_cut.py",
    "tests/scheduling",
)


class CheckingClient(FlaskClient):
    """A client that fails a request which leaves uncommitted changes behind or shows a page that is not as pages
    must be. It asks for English, the language of the code's sentences, unless a test says otherwise.

    A request is a world of its own, as on a server: it sees what the test committed (which this client does for
    it), and nothing of who signed in with another client.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.environ_base.setdefault("HTTP_ACCEPT_LANGUAGE", "en")
        db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
            left = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert not left, f"{response.request.path} left uncommitted changes: {left}"
        _assert_page_is_good(response)
        return response


def _assert_page_is_good(response: TestResponse) -> None:
    """Whole pages that were shown, be it with a form to mend; parts for htmx are no pages."""
    is_html = response.mimetype == "text/html" and response.status_code in (200, 422)
    if is_html and "<html" in response.text[:300]:
        faults = faults_of_page(response.text, response.request.path)
        assert not faults, f"{response.request.path}:\n" + "\n".join(faults)


def pytest_configure(config: pytest.Config) -> None:
    """Pages are shown with the translations as they stand; where several processes share the tests, the first of
    them compiles for all."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests marked `both_databases` on SQLite and, where it is installed, on PostgreSQL."""
    if metafunc.definition.get_closest_marker("both_databases"):
        databases = ["sqlite", "postgresql"] if postgres.programs() else ["sqlite"]
        metafunc.parametrize("address", databases, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that no process waits for another's at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the output when PostgreSQL was left out."""
    if postgres.programs() is None:
        terminalreporter.write_line(
            "On SQLite only: PostgreSQL is not on this machine (Debian: apt-get install postgresql)."
        )


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of the tests' own, started when the first test asks for it."""
    with postgres.running_cluster() as started:
        yield started


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    """The applications on SQLite that tests share, one after the other."""
    return Applications(tmp_path_factory.mktemp("applications"))


@pytest.fixture
def address(request: pytest.FixtureRequest, applications: Applications) -> Iterator[str]:
    """Where the database of the test is. A test marked `both_databases` runs with either."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield applications.address
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    made = cluster.new_database()
    yield made
    cluster.drop(made)


@pytest.fixture
def own_database(tmp_path: Path) -> dict[str, Any]:
    """The setting that gives a test an application of its own."""
    return {"SQLALCHEMY_DATABASE_URI": f"{SQLITE}{tmp_path}/test.db"}


@pytest.fixture
def settings(address: str) -> dict[str, Any]:
    """The settings of the application under test; a test module may override this fixture."""
    return SETTINGS | {"SQLALCHEMY_DATABASE_URI": address}


@pytest.fixture
def app(
    request: pytest.FixtureRequest, settings: dict[str, Any], applications: Applications, tmp_path: Path
) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    address = settings["SQLALCHEMY_DATABASE_URI"]
    if address.startswith(SQLITE):
        lent = applications.lent(settings, tmp_path)
    else:
        request.getfixturevalue("cluster").fill(address, make_tables)
        lent = _on_postgresql(settings, tmp_path)
    with lent as made:
        made.test_client_class = CheckingClient
        yield made


@contextmanager
def _on_postgresql(settings: dict[str, Any], folder: Path) -> Iterator[Flask]:
    made = create_app(settings, instance_path=str(folder))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
        queue(made).storage.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody's browser, without scripts."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Account], FlaskClient]:
    """A function that gives a client in which the account is signed in, through the real page."""

    def signed_in(account: Account) -> FlaskClient:
        db.session.commit()
        browser = app.test_client()
        answer = browser.post("/account/sign-in", data={"email": account.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return browser

    return signed_in


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, started once."""
    with sync_playwright() as playwright:
        started = browser.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address under which the application is served to a browser."""
    with browser.serving(app) as address:
        yield address


@pytest.fixture
def browser_page(
    chromium: Browser, live_server: str, sign_in: Callable[[Account], FlaskClient]
) -> Iterator[Callable[..., browser.CheckedPage]]:
    """A function that gives a browser page in which the account (None: nobody) is signed in; see tests/browser.py.

    `browser_page(account, size=browser.PHONE, path="/pupils/")`.
    """
    with ExitStack() as open_pages:

        def page_of(
            account: Account | None = None, *, size: tuple[int, int] = browser.DESK, path: str = "/"
        ) -> browser.CheckedPage:
            cookie = sign_in(account).get_cookie("session") if account else None
            session = cookie.value if cookie else None
            language = account.language if account else None
            page = browser.opened(chromium, live_server, session, size=size, language=language)
            return open_pages.enter_context(page).open(path)

        yield page_of
