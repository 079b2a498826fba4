"""Fixtures of all tests: an application on a real database, and a client that checks what requests leave behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from mentoring.accounts.models import Account
from mentoring.core.database import db
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
    "SECURITY_PASSWORD_HASH_OPTIONS": {
        "argon2__time_cost": 1,
        "argon2__memory_cost": 8,
        "argon2__parallelism": 1,
    },
    "BASE_URL": "http://localhost",
}


class CheckingClient(FlaskClient):
    """A client that fails a request which leaves uncommitted changes behind or shows a page that is not as pages
    must be. It asks for English, the language of the code's sentences, unless a test says otherwise.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.environ_base.setdefault("HTTP_ACCEPT_LANGUAGE", "en")
        response = super().open(*args, **kwargs)
        left = [*db.session.new, *db.session.dirty, *db.session.deleted]
        assert not left, f"{response.request.path} left uncommitted changes: {left}"
        is_part = "HX-Request" in response.request.headers
        if response.mimetype == "text/html" and response.status_code in (200, 422) and not is_part:
            faults = faults_of_page(response.text, response.request.path)
            assert not faults, f"{response.request.path}:\n" + "\n".join(faults)
        return response


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    """The settings of the application under test; a test module may override this fixture."""
    return SETTINGS | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/test.db"}


@pytest.fixture
def app(settings: dict[str, Any], tmp_path: Path) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    made = create_app(settings, instance_path=str(tmp_path))
    made.test_client_class = CheckingClient
    with made.app_context():
        db.create_all()
        yield made
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


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
