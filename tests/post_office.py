"""A real mail server on this machine, which keeps what it took and can be told to refuse."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """What came to the server. `refuse` maps an address to the answer it gets ("450 busy"); "" is everybody's."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.port = free_port()
        self.seconds_for_a_letter = 0.0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take an address, or say what was told to be said."""
        said = self.refuse.get(address) or self.refuse.get("")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep a letter, and think about it for a while."""
        await asyncio.sleep(self.seconds_for_a_letter / 2)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.seconds_for_a_letter / 2)
        return "250 OK"

    @contextmanager
    def open(self) -> Iterator["PostOffice"]:
        """Serve for a while."""
        server = Controller(self, hostname="127.0.0.1", port=self.port)
        server.start()
        try:
            yield self
        finally:
            server.stop()

    def settings(self) -> dict[str, Any]:
        """The settings of an installation that uses it."""
        return {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": self.port,
            "MAIL_DEFAULT_SENDER": "Mentorplan <post@mentorplan.example>",
            "BASE_URL": "https://plan.example",
        }


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
