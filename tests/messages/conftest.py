"""A Sunday evening before a Monday with sessions, a mail server and an SMS gateway."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from tests.post_office import PostOffice
from tests.standins.week import Monday

EVENING = datetime(2026, 11, 15, 17, tzinfo=UTC)


class Gateway:
    """A real SMS gateway on this machine: keeps what it took, and answers what it is told to."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.answers: list[int] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = gateway.answers.pop(0) if gateway.answers else 200
                gateway.tokens.append(self.headers["Authorization"])
                if status == 200:
                    gateway.messages.append(said)
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """It runs while the test does."""
    made = Gateway()
    thread = Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """The mail server."""
    with PostOffice().open() as opened:
        yield opened


@pytest.fixture
def settings(settings: dict[str, Any], office: PostOffice, gateway: Gateway) -> dict[str, Any]:
    """An installation that has both."""
    return settings | office.settings() | {"FIXED_NOW": EVENING, "SMS_URL": gateway.url, "SMS_TOKEN": "token"}


@pytest.fixture
def monday(app: Flask) -> Monday:
    """The day after that evening; nobody is left alone where one is away."""
    return Monday(staff=2)
