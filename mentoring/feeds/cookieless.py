"""Sessions that leave views marked as cookieless alone: no Set-Cookie, no `Vary: Cookie`."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


def cookieless(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that is for programs: who asks is not told by a cookie and never given one."""
    view.is_cookieless = True  # type: ignore[attr-defined]  # the mark that Sessions reads
    return view


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, kept from cookieless views; Flask-Login touches the session at every request."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save the session, unless the view that answered is marked."""
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "is_cookieless", False):
            response.headers.remove("Set-Cookie")
        else:
            super().save_session(app, session, response)
