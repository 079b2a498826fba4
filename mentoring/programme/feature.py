"""Registers the feature: its pages, and what waits on the front page."""

from flask import Flask

from mentoring.core.front import says_what_waits
from mentoring.programme import models
from mentoring.programme.views import days, pages, places, rules
from mentoring.programme.waiting import what_the_programme_waits_for

#: importing these draws their routes
VIEWS = (days, places, rules)

says_what_waits(what_the_programme_waits_for)


def init_feature(app: Flask) -> None:
    """Pages under /programme, /schools, /venues and /calendar."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
