"""A plan beside another one: for each pupil, what changes, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.matching.causes import causes
from mentoring.matching.ids import number_of
from mentoring.matching.names import Names
from mentoring.matching.sentences import goal_names
from mentoring.planning.changes import Change, Changes, GoalChange, Kind
from mentoring.registration.models import Pupil

KEPT, MOVED, NEW_MENTOR, NEWLY_PLACED, LOST, LEFT = "kept", "moved", "new_mentor", "newly_placed", "lost", "left"
KINDS = (LOST, NEW_MENTOR, MOVED, NEWLY_PLACED, LEFT, KEPT)
_COLORS = {LOST: "danger", NEW_MENTOR: "warning", NEWLY_PLACED: "success", KEPT: "neutral", LEFT: "neutral"}

#: (mentor, slot) by ids
Place = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """The places of one pupil (by id) in two plans, and what the engine says why they differ."""

    pupil: str
    was: tuple[Place, ...]
    now: tuple[Place, ...]
    why: tuple[Mapping[str, Any], ...] = ()

    @property
    def kind(self) -> str:
        """What befalls the pupil."""
        if any(why["kind"] == "pupil_gone" for why in self.why):
            return LEFT
        if not self.now:
            return LOST
        if not self.was:
            return NEWLY_PLACED
        if {mentor for mentor, _slot in self.was} != {mentor for mentor, _slot in self.now}:
            return NEW_MENTOR
        return KEPT if self.was == self.now else MOVED


class Placed(Protocol):
    """A session by its ids."""

    mentor: str
    slot: str
    pupils: tuple[str, ...]


def differences_of(before: Iterable[Placed], after: Iterable[Placed]) -> list[Difference]:
    """The places of every pupil who has one in either plan, without reasons."""
    old, new = _places(before), _places(after)
    return [Difference(key, old.get(key, ()), new.get(key, ())) for key in sorted({*old, *new})]


def _places(sessions: Iterable[Placed]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for session in sessions:
        for pupil in session.pupils:
            found[pupil].append((session.mentor, session.slot))
    return {pupil: tuple(sorted(places)) for pupil, places in found.items()}


def told(
    differences: Sequence[Difference],
    pupils: Mapping[str, Pupil],
    names: Names,
    goals: Iterable[tuple[str, int, int]] = (),
) -> Changes:
    """All differences in words, for those who may read the names; `goals`: (goal, value before, after)."""
    newly = frozenset(one.pupil for one in differences if one.kind == NEWLY_PLACED)
    counts = {kind: sum(one.kind == kind for one in differences) for kind in KINDS}
    kinds = [_kind(key, count) for key, count in counts.items() if count or key != LEFT]
    return Changes(
        kinds=tuple(kinds),
        changes=tuple(_change(one, pupils, names, newly) for one in _by_name(differences, names)),
        views={"pupil": _("By pupil"), "mentor": _("By mentor"), "venue": _("By venue")},
        goals=tuple(GoalChange(goal_names().get(goal, goal), before, after) for goal, before, after in goals),
    )


def _by_name(differences: Sequence[Difference], names: Names) -> list[Difference]:
    return sorted(differences, key=lambda one: (KINDS.index(one.kind), names.of("pupil", one.pupil)))


def _change(one: Difference, pupils: Mapping[str, Pupil], names: Names, newly: frozenset[str]) -> Change:
    known = one.pupil in pupils
    return Change(
        kind=one.kind,
        who=names.of("pupil", one.pupil),
        url=url_for("pupils.show", pupil_id=number_of(one.pupil)) if known else "",
        was=tuple(_place(place, names) for place in one.was),
        now=tuple(_place(place, names) for place in one.now),
        why=(*causes(one.why, names, newly), *_more_or_fewer(one)),
        under={
            "pupil": ("",),
            "mentor": tuple(_headings(one, "mentor", names)),
            "venue": tuple(_headings(one, "venue", names)),
        },
    )


def _more_or_fewer(one: Difference) -> Iterator[str]:
    """How many sessions more or fewer somebody has who has some in both plans."""
    more = len(one.now) - len(one.was) if one.was and one.now else 0
    if more > 0:
        yield ngettext("%(num)d session more a week.", "%(num)d sessions more a week.", more)
    elif more:
        yield ngettext("%(num)d session fewer a week.", "%(num)d sessions fewer a week.", -more)


def _headings(one: Difference, kind: str, names: Names) -> Iterator[str]:
    """The mentors or venues that a change concerns, each once."""
    keys = (mentor if kind == "mentor" else slot.split("-")[0] for mentor, slot in (*one.was, *one.now))
    yield from dict.fromkeys(names.of(kind, key) for key in keys)


def _place(place: Place, names: Names) -> str:
    mentor, slot = place
    said = _("%(slot)s with %(mentor)s", slot=names.slot(slot), mentor=names.of("mentor", mentor))
    return said[:1].upper() + said[1:]


def _kind(key: str, count: int) -> Kind:
    sentence, word = {
        KEPT: (counted(KEPT, count), _("as before")),
        MOVED: (counted(MOVED, count), _("other time or place")),
        NEW_MENTOR: (counted(NEW_MENTOR, count), _("another mentor")),
        NEWLY_PLACED: (counted(NEWLY_PLACED, count), _("newly placed")),
        LOST: (counted(LOST, count), _("no place any more")),
        LEFT: (counted(LEFT, count), _("left the programme")),
    }[key]
    return Kind(key, sentence, word, count, _COLORS.get(key, "info"), key not in (KEPT, LEFT))


def counted(kind: str, count: int) -> str:
    """How many pupils a kind of change befalls, in words that can stand alone or in a list."""
    return {
        KEPT: ngettext("%(num)d keeps mentor, time and place", "%(num)d keep mentor, time and place", count),
        MOVED: ngettext(
            "%(num)d keeps the mentor at another time or place",
            "%(num)d keep the mentor at another time or place",
            count,
        ),
        NEW_MENTOR: ngettext("%(num)d gets another mentor", "%(num)d get another mentor", count),
        NEWLY_PLACED: ngettext("%(num)d is newly placed", "%(num)d are newly placed", count),
        LOST: ngettext("%(num)d loses the place", "%(num)d lose their places", count),
        LEFT: ngettext("%(num)d has left the programme", "%(num)d have left the programme", count),
    }[kind]
