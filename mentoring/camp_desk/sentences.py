"""The camp's goals, rules and outcomes in words; a rule is one statement in `scheduling`, here each has its name."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from mentoring.camp_desk.names import Names
from mentoring.planning.planners import Words

#: the preset that keeps what it can of the plan in force
LEAST_CHANGE = "least_change"


def desk_words() -> Words:
    """What the camp's desk is called in the pages that all plans share."""
    return Words(
        desk=_("Camp plan"),
        go_to=_("Go to the camp plan"),
        run_again=_("Plan the camp again"),
        is_over=_("The camp is over."),
        first_plan=_("No plan is published yet. Plan the camp, look at the proposal, and publish it."),
        becomes=_("The plan becomes the programme of the camp."),
        changes=_("Only what is still to come changes."),
        sees=_("Families, mentors and calendar feeds see it at once."),
        from_when=_("Days before that date stay as they were."),
    )


def preset_names() -> dict[str, tuple[str, str]]:
    """Preset → (name, what it does), in the order in which they are offered."""
    return {
        "most_wishes": (_("Most wishes"), _("First that nobody lacks anything, then that wishes come true.")),
        LEAST_CHANGE: (_("Least change first"), _("As much as possible stays as in the plan in force.")),
    }


def goal_names() -> dict[str, str]:
    """Goal → its name."""
    return {
        "shortfall": _("Runs that pupils lack to what the camp requires (fewer is better)"),
        "empty": _("Blocks in which a pupil has nothing (fewer is better)"),
        "kept": _("Places that stay as in the plan in force"),
        "regret": _("Disappointment over wishes, in points (fewer is better)"),
        "buddies": _("Blocks together with a friend"),
        "mentor_blocks": _("Blocks that mentors work (fewer is better)"),
    }


def goal_words() -> dict[str, str]:
    """Goal → what it counts, where it is said beside it whether that gets better."""
    return {
        "shortfall": _("Missing of what the camp requires"),
        "empty": _("Blocks without anything"),
        "kept": _("Places as in the plan in force"),
        "regret": _("Disappointment over wishes"),
        "buddies": _("Blocks together with a friend"),
        "mentor_blocks": _("Blocks that mentors work"),
    }


def phase(key: str) -> str:
    """What the solver is doing."""
    return {
        "": _("Waits for a free worker"),
        "choices": _("Sorts out who could be where"),
        "pins": _("Sees that pins hold"),
        "exact": _("Looks for the best plan and proves it"),
        "start": _("Makes a first plan"),
        "timetable": _("Decides what takes place when, and where"),
        "seating": _("Gives pupils their places"),
        "improve": _("Makes the plan better"),
        "conflicts": _("Looks which pins cannot hold"),
        "bounds": _("Reckons what no plan can beat"),
        "check": _("Checks the plan"),
    }.get(key, key)


def rule(key: str) -> str:
    """A rule as a short statement."""
    return {
        "one_place": _("nobody is in two places at once"),
        "room": _("the room is taken, too small, or lacks what is needed"),
        "size": _("there are too few or too many pupils"),
        "staffing": _("there are too few mentors, or none with the qualification"),
        "mentor_time": _("the mentor is not there, or has worked enough"),
        "present": _("the pupil is not there on that day"),
        "grades": _("the activity is for other grades"),
        "excluded": _("the pupil does not take part in it"),
        "repeat": _("the pupil has been there already"),
        "starts": _("the activity cannot start then"),
        "max_runs": _("the activity takes place too often"),
        "requirement_max": _("the pupil has enough of that kind"),
        "apart": _("two pupils must not be in one group"),
        "fixed": _("days gone by cannot change"),
        "pin": _("staff pinned it otherwise"),
        "unknown": _("somebody or something is not there any more"),
    }[key]


def outcome(told: Mapping[str, Any], names: Names) -> list[str]:
    """Why a run gave no plan."""
    if told.get("key") == "refused":
        return [str(told["sentence"])]
    if told.get("key") == "infeasible":
        return [_conflict(one, names) for one in told["conflicts"]]
    plain = {
        "fault": _("Something went wrong in the program. The log of the run says what; please send it to us."),
        "worker_died": _("The worker ended twice while it was at this run. Start it again, with less time."),
        "nothing_found": _("No valid plan was found in the time given. Give it more time."),
        "stopped_before_start": _("It was stopped before it began."),
    }
    return [plain[told["key"]]] if told else []


def _conflict(one: Mapping[str, Any], names: Names) -> str:
    pins = "; ".join(", ".join(names.of(pin[key]) for key in ("person", "activity", "block")) for pin in one["pins"])
    if len(one["pins"]) == 1:
        return _("This pin cannot hold: %(pins)s. Take it out: %(why)s.", pins=pins, why=rule(one["rule"]))
    return _(
        "These pins cannot hold together: %(pins)s. Take one of them out: %(why)s.", pins=pins, why=rule(one["rule"])
    )
