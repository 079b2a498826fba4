"""What the board says of one pupil or one session: what can be done, who else, why not, what if."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from mentoring.core import audit
from mentoring.matching import deeds, looks
from mentoring.matching.ids import number_of
from mentoring.matching.judge import AtHand
from mentoring.matching.models import Ban, Pin
from mentoring.matching.names import Names
from mentoring.matching.reasons import account_of
from mentoring.matching.told import gains_told, place_told
from mentoring.matching.wishes import changes_told, written_changes

WHO_ELSE, WHY_NOT, WHAT_IF = "who_else", "why_not", "what_if"
ASKS = (WHO_ELSE, WHY_NOT, WHAT_IF)


def pupil_panel(
    at: AtHand, names: Names, pupil: str, *, ask: str, pins: Sequence[Pin], bans: Sequence[Ban]
) -> dict[str, Any]:
    """One pupil. That somebody looked is written down."""
    number = number_of(pupil)
    audit.record("pupil.seen", subject=f"pupil:{number}", pupil=number)
    places = deeds.places_of(at, pupil)
    is_known = at.knows("pupil", pupil)
    wanted = at.wanted(pupil) if is_known else 0
    return {
        "kind": "pupil",
        "key": pupil,
        "number": number,
        "name": names.of("pupil", pupil),
        "along": [names.of("pupil", one) for one in deeds.group_of(at, pupil) if one != pupil],
        "is_known": is_known,
        "wanted": wanted,
        "places": [_place(at, names, pupil, place, pins) for place in places],
        "more": looks.place_options(at, names, looks.pupil_places(at, pupil, None)) if len(places) < wanted else [],
        "swaps": looks.swap_options(at, names, pupil) if places and is_known else [],
        "mentors": [(mentor, names.of("mentor", mentor)) for mentor in at.mentors],
        "slots": [(slot, names.of("slot", slot)) for slot in at.slots],
        "pins": [pin for pin in pins if pin.pupil_id == number],
        "bans": [(ban, names.of("mentor", f"m{ban.mentor_id}")) for ban in bans if ban.pupil_id == number],
        "ask": ask if ask in ASKS and is_known else "",
        "answer": _ANSWERS[ask](at, names, pupil) if ask in ASKS and is_known else None,
    }


def _place(at: AtHand, names: Names, pupil: str, place: deeds.Place, pins: Sequence[Pin]) -> dict[str, Any]:
    mentor, slot = place
    own = [pin for pin in pins if f"p{pin.pupil_id}" == pupil and f"m{pin.mentor_id}" == mentor]
    return {
        "place": deeds.written(*place),
        "told": place_told(mentor, slot, names),
        "mentor": mentor,
        "slot": slot,
        "mentor_name": names.of("mentor", mentor),
        "pins": own,
        "moves": looks.place_options(at, names, looks.pupil_places(at, pupil, place)),
    }


def _who_else(at: AtHand, names: Names, pupil: str) -> list[dict[str, Any]]:
    return [_answer(at, names, pupil, one) for one in at.who_else(pupil)]


def _what_if(at: AtHand, names: Names, pupil: str) -> list[dict[str, Any]]:
    return [
        {
            **_answer(at, names, pupil, one),
            "changes": changes_told(one.changes, names),
            "written": written_changes(one.changes),
        }
        for one in at.what_if(pupil)
    ]


def _answer(at: AtHand, names: Names, pupil: str, one: Any) -> dict[str, Any]:
    out, into = at.change_of(pupil, one)
    return {
        "told": "; ".join(place_told(one.mentor, slot, names) for slot in one.slots),
        "moves": [_move(move, names) for move in one.moves],
        "gains": gains_told(one.gains, at.scale),
        "out": deeds.written_rows(out),
        "into": deeds.written_rows(into),
    }


def _move(move: Any, names: Names) -> str:
    who = ", ".join(names.of("pupil", pupil) for pupil in move.pupils)
    takes = "; ".join(place_told(mentor, slot, names) for mentor, slot in move.takes)
    return _("%(who)s moves to %(place)s", who=who, place=takes) if takes else _("%(who)s loses the place", who=who)


def _why_not(at: AtHand, names: Names, pupil: str) -> Any:
    reasons = at.why_not(pupil)
    return account_of(reasons, names, has_mentor=bool(deeds.places_of(at, pupil))) if reasons else None


_ANSWERS = {WHO_ELSE: _who_else, WHY_NOT: _why_not, WHAT_IF: _what_if}


def session_panel(at: AtHand, names: Names, written: str, pins: Sequence[Pin]) -> dict[str, Any] | None:
    """One session; None where there is none any more."""
    mentor, _tilde, slot = written.partition("~")
    place = (mentor, slot)
    group = next((one.pupils for one in at.sessions if (one.mentor, one.slot) == place), None)
    if group is None:
        return None
    moves = looks.session_places(at, place)
    is_known = at.knows("mentor", mentor) and at.knows("slot", slot)
    return {
        "kind": "session",
        "place": written,
        "told": place_told(mentor, slot, names),
        "mentor_name": names.of("mentor", mentor),
        "members": _members(names, group, mentor, pins),
        "times": looks.place_options(at, names, [one for one in moves if one[0][0] == mentor]),
        "mentors": looks.place_options(at, names, [one for one in moves if one[0][1] == slot]),
        "waiting": looks.waiting_options(at, names, place) if is_known else [],
        "swaps": looks.session_swap_options(at, names, place) if is_known else [],
    }


def _members(names: Names, group: Sequence[str], mentor: str, pins: Sequence[Pin]) -> list[Mapping[str, Any]]:
    pinned = {f"p{pin.pupil_id}" for pin in pins if f"m{pin.mentor_id}" == mentor}
    found = [{"key": pupil, "name": names.of("pupil", pupil), "is_pinned": pupil in pinned} for pupil in group]
    return sorted(found, key=lambda one: str(one["name"]))
