"""What changed in the data since a run, with names: its kept problem file beside the one that would be made now."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.matching.names import Names, names_in
from mentoring.matching.words_of_facts import fact_names
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import first_date, plan_in_force
from mentoring.programme.models import Programme, Term

Rows = Sequence[Mapping[str, Any]]
#: settings that are wishes of a run, not data
WISHES = ("goals", "max_broken_pairs")


@dataclass(frozen=True)
class News:
    """One kind of change: a sentence with the count, and whom or what it is about, each in words."""

    sentence: str
    about: tuple[str, ...] = ()


def news_since(made: Run | Plan) -> list[News]:
    """What differs now from what that run or that copy was made of; nothing where no file of it was kept."""
    if not made.problem:
        return []
    then = json.loads(made.problem)
    programme, term = db.session.get_one(Programme, made.programme_id), db.session.get_one(Term, made.term_id)
    wish = Wish(then["name"], then["settings"]["goals"], first_date(term) or term.end)
    now = problem_content(programme, wish, plan_in_force(made.frame, made.wing))
    return list(told(then, now, names_in(programme)))


def told(then: Mapping[str, Any], now: Mapping[str, Any], names: Names) -> Iterable[News]:
    """Each kind of change between two problem files that there is, people first."""
    yield from _people("pupil", then["pupils"], now["pupils"], names, _PUPILS)
    yield from _people("mentor", then["mentors"], now["mentors"], names, _MENTORS)
    yield from _people("venue", then["venues"], now["venues"], names, _VENUES)
    yield from _slots(then["slots"], now["slots"], names)
    yield from _pairs(then["pins"], now["pins"], names, _PINS)
    yield from _pairs(then["bans"], now["bans"], names, _BANS)
    yield from _settings(then["settings"], now["settings"])
    if _left_of(then.get("previous", []), now) != now["previous"]:
        yield News(_("Another plan is in force now."))


def _left_of(previous: Rows, now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sessions of a plan without those who are gone: they are told of already."""
    pupils, mentors = ({row["id"] for row in now[kind]} for kind in ("pupils", "mentors"))
    here = [
        {**row, "pupils": [pupil for pupil in row["pupils"] if pupil in pupils]}
        for row in previous
        if row["mentor"] in mentors
    ]
    return [row for row in here if row["pupils"]]


def _people(kind: str, then: Rows, now: Rows, names: Names, say: Sequence[Callable[[int], str]]) -> Iterable[News]:
    old, new = ({str(row["id"]): row for row in rows} for rows in (then, now))
    came, left, changed = say
    yield from _news(came, [names.of(kind, key) for key in new.keys() - old.keys()])
    yield from _news(left, [names.of(kind, key) for key in old.keys() - new.keys()])
    both = [key for key in new if key in old and new[key] != old[key]]
    yield from _news(changed, [_changed(names.of(kind, key), old[key], new[key]) for key in both])


def _changed(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """A name with the facts that are others now: "Åse Ås: when free, sessions wished"."""
    if old.get("cleared", True) != new.get("cleared", True):
        what = [_("is cleared now") if new["cleared"] else _("is not cleared any more")]
    else:
        what = []
    words = fact_names()
    keys = [key for key in new if key in words and old.get(key) != new[key]]
    return f"{name}: {', '.join([*what, *dict.fromkeys(words[key] for key in keys)])}"


def _slots(then: Rows, now: Rows, names: Names) -> Iterable[News]:
    old, new = ({row["id"]: row for row in rows} for rows in (then, now))
    came = [names.slot(key) for key in new if key not in old]
    gone = [names.slot(key) for key in old if key not in new]
    staffed = [names.slot(key) for key in new if key in old and new[key] != old[key]]
    yield from _news(lambda n: ngettext("%(num)d new time", "%(num)d new times", n), came)
    yield from _news(lambda n: ngettext("%(num)d time fell away", "%(num)d times fell away", n), gone)
    yield from _news(
        lambda n: ngettext("%(num)d time with other staff", "%(num)d times with other staff", n), staffed
    )


def _pairs(then: Rows, now: Rows, names: Names, say: Sequence[Callable[[int], str]]) -> Iterable[News]:
    old, new = ([json.dumps(row, sort_keys=True) for row in rows] for rows in (then, now))
    came, gone = say
    yield from _news(came, [_pair(json.loads(row), names) for row in new if row not in old])
    yield from _news(gone, [_pair(json.loads(row), names) for row in old if row not in new])


def _pair(row: Mapping[str, Any], names: Names) -> str:
    pair = _(
        "%(pupil)s with %(mentor)s", pupil=names.of("pupil", row["pupil"]), mentor=names.of("mentor", row["mentor"])
    )
    return f"{pair} ({names.slot(row['slot'])})" if row.get("slot") else pair


def _settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[News]:
    words = fact_names()
    changed = [key for key in now if key not in WISHES and then.get(key) != now[key]]
    about = [f"{words[key]}: {then.get(key)} → {now[key]}" if key in words else key for key in changed]
    yield from _news(lambda n: ngettext("%(num)d rule changed", "%(num)d rules changed", n), about)


def _news(say: Callable[[int], str], about: Iterable[str]) -> Iterable[News]:
    listed = tuple(sorted(about))
    if listed:
        yield News(say(len(listed)), listed)


_PUPILS = (
    lambda n: ngettext("%(num)d new pupil", "%(num)d new pupils", n),
    lambda n: ngettext("%(num)d pupil left", "%(num)d pupils left", n),
    lambda n: ngettext("%(num)d pupil changed", "%(num)d pupils changed", n),
)
_MENTORS = (
    lambda n: ngettext("%(num)d new mentor", "%(num)d new mentors", n),
    lambda n: ngettext("%(num)d mentor left", "%(num)d mentors left", n),
    lambda n: ngettext("%(num)d mentor changed", "%(num)d mentors changed", n),
)
_VENUES = (
    lambda n: ngettext("%(num)d new venue", "%(num)d new venues", n),
    lambda n: ngettext("%(num)d venue closed", "%(num)d venues closed", n),
    lambda n: ngettext("%(num)d venue changed", "%(num)d venues changed", n),
)
_PINS = (
    lambda n: ngettext("%(num)d new pin", "%(num)d new pins", n),
    lambda n: ngettext("%(num)d pin taken out", "%(num)d pins taken out", n),
)
_BANS = (
    lambda n: ngettext("%(num)d new ban", "%(num)d new bans", n),
    lambda n: ngettext("%(num)d ban taken out", "%(num)d bans taken out", n),
)
