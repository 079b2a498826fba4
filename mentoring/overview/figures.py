"""How the programme stands, in a few figures for each role."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.front import Figure, Waiting, says_figures, says_what_waits
from mentoring.matching.planner import WING
from mentoring.matching.queries import pupils_without_place
from mentoring.planning.queries import plan_in_force, term_at_hand
from mentoring.registration import queries
from mentoring.timetable.models import PLANNED
from mentoring.timetable.queries import pupils_shown, sessions_seen_by

#: a mentor's figures look so far ahead
AHEAD = timedelta(days=7)


@says_figures
def pupils(viewer: Viewer) -> list[Figure]:
    """Staff: all pupils; a coordinator: those of the own schools. Placed is counted in the plan in force."""
    if viewer.programme_id is None or not viewer.may("pupil.see"):
        return []
    there = len(db.session.scalars(queries.pupils_in(viewer)).all())
    waiting = _without_place(viewer)
    url = url_for("pupils.index")
    return [
        Figure(_("Pupils"), str(there), url),
        Figure(_("Have a mentor"), str(there - waiting)),
        Figure(_("Wait for a mentor"), str(waiting), url_for("matching.index") if viewer.may("plan.see") else ""),
    ]


@says_figures
def mentors(viewer: Viewer) -> list[Figure]:
    """Staff: how many mentors may meet pupils today."""
    if viewer.programme_id is None or not viewer.may("mentor.see"):
        return []
    there = db.session.scalars(queries.mentors_in(viewer)).all()
    cleared = sum(queries.cleared_on(mentor, today()) for mentor in there)
    value = _("%(part)s of %(all)s", part=cleared, all=len(there))
    return [Figure(_("Mentors cleared"), value, url_for("mentors.index"))]


@says_figures
def own_week(viewer: Viewer) -> list[Figure]:
    """A mentor: the sessions of the next seven days, and whom they are for."""
    if viewer.mentor_id is None or not viewer.may("mentor.self"):
        return []
    first, last = today(), today() + AHEAD - timedelta(days=1)
    coming = sessions_seen_by(viewer, start=first, end=last, mentor_id=viewer.mentor_id)
    held = [session for session in coming if session.status == PLANNED]
    own_pupils = {pupil.id for session in held for pupil in pupils_shown(viewer, session)}
    return [
        Figure(_("Sessions in the next seven days"), str(len(held)), url_for("timetable.index")),
        Figure(_("Pupils in them"), str(len(own_pupils))),
    ]


@says_what_waits
def own_pupils_wait(viewer: Viewer) -> list[Waiting]:
    """A coordinator: pupils of the own school whom the plan in force gives no mentor."""
    if viewer.programme_id is None or viewer.is_staff or not viewer.may("pupil.see"):
        return []
    waiting = _without_place(viewer) if _has_plan(viewer) else 0
    if not waiting:
        return []
    sentence = ngettext(
        "%(num)s of your pupils has no mentor yet. More times and places help most.",
        "%(num)s of your pupils have no mentor yet. More times and places help most.",
        waiting,
    )
    return [Waiting(sentence, url_for("pupils.index"), _("Look at your pupils"), urgency=3)]


def _has_plan(viewer: Viewer) -> bool:
    term = term_at_hand(viewer.programme_id)
    return term is not None and plan_in_force(term.frame, WING) is not None


def _without_place(viewer: Viewer) -> int:
    term = term_at_hand(viewer.programme_id)
    return len(pupils_without_place(viewer, plan_in_force(term.frame, WING) if term else None))
