"""Headers that every answer carries: nothing from outside, nothing inline, no other site's frame."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)

_CARRIED = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    # no page is for search engines; said here and not in robots.txt, which calendar readers obey for feeds
    ("X-Robots-Tag", "noindex"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
_ON_HTTPS = ("Strict-Transport-Security", "max-age=31536000")

#: for what a program may keep if it asks each time whether it still holds
ASKED_EACH_TIME = "private, no-cache"


def protected(response: Response, *, is_secure: bool) -> Response:
    """The answer with what every answer carries, whoever gives it."""
    there = {name.lower() for name, _value in response.headers}
    wanted = (*_CARRIED, *([_ON_HTTPS] if is_secure else []))
    response.headers.extend([(name, value) for name, value in wanted if name.lower() not in there])
    return response


def _protect(response: Response) -> Response:
    protected(response, is_secure=request.is_secure)
    is_own_file = (request.endpoint or "").endswith("static") and response.status_code < 400
    if not is_own_file and response.headers.get("Cache-Control") != ASKED_EACH_TIME:
        # set over what libraries say: Flask-Security writes "no-store=True", which means nothing, Flask's downloads
        # "no-cache", which lets a shared machine keep them
        response.headers["Cache-Control"] = "no-store"
    return response


def init_headers(app: Flask) -> None:
    """Protect every answer of `app`, and believe what trusted proxies say of who asks."""
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # as Flask says
    app.after_request(_protect)
