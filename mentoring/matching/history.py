"""Who ran, mended, overrode and published what, when and why: the audit register in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, pupil_id
from mentoring.matching.names import Names, names_in
from mentoring.planning.models import Mend, Plan, Run
from mentoring.planning.planners import planner_of, planners
from mentoring.planning.queries import Event, events_seen_by
from mentoring.programme.queries import open_programme

#: what is done on the board of a camp
CAMP_DEEDS = ("pinned", "unpinned", "banned", "unbanned")
#: what the history tells of; a beginning stands for all events that begin so
KINDS = ("run.", "plan.", "mend.", "pin.", "ban.", "advice.", *(f"camp.{deed}" for deed in CAMP_DEEDS))


@dataclass(frozen=True)
class Line:
    """One deed: when, by whom and why (empty: not known, nothing was said), what, and where to look."""

    number: int
    at: datetime
    who: str
    what: str
    why: str
    url: str


def history_seen_by(viewer: Viewer, *, before: int | None, most: int) -> list[Line]:
    """The deeds of the open programme, at its camps too, newest first."""
    programme = open_programme(viewer)
    if programme is None:
        return []
    events, names = events_seen_by(viewer, KINDS, before=before, most=most), names_in(programme)
    return [_line(event, names) for event in events]


def _line(event: Event, names: Names) -> Line:
    row = event.row
    return Line(
        number=row.id,
        at=row.at,
        who=(event.by.name or event.by.email) if event.by else "",
        what=": ".join(filter(None, (_frame(row.details), _what(row.event, row.details, names)))),
        why=_why(row.event, row.details),
        url=_url(row.details),
    )


def _frame(details: Mapping[str, Any]) -> str:
    """The camp or whatever else it was for; empty for the term, of which this history is."""
    plan, run = (db.session.get(row, details.get(key, 0)) for row, key in ((Plan, "plan"), (Run, "run")))
    of = plan or run
    return "" if of is None or of.term_id else str(planner_of(of.wing).frame_of(of).name)


def _what(event: str, details: Mapping[str, Any], names: Names) -> str:
    say = _WORDS.get(event)
    if say is None:  # an event that is younger than this page
        return event
    return say(details, names)


def _pupil(details: Mapping[str, Any], names: Names) -> dict[str, str]:
    return {"pupil": names.of("pupil", pupil_id(details["pupil"]))}


def _pair(details: Mapping[str, Any], names: Names) -> dict[str, str]:
    return {
        "pupil": names.of("pupil", pupil_id(details["pupil"])),
        "mentor": names.of("mentor", mentor_id(details["mentor"])),
    }


_WORDS: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    "run.started": lambda d, n: _("Started run %(run)d", run=d["run"]),
    "run.stopped": lambda d, n: _("Stopped run %(run)d", run=d["run"]),
    "run.repeated": lambda d, n: _("Repeated run %(of)d as run %(run)d", of=d["of"], run=d["run"]),
    "advice.asked": lambda d, n: _("Asked for advice (run %(run)d)", run=d["run"]),
    "plan.published": lambda d, n: _("Published version %(version)d", version=d["version"]),
    "plan.taken_back": lambda d, n: _("Made version %(version)d a proposal again", version=d["version"]),
    "plan.copied": lambda d, n: _("Began to mend a copy of a plan"),
    "mend.made": lambda d, n: _("Mended a proposal by hand"),
    "mend.undone": lambda d, n: _("Undid a mend"),
    "mend.redone": lambda d, n: _("Did a mend again"),
    "mend.overrode": lambda d, n: _(
        "Mended a proposal by hand against a house rule: %(rules)s", rules=", ".join(_rules(d))
    ),
    "pin.set": lambda d, n: _("Pinned %(pupil)s to %(mentor)s", **_pair(d, n)),
    "pin.removed": lambda d, n: _("Took out the pin of %(pupil)s to %(mentor)s", **_pair(d, n)),
    "ban.set": lambda d, n: _("Banned %(pupil)s with %(mentor)s", **_pair(d, n)),
    "ban.removed": lambda d, n: _("Took out the ban of %(pupil)s with %(mentor)s", **_pair(d, n)),
    "camp.pinned": lambda d, n: _("Pinned somebody to an activity of the camp"),
    "camp.unpinned": lambda d, n: _("Took out a pin of the camp"),
    "camp.banned": lambda d, n: _("%(pupil)s: takes no part in an activity of the camp", **_pupil(d, n)),
    "camp.unbanned": lambda d, n: _("%(pupil)s: may take part in an activity of the camp again", **_pupil(d, n)),
}


def _rules(details: Mapping[str, Any]) -> list[str]:
    """The rules in the words of the wing whose plan it was."""
    plan = db.session.get(Plan, details["plan"])
    of = planner_of(plan.wing) if plan else planners()[0]
    return [of.rule(key) for key in details["rules"]]


def _why(event: str, details: Mapping[str, Any]) -> str:
    """What was said of a deed when it was done."""
    if event == "plan.published" and (plan := db.session.get(Plan, details["plan"])):
        return plan.note
    if event == "mend.overrode":
        of = (Mend.plan_id == details["plan"], Mend.number == details["mend"])
        return db.session.scalar(select(Mend.reason).where(*of)) or ""
    return ""


def _url(details: Mapping[str, Any]) -> str:
    if "plan" in details and db.session.get(Plan, details["plan"]):
        return url_for("planning.plan", plan_id=details["plan"])
    return url_for("planning.run", run_id=details["run"]) if "run" in details else ""
