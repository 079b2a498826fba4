"""Registers the feature: its pages and its planner."""

from flask import Flask

from mentoring.camp_desk import (
    models,
    views_of_days,  # noqa: F401  # more pages of the same blueprint
    views_of_wishes,  # noqa: F401  # more pages of the same blueprint
)
from mentoring.camp_desk.judge import WING
from mentoring.camp_desk.planner import CampPlanner
from mentoring.camp_desk.views import pages
from mentoring.camp_desk.views_of_board import pages as board
from mentoring.planning.menders import register_mender
from mentoring.planning.planners import register_planner


def init_feature(app: Flask) -> None:
    """The desk of the camp's plan."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    app.register_blueprint(board)
    planner = CampPlanner()
    register_planner(planner)
    register_mender(WING, planner.mender)
