"""Registers the feature: its pages, commands and tasks."""

from flask import Flask

from mentoring.programme import models


def init_feature(app: Flask) -> None:
    """Nothing to show yet; the tables are known."""
    app.extensions.setdefault("tables", []).append(models)
