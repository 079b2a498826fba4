"""Registers the feature: its pages, the worker's task, what follows from absences, and what it says in front."""

from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.absence.actions import after_absence
from mentoring.absence.queries import away_times
from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning.models import Plan
from mentoring.planning.planners import after_publishing
from mentoring.standins import models
from mentoring.standins.actions import follow_absence
from mentoring.standins.queries import open_requests, open_sessions, open_sessions_seen_by, requests_to
from mentoring.standins.secret import answer_secret, family_link
from mentoring.standins.shown import absence_at, asked_of_viewer, ids_without_mentor
from mentoring.standins.tasks import register_tasks
from mentoring.standins.views_of_absence import pages as absence
from mentoring.standins.views_of_answers import answers, family
from mentoring.standins.views_of_staff import pages as standins
from mentoring.timetable.judge import also_away


def init_feature(app: Flask) -> None:
    """Absences and stand-ins."""
    app.extensions.setdefault("tables", []).append(models)
    for pages in (absence, standins, answers, family):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(
        absence_at=absence_at,
        ids_without_mentor=ids_without_mentor,
        asked_of_viewer=asked_of_viewer,
        answer_secret=answer_secret,
        family_link=family_link,
    )
    also_away(away_times)
    after_absence(follow_absence)
    after_publishing("weekly", say_who_is_away)
    register_tasks(app)


def say_who_is_away(plan: Plan, _from_date: date) -> str:
    """Absences that were known before a plan is published leave sessions of it without a mentor."""
    missing = len(open_sessions(plan.programme_id))
    return (
        ngettext(
            "%(num)d session of the coming weeks is without a mentor, because of an absence.",
            "%(num)d sessions of the coming weeks are without a mentor, because of absences.",
            missing,
        )
        if missing
        else ""
    )


@says_what_waits
def sessions_without_mentor(viewer: Viewer) -> list[Waiting]:
    """Staff: sessions whose mentor is away and for which nobody is asked."""
    missing = open_sessions_seen_by(viewer)
    if not missing:
        return []
    asked = len(open_requests(one.id for one in missing))
    sentence = ngettext(
        "%(num)d session is without a mentor.", "%(num)d sessions are without a mentor.", len(missing)
    )
    if asked:
        told = ngettext("For %(num)d of them somebody is asked.", "For %(num)d of them somebody is asked.", asked)
        sentence = f"{sentence} {told}"
    return [
        Waiting(sentence, url_for("standins.index"), _("Find stand-ins"), urgency=1 if asked == len(missing) else 0)
    ]


@says_what_waits
def asked_to_stand_in(viewer: Viewer) -> list[Waiting]:
    """Mentor: somebody waits for an answer."""
    if viewer.mentor_id is None or not requests_to(viewer.mentor_id):
        return []
    return [Waiting(_("You are asked to stand in."), url_for("own.index"), _("Answer"), urgency=0)]
