"""Texts encrypted where they are stored (Fernet: AES-128-CBC with HMAC-SHA256), each purpose with a key of its own.

The keys are made of SECRET_KEY; what was encrypted under one of SECRET_KEY_FALLBACKS can still be read.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def sealed(purpose: str, text: str) -> bytes:
    """What is stored of a text."""
    return _box(purpose).encrypt(text.encode())


def opened(purpose: str, stored: bytes) -> str | None:
    """The text again; None where the installation has another SECRET_KEY by now."""
    try:
        return _box(purpose).decrypt(stored).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or ())]
    return MultiFernet([_of(purpose, key) for key in keys])


def _of(purpose: str, key: str | bytes) -> Fernet:
    secret = key.encode() if isinstance(key, str) else key
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
    return Fernet(urlsafe_b64encode(derived))
