"""The engine's message keys in words: outcomes, breaches and, in `reasons.py`, why a pupil waits.

A rule is one statement in `scheduling`; here each has what a person calls it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from mentoring.matching.names import Names
from mentoring.matching.weekdays import weekday
from mentoring.planning.planners import Words


def desk_words() -> Words:
    """What the desk of the week is called in the pages that all plans share."""
    return Words(
        desk=_("Matching"),
        go_to=_("Go to matching"),
        run_again=_("Run matching again"),
        is_over=_("The term is over. Make the next term first."),
        first_plan=_("No plan is published yet. Run matching, look at the proposal, and publish it."),
        becomes=_("The plan becomes dated sessions over the rest of the term, without holidays and days off."),
        changes=_("Only sessions that are still to come change, and only those that really differ."),
        sees=_("Mentors, coordinators and calendar feeds see the sessions at once."),
        from_when=_("Sessions before that date stay as they are. A Monday is best."),
    )


def preset_names() -> dict[str, tuple[str, str]]:
    """Preset → (name, what it does), in the order in which they are offered."""
    return {
        "serve_most": (
            _("Serve most"),
            _("As many pupils as possible get a mentor; then as many as possible keep the one they have."),
        ),
        "change_little": (
            _("Change little"),
            _("As many pupils as possible keep their mentor; only then are free places filled."),
        ),
        "best_fit": (
            _("Best fit"),
            _("As many pupils as possible get a mentor; then the ones who fit them best, even if that changes more."),
        ),
    }


def goal_names() -> dict[str, str]:
    """Goal → its name."""
    return {
        "served": _("Pupils with a mentor, the urgent ones counted more"),
        "kept_pairs": _("Pupils who keep their mentor"),
        "sessions": _("Sessions attended in a week, the urgent pupils' counted more"),
        "kept_places": _("Sessions that stay at their time and place"),
        "fit": _("Fit of mentors and pupils, in points"),
        "days": _("Days on which mentors have to come (fewer is better)"),
        "tickets": _("Draw numbers of the pupils who wait (lower is better)"),
    }


def phase(key: str) -> str:
    """What the solver is doing."""
    return {
        "": _("Waits for a free worker"),
        "choices": _("Sorts out who could meet whom"),
        "exact": _("Looks for the best plan and proves it"),
        "start": _("Makes a first plan"),
        "demands": _("Sees that pins hold"),
        "improve": _("Makes the plan better"),
        "conflicts": _("Looks which pins cannot hold"),
        "bounds": _("Reckons what no plan can beat"),
        "check": _("Checks the plan"),
        "away": _("Looks what breaks if a mentor is away"),
        "recruit": _("Looks whom to recruit"),
        "venues": _("Looks which hours and rooms to open"),
    }.get(key, key)


def rule(key: str | None) -> str:
    """A rule as a short statement."""
    return _rules(str(get_locale())).get(key or "", _("several rules together do not allow it"))


@lru_cache(maxsize=8)
def _rules(_locale: str) -> dict[str, str]:
    """All of them, once for each language: pages of a whole plan ask thousands of times."""
    return {
        "clearance": _("a mentor must be cleared"),
        "ban": _("staff said that these two must not meet"),
        "pin": _("staff pinned it otherwise"),
        "grades": _("the mentor teaches other grades"),
        "required_language": _("the mentor does not speak the language that is required"),
        "mentor_gender": _("a mentor of another gender is required"),
        "topics": _("the mentor teaches none of what the pupil needs"),
        "pupil_time": _("the pupil is not free then"),
        "mentor_time": _("the mentor is not free then"),
        "pupil_reach": _("the pupil cannot get to the venue"),
        "mentor_reach": _("the mentor cannot get to the venue"),
        "one_mentor": _("a pupil has one mentor only"),
        "one_a_day": _("a pupil has one session a day, and no more than wished"),
        "mentor_load": _("the mentor's limits are reached"),
        "no_clash": _("the mentor cannot be in two places, and needs time to travel"),
        "rooms": _("there is no free room"),
        "seats": _("there is no free seat"),
        "min_adults": _("there are too few adults"),
        "grade_span": _("the grades of one group would lie too far apart"),
        "apart": _("two pupils must not be in one group"),
        "together": _("pupils who are to be together would be parted"),
        "broken_pairs": _("too many pupils would lose their mentor"),
        "session": _("a mentor has one session at a time, and each has a pupil"),
        "unknown": _("somebody or something is not there any more"),
    }


def outcome(told: Mapping[str, Any], names: Names) -> list[str]:
    """Why a run gave no plan."""
    plain = {
        "fault": _("Something went wrong in the program. The log of the run says what; please send it to us."),
        "worker_died": _("The worker ended twice while it was at this run. Start it again, with less time."),
        "nothing_found": _("No valid plan was found in the time given. Give it more time, or loosen a pin."),
        "stopped_before_start": _("It was stopped before it began."),
    }
    if told.get("key") == "refused":
        return [str(told["sentence"])]
    if told.get("key") == "infeasible":
        return [_conflict(conflict, names) for conflict in told["conflicts"]]
    return [plain[told["key"]]] if told else []


def _conflict(conflict: Mapping[str, Any], names: Names) -> str:
    pins = [_pin(pin, names) for pin in conflict["pins"]]
    if not pins:
        return _(
            "So few changes are not possible: more pupils lose their mentor whatever is done. Allow more changes."
        )
    if len(pins) == 1:
        return _(
            "This pin cannot hold: %(pin)s – %(rule)s. Take it out, or mend what stands in its way.",
            pin=pins[0],
            rule=rule(conflict["rule"]),
        )
    return _(
        "These pins cannot hold together: %(pins)s – %(rule)s. Take one of them out.",
        pins=_listed(pins),
        rule=rule(conflict["rule"]),
    )


def _pin(pin: Mapping[str, Any], names: Names) -> str:
    pair = _(
        "%(pupil)s with %(mentor)s", pupil=names.of("pupil", pin["pupil"]), mentor=names.of("mentor", pin["mentor"])
    )
    return f"{pair} ({names.of('slot', pin['slot'])})" if pin.get("slot") else pair


def breach(key: str, about: Mapping[str, Any], names: Names) -> str:
    """A rule that a plan breaks, and who it is about."""
    if key == "unknown":
        return _unknown(about, names)
    kinds = {"pupil": "pupil", "other": "pupil", "mentor": "mentor", "slot": "slot", "venue": "venue"}
    who = [names.of(kind, str(about[column])) for column, kind in kinds.items() if column in about]
    if "day" in about and "slot" not in about:
        who.append(weekday(int(about["day"])))
    return f"{_listed(who)}: {rule(key)}." if who else f"{rule(key)}."


def _unknown(about: Mapping[str, Any], names: Names) -> str:
    kind, key = next((kind, str(about[kind])) for kind in ("pupil", "mentor", "slot") if kind in about)
    if kind == "slot":
        return _("%(slot)s is no time for sessions any more.", slot=names.of(kind, key))
    return _("%(name)s is not in the programme any more.", name=names.of(kind, key))


def _listed(parts: list[str]) -> str:
    return ", ".join(parts)
