"""Registers the feature: its pages, what follows from publishing, and what it says on the front page."""

from datetime import timedelta

from flask import Flask, url_for
from flask_babel import format_date, format_time, ngettext
from flask_babel import gettext as _

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning.planners import after_publishing
from mentoring.programme.following import after_calendar
from mentoring.timetable import models
from mentoring.timetable.following import heed_calendar, make_sessions
from mentoring.timetable.queries import clashing_ids, next_session, sessions_seen_by
from mentoring.timetable.views import pages
from mentoring.timetable.views_of_changing import pages as changing_pages
from mentoring.timetable.week import week_of

#: for how long ahead staff are told of clashes
LOOKED_AHEAD = timedelta(weeks=4)


def init_feature(app: Flask) -> None:
    """Dated sessions."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    app.register_blueprint(changing_pages)
    after_publishing("weekly", make_sessions)
    after_calendar(heed_calendar)


@says_what_waits
def own_next_session(viewer: Viewer) -> list[Waiting]:
    """Mentor: when and where the next session is."""
    session = next_session(viewer) if viewer.mentor_id is not None else None
    if session is None:
        return []
    sentence = _(
        "Your next session: %(day)s at %(time)s, %(venue)s.",
        day=format_date(session.date, "full"),
        time=format_time(session.start, "short"),
        venue=session.venue.name,
    )
    return [Waiting(sentence, url_for("timetable.show", session_id=session.id), _("Look at it"), urgency=1)]


@says_what_waits
def sessions_that_clash(viewer: Viewer) -> list[Waiting]:
    """Staff: coming sessions at which a mentor's own calendar is busy, and the week of the first."""
    if not viewer.is_staff:
        return []
    coming = sessions_seen_by(viewer, start=today(), end=today() + LOOKED_AHEAD)
    ids = clashing_ids(coming)
    if not ids:
        return []
    first = next(session for session in coming if session.id in ids)
    sentence = ngettext(
        "%(num)d session in the coming weeks clashes with a mentor's own calendar.",
        "%(num)d sessions in the coming weeks clash with mentors' own calendars.",
        len(ids),
    )
    return [Waiting(sentence, url_for("timetable.index", week=week_of(first.date).key), _("Look at it"), urgency=1)]
