"""How the board answers: the page, or the part of it that a script asked for; what was refused, to be sent again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.core.refusal import Refusal
from mentoring.planning import mending
from mentoring.planning.menders import mender_of
from mentoring.planning.models import UNDONE, Plan
from mentoring.planning.overrides import board_shown, told_since
from mentoring.planning.shown import desk_of

#: what of an address says what somebody looks at on the board
CHOOSING = ("view", "day", "pupil", "mentor", "session", "ask", "from")
#: fields of a form that are not what is asked for
BESIDE = ("csrf_token", "revision", "reason")

Answer = str | Response | tuple[str, int]
Seen = dict[str, int]


@dataclass
class Said:
    """What the page says of a deed that was refused: what stands in the way, and how it can be sent once more."""

    message: str = ""
    never: tuple[Any, ...] = ()
    house: tuple[Any, ...] = ()
    meanwhile: list[str] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    action: str = ""
    reason: str = ""


def answer(plan: Plan, deed: Callable[[Seen], mending.Done]) -> Answer:
    """Do it and show the board; a refusal is shown with all that was asked, to be sent once more."""
    revision = request.form.get("revision", "")
    try:
        if not revision.isdecimal():
            raise Refusal(_("Load the page again, then do it once more."))
        done = deed({"revision": int(revision)})
    except mending.Overtaken as refusal:
        return shown(plan, _said(refusal, told_since(plan, refusal.since))), 409
    except Refusal as refusal:
        return shown(plan, _said(refusal, [])), 422
    _tell(plan, done)
    return shown(plan) if part() else back_to(plan)


def done_beside(plan: Plan, deed: Callable[[], object], said: str) -> Response:
    """Do what leaves the plan as it is (a pin, a ban), say so, and go back to the board."""
    try:
        deed()
    except Refusal as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return back_to(plan)


def back_to(plan: Plan) -> Response:
    """To the board, with what was looked at."""
    return redirect(url_for("mending.board", plan_id=plan.id, **chosen()), 303)


def _tell(plan: Plan, done: mending.Done) -> None:
    told = mender_of(plan.wing).told(plan, [done.mend])[0]
    flash(_("Undone: %(what)s", what=told) if done.mend.state == UNDONE else told, "success")
    for warning in done.warnings:
        flash(warning, "warning")


def _said(refusal: Refusal, others: list[str]) -> Said:
    again = asked()
    broken = (refusal.never, refusal.house) if isinstance(refusal, mending.Breaks) else ((), ())
    return Said(refusal.message, *broken, meanwhile=others, again=again, action=request.path, reason=reason())


def asked() -> dict[str, str]:
    """What the form asks for."""
    return {name: value for name, value in request.form.items() if name not in BESIDE}


def reason() -> str:
    """Why a rule is departed from, as it was typed."""
    return " ".join(request.form.get("reason", "").split())


def part() -> str:
    """The part of the page that a script asks for: board, panel; empty for the whole page."""
    return request.headers.get("X-Part", "")


def chosen() -> dict[str, str]:
    """What somebody looks at on the board."""
    return {name: request.args[name] for name in CHOOSING if request.args.get(name)}


def stamp(plan: Plan) -> str:
    """Another text as soon as something on the board has changed."""
    return f"{plan.revision}.{plan.status}.{mender_of(plan.wing).stamp(plan)}"


def shown(plan: Plan, said: Said | None = None) -> str:
    """The board, or the part of it that is asked for."""
    mender, looked_at = mender_of(plan.wing), chosen()
    shared = {"plan": plan, "chosen": looked_at, "said": said or Said(), "stamp": stamp(plan), "mender": mender}
    if part() == "panel":
        return render_template("planning/_panel.html", panel=mender.panel(plan, looked_at), **shared)
    shared |= {"frame": board_shown(plan), **mender.board(plan, looked_at), "is_part": bool(part())}
    if part():
        return render_template("planning/_board.html", **shared)
    return render_template("planning/board.html", panel=mender.panel(plan, looked_at), **desk_of(plan), **shared)
