"""A mentor's own calendars, and what staff see of them: that the mentor is busy, and nothing else."""

from datetime import date, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.busy import actions, queries
from mentoring.busy.forms import AddressForm, CalendarForm, FileForm
from mentoring.busy.models import BusyCalendar
from mentoring.busy.reading.lines import MOST_BYTES
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.clock import OSLO, now, today
from mentoring.core.forms import Form
from mentoring.core.limits import limited
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Mentor
from mentoring.registration.queries import mentor_seen_by

pages = Blueprint("busy", __name__)
#: how far ahead busy times are shown, so that their owner sees whether they are right
SHOWN = timedelta(days=14)


@pages.get("/me/busy")
@needs("mentor.self")
def index() -> str:
    """The mentor's calendars, how they fare, and what follows from them."""
    mentor = _own_mentor()
    calendars = queries.calendars_of(mentor.id)
    return render_template(
        "busy/index.html", calendars=calendars, is_full=len(calendars) >= actions.MOST_CALENDARS, **_known(mentor)
    )


@pages.get("/me/busy/<int:calendar_id>/state")
@needs("mentor.self")
def state(calendar_id: int) -> str:
    """How one calendar fares, for a page that waits for it."""
    return render_template("busy/_state.html", calendar=_own(calendar_id))


@pages.route("/me/busy/address", methods=["GET", "POST"])
@needs("mentor.self")
@limited("LIMIT_CALENDARS")
def point_at() -> str | Response | tuple[str, int]:
    """Give the address of a calendar."""
    mentor, form = _own_mentor(), AddressForm()
    if form.carries_out(lambda: actions.point_at(mentor, **form.values())):
        flash(_("The calendar is kept, and is being read now."), "success")
        return redirect(url_for("busy.index"), 303)
    return _form(form, "busy/address.html")


@pages.route("/me/busy/file", methods=["GET", "POST"])
@needs("mentor.self")
@limited("LIMIT_CALENDARS")
def bring() -> str | Response | tuple[str, int]:
    """Bring a calendar file."""
    mentor, form = _own_mentor(), FileForm()

    def deed() -> None:
        content = form.file.data.read(MOST_BYTES + 1)
        actions.bring(mentor, content=content, name=form.name.data, all_day=form.all_day.data)

    if form.carries_out(deed):
        flash(_("The busy times of the file are kept."), "success")
        return redirect(url_for("busy.index"), 303)
    return _form(form, "busy/file.html")


@pages.route("/me/busy/<int:calendar_id>", methods=["GET", "POST"])
@needs("mentor.self")
def edit(calendar_id: int) -> str | Response | tuple[str, int]:
    """Change how a calendar is called and read."""
    calendar = _own(calendar_id)
    form = CalendarForm(obj=calendar)
    if calendar.is_file:  # the file is not kept, so it cannot be read in another way
        del form.all_day
    if form.carries_out(lambda: actions.change(calendar, **({"all_day": calendar.all_day} | form.values()))):
        flash(_("Your changes are saved."), "success")
        return redirect(url_for("busy.index"), 303)
    return _form(form, "busy/edit.html", calendar=calendar)


@pages.post("/me/busy/<int:calendar_id>/read")
@needs("mentor.self")
def read(calendar_id: int) -> Response:
    """Have it read now."""
    try:
        actions.wish_reading(_own(calendar_id))
        flash(_("The calendar is being read now."), "info")
    except Refusal as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for("busy.index"), 303)


@pages.route("/me/busy/<int:calendar_id>/remove", methods=["GET", "POST"])
@needs("mentor.self")
def remove(calendar_id: int) -> str | Response:
    """Ask, then take a calendar away with its busy times."""
    calendar = _own(calendar_id)
    form = CalendarForm()
    if not form.is_submitted():
        return render_template("busy/remove.html", calendar=calendar)
    actions.remove(calendar)
    flash(_("The calendar and its busy times are erased."), "success")
    return redirect(url_for("busy.index"), 303)


@pages.get("/mentors/<int:mentor_id>/busy")
@needs("mentor.see")
def of_mentor(mentor_id: int) -> str:
    """Staff: when a mentor is busy."""
    mentor = mentor_seen_by(viewer(), mentor_id) or abort(404)
    audit.record("mentor.seen", subject=f"mentor:{mentor.id}", mentor=mentor.id)
    return render_template(
        "busy/of_mentor.html", mentor=mentor, calendars=queries.calendars_of(mentor.id), **_known(mentor)
    )


def _known(mentor: Mentor) -> dict[str, object]:
    """What is known of a mentor's busy times: the week's blocked pieces, and the days ahead."""
    pieces = queries.blocked_weekly(mentor.programme, [mentor.id], today()).get(mentor.id, [])
    busy = queries.busy_times([mentor.id], now(), now() + SHOWN).get(mentor.id, [])
    rows = [{"day": piece.day, "start": _clock(piece.start), "end": _clock(piece.end)} for piece in pieces]
    return {"blocked": rows, "days": _by_day(busy), "shown_days": SHOWN.days}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _by_day(busy: list[tuple[datetime, datetime]]) -> list[tuple[date, list[tuple[datetime, datetime]]]]:
    """(day on which it begins, [(start, end)]) by the clock in Norway."""
    found: dict[date, list[tuple[datetime, datetime]]] = {}
    for start, end in busy:
        local = start.astimezone(OSLO)
        found.setdefault(local.date(), []).append((local, end.astimezone(OSLO)))
    return sorted(found.items())


def _form(form: Form, template: str, **more: object) -> tuple[str, int]:
    page = render_template(template, form=form, **more)
    return page, 422 if form.is_submitted() else 200


def _own(calendar_id: int) -> BusyCalendar:
    return queries.own_calendar(viewer(), calendar_id) or abort(404)


def _own_mentor() -> Mentor:
    mentor = mentor_seen_by(viewer(), viewer().mentor_id or 0)
    return mentor if mentor is not None and mentor.left_on is None else abort(404)
