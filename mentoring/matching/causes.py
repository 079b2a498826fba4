"""Why a pupil's places change, in plain words, from the engine's account (documented in `scheduling.why_changed`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.matching.names import Names
from mentoring.matching.sentences import rule

#: so many people are named before "and 3 more"
MOST_NAMED = 4


def causes(why: Iterable[Mapping[str, Any]], names: Names, newly_placed: frozenset[str]) -> Iterator[str]:
    """Each reason as a sentence; `newly_placed`: the pupils who have a place and had none."""
    why = list(why)
    is_told = any(one["kind"] == "freed" and one["pupils"] for one in why)
    for one in why:
        if is_told and one["kind"] == "freed" and not one["pupils"]:
            continue  # who left the place says more than which rule stood in the way of it
        served = [pupil for pupil in one.get("pupils", ()) if pupil in newly_placed]
        if one["kind"] == "held" and served:
            who = _people(one["pupils"], names)
            yield ngettext(
                "Serves %(num)d more: makes room for %(who)s.",
                "Serves %(num)d more: makes room for %(who)s.",
                len(served),
                who=who,
            )
        else:
            yield _SAID[one["kind"]](one, names)


def _impossible(why: Mapping[str, Any], names: Names) -> str:
    """A rule that forbids the place by itself, and did not before where the engine knows."""
    mentor = names.of("mentor", why["mentor"])
    changed = {
        "clearance": _("%(mentor)s is not cleared any more.", mentor=mentor),
        "mentor_time": _("%(mentor)s is no longer free then.", mentor=mentor),
        "pupil_time": _("The pupil is no longer free then."),
        "mentor_reach": _("%(mentor)s no longer comes to that venue.", mentor=mentor),
        "pupil_reach": _("The pupil no longer gets to that venue."),
        "grades": _("%(mentor)s no longer teaches that grade.", mentor=mentor),
        "topics": _("%(mentor)s no longer teaches what the pupil needs.", mentor=mentor),
        "ban": _("Staff have said that the pupil must not meet %(mentor)s.", mentor=mentor),
        "pin": _("Staff have pinned the pupil elsewhere."),
    }
    said = changed.get(why["rule"]) if why["new"] else None
    return said or _("It cannot stay: %(rule)s.", rule=rule(why["rule"]))


def _held(why: Mapping[str, Any], names: Names) -> str:
    who = _people(why["pupils"], names)
    if who:
        return _("Makes room for %(who)s: %(rule)s.", who=who, rule=rule(why["rule"]))
    return _("With the other changes it cannot stay: %(rule)s.", rule=rule(why["rule"]))


def _goal(why: Mapping[str, Any], _names: Names) -> str:
    """What would be lost if it were put back."""
    by = why["by"]
    return {
        "served": _("More pupils get a mentor this way."),
        "kept_pairs": ngettext(
            "%(num)d pupil more keeps the mentor this way.", "%(num)d pupils more keep the mentor this way.", by
        ),
        "sessions": _("More sessions a week are possible this way."),
        "kept_places": ngettext(
            "%(num)d session more stays at its time and place this way.",
            "%(num)d sessions more stay at their time and place this way.",
            by,
        ),
        "fit": ngettext("Fits better, by %(num)d point.", "Fits better, by %(num)d points.", by),
        "days": ngettext(
            "Mentors come on %(num)d day less this way.", "Mentors come on %(num)d days less this way.", by
        ),
        "tickets": _("The draw gives the place to a pupil with a higher number."),
    }[why["goal"]]


def _possible(why: Mapping[str, Any], names: Names) -> str:
    mentor = names.of("mentor", why["mentor"])
    return {
        "clearance": _("%(mentor)s is cleared now.", mentor=mentor),
        "mentor_time": _("%(mentor)s is free then now.", mentor=mentor),
        "pupil_time": _("The pupil is free then now."),
        "mentor_reach": _("%(mentor)s comes to that venue now.", mentor=mentor),
        "pupil_reach": _("The pupil gets to that venue now."),
        "grades": _("%(mentor)s teaches that grade now.", mentor=mentor),
        "topics": _("%(mentor)s now teaches what the pupil needs.", mentor=mentor),
        "ban": _("Staff have taken back that the pupil must not meet %(mentor)s.", mentor=mentor),
        "pin": _("Staff have changed a pin."),
    }.get(why["rule"]) or _("It is possible now; before: %(rule)s.", rule=rule(why["rule"]))


def _freed(why: Mapping[str, Any], names: Names) -> str:
    who = _people(why["pupils"], names)
    if who:
        return _("A place became free: %(who)s left it.", who=who)
    return _("There is room now; before: %(rule)s.", rule=rule(why["rule"]))


def _people(pupils: Iterable[str], names: Names) -> str:
    """Some names: "Åse Ås, Bo Ås and 2 more"."""
    listed = [names.of("pupil", pupil) for pupil in pupils]
    shown = ", ".join(listed[:MOST_NAMED])
    more = len(listed) - MOST_NAMED
    return shown if more <= 0 else ngettext("%(who)s and %(num)d more", "%(who)s and %(num)d more", more, who=shown)


_SAID = {
    "mentor_gone": lambda why, names: _("%(mentor)s has left.", mentor=names.of("mentor", why["mentor"])),
    "slot_gone": lambda why, names: _("The time or the venue is gone: %(slot)s.", slot=names.slot(why["slot"])),
    "pupil_gone": lambda why, names: _("The pupil has left."),
    "fewer_wished": lambda why, names: _("The pupil wishes fewer sessions than before."),
    "impossible": _impossible,
    "with": lambda why, names: _("Stays together with %(who)s.", who=_people(why["pupils"], names)),
    "held": _held,
    "goal": _goal,
    "same": lambda why, names: _("As good as before; no goal asks for it. You can put it back by hand."),
    "missed": lambda why, names: _("It could have stayed; the run ended before it found that. Put it back by hand."),
    "new_pupil": lambda why, names: _("The pupil is new."),
    "new_mentor": lambda why, names: _("%(mentor)s is new.", mentor=names.of("mentor", why["mentor"])),
    "new_slot": lambda why, names: _("The time is new: %(slot)s.", slot=names.slot(why["slot"])),
    "possible": _possible,
    "freed": _freed,
    "open": lambda why, names: _("There was a free place that the plan before did not use."),
    "placed": lambda why, names: _("There is a place now."),
}
