"""Where somebody on the board could go, and what it would break there: for choices in forms and for colours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from mentoring.core.refusal import Refusal
from mentoring.matching import deeds
from mentoring.matching.deeds import Place
from mentoring.matching.judge import AtHand
from mentoring.matching.names import Names
from mentoring.matching.sentences import rule
from mentoring.matching.told import losses_told, place_told
from mentoring.planning.looks import FINE, MOST_OPTIONS, NEVER, Look, Option
from mentoring.planning.menders import Row

Rows = tuple[list[Row], list[Row]]


def looks_for(at: AtHand, chosen: Mapping[str, str]) -> list[tuple[Place, Look]]:
    """The places to which what is chosen could go; those left out are such as no reason opens."""
    pupil, source = chosen.get("pupil", ""), chosen.get("from", "")
    try:
        if pupil:
            return pupil_places(at, pupil, deeds.place_of(source) if source else None)
        return session_places(at, deeds.place_of(source))
    except Refusal:
        return []  # it was taken away while somebody began to drag it: it can go nowhere


def pupil_places(at: AtHand, pupil: str, source: Place | None) -> list[tuple[Place, Look]]:
    """Where a pupil could go from that session (None: one session more)."""
    if not at.knows("pupil", pupil):
        return []
    group = deeds.group_of(at, pupil)
    own = set(deeds.places_of(at, pupil))
    out = [(one, *source) for one in group] if source else []
    places = [place for place in at.open_places(group) if place not in own]
    return _looked(at, places, [(out, [(one, *place) for one in group]) for place in places])


def session_places(at: AtHand, source: Place) -> list[tuple[Place, Look]]:
    """Where a whole session could go."""
    group = [pupil for pupil in deeds.pupils_at(at, source) if at.knows("pupil", pupil)]
    out = [(pupil, *source) for pupil in group]
    places = [place for place in at.open_places(group) if place != source] if group else []
    return _looked(at, places, [(out, [(pupil, *place) for pupil in group]) for place in places])


def _looked(at: AtHand, things: Sequence[Any], changes: Sequence[Rows]) -> list[tuple[Any, Look]]:
    """Each thing with the look of its change, best first; without what no reason opens."""
    looks = at.look(changes)
    found = [(thing, look) for thing, look in zip(things, looks, strict=True) if look.level != NEVER]
    return sorted(found, key=lambda one: at.rank(one[1]))


def place_options(at: AtHand, names: Names, found: Iterable[tuple[Place, Look]]) -> list[Option]:
    """Places as choices of a form."""
    heads = {(one.mentor, one.slot): len(one.pupils) for one in at.sessions}
    sizes = at.group_sizes()
    options = []
    for place, look in list(found)[:MOST_OPTIONS]:
        seats = _("%(taken)d of %(all)d places", taken=heads.get(place, 0), all=sizes.get(place[0], 0))
        where = f"{place_told(*place, names)} ({seats})"
        options.append(Option(deeds.written(*place), where, look.level, why_told(look)))
    return options


def waiting_options(at: AtHand, names: Names, place: Place) -> list[Option]:
    """Who of those with too few sessions could be put in here."""
    pupils = [pupil for pupil, _have, _wanted in at.short() if place not in deeds.places_of(at, pupil)]
    changes = [([], [(one, *place) for one in deeds.group_of(at, pupil)]) for pupil in pupils]
    return _people(at, names, _looked(at, pupils, changes))


def swap_options(at: AtHand, names: Names, pupil: str) -> list[Option]:
    """With whom the pupil could swap all sessions."""
    own = set(deeds.places_of(at, pupil))
    others = sorted({p for one in at.sessions for p in one.pupils if (one.mentor, one.slot) not in own})
    others = [other for other in others if at.knows("pupil", other) and other not in at.tied(pupil)]
    return _people(at, names, _looked(at, others, [at.swapped(pupil, other) for other in others]))


def _people(at: AtHand, names: Names, found: Iterable[tuple[str, Look]]) -> list[Option]:
    options, waits = [], _("waits")
    for pupil, look in list(found)[:MOST_OPTIONS]:
        places = "; ".join(names.of("slot", slot) for _mentor, slot in deeds.places_of(at, pupil))
        label = f"{names.of('pupil', pupil)} ({places or waits})"
        options.append(Option(pupil, label, look.level, why_told(look)))
    return options


def session_swap_options(at: AtHand, names: Names, source: Place) -> list[Option]:
    """With which sessions this one could swap times."""
    others = [(one.mentor, one.slot) for one in at.sessions if one.slot != source[1] and one.mentor != source[0]]
    groups = {(one.mentor, one.slot): one.pupils for one in at.sessions}
    changes = [_times_swapped(groups, source, other) for other in others]
    known = [all(at.knows("pupil", row[0]) and at.knows("mentor", row[1]) for row in into) for _o, into in changes]
    some = [(other, change) for other, change, fits in zip(others, changes, known, strict=True) if fits]
    found = _looked(at, [other for other, _c in some], [change for _o, change in some])
    return [
        Option(deeds.written(*place), place_told(*place, names), look.level, why)
        for place, look in found[:MOST_OPTIONS]
        for why in [why_told(look)]
    ]


def _times_swapped(groups: Mapping[Place, Sequence[str]], one: Place, other: Place) -> Rows:
    out = [(pupil, *place) for place in (one, other) for pupil in groups[place]]
    slots = {one: other[1], other: one[1]}
    return out, [(pupil, place[0], slots[place]) for place in (one, other) for pupil in groups[place]]


def why_told(look: Look) -> str:
    """What it would break, or cost, in a line; empty where it breaks and costs nothing."""
    if look.rules:
        return "; ".join(rule(key) for key in sorted(look.rules))
    return "; ".join(losses_told(look.gains)) if look.level != FINE else ""
