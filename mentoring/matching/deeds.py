"""What can be done on the board of the week, as forms ask for it → rows of (pupil, mentor, slot) out and in.

A place is written `m3~v1-2-1530`: mentor and slot. Who is to be together goes together.
"""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from mentoring.core.refusal import Refusal
from mentoring.matching.judge import AtHand
from mentoring.planning.deeds import Understood, change_of
from mentoring.planning.menders import Change, Row

Place = tuple[str, str]


def understand(at: AtHand, asked: Mapping[str, str]) -> tuple[dict[str, str], Change]:
    """The change that a form means. Refuses one that names nothing that is there, or that changes nothing."""
    return change_of(DEEDS, at, asked, bare=("take_session",))


def place_of(text: str) -> Place:
    """(mentor, slot) of a written place. Refuses what is none."""
    mentor, _tilde, slot = text.partition("~")
    if not mentor or not slot:
        raise Refusal(_("Choose a mentor and a time."), "place")
    return mentor, slot


def written(mentor: str, slot: str) -> str:
    """A place as forms and addresses write it."""
    return f"{mentor}~{slot}"


def group_of(at: AtHand, pupil: str) -> tuple[str, ...]:
    """The pupil, with those tied to that one who have the same places: they go together."""
    own = places_of(at, pupil)
    return tuple(one for one in at.tied(pupil) if one == pupil or places_of(at, one) == own)


def places_of(at: AtHand, pupil: str) -> list[Place]:
    """Where the pupil is, in the order of the plan."""
    return [(one.mentor, one.slot) for one in at.sessions if pupil in one.pupils]


def pupils_at(at: AtHand, place: Place) -> tuple[str, ...]:
    """Who is in that session. Refuses where there is none."""
    found = next((one for one in at.sessions if (one.mentor, one.slot) == place), None)
    if found is None:
        raise Refusal(_("That session is not in the plan any more."))
    return found.pupils


def _target(at: AtHand, asked: Mapping[str, str]) -> Place:
    """Where to: one choice of a whole place, or mentor and time chosen apart."""
    mentor, slot = place_of(asked["place"]) if asked.get("place") else (asked.get("to_mentor"), asked.get("to_slot"))
    if not mentor or not slot:
        raise Refusal(_("Choose a mentor and a time."), "place")
    if not (at.knows("mentor", mentor) and at.knows("slot", slot)):
        raise Refusal(_("That mentor or time is not there any more. Choose another."), "place")
    return mentor, slot


def _pupil(at: AtHand, asked: Mapping[str, str], name: str = "pupil") -> str:
    pupil = asked.get(name, "")
    if not at.knows("pupil", pupil):
        raise Refusal(_("Choose a pupil who is in the programme."), name)
    return pupil


def _source(asked: Mapping[str, str]) -> Place:
    return place_of(asked.get("from", ""))


def _with(pupil: str, group: tuple[str, ...]) -> dict[str, str]:
    return {"pupil": pupil, "along": " ".join(one for one in group if one != pupil)}


def _put(at: AtHand, asked: Mapping[str, str]) -> Understood:
    pupil, to = _pupil(at, asked), _target(at, asked)
    group = group_of(at, pupil)
    kept = {**_with(pupil, group), "to_mentor": to[0], "to_slot": to[1]}
    return Understood({"deed": "put", **kept}, into=[(one, *to) for one in group])


def _take(at: AtHand, asked: Mapping[str, str]) -> Understood:
    pupil, place = asked.get("pupil", ""), _source(asked)
    if pupil not in pupils_at(at, place):
        raise Refusal(_("The pupil is not in that session any more."))
    group = group_of(at, pupil)
    kept = {**_with(pupil, group), "mentor": place[0], "slot": place[1]}
    return Understood({"deed": "take", **kept}, out=[(one, *place) for one in group])


def _move(at: AtHand, asked: Mapping[str, str]) -> Understood:
    taken, put = _take(at, asked), _put(at, asked)
    return Understood({**taken.kept, **put.kept, "deed": "move"}, taken.out, put.into)


def _take_session(at: AtHand, asked: Mapping[str, str]) -> Understood:
    place = _source(asked)
    kept = {"deed": "take_session", "mentor": place[0], "slot": place[1]}
    return Understood(kept, out=[(one, *place) for one in pupils_at(at, place)])


def _move_session(at: AtHand, asked: Mapping[str, str]) -> Understood:
    taken = _take_session(at, asked)
    source = {"to_mentor": taken.kept["mentor"], "to_slot": taken.kept["slot"]}
    to = _target(at, source | {name: value for name, value in asked.items() if value})
    kept = {**taken.kept, "deed": "move_session", "to_mentor": to[0], "to_slot": to[1]}
    return Understood(kept, taken.out, [(pupil, *to) for pupil, _m, _s in taken.out])


def _swap(at: AtHand, asked: Mapping[str, str]) -> Understood:
    pupil, other = _pupil(at, asked), _pupil(at, asked, "other")
    out, into = at.swapped(pupil, other)
    return Understood({"deed": "swap", "pupil": pupil, "other": other}, out, into)


def _swap_sessions(at: AtHand, asked: Mapping[str, str]) -> Understood:
    """Two sessions exchange their times; each mentor keeps the group."""
    one, other = _source(asked), place_of(asked.get("other", ""))
    groups = [(place, pupils_at(at, place)) for place in (one, other)]
    out = [(pupil, *place) for place, group in groups for pupil in group]
    slots = {one: other[1], other: one[1]}
    into = [(pupil, place[0], slots[place]) for place, group in groups for pupil in group]
    kept = {"mentor": one[0], "slot": one[1], "to_mentor": other[0], "to_slot": other[1]}
    return Understood({"deed": "swap_sessions", **kept}, out, into)


def _take_over(at: AtHand, asked: Mapping[str, str]) -> Understood:
    """An answer to *who else* or *what if*, which names all rows itself; others may move too."""
    pupil = _pupil(at, asked)
    out, into = (rows_of(asked.get(side, "")) for side in ("out", "into"))
    known = all(at.knows(*one) for row in into for one in zip(("pupil", "mentor", "slot"), row, strict=True))
    if not known:
        raise Refusal(_("Somebody or something of it is not there any more. Ask once more."))
    own = next((row for row in into if row[0] == pupil), None)
    others = " ".join(dict.fromkeys(row[0] for row in (*out, *into) if row[0] not in at.tied(pupil)))
    to = {"to_mentor": own[1], "to_slot": own[2]} if own else {}
    return Understood({"deed": "take_over", "pupil": pupil, "along": others, **to}, out, into)


def rows_of(text: str) -> list[Row]:
    """Rows written `p1~m2~v1-1-1500 …`. Refuses what is none."""
    rows: list[Row] = [tuple(one.split("~")) for one in text.split()]
    if any(len(row) != 3 for row in rows):
        raise Refusal(_("That could not be read. Ask once more."))
    return rows


def written_rows(rows: list[Row]) -> str:
    """What `rows_of` reads."""
    return " ".join("~".join(row) for row in rows)


DEEDS: dict[str, Callable[[AtHand, Mapping[str, str]], Understood]] = {
    "put": _put,
    "take": _take,
    "move": _move,
    "take_session": _take_session,
    "move_session": _move_session,
    "swap": _swap,
    "swap_sessions": _swap_sessions,
    "take_over": _take_over,
}
