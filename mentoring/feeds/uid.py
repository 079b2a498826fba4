"""Identifiers of calendar entries: constant, unique and without meaning (RFC 7986 section 5.3)."""

from uuid import uuid4


def new_uid() -> str:
    """Give a new identifier, to be stored with the session when it is made and never changed after."""
    return str(uuid4())
