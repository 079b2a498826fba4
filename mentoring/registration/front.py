"""What waits to be done in registration."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.front import Waiting, says_what_waits
from mentoring.registration import queries


@says_what_waits
def pupils_wait(viewer: Viewer) -> list[Waiting]:
    """The first pupil to register; pupils for whom no time is known."""
    if not viewer.may("pupil.edit") or viewer.programme_id is None:
        return []
    pupils = db.session.scalars(queries.pupils_in(viewer)).all()
    if not pupils:
        sentence = _("No pupil is registered yet.")
        return [Waiting(sentence, url_for("pupils.register"), _("Register your first pupil"), urgency=0)]
    lacking = sum(not pupil.availability for pupil in pupils)
    if not lacking:
        return []
    sentence = ngettext("%(num)s pupil has no times yet.", "%(num)s pupils have no times yet.", lacking)
    return [Waiting(sentence, url_for("pupils.index", group="no-times"), _("See who"))]


@says_what_waits
def mentors_wait(viewer: Viewer) -> list[Waiting]:
    """The first mentor to register; mentors who are not cleared, or for whom no time is known."""
    if not viewer.may("mentor.edit") or viewer.programme_id is None:
        return []
    mentors = db.session.scalars(queries.mentors_in(viewer)).all()
    if not mentors:
        sentence = _("No mentor is registered yet.")
        return [Waiting(sentence, url_for("mentors.register"), _("Register the first mentor"), urgency=0)]
    uncleared = sum(not queries.cleared_on(mentor, today()) for mentor in mentors)
    lacking = sum(not mentor.availability for mentor in mentors)
    sentences = (
        (uncleared, ngettext("%(num)s mentor is not cleared.", "%(num)s mentors are not cleared.", uncleared)),
        (lacking, ngettext("%(num)s mentor has no times yet.", "%(num)s mentors have no times yet.", lacking)),
    )
    return [
        Waiting(sentence, url_for("mentors.index", group=group), _("See who"))
        for (count, sentence), group in zip(sentences, ("not-cleared", "no-times"), strict=True)
        if count
    ]


@says_what_waits
def own_times_wait(viewer: Viewer) -> list[Waiting]:
    """A mentor who has said no times gets no session."""
    if not viewer.may("mentor.self") or viewer.mentor_id is None:
        return []
    mentor = queries.mentor_seen_by(viewer, viewer.mentor_id)
    if mentor is None or mentor.availability:
        return []
    return [Waiting(_("You have not said when you can come."), url_for("mentors.own_edit"), _("Say when"), urgency=0)]
