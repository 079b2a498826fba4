"""Mends, breaches with their counts, and what a change does to the goals, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from mentoring.matching.judge import LESS
from mentoring.matching.names import Names
from mentoring.matching.sentences import breach, goal_names
from mentoring.planning.looks import Scale


def mend_told(asked: Mapping[str, Any], names: Names) -> str:
    """What a mend did."""
    deed = asked.get("deed")
    who = _people(asked, names)
    here = _place(asked, names, "mentor", "slot")
    there = _place(asked, names, "to_mentor", "to_slot")
    told = {
        "put": _("%(who)s: put in with %(there)s.", who=who, there=there),
        "take": _("%(who)s: taken out of the session of %(here)s.", who=who, here=here),
        "move": _("%(who)s: moved from %(here)s to %(there)s.", who=who, here=here, there=there),
        "take_session": _("The session of %(here)s: taken out.", here=here),
        "move_session": _("The session of %(here)s: moved to %(there)s.", here=here, there=there),
        "swap": _("%(who)s and %(other)s: swapped.", who=who, other=_name(asked, names, "other")),
        "swap_sessions": _("The sessions of %(here)s and %(there)s: times swapped.", here=here, there=there),
        "take_over": _("%(who)s: now with %(there)s.", who=who, there=there),
        "accept": _("Departed from a rule, without moving anybody."),
    }
    return told.get(str(deed), _("Changed by hand."))


def _people(asked: Mapping[str, Any], names: Names) -> str:
    keys = [asked.get("pupil", ""), *str(asked.get("along", "")).split()]
    return ", ".join(names.of("pupil", key) for key in keys if key)


def _name(asked: Mapping[str, Any], names: Names, key: str) -> str:
    return names.of("pupil", asked[key]) if key in asked else ""


def _place(asked: Mapping[str, Any], names: Names, mentor: str, slot: str) -> str:
    if mentor not in asked:
        return ""
    return place_told(asked[mentor], asked[slot], names)


def place_told(mentor: str, slot: str, names: Names) -> str:
    """ "Mina Berg, Monday at 15:30, Biblioteket"."""
    return f"{names.of('mentor', mentor)}, {names.of('slot', slot)}"


def breach_told(
    rule: str, about: Mapping[str, Any], names: Names, counted: int, low: int | None, high: int | None
) -> str:
    """A breach with what was counted, where a number says more than that it is so."""
    told = breach(rule, about, names)
    if high is not None and high > 0:
        count = _("%(count)d where %(most)d is the most", count=counted, most=high)
    elif low is not None and low > 1:
        count = _("%(count)d where %(least)d is the least", count=counted, least=low)
    else:
        return told
    return f"{told.removesuffix('.')} ({count})."


def losses_told(gains: Mapping[str, int]) -> tuple[str, ...]:
    """The goals for which the change is a loss, in their order; worth a word, not a refusal."""
    scale = Scale(tuple(gains), LESS, ())
    return tuple(_gain(goal, gain) for goal, gain in gains.items() if scale.loses(goal, gain) and goal != "tickets")


def gains_told(gains: Mapping[str, int], scale: Scale) -> tuple[str, ...]:
    """All goals that change, with by how much, and whether that is better."""
    return tuple(
        scale.weighed(_gain(goal, gain), goal, gain) for goal, gain in gains.items() if gain and goal != "tickets"
    )


def _gain(goal: str, gain: int) -> str:
    sign = "+" if gain > 0 else "−"
    return f"{goal_names().get(goal, goal)}: {sign}{format_decimal(abs(gain))}"
