"""Sessions by week, and one session, for staff, coordinators and mentors."""

from datetime import date
from itertools import groupby

from flask import Blueprint, abort, render_template, request

from mentoring.accounts.queries import names_of
from mentoring.core.access import may, needs, viewer
from mentoring.core.clock import now, today
from mentoring.core.languages import chosen_language
from mentoring.core.numbers import row_number
from mentoring.programme.queries import active_venues, days_off_between, levels_of, open_programme
from mentoring.timetable.models import BY_HAND, Session, SessionChange
from mentoring.timetable.queries import (
    batch_seen_by,
    changes_of,
    clashing,
    mentors_with_sessions,
    pupils_shown,
    session_seen_by,
    sessions_seen_by,
    span_seen_by,
)
from mentoring.timetable.telling import told_of
from mentoring.timetable.week import Week, by_day, week_named, week_of
from mentoring.timetable.wording import cause_words, why_words

pages = Blueprint("timetable", __name__, url_prefix="/sessions")


@pages.get("/")
@needs("timetable.see")
def index() -> str:
    """The sessions of a week that the viewer may see."""
    who = viewer()
    span = span_seen_by(who)
    week = week_named(request.args.get("week"), max(today(), span[0]) if span else today())
    venue_id, mentor_id = (request.args.get(name, type=row_number) for name in ("venue", "mentor"))
    found = sessions_seen_by(who, start=week.monday, end=week.sunday, venue_id=venue_id, mentor_id=mentor_id)
    return render_template(
        "timetable/index.html",
        week=week,
        this_week=week_of(today()),
        days=by_day(found),
        shown={session.id: pupils_shown(who, session) for session in found},
        clashing=clashing(who, found),
        changeable={session.id for session in found if session.ends_at > now()},
        why_words=why_words,
        days_off=_days_off(week),
        has_any=span is not None,
        venues=active_venues(who) if who.is_staff else [],
        mentors=mentors_with_sessions(who),
        chosen={name: value for name, value in (("venue", venue_id), ("mentor", mentor_id)) if value},
        today=today(),
    )


@pages.get("/list")
@needs("timetable.see")
def of_term() -> str:
    """All sessions that are still to come, as a list to be printed."""
    who = viewer()
    span = span_seen_by(who)
    venue_id, mentor_id = (request.args.get(name, type=row_number) for name in ("venue", "mentor"))
    last = span[1] if span else today()
    found = sessions_seen_by(who, start=today(), end=last, venue_id=venue_id, mentor_id=mentor_id)
    chosen = {name: value for name, value in (("venue", venue_id), ("mentor", mentor_id)) if value}
    return render_template(
        "timetable/list.html",
        days=by_day(found),
        shown={session.id: pupils_shown(who, session) for session in found},
        venues=active_venues(who) if who.is_staff else [],
        mentors=mentors_with_sessions(who),
        chosen=chosen,
        today=today(),
        last=last,
    )


def _days_off(week: Week) -> list[tuple[date, date, str]]:
    """(first, last, name) of what the week has of days without school: why there may be no session."""
    programme = open_programme(viewer())
    levels = levels_of(programme) if programme else ()
    found = days_off_between(week.monday, week.sunday, levels, chosen_language())
    named = groupby(found.items(), key=lambda item: item[1])
    spans = [(name, [day for day, _name in days]) for name, days in named]
    return [(days[0], days[-1], name) for name, days in spans]


@pages.get("/<int:session_id>")
@needs("timetable.see")
def show(session_id: int) -> str:
    """One session, with what the viewer may see of its people."""
    found = session_seen_by(viewer(), session_id) or abort(404)
    return render_template(
        "timetable/session.html",
        session=found,
        pupils=pupils_shown(viewer(), found),
        is_clashing=found.id in clashing(viewer(), [found]),
        week=week_of(found.date),
        can_change=may("session.change") and found.ends_at > now(),
        changes=_history(found) if viewer().is_staff else [],
        **_WORDS,
    )


@pages.get("/changes/<batch>")
@needs("timetable.see")
def changed(batch: str) -> str:
    """What was done to sessions at one time, by hand, by a plan or by the school calendar."""
    found = batch_seen_by(viewer(), batch) or abort(404)
    return render_template("timetable/changed.html", changes=found, batch=batch, **_WORDS)


#: what the pages of changes say things with
_WORDS = {"told_of": told_of, "why_words": why_words, "cause_words": cause_words}


def _history(found: Session) -> list[tuple[SessionChange, str]]:
    """What happened to the session, the last first, each with the name of who did it by hand."""
    changes = changes_of(found)
    names = names_of({one.account_id for one in changes if one.account_id})
    return [(one, names.get(one.account_id, "") if one.cause == BY_HAND else "") for one in changes]
