"""Pages of the school calendar."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.access import needs
from mentoring.core.clock import today
from mentoring.core.languages import chosen_language
from mentoring.programme import actions, queries
from mentoring.programme.calendar import public_holidays, school_year_ends, school_year_of
from mentoring.programme.following import Followed
from mentoring.programme.forms.days import DayOffForm
from mentoring.programme.models import DayOff
from mentoring.programme.views import found, pages, show_form
from mentoring.programme.wording import ALL_LEVELS, LEVEL_WORDS

Answer = str | tuple[str, int] | Response


@pages.get("/calendar")
@needs("programme.see")
def calendar() -> str:
    """The days off of one school year, with the public holidays beside them."""
    now = school_year_of(today())
    year = min(2099, max(2000, request.args.get("year", now, type=int)))
    return render_template(
        "programme/calendar.html",
        year=year,
        now=now,
        rows=queries.calendar_of(year),
        holidays=public_holidays(*school_year_ends(year), chosen_language()),
        level_word=level_word,
    )


def level_word(row: DayOff) -> object:
    """For whom a day off holds."""
    return LEVEL_WORDS[row.level] if row.level else ALL_LEVELS


@pages.route("/calendar/new", methods=["GET", "POST"])
@needs("programme.edit")
def add_day_off() -> Answer:
    """A new day off or holiday."""
    form, made = DayOffForm(), []
    if form.carries_out(lambda: made.append(actions.add_day_off(form.line()))):
        row, followed = made[0]
        return _told(_("%(name)s is added.", name=row.name), row, followed)
    return show_form("programme/day_off.html", form, day_off=None)


@pages.route("/calendar/<int:day_off_id>", methods=["GET", "POST"])
@needs("programme.edit")
def edit_day_off(day_off_id: int) -> Answer:
    """Change a day off."""
    row = found(queries.day_off(day_off_id))
    form, done = DayOffForm.of(row), []
    if form.carries_out(lambda: done.append(actions.change_day_off(row, line=form.line()))):
        return _told(_("%(name)s is changed.", name=row.name), row, done[0])
    return show_form("programme/day_off.html", form, day_off=row)


@pages.post("/calendar/<int:day_off_id>/remove")
@needs("programme.edit")
def remove_day_off(day_off_id: int) -> Response:
    """Remove a day off."""
    row = found(queries.day_off(day_off_id))
    return _told(_("%(name)s is removed.", name=row.name), row, actions.remove_day_off(row))


def _told(sentence: str, row: DayOff, followed: tuple[Followed, ...]) -> Response:
    """Say what was done and what followed, and show that, where it has a page."""
    flash(" ".join([sentence, *(one.sentence for one in followed)]), "success")
    shown = next((one.url for one in followed if one.url), "")
    return redirect(shown or url_for("programme.calendar", year=school_year_of(row.start)))
