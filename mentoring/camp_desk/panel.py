"""What the board of a camp says of one person, one run, or a run that could be added: what can be done with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mentoring.camp_desk import deeds
from mentoring.camp_desk.judge import AtHand
from mentoring.camp_desk.names import Names, block_in_short
from mentoring.camp_desk.queries import pins_at
from mentoring.camp_desk.sentences import rule
from mentoring.camp_desk.told import losses_told, run_told
from mentoring.core import audit
from mentoring.planning.looks import FINE, MOST_OPTIONS, NEVER, Look, Option
from mentoring.planning.menders import Row

NEW = "new"
Rows = tuple[list[Row], list[Row]]
Label = Callable[[Any], str]


def person_panel(at: AtHand, names: Names, person: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    """One pupil or mentor: what that one has in each block, and what else could be in the chosen one."""
    kind, number = ("pupil" if person.startswith("p") else "mentor"), int(person[1:])
    audit.record(f"{kind}.seen", subject=f"{kind}:{number}", **{kind: number})
    block = chosen.get("from", "")
    is_known = at.knows("person", person)
    return {
        "kind": kind,
        "key": person,
        "number": number,
        "name": names.of(person),
        "is_known": is_known,
        "day": _day(at, names, person),
        "block": _at_block(at, names, person, block) if is_known and at.knows("block", block) else None,
    }


def _day(at: AtHand, names: Names, person: str) -> list[dict[str, Any]]:
    """All blocks of the camp, with what the person has."""
    pinned = {(one.person, f"a{one.activity_id}", f"b{one.block_id}") for one in pins_at(at.camp)}
    mine = deeds.places_of(at, person)
    found = []
    for row in at.camp.blocks:
        block = f"b{row.id}"
        held = [place for place in mine if block in at.span(*place[:2])]
        found.append(
            {
                "key": block,
                "name": block_in_short(row),
                "told": "; ".join(f"{names.of(place[0])}, {names.of(place[2])}" for place in held),
                "is_gone": at.is_gone(block),
                "is_pinned": any((person, *place[:2]) in pinned for place in held),
            }
        )
    return found


def _at_block(at: AtHand, names: Names, person: str, block: str) -> dict[str, Any]:
    places = [place for place in deeds.places_of(at, person) if block in at.span(*place[:2])]
    own = places[0] if places else None
    there = [p for p in map(deeds.place_at, at.runs) if block in at.span(*p[:2]) and p != own]
    changes = [deeds.put_in(at, (person,), place) for place in there]
    pins = [one for one in pins_at(at.camp) if one.person == person and own and f"b{one.block_id}" == own[1]]
    return {
        "key": block,
        "name": names.of(block),
        "place": deeds.written(own) if own else "",
        "told": run_told(deeds.written(own), names) if own else "",
        "activity": own[0] if own else "",
        "activity_name": names.of(own[0]) if own else "",
        "moves": _options(at, there, changes, lambda place: _told_in(block, place, names)),
        "swaps": _swaps(at, names, person, own, there) if own else [],
        "pins": pins,
    }


def _told_in(block: str, place: deeds.Place, names: Names) -> str:
    """A run where the block is known already: when it starts is said only where that is another one."""
    told = f"{names.of(place[0])}, {names.of(place[2])}"
    return told if place[1] == block else f"{told}, {names.of(place[1])}"


def _swaps(at: AtHand, names: Names, person: str, own: deeds.Place, there: Iterable[deeds.Place]) -> list[Option]:
    """With whom of the same kind the person could exchange places."""
    same = "pupil" if at.knows("pupil", person) else "mentor"
    pairs = [(one, place) for place in there for one in deeds.people_at(at, place) if at.knows(same, one)]
    changes = [deeds.swapped(at, person, own, other, place) for other, place in pairs]
    rows = [(other, *place) for other, place in pairs]
    return _options(at, rows, changes, lambda row: f"{names.of(row[0])} ({names.of(row[1])}, {names.of(row[3])})")


def run_panel(at: AtHand, names: Names, written: str) -> dict[str, Any] | None:
    """One run; None where there is none any more."""
    parts = written.split("~")
    run = next((one for one in at.runs if list(deeds.place_at(one)) == parts), None)
    if run is None:
        return None
    place = deeds.place_at(run)
    known = all(at.knows(kind, key) for kind, key in zip(("activity", "block", "room"), place, strict=True))
    least, most = at.sizes(run.activity) if known else (0, 0)
    return {
        "kind": "run",
        "place": written,
        "told": run_told(written, names),
        "is_known": known,
        "is_gone": at.is_gone(run.block),
        "least": least,
        "most": most,
        "pupils": _members(at, names, place, run.pupils),
        "mentors": _members(at, names, place, run.mentors),
        "more_pupils": _more(at, names, place, "pupil", run.pupils) if known else [],
        "more_mentors": _more(at, names, place, "mentor", run.mentors) if known else [],
        "rooms": _elsewhere(at, names, place, [(*place[:2], room) for room in at.ids("room")]) if known else [],
        "blocks": _elsewhere(at, names, place, _other_times(at, place)) if known else [],
        "room_swaps": _room_swaps(at, names, place) if known else [],
    }


def _members(at: AtHand, names: Names, place: deeds.Place, people: Sequence[str]) -> list[dict[str, Any]]:
    pinned = {one.person for one in pins_at(at.camp) if (f"a{one.activity_id}", f"b{one.block_id}") == place[:2]}
    found = [{"key": one, "name": names.of(one), "is_pinned": one in pinned} for one in people]
    return sorted(found, key=lambda one: str(one["name"]))


def _more(at: AtHand, names: Names, place: deeds.Place, kind: str, there: Sequence[str]) -> list[Option]:
    """Who else could be in the run."""
    people = [one for one in at.ids(kind) if one not in there]
    changes = [deeds.put_in(at, (one,), place) for one in people]

    def label(one: str) -> str:
        left = [names.of(row[1]) for row in deeds.leaving(at, one, place)]
        return f"{names.of(one)} ({', '.join(left)})" if left else names.of(one)

    return _options(at, people, changes, label)


def _other_times(at: AtHand, place: deeds.Place) -> list[deeds.Place]:
    return [(place[0], block, room) for block in at.starts(place[0]) if block != place[1] for room in at.ids("room")]


def _elsewhere(at: AtHand, names: Names, place: deeds.Place, targets: Iterable[deeds.Place]) -> list[Option]:
    """Where the whole run could be."""
    taken = {deeds.place_at(run) for run in at.runs}
    free = [one for one in targets if one not in taken]
    changes = [deeds.moved_run(at, place, to) for to in free]
    return _options(at, free, changes, lambda to: ", ".join(names.of(key) for key in to[1:]))


def _room_swaps(at: AtHand, names: Names, place: deeds.Place) -> list[Option]:
    span = at.span(*place[:2])
    others = [p for p in map(deeds.place_at, at.runs) if at.span(*p[:2]) & span and p[2] != place[2]]
    changes = [deeds.rooms_swapped(at, place, other) for other in others]
    return _options(at, others, changes, lambda one: run_told(deeds.written(one), names))


def activity_panel(at: AtHand, names: Names, activity: str) -> dict[str, Any]:
    """An activity of which a run is to be added: when it could start."""
    told = {f"b{row.id}": block_in_short(row) for row in at.camp.blocks}
    starts = [(f"{activity}~{block}~{NEW}", told[block]) for block in at.starts(activity)]
    return {"kind": "activity", "name": names.of(activity), "starts": starts}


def new_run_panel(at: AtHand, names: Names, activity: str, block: str) -> dict[str, Any]:
    """A run that could be added: rooms that are free, who has nothing then, mentors who are free."""
    opening = at.opening(activity, block)
    least, most = at.sizes(activity)
    return {
        "kind": "new",
        "activity": activity,
        "block": block,
        "told": f"{names.of(activity)}, {names.of(block)}",
        "least": least,
        "most": most,
        "rooms": [(room, names.of(room)) for room in opening.rooms],
        "idle": _named(opening.idle, names),
        "others": _named(opening.others, names),
        "team": set(opening.team),
        "mentors": _named(opening.mentors, names),
    }


def _named(keys: Iterable[str], names: Names) -> list[tuple[str, str]]:
    return sorted(((key, names.of(key)) for key in keys), key=lambda one: (one[1], one[0]))


def _options(at: AtHand, things: Sequence[Any], changes: Sequence[Rows], label: Label) -> list[Option]:
    """Each thing as a choice, best first; without what no reason opens."""
    found = [(one, look) for one, look in zip(things, at.look(changes), strict=True) if look.level != NEVER]
    best = sorted(found, key=lambda one: at.scale.rank(one[1]))[:MOST_OPTIONS]
    return [Option(_value(one), label(one), look.level, _why(at, look)) for one, look in best]


def _value(one: Any) -> str:
    return one if isinstance(one, str) else deeds.written(one)


def _why(at: AtHand, look: Look) -> str:
    """What it would break, or cost, in a line; empty where it breaks and costs nothing."""
    if look.rules:
        return "; ".join(rule(key) for key in sorted(look.rules))
    return "; ".join(losses_told(look.gains, at.scale)) if look.level != FINE else ""
