"""Why a pupil did not get a wish, and what would have to be different, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp_desk import deeds
from mentoring.camp_desk.judge import AtHand
from mentoring.camp_desk.names import Names
from mentoring.camp_desk.sentences import rule
from mentoring.camp_desk.told import gains_told, run_told

#: so many who would have something else are named
MOST_NAMED = 8


@dataclass(frozen=True)
class Wish:
    """A wish in its place: where it came true, or why not; `is_possible`: something could be different."""

    place: int
    activity: str
    name: str
    at: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    is_possible: bool = False


@dataclass(frozen=True)
class Answer:
    """What would have to be different, what the pupil would have then, who else would have something else, and what
    it does to the goals. `out` and `into`: the rows by which it is taken over, where nothing need be different.
    """

    condition: str
    there: str
    moved: tuple[str, ...]
    gains: tuple[str, ...]
    out: str = ""
    into: str = ""
    more: int = field(default=0)


def wishes_told(at: AtHand, pupil: str, names: Names) -> list[Wish]:
    """All wishes of a pupil, the dearest first."""
    unmet = {one.activity: one for one in at.why_not(pupil)}
    return [
        _wish(at, pupil, place, activity, unmet.get(activity), names)
        for place, activity in enumerate(at.wishes_of(pupil), 1)
        if at.knows("activity", activity)
    ]


def _wish(at: AtHand, pupil: str, place: int, activity: str, unmet: Any, names: Names) -> Wish:
    if unmet is None:
        runs = [one for one in deeds.places_of(at, pupil) if one[0] == activity]
        return Wish(
            place, activity, names.of(activity), tuple(run_told(deeds.written(one[1:]), names) for one in runs)
        )
    why = tuple(dict.fromkeys(reason_told(one, names) for one in unmet.reasons))
    is_possible = not any(one.kind == "never" for one in unmet.reasons)
    return Wish(place, activity, names.of(activity), (), why, is_possible)


def reason_told(one: Any, names: Names) -> str:
    """One reason: never possible, no place in the runs there are, or no further run."""
    if one.kind == "never":
        return _("It was never possible: %(why)s.", why=rule(one.rule))
    if one.kind in _NOT_CLOSED:
        return _NOT_CLOSED[one.kind](one.count)
    if one.kind == "run":
        return _in_runs(one, names)
    return ngettext(
        "No further run in %(num)d block in which it could begin: %(why)s.",
        "No further run in %(num)d blocks in which it could begin: %(why)s.",
        one.count,
        why=_with_instead(_needs(one), one, names),
    )


_NOT_CLOSED: Mapping[str, Callable[[int], str]] = {
    "free": lambda count: ngettext(
        "Nothing stands in the way in %(num)d run that there is: put the pupil in by hand.",
        "Nothing stands in the way in %(num)d runs that there are: put the pupil in by hand.",
        count,
    ),
    "open": lambda count: ngettext(
        "One more run could begin in %(num)d block, if others change.",
        "One more run could begin in %(num)d blocks, if others change.",
        count,
    ),
}


def _with_instead(why: str, one: Any, names: Names) -> str:
    what = ", ".join(names.of(key) for key in one.instead)
    return _("%(why)s (%(what)s)", why=why, what=what) if what else why


def _in_runs(one: Any, names: Names) -> str:
    why = _with_instead(_INSTEAD.get(one.rule, lambda: rule(one.rule))(), one, names)
    return ngettext(
        "No place in %(num)d run that there is: %(why)s.",
        "No place in %(num)d runs that there are: %(why)s.",
        one.count,
        why=why,
    )


_INSTEAD = {
    "one_place": lambda: _("the pupil has something else then"),
    "size": lambda: _("it is full"),
    "staffing": lambda: _("one pupil more would need one mentor more"),
}


def _needs(one: Any) -> str:
    if one.qualification:
        return _("nobody with the qualification “%(what)s” is free", what=one.qualification)
    return {
        "max_runs": _("it takes place as often as was agreed"),
        "room": _("no room that fits is free"),
        "staffing": _("too few mentors who may lead it are free"),
        "size": _("too few pupils wish it or are free"),
        "requirement_max": rule("requirement_max"),
        "one_place": _INSTEAD["one_place"](),
    }[one.rule]


def answers_told(at: AtHand, pupil: str, activity: str, names: Names) -> list[Answer]:
    """What would have to be different for that wish, the smallest change first; each was solved for and checked."""
    return [_answer(at, pupil, one, names) for one in at.what_if(pupil, activity)]


def _answer(at: AtHand, pupil: str, one: Any, names: Names) -> Answer:
    others = [names.of(who) for who in one.moved if who != pupil and names.knows(who)]
    is_now = one.change.kind == "none"
    out, into = at.change_to(one.runs_then) if is_now else ([], [])
    return Answer(
        condition=_condition(one.change, names.of(one.activity)) if others or not is_now else _("As things are"),
        there=run_told(f"{one.activity}~{one.block}", names),
        moved=tuple(sorted(others)[:MOST_NAMED]),
        more=max(0, len(others) - MOST_NAMED),
        gains=gains_told(one.gains, at.scale),
        out=_rows(out),
        into=_rows(into),
    )


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return " ".join(deeds.written(row) for row in rows)


def _condition(change: Any, activity: str) -> str:
    what = ", ".join(change.detail)
    told: Mapping[str, str] = {
        "none": _("As things are, if others change"),
        "run": _("If %(activity)s may be held once more", activity=activity),
        "mentor": _("If there were one more mentor who is qualified for %(what)s", what=what)
        if what
        else _("If there were one more mentor"),
        "room": _("If there were one more room with %(what)s", what=what)
        if what
        else _("If there were one more room"),
        "size": _("If %(activity)s may have one pupil more", activity=activity),
    }
    return told[change.kind]
