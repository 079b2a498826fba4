"""Registers the feature: its pages, its planner, and what it says on the front page."""

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits
from mentoring.matching import models
from mentoring.matching.planner import WING, WeeklyPlanner
from mentoring.matching.queries import pupils_without_place
from mentoring.matching.views_of_board import pages as board
from mentoring.matching.views_of_history import pages
from mentoring.planning.menders import register_mender
from mentoring.planning.planners import after_proposing, register_adviser, register_planner
from mentoring.planning.queries import plan_in_force, term_at_hand


def init_feature(app: Flask) -> None:
    """The desk of the weekly plan."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    app.register_blueprint(board)
    planner = WeeklyPlanner()
    register_planner(planner)
    register_adviser(WING, planner)
    after_proposing(WING, planner.look_ahead)
    register_mender(WING, planner.mender)


@says_what_waits
def pupils_waiting(viewer: Viewer) -> list[Waiting]:
    """Staff: how many pupils have no mentor in the plan in force."""
    term = term_at_hand(viewer.programme_id) if viewer.may("run.start") else None
    waiting = len(pupils_without_place(viewer, plan_in_force(term.frame, WING))) if term else 0
    if not waiting:
        return []
    sentence = ngettext("%(num)d pupil waits for a mentor.", "%(num)d pupils wait for a mentor.", waiting)
    return [Waiting(sentence, url_for("matching.index"), _("Go to matching"), urgency=2)]
