"""What is open now: sessions without mentor, what follows for others, who could stand in, who was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.core import mail
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.numbers import row_number
from mentoring.core.refusal import Refusal
from mentoring.programme.models import Programme
from mentoring.programme.queries import open_programme
from mentoring.registration.models import Mentor
from mentoring.standins import actions
from mentoring.standins.forms import AskForm
from mentoring.standins.models import StandInRequest
from mentoring.standins.planner import Answer, Suggestion, is_short_of_adults, stand_ins
from mentoring.standins.queries import (
    expected_pupils,
    open_sessions_seen_by,
    request_seen_by,
    requests_seen_by,
)
from mentoring.standins.words import misses_told, status_words
from mentoring.timetable.changing import cancel
from mentoring.timetable.judge import who_could
from mentoring.timetable.models import MENTOR_AWAY, Session
from mentoring.timetable.queries import session_seen_by

pages = Blueprint("standins", __name__, url_prefix="/stand-ins")
#: so many who could stand in are shown for each session at first
SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """Somebody who could stand in, as the page shows it."""

    mentor: Mentor
    suggestion: Suggestion
    misses: tuple[str, ...]
    is_best: bool
    #: how well that one fits, in per cent of the best there could be
    percent: int


@dataclass(frozen=True)
class Open:
    """A session without mentor, with how many pupils come, who is asked, and who could be."""

    session: Session
    has_left: bool
    pupils: int
    asked: StandInRequest | None
    before: tuple[StandInRequest, ...]
    choices: tuple[Choice, ...]
    falls: bool


@pages.get("/")
@needs("standin.ask")
def index() -> str:
    """All that is open in the coming weeks."""
    missing = open_sessions_seen_by(viewer())
    programme = open_programme(viewer())
    answer = stand_ins(programme, missing) if programme and missing else None
    opened = _opened(programme, missing, answer) if programme and answer else []
    return render_template(
        "standins/index.html",
        opened=opened,
        alone=_sessions(answer.alone if answer else ()),
        falls=_sessions(answer.falls if answer else ()),
        askable=sum(1 for one in opened if one.choices and one.choices[0].is_best),
        settled=_settled(missing),
        words=status_words(),
        shown=SHOWN,
    )


def _opened(programme: Programme, missing: Sequence[Session], answer: Answer) -> list[Open]:
    asked, expected = requests_seen_by(viewer(), [one.id for one in missing]), expected_pupils(missing)
    mentors = _mentors(answer)
    return [
        Open(
            session=one,
            has_left=not one.mentor.is_in_programme(one.date),
            pupils=len(expected[one.id]),
            asked=next((row for row in asked.get(one.id, []) if row.is_open), None),
            before=tuple(row for row in asked.get(one.id, []) if not row.is_open),
            choices=tuple(
                Choice(
                    mentors[some.mentor_id],
                    some,
                    misses_told(some.misses),
                    best == some.mentor_id,
                    round(some.fit / max(1, len(expected[one.id]))),
                )
                for some in answer.suggestions.get(one.id, ())
            ),
            falls=_falls(programme, missing, one, answer),
        )
        for one in missing
        for best in [answer.takes.get(one.id)]
    ]


def _falls(programme: Programme, missing: Sequence[Session], one: Session, answer: Answer) -> bool:
    """Whether asking is in vain: with the first who could take it there would still be too few adults."""
    could = answer.suggestions.get(one.id, ())
    on_the_day = [other for other in missing if other.date == one.date]
    return (
        one.id in answer.falls and bool(could) and is_short_of_adults(programme, on_the_day, one, could[0].mentor_id)
    )


def _mentors(answer: Answer) -> dict[int, Mentor]:
    wanted = {some.mentor_id for suggestions in answer.suggestions.values() for some in suggestions}
    return {one.id: one for one in db.session.scalars(db.select(Mentor).where(Mentor.id.in_(wanted)))}


def _sessions(ids: "frozenset[int] | tuple[()]") -> list[Session]:
    found = (session_seen_by(viewer(), number) for number in ids)
    return sorted((one for one in found if one), key=lambda one: (one.date, one.start, one.id))


def _settled(missing: Sequence[Session]) -> list[StandInRequest]:
    """The last requests about sessions that are not open any more, the newest first."""
    open_ids = {one.id for one in missing}
    of_session = requests_seen_by(viewer())
    rows = [row for session_id, some in of_session.items() if session_id not in open_ids for row in some]
    return sorted(rows, key=lambda row: -row.id)[:20]


@pages.post("/ask-best")
@needs("standin.ask")
def ask_best() -> Response:
    """Ask the best for all at once."""
    made = actions.ask_best(_programme())
    people = len({one.mentor_id for one in made})
    told = ngettext("%(num)d mentor is asked.", "%(num)d mentors are asked.", people)
    flash(_and_sent(told) if made else _("There is nobody to ask at the moment."), "success" if made else "warning")
    return redirect(url_for("standins.index"), 303)


@pages.route("/sessions/<int:session_id>/ask", methods=["GET", "POST"])
@needs("standin.ask")
def ask(session_id: int) -> str | Response | tuple[str, int]:
    """Ask one mentor for one session, also one for whom a reason is needed."""
    session = session_seen_by(viewer(), session_id) or abort(404)
    able = {one.mentor.id: one for one in who_could(_programme(), session)}
    form = AskForm(mentor=request.args.get("mentor", type=row_number)).offer(able.values())
    asked: list[StandInRequest] = []

    def deed() -> None:
        asked.append(actions.ask(session, able[form.mentor.data].mentor, reason=form.reason.data or ""))

    if form.carries_out(deed):
        flash(_and_sent(_("%(name)s is asked.", name=asked[0].mentor.name)), "success")
        return redirect(url_for("standins.index", _anchor=f"session-{session_id}"), 303)
    page = render_template("standins/ask.html", session=session, form=form.drawn(), has_any=bool(able))
    return page, 422 if form.is_submitted() else 200


def _and_sent(told: str) -> str:
    """What was done, and that nobody knows it yet where no mail leaves the house."""
    if mail.is_on():
        return told
    unsent = _("There is no mail server, so nothing is sent: pass the letter on yourself, from “Mails”.")
    return f"{told} {unsent}"


@pages.post("/requests/<int:request_id>/withdraw")
@needs("standin.ask")
def withdraw(request_id: int) -> Response:
    """No answer is needed any more."""
    found = request_seen_by(viewer(), request_id) or abort(404)
    try:
        actions.withdraw(found)
        flash(_("Withdrawn. %(name)s is told.", name=found.mentor.name), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("standins.index"), 303)


@pages.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@needs("standin.ask")
def cancel_session(session_id: int) -> str | Response | tuple[str, int]:
    """Ask, then cancel a session for which there is nobody, with those that fall with it."""
    session = session_seen_by(viewer(), session_id) or abort(404)
    fault = ""
    together = [session, *actions.falling_with(session)]
    if request.method == "POST":
        try:
            done = cancel(together, why=MENTOR_AWAY)
            flash(ngettext("%(num)d session is cancelled.", "%(num)d sessions are cancelled.", len(done)), "success")
            return redirect(url_for("standins.index"), 303)
        except Refusal as refusal:
            fault = refusal.message
    page = render_template("standins/cancel.html", session=session, together=together[1:], fault=fault)
    return page, 422 if fault else 200


def _programme() -> Programme:
    return open_programme(viewer()) or abort(404)
