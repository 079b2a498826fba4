"""The menu: one table, in the order of the work; each entry is shown to those who may go there."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from mentoring.core.access import may


@dataclass(frozen=True)
class Entry:
    """A menu entry; `section` names the blueprints whose pages light it up."""

    title: str
    endpoint: str
    permission: str
    section: str


MENU = (
    Entry(_l("Pupils"), "pupils.index", "pupil.see", "pupils"),
    Entry(_l("Mentors"), "mentors.index", "mentor.see", "mentors"),
    Entry(_l("Matching"), "matching.index", "plan.see", "matching"),
    Entry(_l("Sessions"), "timetable.index", "timetable.see", "timetable changing"),
    Entry(_l("Stand-ins"), "standins.index", "standin.ask", "standins"),
    Entry(_l("My page"), "own.index", "mentor.self", "own busy absence messages"),
    Entry(_l("Calendar feeds"), "feeds.index", "feed.manage", "feeds"),
    Entry(_l("Mails"), "outbox.index", "mail.see", "outbox"),
    Entry(_l("Camp"), "camp.index", "camp.enrol", "camp camp_parts camp_pupils camp_health camp_days"),
    Entry(_l("Camp plan"), "camp_desk.index", "plan.see", "camp_desk camp_board"),
    Entry(_l("Programme"), "programme.index", "programme.see", "programme"),
    Entry(_l("People and access"), "accounts.index", "account.invite", "accounts"),
)

#: pages that belong to everybody and to no entry
BESIDE = ("accounts.front", "accounts.mine", "accounts.join")


def menu(section: str = "") -> list[dict[str, object]]:
    """The entries for this request; those of features that are not there yet are left out.

    `section`: the blueprint of which the page is, where that of the request serves several (plans of any wing).
    """
    return [
        {"title": entry.title, "url": url_for(entry.endpoint), "is_here": _is_here(entry, section)}
        for entry in MENU
        if entry.endpoint in current_app.view_functions and may(entry.permission)
    ]


def _is_here(entry: Entry, section: str) -> bool:
    return (section or request.blueprint) in entry.section.split() and request.endpoint not in BESIDE


def init_navigation(app: Flask) -> None:
    """Give templates the menu."""
    app.context_processor(lambda: {"menu": menu})
