"""The SMS door: what a gateway must do, and one that speaks HTTP. Off unless SMS_URL stands in the settings.

Most gateways in Norway take a POST of JSON with a bearer token. What is sent:

    {"to": "+4791234567", "from": "Mentorplan", "text": "…", "id": "<the same at every try>"}

An answer of the 200s is a yes; of the 400s a no for good (a wrong number), but for 408, 425 and 429, which like the
500s and silence mean: try again later. The `id` lets a gateway drop what it has had already.
"""

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask import current_app

#: seconds that whoever sends waits for the gateway
PATIENCE = 10
_LATER = frozenset({408, 425, 429})


class RefusedError(Exception):
    """The gateway will never take this message."""


@dataclass(frozen=True)
class Message:
    """A short message; `key` is the same at every try."""

    to: str
    text: str
    key: str


class Door(Protocol):
    """Whatever brings short messages to telephones."""

    def send(self, message: Message) -> None:
        """Hand it over. Raises RefusedError where trying again would not help, OSError where it would."""


class _StaysHere(HTTPRedirectHandler):
    """The token is for one address only."""

    def redirect_request(self, *_: object) -> None:
        """Follow nowhere."""
        return


@dataclass(frozen=True)
class HttpGateway:
    """A gateway over HTTP, as described above."""

    url: str
    token: str
    sender: str

    def send(self, message: Message) -> None:
        """Post the message."""
        content = {"to": message.to, "from": self.sender, "text": message.text, "id": message.key}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = Request(self.url, json.dumps(content).encode(), headers, method="POST")  # noqa: S310  # the installation's own setting
        try:
            with build_opener(_StaysHere).open(request, timeout=PATIENCE) as answer:
                answer.read(1)
        except HTTPError as error:
            error.close()
            if 300 <= error.code < 500 and error.code not in _LATER:
                raise RefusedError(f"{error.code} {error.reason}") from error
            raise OSError(f"{error.code} {error.reason}") from error


def is_on() -> bool:
    """Whether this installation has a gateway."""
    return bool(current_app.config["SMS_URL"])


def door() -> Door:
    """The gateway of the settings."""
    settings = current_app.config
    return HttpGateway(settings["SMS_URL"], settings["SMS_TOKEN"], settings["SMS_SENDER"])
