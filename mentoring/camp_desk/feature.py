"""Registers the feature: its pages and its planner."""

from flask import Flask

from mentoring.camp_desk import models
from mentoring.camp_desk.planner import CampPlanner
from mentoring.camp_desk.views import pages
from mentoring.planning.planners import register_planner


def init_feature(app: Flask) -> None:
    """The desk of the camp's plan."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    register_planner(CampPlanner())
