"""Addresses of mentors' calendars, encrypted where they are stored."""

from mentoring.core.sealing import opened, sealed

_PURPOSE = "addresses of busy calendars"


def encrypted(address: str) -> bytes:
    """What is stored of an address."""
    return sealed(_PURPOSE, address)


def decrypted(stored: bytes) -> str | None:
    """The address again; None where the installation has another SECRET_KEY by now."""
    return opened(_PURPOSE, stored)
