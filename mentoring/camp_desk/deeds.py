"""What can be done on the board of a camp, as forms ask for it → rows of (person, activity, block, room) out and in.

A run is written `a1~b2~r3`: activity, block in which it starts, room. Whoever is put in a run leaves what that one
had in its blocks.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from mentoring.camp_desk.judge import AtHand
from mentoring.core.refusal import Refusal
from mentoring.planning.deeds import Understood, change_of
from mentoring.planning.menders import Change, Row

Place = tuple[str, str, str]
#: fields of a form that name one of several people begin so
WHO = "who-"


def understand(at: AtHand, asked: Mapping[str, str]) -> tuple[dict[str, str], Change]:
    """The change that a form means. Refuses one that names nothing that is there, or that changes nothing."""
    return change_of(DEEDS, at, asked)


def place_of(text: str) -> Place:
    """(activity, block, room) of a written run. Refuses what is none."""
    parts = text.split("~")
    if len(parts) != 3 or not all(parts):
        raise Refusal(_("Choose an activity with its time and room."), "place")
    return parts[0], parts[1], parts[2]


def written(place: Iterable[str]) -> str:
    """A run, or a row, as forms and addresses write it."""
    return "~".join(place)


def places_of(at: AtHand, person: str) -> list[Place]:
    """Where somebody is, in the order of the plan."""
    return [place_at(run) for run in at.runs if person in (*run.pupils, *run.mentors)]


def place_at(run: Any) -> Place:
    """Where a run of the plan is."""
    return run.activity, run.block, run.room


def people_at(at: AtHand, place: Place) -> tuple[str, ...]:
    """Who is in that run. Refuses where there is none."""
    found = [one for run in at.runs if place_at(run) == place for one in (*run.pupils, *run.mentors)]
    if not found:
        raise Refusal(_("That is not in the plan any more."))
    return tuple(found)


def leaving(at: AtHand, person: str, place: Place) -> list[Row]:
    """What somebody has in the blocks of that run, and leaves for it."""
    span = at.span(place[0], place[1])
    return [(person, *one) for one in places_of(at, person) if one != place and at.span(*one[:2]) & span]


def put_in(at: AtHand, people: Iterable[str], place: Place) -> tuple[list[Row], list[Row]]:
    """(out, into) of people who go to that run."""
    some = list(people)
    return [row for one in some for row in leaving(at, one, place)], [(one, *place) for one in some]


def _target(at: AtHand, asked: Mapping[str, str]) -> Place:
    place = place_of(asked.get("place", ""))
    if not all(at.knows(kind, key) for kind, key in zip(("activity", "block", "room"), place, strict=True)):
        raise Refusal(_("That activity, time or room is not there any more. Choose another."), "place")
    return place


def _person(at: AtHand, asked: Mapping[str, str]) -> str:
    person = asked.get("person", "")
    if not at.knows("person", person):
        raise Refusal(_("Choose somebody who is at the camp."), "person")
    return person


def _source(asked: Mapping[str, str]) -> Place:
    return place_of(asked.get("from", ""))


def _left(out: Iterable[Row]) -> dict[str, str]:
    """What the log says of what people leave."""
    return {"left": " ".join(dict.fromkeys(written(row[1:]) for row in out))}


def _put(at: AtHand, asked: Mapping[str, str]) -> Understood:
    person, to = _person(at, asked), _target(at, asked)
    out, into = put_in(at, (person,), to)
    return Understood({"person": person, "to": written(to), **_left(out)}, out, into)


def _take(at: AtHand, asked: Mapping[str, str]) -> Understood:
    person, place = asked.get("person", ""), _source(asked)
    if person not in people_at(at, place):
        raise Refusal(_("That one is not there any more."))
    return Understood({"person": person, "from": written(place)}, [(person, *place)])


def _move(at: AtHand, asked: Mapping[str, str]) -> Understood:
    taken, put = _take(at, asked), _put(at, asked)
    left = [row for row in put.out if row not in taken.out]
    return Understood({**taken.kept, **put.kept, **_left(left)}, [*taken.out, *put.out], put.into)


def swapped(at: AtHand, person: str, place: Place, other: str, there: Place) -> tuple[list[Row], list[Row]]:
    """(out, into) of two people who exchange these places."""
    gone = [row for one, to in ((person, there), (other, place)) for row in leaving(at, one, to)]
    return [*dict.fromkeys([(person, *place), (other, *there), *gone])], [(person, *there), (other, *place)]


def _swap(at: AtHand, asked: Mapping[str, str]) -> Understood:
    person, place = _person(at, asked), _source(asked)
    other, _tilde, there = asked.get("other", "").partition("~")
    to = place_of(there)
    if person not in people_at(at, place) or other not in people_at(at, to):
        raise Refusal(_("One of the two is not there any more."))
    kept = {"person": person, "from": written(place), "other": other, "to": written(to)}
    return Understood(kept, *swapped(at, person, place, other, to))


def _take_run(at: AtHand, asked: Mapping[str, str]) -> Understood:
    place = _source(asked)
    return Understood({"from": written(place)}, [(one, *place) for one in people_at(at, place)])


def moved_run(at: AtHand, place: Place, to: Place) -> tuple[list[Row], list[Row]]:
    """(out, into) of a run that goes to another room or block with all its people."""
    people = people_at(at, place)
    out, into = put_in(at, people, to)
    return [*[(one, *place) for one in people], *out], into


def _move_run(at: AtHand, asked: Mapping[str, str]) -> Understood:
    place, to = _source(asked), _target(at, asked)
    if to != place and any(place_at(run) == to for run in at.runs):
        raise Refusal(_("The activity takes place there already. Move its people one by one."), "place")
    out, into = moved_run(at, place, to)
    left = [row for row in out if row[1:] != place]
    return Understood({"from": written(place), "to": written(to), **_left(left)}, out, into)


def rooms_swapped(at: AtHand, place: Place, other: Place) -> tuple[list[Row], list[Row]]:
    """(out, into) of two runs that exchange their rooms."""
    pairs = ((place, (*place[:2], other[2])), (other, (*other[:2], place[2])))
    groups = [(people_at(at, here), here, there) for here, there in pairs]
    out = [(one, *here) for people, here, _there in groups for one in people]
    return out, [(one, *there) for people, _here, there in groups for one in people]


def _swap_rooms(at: AtHand, asked: Mapping[str, str]) -> Understood:
    place, other = _source(asked), place_of(asked.get("other", ""))
    return Understood({"from": written(place), "to": written(other)}, *rooms_swapped(at, place, other))


def _add_run(at: AtHand, asked: Mapping[str, str]) -> Understood:
    activity, block, room = (asked.get(key, "") for key in ("activity", "block", "room"))
    to = _target(at, {"place": written((activity, block, room))})
    if any(place_at(run) == to for run in at.runs):
        raise Refusal(_("The activity takes place there already. Put people into it."), "room")
    people = [name.removeprefix(WHO) for name in asked if name.startswith(WHO)]
    if not people:
        raise Refusal(_("Tick who is there: pupils, and the mentors the activity needs."))
    if not all(at.knows("person", one) for one in people):
        raise Refusal(_("Somebody whom you ticked is not at the camp any more."))
    out, into = put_in(at, people, to)
    return Understood({"to": written(to), **_left(out)}, out, into)


def _take_over(at: AtHand, asked: Mapping[str, str]) -> Understood:
    """An answer to what would have to be different, which names all rows itself; others may move too."""
    person = _person(at, asked)
    out, into = (rows_of(asked.get(side, "")) for side in ("out", "into"))
    own = next((row for row in into if row[0] == person), None)
    others = " ".join(sorted({row[0] for row in (*out, *into)} - {person}))
    return Understood({"person": person, "along": others, **({"to": written(own[1:])} if own else {})}, out, into)


def rows_of(text: str) -> list[Row]:
    """Rows written `p1~a2~b3~r4 …`. Refuses what is none."""
    rows: list[Row] = [tuple(one.split("~")) for one in text.split()]
    if any(len(row) != 4 for row in rows):
        raise Refusal(_("That could not be read. Ask once more."))
    return rows


DEEDS: dict[str, Callable[[AtHand, Mapping[str, str]], Understood]] = {
    "put": _put,
    "take": _take,
    "move": _move,
    "swap": _swap,
    "take_run": _take_run,
    "move_run": _move_run,
    "swap_rooms": _swap_rooms,
    "add_run": _add_run,
    "take_over": _take_over,
}
