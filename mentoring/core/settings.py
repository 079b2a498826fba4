"""Settings of an installation: defaults here, then instance/settings.py, then MENTORPLAN_… variables."""

import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask

DEFAULTS: dict[str, Any] = {
    # an address as SQLAlchemy writes it; postgresql+psycopg://… for PostgreSQL
    "SQLALCHEMY_DATABASE_URI": "sqlite:///mentorplan.db",
    # empty: a queue file beside the database (SQLite), or the same PostgreSQL
    "QUEUE_URL": "",
    # the address under which people reach the pages, without a slash at the end; used in feeds and mails
    "BASE_URL": "http://localhost:8000",
    "SUPPORTED_BY": "Bydel Sagene",
    # where mail goes; empty: nothing is sent, and staff are shown the letter to pass on themselves
    "MAIL_SERVER": "",
    "MAIL_PORT": 25,
    # True: STARTTLS on an ordinary port; MAIL_USE_SSL: encrypted from the first byte (port 465)
    "MAIL_USE_TLS": False,
    "MAIL_USE_SSL": False,
    "MAIL_USERNAME": None,
    "MAIL_PASSWORD": None,
    "MAIL_DEFAULT_SENDER": "mentorplan@localhost",
    # an SMS gateway to which a message is posted as JSON, see mentoring/outbox/sms.py; empty: no SMS is ever sent
    "SMS_URL": "",
    "SMS_TOKEN": "",
    "SMS_SENDER": "Mentorplan",
    "WTF_CSRF_TIME_LIMIT": None,
    "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    "MAX_FORM_PARTS": 5000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    # set to False only where pages are served without https on the machine itself
    "SESSION_COOKIE_SECURE": True,
    "REMEMBER_COOKIE_SECURE": True,
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    # how many reverse proxies stand in front and say who asks (X-Forwarded-For, X-Forwarded-Proto); 0: believe none
    "TRUSTED_PROXIES": 0,
    "PERMANENT_SESSION_LIFETIME": 12 * 3600,
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_HEADERS_ENABLED": False,
    # refused attempts from one address; "memory://" counts in each server process by itself
    "LIMIT_SIGN_IN": "10 per minute; 60 per hour",
    "LIMIT_FORGOTTEN": "5 per minute; 20 per hour",
    # refused attempts for one account, from wherever they come
    "LIMIT_ACCOUNT": "20 per 15 minutes",
    "LIMIT_JOIN": "10 per minute; 60 per hour",
    "LIMIT_CALENDARS": "10 per minute; 60 per hour",
    # how long the secret in an invitation can be used
    "INVITATION_DAYS": 14,
    # the largest list that is read (bytes of the file, lines), and for how many hours it is kept while rows wait
    "IMPORT_BYTES": 6_000_000,
    "IMPORT_ROWS": 3000,
    "IMPORT_HOURS": 24,
    # how long a run may take unless staff say otherwise, in seconds
    "RUN_SECONDS": 20,
    "RUN_WORKERS": 1,
    # a run whose worker gave no sign of life for so many seconds is taken up by another one, once
    "RUN_SILENCE": 20,
    # how long it is looked for whom to recruit and which hours to open, in seconds
    "ADVICE_SECONDS": 60,
    # how many pages in each server process may follow a run live at one moment, each of which holds a thread; the
    # others ask for news every other second
    "LIVE_STREAMS": 4,
    # a time of the week is blocked in matching where a mentor's own calendar is busy on more than so many per cent
    # of its dates; where it is not, only those dates clash
    "BUSY_PERCENT": 50,
    # for how many hours somebody who is asked to stand in may think about it; half the time that is left, if less
    "STAND_IN_HOURS": 4,
    # a port on this machine at which calendars may be fetched all the same; for tests only, refused otherwise
    "BUSY_TEST_PORT": None,
    # the day begins and ends here where somebody says only "after 15" or "any time"
    "DAY_START": "08:00",
    "DAY_END": "21:00",
}

SECRET_SETTINGS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "FEED_KEY")


def load_settings(app: Flask, overrides: dict[str, Any] | None) -> None:
    """Fill `app.config`; a missing secret is our own mistake and fails loudly."""
    app.config.from_mapping(DEFAULTS)
    if overrides is None:
        app.config.from_pyfile("settings.py", silent=True)
        app.config.from_prefixed_env("MENTORPLAN", loads=_plain_or_number)
    else:
        app.config.from_mapping(overrides)
    missing = [name for name in SECRET_SETTINGS if not app.config.get(name)]
    if app.config["BUSY_TEST_PORT"] and not app.testing:
        raise RuntimeError("BUSY_TEST_PORT is for tests only")
    if missing:
        raise RuntimeError(f"no {', '.join(missing)}: run `make setup`, which writes instance/settings.py")


def _plain_or_number(text: str) -> Any:
    return {"True": True, "False": False}.get(text, int(text) if text.isdigit() else text)


def write_first_settings(folder: Path) -> None:
    """Draw this installation's secrets into `folder`/settings.py, once; the file is readable by its owner only."""
    file = folder / "settings.py"
    if file.exists():
        return
    folder.mkdir(exist_ok=True)
    file.touch(mode=0o600)
    lines = [f"{name} = {secrets.token_urlsafe(32)!r}" for name in SECRET_SETTINGS]
    # `make run` serves plain http on this machine only
    lines += ["SESSION_COOKIE_SECURE = False", "REMEMBER_COOKIE_SECURE = False"]
    file.write_text('"""Settings of this installation; never shared."""\n\n' + "\n".join(lines) + "\n")


if __name__ == "__main__":
    write_first_settings(Path(os.environ.get("MENTORPLAN_INSTANCE") or "instance"))
