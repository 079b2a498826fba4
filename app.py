"""The application: settings, what every feature stands on, and the list of features."""

import os
from importlib import import_module
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect

from mentoring.core.access import init_access, unguarded_endpoints
from mentoring.core.assets import init_assets
from mentoring.core.database import init_database
from mentoring.core.errors import init_errors
from mentoring.core.formats import init_formats
from mentoring.core.forms import init_forms
from mentoring.core.headers import init_headers
from mentoring.core.languages import init_languages
from mentoring.core.limits import init_limits
from mentoring.core.navigation import init_navigation
from mentoring.core.numbers import init_numbers
from mentoring.core.queue import init_queue
from mentoring.core.settings import load_settings
from mentoring.core.translation import init_translation

#: what every feature stands on
CORE = (
    init_database,
    init_numbers,
    init_languages,
    init_translation,
    init_access,
    init_navigation,
    init_formats,
    init_forms,
    init_errors,
    init_headers,
    init_assets,
    init_queue,
    init_limits,
)

#: the table of contents; a feature's `init_feature(app)` registers its pages, commands and tasks
FEATURES = (
    "outbox",
    "accounts",
    "programme",
    "registration",
    "absence",
    "busy",
    "planning",
    "matching",
    "timetable",
    "feeds",
    "standins",
    "messages",
    "camp",
    "camp_desk",
    "camp_days",
    "importing",
    "overview",
    "demo",
)


def create_app(overrides: dict[str, Any] | None = None, *, instance_path: str | None = None) -> Flask:
    """Make the application; `overrides` stand in place of the installation's settings (tests)."""
    app = Flask(
        __name__,
        static_folder="mentoring/static",
        static_url_path="/static",
        instance_path=instance_path or os.environ.get("MENTORPLAN_INSTANCE"),
        instance_relative_config=True,
    )
    app.url_map.strict_slashes = False  # an address works with and without its last slash
    load_settings(app, overrides)
    CSRFProtect(app)
    for init in CORE:
        init(app)
    for feature in FEATURES:
        import_module(f"mentoring.{feature}.feature").init_feature(app)
    if unguarded := unguarded_endpoints(app):
        raise RuntimeError(f"routes without a permission: {', '.join(unguarded)}")
    return app
