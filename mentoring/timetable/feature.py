"""Registers the feature: its pages, what follows from publishing, and what it says on the front page."""

from datetime import date, timedelta

from flask import Flask, url_for
from flask_babel import format_date, format_time, ngettext
from flask_babel import gettext as _

from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning.models import Plan
from mentoring.planning.planners import after_publishing
from mentoring.timetable import models
from mentoring.timetable.actions import lay_out
from mentoring.timetable.queries import clashing_ids, next_session, sessions_seen_by
from mentoring.timetable.views import pages
from mentoring.timetable.week import week_of

#: for how long ahead staff are told of clashes
LOOKED_AHEAD = timedelta(weeks=4)


def init_feature(app: Flask) -> None:
    """Dated sessions."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    after_publishing("weekly", make_sessions)


def make_sessions(plan: Plan, from_date: date) -> str:
    """Make the dated sessions of a plan that is being published; says what that changed."""
    done = lay_out(plan, from_date)
    clashes = clashing_ids([*done.made, *done.moved, *done.restored, *done.kept, *done.by_hand])
    told = [
        (done.made, ngettext("%(num)d session is new", "%(num)d sessions are new", len(done.made))),
        (
            done.moved,
            ngettext("%(num)d has another time or place", "%(num)d have another time or place", len(done.moved)),
        ),
        (done.restored, ngettext("%(num)d is restored", "%(num)d are restored", len(done.restored))),
        (done.kept, ngettext("%(num)d stays", "%(num)d stay", len(done.kept))),
        (done.cancelled, ngettext("%(num)d is cancelled", "%(num)d are cancelled", len(done.cancelled))),
        (
            done.by_hand,
            ngettext(
                "%(num)d that was changed by hand stays so",
                "%(num)d that were changed by hand stay so",
                len(done.by_hand),
            ),
        ),
        (
            clashes,
            ngettext(
                "%(num)d clashes with a mentor's own calendar",
                "%(num)d clash with mentors' own calendars",
                len(clashes),
            ),
        ),
    ]
    return ", ".join(sentence for rows, sentence in told if rows) + "." if any(rows for rows, _s in told) else ""


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
