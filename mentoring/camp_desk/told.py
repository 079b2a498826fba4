"""Mends of a camp's plan, and the rules it breaks, in words: which rule, who, where, by how much."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from mentoring.camp_desk.names import Names
from mentoring.camp_desk.sentences import goal_words
from mentoring.core.formats import written
from mentoring.planning.looks import Scale

About = Mapping[str, Any]


def run_told(place: str, names: Names) -> str:
    """ "Climbing, Monday 21 June at 09:00, Gym"."""
    return ", ".join(names.of(key) for key in place.split("~") if key)


def mend_told(asked: Mapping[str, Any], names: Names) -> str:
    """What a mend did."""
    who, other = (names.of(str(asked[key])) if key in asked else "" for key in ("person", "other"))
    here, there = (run_told(str(asked.get(key, "")), names) for key in ("from", "to"))
    told = {
        "put": _("%(who)s: put in %(there)s.", who=who, there=there),
        "take": _("%(who)s: taken out of %(here)s.", who=who, here=here),
        "move": _("%(who)s: moved from %(here)s to %(there)s.", who=who, here=here, there=there),
        "swap": _(
            "%(who)s (%(here)s) and %(other)s (%(there)s): swapped.", who=who, here=here, other=other, there=there
        ),
        "take_run": _("%(here)s: does not take place any more.", here=here),
        "move_run": _("%(here)s: moved to %(there)s.", here=here, there=there),
        "swap_rooms": _("%(here)s and %(there)s: rooms swapped.", here=here, there=there),
        "add_run": _("%(there)s: takes place too.", there=there),
        "take_over": _("%(who)s: now in %(there)s, others moved.", who=who, there=there),
        "accept": _("Departed from a rule, without moving anybody."),
    }.get(str(asked.get("deed")), _("Changed by hand."))
    left = [run_told(one, names) for one in str(asked.get("left", "")).split()]
    return " ".join((told, _("Left for it: %(what)s.", what="; ".join(left)))) if left else told


def breach_told(rule: str, about: About, names: Names, counted: int, low: int | None, high: int | None) -> str:
    """A rule that a plan breaks: who or what it is about, and what was counted where a number says more."""
    told = _RULES.get(rule)
    if told is None:
        return _("Somebody or something of the plan is not at the camp any more.")
    return told(_Breach(about, names, counted, low, high))


class _Breach:
    """One breach with the names of what it is about."""

    def __init__(self, about: About, names: Names, counted: int, low: int | None, high: int | None) -> None:
        self.about, self.names = about, names
        self.counted, self.low, self.high = counted, low, high

    def has(self, key: str) -> bool:
        return key in self.about

    def of(self, key: str) -> str:
        return self.names.of(str(self.about.get(key, "")))

    @property
    def run(self) -> str:
        keys = [str(self.about[key]) for key in ("activity", "block", "room") if key in self.about]
        return run_told("~".join(keys), self.names)

    @property
    def day(self) -> str:
        return written(date.fromisoformat(str(self.about["day"])), "EEEE d. MMMM", is_first=False)

    @property
    def over(self) -> int:
        return self.counted - (self.high or 0)

    @property
    def numbers(self) -> dict[str, int]:
        return {"count": self.counted, "most": self.high or 0}


def _one_place(one: _Breach) -> str:
    return _("%(who)s would be in two places at once: %(block)s.", who=one.of("person"), block=one.of("block"))


def _room(one: _Breach) -> str:
    if one.has("pupil"):
        return _("%(who)s needs a room without steps: %(run)s.", who=one.of("pupil"), run=one.run)
    if not one.has("activity"):
        return _("%(room)s is taken already: %(block)s.", room=one.of("room"), block=one.of("block"))
    if one.has("copy"):
        return _("The room lacks what the activity needs, or is closed then: %(run)s.", run=one.run)
    return ngettext(
        "The room has %(num)d seat too few: %(run)s.",
        "The room has %(num)d seats too few: %(run)s.",
        one.over,
        run=one.run,
    )


def _size(one: _Breach) -> str:
    if one.high is None:
        missing = (one.low or 0) - one.counted
        return ngettext(
            "%(num)d pupil is missing to the fewest that were agreed: %(run)s.",
            "%(num)d pupils are missing to the fewest that were agreed: %(run)s.",
            missing,
            run=one.run,
        )
    return ngettext(
        "%(num)d pupil more than the most that were agreed: %(run)s.",
        "%(num)d pupils more than the most that were agreed: %(run)s.",
        one.over,
        run=one.run,
    )


def _staffing(one: _Breach) -> str:
    if one.has("mentor"):
        return _("%(who)s does not lead that kind of activity: %(run)s.", who=one.of("mentor"), run=one.run)
    return _("There are too few mentors for the pupils, or none with the qualification: %(run)s.", run=one.run)


def _mentor_time(one: _Breach) -> str:
    if one.has("block"):
        return _("%(who)s is not there then: %(run)s.", who=one.of("mentor"), run=one.run)
    if one.has("day"):
        return _(
            "%(who)s would work %(count)d blocks on %(day)s, where %(most)d are the most.",
            who=one.of("mentor"),
            day=one.day,
            **one.numbers,
        )
    return _(
        "%(who)s would work %(count)d blocks at the camp, where %(most)d are the most.",
        who=one.of("mentor"),
        **one.numbers,
    )


def _required(one: _Breach) -> str:
    if one.has("day"):
        return _(
            "%(who)s would have %(count)d runs of one kind on %(day)s, where %(most)d are the most.",
            who=one.of("pupil"),
            day=one.day,
            **one.numbers,
        )
    return _(
        "%(who)s would have %(count)d runs of one kind at the camp, where %(most)d are the most.",
        who=one.of("pupil"),
        **one.numbers,
    )


_RULES: Mapping[str, Callable[[_Breach], str]] = {
    "one_place": _one_place,
    "room": _room,
    "size": _size,
    "staffing": _staffing,
    "mentor_time": _mentor_time,
    "requirement_max": _required,
    "present": lambda one: _("%(who)s is not at the camp then: %(run)s.", who=one.of("pupil"), run=one.run),
    "grades": lambda one: _(
        "The activity is for other grades than that of %(who)s: %(run)s.", who=one.of("pupil"), run=one.run
    ),
    "excluded": lambda one: _("%(who)s takes no part in that activity: %(run)s.", who=one.of("pupil"), run=one.run),
    "repeat": lambda one: _(
        "%(who)s would be at %(activity)s %(count)d times, where %(most)d is the most.",
        who=one.of("pupil"),
        activity=one.of("activity"),
        **one.numbers,
    ),
    "starts": lambda one: _("The activity cannot start then: %(run)s.", run=one.run),
    "max_runs": lambda one: _(
        "%(activity)s would take place %(count)d times, where %(most)d is the most.",
        activity=one.of("activity"),
        **one.numbers,
    ),
    "apart": lambda one: _(
        "%(who)s and %(other)s must not be in one group: %(run)s.",
        who=one.of("pupil"),
        other=one.of("other"),
        run=one.run,
    ),
    "fixed": lambda one: _("Days gone by stay as they were: %(run)s.", run=one.run),
    "pin": lambda one: _("%(who)s is pinned to %(run)s.", who=one.of("person"), run=one.run),
}


def losses_told(gains: Mapping[str, int], scale: Scale) -> tuple[str, ...]:
    """The goals for which the change is a loss, in their order; worth a word, not a refusal."""
    return tuple(gain_told(goal, gain) for goal, gain in gains.items() if scale.loses(goal, gain))


def gains_told(gains: Mapping[str, int], scale: Scale) -> tuple[str, ...]:
    """All goals that change, with by how much, and whether that is better."""
    return tuple(scale.weighed(gain_told(goal, gain), goal, gain) for goal, gain in gains.items() if gain)


def gain_told(goal: str, gain: int) -> str:
    """ "Blocks without anything: +2"; of disappointment, which is reckoned, "+64 points"."""
    by = f"{'+' if gain > 0 else '−'}{format_decimal(abs(gain))}"
    if goal == "regret":
        by = ngettext("%(by)s point", "%(by)s points", abs(gain), by=by)
    return f"{goal_words()[goal]}: {by}"
