"""The secret in a feed's address: made of a nonce and the installation's key, stored only as its SHA-256."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from flask import current_app

from mentoring.core.mail import address as page_address
from mentoring.feeds.models import Subscription

NONCE_BYTES = 32


def new_nonce() -> bytes:
    """32 random bytes, from which one address is made."""
    return secrets.token_bytes(NONCE_BYTES)


def secret_of(nonce: bytes) -> str:
    """The 43 letters, digits, `-` and `_` that stand in the address: HMAC-SHA256 of the nonce with FEED_KEY."""
    key: str = current_app.config["FEED_KEY"]
    return urlsafe_b64encode(hmac.digest(key.encode(), nonce, "sha256")).rstrip(b"=").decode()


def hash_of(secret: str) -> str:
    """What is stored and looked up: the SHA-256 of the secret, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(subscription: Subscription) -> str:
    """The https (or http) address of the feed, for its owner's eyes only."""
    return page_address("feeds.read", name=f"{secret_of(subscription.nonce)}.ics")
