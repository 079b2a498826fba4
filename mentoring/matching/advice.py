"""Advice in words: whom to recruit, which hours to open, what breaks if a mentor is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.database import db
from mentoring.matching.ids import topic_id
from mentoring.matching.names import Names, names_in
from mentoring.matching.sentences import breach, rule
from mentoring.matching.weekdays import weekday
from mentoring.planning.models import Plan, Run
from mentoring.programme.models import Programme
from mentoring.registration.forms.fields import GENDERS, language_name

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Help:
    """Something that would serve more: what, how much more counts (an urgent pupil counts more), and whom."""

    gain: int
    what: str
    pupils: tuple[str, ...]


@dataclass(frozen=True)
class Fall:
    """A session that falls when its mentor is away: when and where, who sits in it, who could stand in and how."""

    when: str
    pupils: tuple[str, ...]
    stand_ins: tuple[str, ...]


@dataclass(frozen=True)
class Absence:
    """What follows when a mentor is away. `alone`: others whose session then has too few adults."""

    mentor: str
    falls: tuple[Fall, ...]
    alone: tuple[str, ...]

    @property
    def uncovered(self) -> int:
        """How many sessions nobody can take, others' sessions that break with them counted."""
        return sum(not fall.stand_ins for fall in self.falls) + len(self.alone)


@dataclass(frozen=True)
class Advice:
    """All of it. `against`: why nothing could be said of recruiting and opening (the plan breaks rules as it is)."""

    plan: Plan | None
    waiting: int
    against: tuple[str, ...]
    #: the questions for whose whole answer there was no time: of "recruit" and "venues"
    unfinished: frozenset[str]
    recruit: tuple[Help, ...]
    venues: tuple[Help, ...]
    away: tuple[Absence, ...]


def advice_of(run: Run) -> Advice:
    """The advice that a run found, for those who may read names."""
    programme = db.session.get_one(Programme, run.programme_id)
    names, told = names_in(programme), run.advice
    topics = {topic_id(topic.id): topic.name for topic in programme.topics}
    absences = [_absence(one, names) for one in told.get("away", [])]
    return Advice(
        plan=db.session.get(Plan, told.get("plan") or 0),
        waiting=told.get("waiting", 0),
        against=tuple(dict.fromkeys(breach(one["rule"], one["about"], names) for one in told.get("wrong", []))),
        unfinished=frozenset({*told.get("unfinished", ()), *({"recruit", "venues"} - told.keys())}),
        recruit=tuple(_mentor(one, names, topics) for one in told.get("recruit", []) if one["gain"] > 0),
        venues=tuple(_opening(one, names) for one in told.get("venues", []) if one["gain"] > 0),
        away=tuple(sorted(absences, key=lambda one: (-one.uncovered, -len(one.falls), one.mentor))),
    )


def _mentor(one: Told, names: Names, topics: Mapping[str, str]) -> Help:
    profile = one["mentor"]
    parts = [
        _("teaches %(topics)s", topics=_listed(topics.get(key, key) for key in profile["topics"])),
        _("speaks %(languages)s", languages=_listed(map(language_name, profile["languages"]))),
    ]
    if profile["gender"]:
        parts.append(str(GENDERS[profile["gender"]]).lower())
    parts.append(_("is free %(times)s", times=_times(profile["availability"])))
    if profile["venues"] is not None:
        parts.append(_("comes to %(venues)s", venues=_listed(names.of("venue", key) for key in profile["venues"])))
    what = _("One more mentor who %(what)s", what="; ".join(parts))
    return Help(one["gain"], what, _pupils(one["pupils"], names))


def _times(windows: Sequence[Told]) -> str:
    return _listed(f"{weekday(one['day'])} {one['start']}–{one['end']}" for one in windows)


def _opening(one: Told, names: Names) -> Help:
    opening = one["opening"]
    venue, more = names.of("venue", opening["venue"]), opening["more"]
    if opening["kind"] == "slot":
        what = _("Open %(venue)s %(times)s", venue=venue, times=_times([opening["window"]]))
    elif opening["kind"] == "rooms":
        what = ngettext("%(num)d more room at %(venue)s", "%(num)d more rooms at %(venue)s", more, venue=venue)
    elif opening["kind"] == "seats":
        what = ngettext("%(num)d more seat at %(venue)s", "%(num)d more seats at %(venue)s", more, venue=venue)
    else:
        day = weekday(opening["day"]) if opening["day"] else _("every day")
        what = _("One more adult of the staff at %(venue)s, %(day)s", venue=venue, day=day)
    return Help(one["gain"], what, _pupils(one["pupils"], names))


def _absence(one: Told, names: Names) -> Absence:
    falls = sorted(one["fallen"], key=lambda fall: names.when(fall["session"]["slot"]))
    return Absence(
        mentor=names.of("mentor", one["mentor"]),
        falls=tuple(_fall(fall, names) for fall in falls),
        alone=tuple(
            f"{names.of('mentor', session['mentor'])}, {names.slot(session['slot'])}" for session in one["alone"]
        ),
    )


def _fall(fall: Told, names: Names) -> Fall:
    session = fall["session"]
    able = [_stand_in(one, names) for one in fall["stand_ins"]]
    return Fall(_first_large(names.slot(session["slot"])), _pupils(session["pupils"], names), tuple(able))


def _stand_in(one: Told, names: Names) -> str:
    name = names.of("mentor", one["mentor"])
    if not one["misses"]:
        return name
    return _("%(name)s (but %(rules)s)", name=name, rules=_listed(rule(key) for key in one["misses"]))


def _pupils(keys: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(sorted(names.of("pupil", key) for key in keys))


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
