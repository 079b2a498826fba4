"""A camp's plan beside another one: what changes for each pupil and mentor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp_desk.names import Names
from mentoring.camp_desk.sentences import goal_names
from mentoring.planning.changes import Change, Changes, GoalChange, Kind

KEPT, ROOM, OTHER, NEWLY, LOST = "kept", "room", "other", "newly", "lost"
#: (block, activity, room) by ids
Place = tuple[str, str, str]
#: those of each person
Places = Mapping[str, set[Place]]


def places_of(runs: Iterable[Mapping[str, Any]]) -> Places:
    """Person → where that one is, of runs as files have them."""
    found: dict[str, set[Place]] = defaultdict(set)
    for run in runs:
        for person in (*run["pupils"], *run["mentors"]):
            found[person].add((run["block"], run["activity"], run["room"]))
    return found


def kind_of(was: set[Place], now: set[Place]) -> str:
    """What befalls somebody."""
    if was == now:
        return KEPT
    if {place[:2] for place in was} == {place[:2] for place in now}:
        return ROOM
    return OTHER if was and now else NEWLY if now else LOST


def told(old: Places, new: Places, names: Names, goals: Iterable[tuple[str, int, int]]) -> Changes:
    """All of it in words, for those who may read the names."""
    people = sorted({*old, *new}, key=lambda one: (one[0] != "p", names.of(one)))
    changes = tuple(_change(one, old.get(one, set()), new.get(one, set()), names) for one in people)
    counts = {key: sum(one.kind == key for one in changes) for key in (LOST, OTHER, ROOM, NEWLY, KEPT)}
    lines = tuple(GoalChange(goal_names()[goal], before, after) for goal, before, after in goals)
    views = {"person": _("By person"), "activity": _("By activity")}
    return Changes(tuple(_kind(*one) for one in counts.items()), changes, views, lines)


def _change(person: str, was: set[Place], now: set[Place], names: Names) -> Change:
    gone, more = was - now, now - was
    same = kind_of(was, now) == KEPT
    headings = tuple(sorted({names.of(activity) for _block, activity, _room in gone | more}))
    return Change(
        kind=kind_of(was, now),
        who=names.of(person) if person[0] == "p" else _("%(name)s (mentor)", name=names.of(person)),
        url="",
        was=_listed(was if same else gone, names),
        now=_listed(now if same else more, names),
        why=(),
        under={"person": ("",), "activity": headings or ("",)},
    )


def _listed(places: set[Place], names: Names) -> tuple[str, ...]:
    ordered = sorted(places, key=lambda one: (int(one[0][1:]), *one[1:]))
    return tuple(f"{names.of(block)}: {names.of(activity)}, {names.of(room)}" for block, activity, room in ordered)


def _kind(key: str, count: int) -> Kind:
    sentence, word, color = {
        KEPT: (ngettext("%(num)d keeps everything", "%(num)d keep everything", count), _("as before"), "neutral"),
        OTHER: (
            ngettext("%(num)d gets something else", "%(num)d get something else", count),
            _("something else"),
            "warning",
        ),
        ROOM: (
            ngettext("%(num)d gets another room only", "%(num)d get another room only", count),
            _("another room"),
            "info",
        ),
        NEWLY: (ngettext("%(num)d is new in the plan", "%(num)d are new in the plan", count), _("new"), "success"),
        LOST: (
            ngettext("%(num)d has nothing any more", "%(num)d have nothing any more", count),
            _("nothing any more"),
            "danger",
        ),
    }[key]
    return Kind(key, sentence, word, count, color, key != KEPT)
