"""Registers the feature: the pages of the camp."""

from flask import Flask

from mentoring.camp import models, models_of_pupils
from mentoring.camp.views import pages


def init_feature(app: Flask) -> None:
    """Pages under /camp."""
    app.extensions.setdefault("tables", []).extend([models, models_of_pupils])
    app.register_blueprint(pages)
