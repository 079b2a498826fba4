"""Registers the feature: its pages, the worker's tasks, and what it says on the front page."""

from flask import Flask, url_for
from flask_babel import gettext as _

from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning import (
    models,
    views_of_versions,  # noqa: F401  # more pages of the same blueprint
)
from mentoring.planning.models import FAILED
from mentoring.planning.planners import planners
from mentoring.planning.queries import plan_in_force, proposals, runs_of
from mentoring.planning.stream import init_streams
from mentoring.planning.tasks import register_tasks
from mentoring.planning.views_of_files import pages
from mentoring.planning.views_of_mending import pages as mending


def init_feature(app: Flask) -> None:
    """Runs, plans and publishing."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    app.register_blueprint(mending)
    init_streams(app)
    register_tasks(app)


@says_what_waits
def desk_waiting(viewer: Viewer) -> list[Waiting]:
    """Staff: a proposal that nobody has decided on, a run that failed."""
    if viewer.programme_id is None or not viewer.may("plan.publish"):
        return []
    return [
        item
        for planner in planners()
        for frame in planner.frames(viewer.programme_id)
        for item in (*_proposals(frame.frame, planner.wing), *_failed(frame.frame, planner.wing))
    ]


def _proposals(frame: str, wing: str) -> list[Waiting]:
    """The newest proposal, unless a plan was published after it was made."""
    newest, current = next(iter(proposals(frame, wing)), None), plan_in_force(frame, wing)
    if newest is None or (current and current.published_at and current.published_at > newest.created_at):
        return []
    url = url_for("planning.plan", plan_id=newest.id)
    return [Waiting(_("A proposal for a new plan is ready."), url, _("Look at it"), urgency=1)]


def _failed(frame: str, wing: str) -> list[Waiting]:
    latest = next(iter(runs_of(frame, wing, limit=1)), None)
    if latest is None or latest.status != FAILED:
        return []
    url = url_for("planning.run", run_id=latest.id)
    return [Waiting(_("The last run failed."), url, _("See why"), urgency=0)]
