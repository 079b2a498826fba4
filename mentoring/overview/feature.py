"""Registers the figures of the front page."""

from flask import Flask

import mentoring.overview.figures  # noqa: F401  # registers itself


def init_feature(app: Flask) -> None:
    """Nothing but the figures: the front page itself belongs to accounts."""
