"""Secrets in links that need no sign-in: made of what they are for and of the installation's key, stored nowhere."""

import hmac
from base64 import urlsafe_b64encode

from flask import current_app


def signed(purpose: str, content: bytes) -> str:
    """43 letters, digits, `-` and `_`: HMAC-SHA256 of purpose and content with FEED_KEY."""
    key: str = current_app.config["FEED_KEY"]
    digest = hmac.digest(key.encode(), purpose.encode() + b":" + content, "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_signed(purpose: str, content: bytes, secret: str) -> bool:
    """Whether the secret is the one of that purpose and content; takes as long whatever is wrong with it."""
    return hmac.compare_digest(signed(purpose, content).encode(), secret.encode())
