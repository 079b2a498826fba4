"""Registers the feature: its pages, the command `flask import`, and the task that erases old files."""

from flask import Flask

from mentoring.importing import front  # noqa: F401  # tells the front page what waits
from mentoring.importing.commands import imports
from mentoring.importing.queries import kept_until
from mentoring.importing.shown import sum_of
from mentoring.importing.tasks import register_tasks
from mentoring.importing.views import pages


def init_feature(app: Flask) -> None:
    """Lists under /import, and `flask import`."""
    app.register_blueprint(pages)
    app.cli.add_command(imports)
    app.jinja_env.filters["sum_of"] = sum_of
    app.jinja_env.filters["kept_until"] = kept_until
    register_tasks(app)
