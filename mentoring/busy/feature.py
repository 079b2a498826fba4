"""Registers the feature: its pages, the worker's tasks, and what it says on the front page."""

from flask import Flask, url_for
from flask_babel import gettext as _

from mentoring.busy import changes, models
from mentoring.busy.actions import is_old
from mentoring.busy.queries import calendars_of
from mentoring.busy.tasks import register_tasks
from mentoring.busy.told import state_of
from mentoring.busy.views import pages
from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits


def init_feature(app: Flask) -> None:
    """Busy times of mentors."""
    app.extensions.setdefault("tables", []).append(models)
    app.extensions.setdefault("listeners", []).append(changes)
    app.register_blueprint(pages)
    app.jinja_env.globals["state_of_calendar"] = state_of
    register_tasks(app)


@says_what_waits
def own_calendar_fails(viewer: Viewer) -> list[Waiting]:
    """Mentor: a calendar that could not be read for days."""
    if viewer.mentor_id is None or not any(is_old(calendar) for calendar in calendars_of(viewer.mentor_id)):
        return []
    sentence = _("One of your calendars could not be read for some days. Its busy times may be out of date.")
    return [Waiting(sentence, url_for("busy.index"), _("Look at it"), urgency=1)]
