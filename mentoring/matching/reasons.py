"""Why a pupil waits, in plain words, from the engine's account (the form is documented in `scheduling.explain`).

Counts of (mentor, time) pairs are told as mentors and as times where a rule is about one of them alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from mentoring.matching.names import Names
from mentoring.matching.sentences import rule

#: rules that look at the mentor alone, at the time alone
OF_MENTOR = ("clearance", "ban", "pin", "grades", "required_language", "mentor_gender", "topics")
OF_TIME = ("pupil_time", "pupil_reach")


@dataclass(frozen=True)
class Account:
    """Why one pupil waits: the short answer, where mentors and times fall away, what nearly works, what holds."""

    headline: str
    falls_away: tuple[str, ...]
    nearly: tuple[str, ...]
    held: tuple[str, ...]


def account_of(reasons: Sequence[Mapping[str, Any]], names: Names, *, has_mentor: bool = False) -> Account:
    """The account of one pupil; `has_mentor`: there is a place, but fewer sessions than wished."""
    if not reasons:
        return Account(_("The plan was changed by hand after the run; why was not asked again."), (), (), ())
    nearly = [_near(reason, names) for reason in _of_kind(reasons, "near")]
    held = [_held(reason) for reason in _of_kind(reasons, "held")]
    free = sum(reason["options"] for reason in _of_kind(reasons, "goal"))
    if free:
        held.append(_free(free))
    headline = _headline_of_more(reasons) if has_mentor else _headline(reasons)
    return Account(headline, tuple(_falls_away(reasons)), tuple(nearly), tuple(held))


def _of_kind(reasons: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return sorted((reason for reason in reasons if reason["kind"] == kind), key=lambda reason: -reason["options"])


def _headline(reasons: Sequence[Mapping[str, Any]]) -> str:
    held, near, goal = (_of_kind(reasons, kind) for kind in ("held", "near", "goal"))
    if goal:
        return _("There is a place, but others would lose more, or the run ended before it was found.")
    if held:
        return _("Every mentor and time that would do is taken: %(rule)s.", rule=rule(held[0]["rule"]))
    if near:
        return _("Nobody fits. Closest: %(rule)s.", rule=rule(near[0]["rule"]))
    return _headline_of_none(reasons)


def _headline_of_none(reasons: Sequence[Mapping[str, Any]]) -> str:
    """Where no way is left that one change would open: what closes most of them."""
    if _of_kind(reasons, "open"):
        return _("Why was not looked into, since the run had no time left. On the board it is found at once.")
    filters = _of_kind(reasons, "filter")
    if not filters:
        return _("There is no mentor, or no time, that could be tried.")
    most = [rule(one["rule"]) for one in filters[:2]]
    return _("Nobody fits, and no single change would help. Mostly: %(rules)s.", rules="; ".join(most))


def _headline_of_more(reasons: Sequence[Mapping[str, Any]]) -> str:
    """For who has a mentor: what stands in the way of more sessions with that one."""
    held = [reason for reason in _of_kind(reasons, "held") if reason["rule"] not in ("one_mentor", "one_a_day")]
    if _of_kind(reasons, "open") and not held:
        return _headline_of_none(reasons)
    if _of_kind(reasons, "goal"):
        return _("There would be one more time, but others would lose more, or the run ended before it was found.")
    if held:
        return _("The mentor has no more time that would do: %(rule)s.", rule=rule(held[0]["rule"]))
    return _("The mentor has no more time that would do, and a pupil has one mentor only.")


def _falls_away(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """At which rule mentors and times fall away, in the order in which the rules are asked."""
    size = next((reason for reason in reasons if reason["kind"] == "size"), None)
    filters = [reason for reason in reasons if reason["kind"] == "filter"]
    if not size or not size["slots"]:
        return [_ways(reason) for reason in filters]
    lost = sum(reason["options"] // size["slots"] for reason in filters if reason["rule"] in OF_MENTOR)
    left = size["mentors"] - lost
    lines = [ngettext("%(num)d mentor is registered.", "%(num)d mentors are registered.", size["mentors"])]
    lines += [_mentors(reason, size["slots"]) for reason in filters if reason["rule"] in OF_MENTOR]
    lines.append(
        ngettext("%(num)d mentor remains.", "%(num)d mentors remain.", left) if left else _("No mentor remains.")
    )
    if left:
        lines += [_times(reason, left, size["slots"]) for reason in filters if reason["rule"] in OF_TIME]
        lines += [_ways(reason) for reason in filters if reason["rule"] not in OF_MENTOR + OF_TIME]
    return lines


def _mentors(reason: Mapping[str, Any], slots: int) -> str:
    count = reason["options"] // slots
    return {
        "clearance": ngettext("%(num)d is not cleared.", "%(num)d are not cleared.", count),
        "ban": ngettext("%(num)d must not meet this pupil.", "%(num)d must not meet this pupil.", count),
        "pin": ngettext("%(num)d falls away because of a pin.", "%(num)d fall away because of a pin.", count),
        "grades": ngettext("%(num)d teaches other grades.", "%(num)d teach other grades.", count),
        "required_language": ngettext(
            "%(num)d does not speak the language that is required.",
            "%(num)d do not speak the language that is required.",
            count,
        ),
        "mentor_gender": ngettext(
            "%(num)d is not of the gender that is required.", "%(num)d are not of the gender that is required.", count
        ),
        "topics": ngettext(
            "%(num)d teaches none of what the pupil needs.", "%(num)d teach none of what the pupil needs.", count
        ),
    }[reason["rule"]]


def _times(reason: Mapping[str, Any], mentors: int, slots: int) -> str:
    count = reason["options"] // mentors
    if reason["rule"] == "pupil_time":
        return _("At %(count)d of %(all)d times the pupil is not free.", count=count, all=slots)
    return ngettext(
        "%(num)d more time is at a venue that the pupil cannot get to.",
        "%(num)d more times are at venues that the pupil cannot get to.",
        count,
    )


def _ways(reason: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)d way of what is left falls away: %(rule)s.",
        "%(num)d ways of what is left fall away: %(rule)s.",
        reason["options"],
        rule=rule(reason["rule"]),
    )


def _near(reason: Mapping[str, Any], names: Names) -> str:
    who = ", ".join(names.of("mentor", key) for key in reason["mentors"])
    wish = _wishes(str(get_locale())).get(reason["rule"]) or _(
        "if this did not stand in the way (%(rule)s)", rule=rule(reason["rule"])
    )
    return ngettext(
        "%(num)d way would open %(wish)s: %(who)s",
        "%(num)d ways would open %(wish)s: %(who)s",
        reason["options"],
        wish=wish,
        who=who,
    )


@lru_cache(maxsize=8)
def _wishes(_locale: str) -> dict[str, str]:
    """What would open more ways, by the rule that closes them; once for each language."""
    return {
        "clearance": _("if the mentor were cleared"),
        "grades": _("if the mentor taught this grade"),
        "required_language": _("if the language were not required"),
        "mentor_gender": _("if the mentor's gender did not matter"),
        "topics": _("if the mentor taught what the pupil needs"),
        "pupil_time": _("if the pupil were free at more times"),
        "pupil_reach": _("if the pupil could get to more venues"),
        "mentor_time": _("if the mentor were free at more times"),
        "mentor_reach": _("if the mentor could get to more venues"),
        "ban": _("if they were allowed to meet"),
        "pin": _("if the pin were taken out"),
        "together": _("if the pupils who are to be together could all come"),
    }


def _held(reason: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)d way would do, but %(rule)s.",
        "%(num)d ways would do, but %(rule)s.",
        reason["options"],
        rule=rule(reason["rule"]),
    )


def _free(count: int) -> str:
    return ngettext(
        "%(num)d way breaks no rule; others would lose more, or the run ended too soon.",
        "%(num)d ways break no rule; others would lose more, or the run ended too soon.",
        count,
    )
