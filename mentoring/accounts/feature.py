"""Registers accounts: Flask-Security for signing in, our own pages, and the command that lets the first person in."""

from flask import Flask

import mentoring.accounts.front  # noqa: F401  # registers what waits
from mentoring.accounts.commands import people
from mentoring.accounts.queries import own_programmes
from mentoring.accounts.security import init_security
from mentoring.accounts.views import pages


def init_feature(app: Flask) -> None:
    """Sign-in and our own pages about accounts."""
    init_security(app)
    app.register_blueprint(pages)
    app.cli.add_command(people)
    app.context_processor(lambda: {"own_programmes": own_programmes})
