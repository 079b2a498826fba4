"""Addresses of mentors' calendars, encrypted where they are stored (Fernet: AES-128-CBC with HMAC-SHA256).

The key is made of SECRET_KEY; what was encrypted under one of SECRET_KEY_FALLBACKS can still be read.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_PURPOSE = b"addresses of busy calendars"


def encrypted(address: str) -> bytes:
    """What is stored of an address."""
    return _box().encrypt(address.encode())


def decrypted(stored: bytes) -> str | None:
    """The address again; None where the installation has another SECRET_KEY by now."""
    try:
        return _box().decrypt(stored).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or ())]
    return MultiFernet([_of(key) for key in keys])


def _of(key: str | bytes) -> Fernet:
    secret = key.encode() if isinstance(key, str) else key
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return Fernet(urlsafe_b64encode(derived))
