"""How often one address may try, and one account be tried: the limits are settings, kept by Flask-Limiter."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)


def limited(setting: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view: what it refuses or shows again counts against the limit in that setting; success does not,
    so a whole school behind one address can sign in on the same morning.
    """
    return limiter.limit(
        lambda: current_app.config[setting], methods=["POST"], deduct_when=_was_refused, override_defaults=False
    )


def limited_for_account(setting: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view as `limited` does, by the e-mail address that was sent: one account is not guessed at from many
    addresses.
    """
    return limiter.limit(
        lambda: current_app.config[setting],
        key_func=lambda: f"account:{request.form.get('email', '').strip().casefold()}",
        methods=["POST"],
        deduct_when=_was_refused,
        override_defaults=False,
    )


def _was_refused(response: Response) -> bool:
    return response.status_code not in (302, 303)


def init_limits(app: Flask) -> None:
    """Keep the limits of `app`."""
    limiter.init_app(app)
