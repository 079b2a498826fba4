"""What the board of a camp shows: activity or room × block, who has nothing, pins and bans, and what is chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentoring.camp.models import Camp, CampBlock
from mentoring.camp.models_of_pupils import CampExclusion
from mentoring.camp_desk import deeds
from mentoring.camp_desk.forms import CampRunForm, camp_seconds
from mentoring.camp_desk.judge import WING, AtHand, at_hand
from mentoring.camp_desk.mender import names_of
from mentoring.camp_desk.models import CampPin
from mentoring.camp_desk.names import Names, block_told
from mentoring.camp_desk.panel import NEW, activity_panel, new_run_panel, person_panel, run_panel
from mentoring.camp_desk.queries import bans_at, pins_at
from mentoring.planning.models import Plan
from mentoring.planning.queries import plan_in_force

ACTIVITIES, ROOMS = "activities", "rooms"
ALL_DAYS = "all"


@dataclass(frozen=True)
class Card:
    """A run as the board shows it. `is_short` and `is_full`: fewer than the fewest, as many as the most or more."""

    place: str
    activity: str
    room: str
    block: str
    told: str
    activity_name: str
    room_name: str
    pupils: int
    mentors: int
    most: int | None
    is_chosen: bool
    #: activity, time or room is not there any more
    is_stray: bool
    is_pinned: bool


@dataclass(frozen=True)
class Line:
    """One row of the board: an activity or a room, with what it has in each block, and whether that starts there."""

    key: str
    name: str
    cells: tuple[tuple[tuple[Card, bool], ...], ...]


def shown(plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
    """All that `camp_desk/_board.html` needs."""
    at, names = at_hand(plan), names_of(plan)
    pins = pins_at(at.camp)
    cards = _cards(at, names, pins, chosen)
    day, blocks = _day(at, chosen)
    view = ROOMS if chosen.get("view") == ROOMS else ACTIVITIES
    return {
        "view": view,
        "camp": at.camp,
        "days": list(dict.fromkeys(block.date for block in at.camp.blocks)),
        "day": day,
        "blocks": blocks,
        "lines": _lines(cards, view, at, names, blocks),
        "idle": [(names.of(block), _people(at, some, names)) for block, some in at.idle().items() if some],
        "activities": sorted(((key, names.of(key)) for key in at.ids("activity")), key=lambda one: one[1]),
        "people": _people(at, at.ids("pupil"), names),
        "staff": _people(at, at.ids("mentor"), names),
        "pins": [(pin, _pin_told(pin, names)) for pin in pins],
        "bans": [(one, _ban_told(one, names)) for one in bans_at(at.camp)],
        "run_form": _run_form(at.camp),
    }


def _run_form(camp: Camp) -> CampRunForm:
    is_again = plan_in_force(camp.frame, WING) is not None
    return CampRunForm(formdata=None, is_again=is_again, preset="most_wishes", seconds=camp_seconds())


def _day(at: AtHand, chosen: Mapping[str, str]) -> tuple[str, list[CampBlock]]:
    """The day that is looked at, or "all", with its blocks; where none is chosen, the first that is not gone by."""
    asked, blocks = chosen.get("day", ""), at.camp.blocks
    days = list(dict.fromkeys(block.date.isoformat() for block in blocks))
    if asked == ALL_DAYS or not days:
        return ALL_DAYS, blocks
    if asked not in days:
        asked = next((one.date.isoformat() for one in blocks if not at.is_gone(f"b{one.id}")), days[0])
    return asked, [block for block in blocks if block.date.isoformat() == asked]


def _people(at: AtHand, keys: Iterable[str], names: Names) -> list[tuple[str, str]]:
    return sorted(((key, names.of(key)) for key in keys), key=lambda one: (one[1], one[0]))


def _cards(at: AtHand, names: Names, pins: list[CampPin], chosen: Mapping[str, str]) -> list[Card]:
    pinned = {(pin.person, f"a{pin.activity_id}", f"b{pin.block_id}") for pin in pins}
    return [_card(at, names, run, pinned, chosen) for run in at.runs]


def _card(at: AtHand, names: Names, run: Any, pinned: set[tuple[str, str, str]], chosen: Mapping[str, str]) -> Card:
    place = deeds.place_at(run)
    written = deeds.written(place)
    known = all(at.knows(kind, key) for kind, key in zip(("activity", "block", "room"), place, strict=True))
    return Card(
        place=written,
        activity=run.activity,
        room=run.room,
        block=run.block,
        told=", ".join(names.of(key) for key in place),
        activity_name=names.of(run.activity),
        room_name=names.of(run.room),
        pupils=len(run.pupils),
        mentors=len(run.mentors),
        most=at.sizes(run.activity)[1] if known else None,
        is_chosen=chosen.get("session") == written,
        is_stray=not known,
        is_pinned=any((who, run.activity, run.block) in pinned for who in (*run.pupils, *run.mentors)),
    )


def _lines(cards: list[Card], view: str, at: AtHand, names: Names, shown: list[CampBlock]) -> list[Line]:
    kind = "room" if view == ROOMS else "activity"
    found: dict[str, dict[str, list[tuple[Card, bool]]]] = defaultdict(lambda: defaultdict(list))
    for card in cards:
        for block in at.span(card.activity, card.block):
            found[getattr(card, kind)][block].append((card, block == card.block))
    blocks = [f"b{block.id}" for block in shown]
    lines = [
        Line(key, names.of(key), tuple(tuple(found[key][block] if key in found else ()) for block in blocks))
        for key in {*found, *at.ids(kind)}
    ]
    return sorted(lines, key=lambda line: (not any(line.cells), line.name, line.key))


def _pin_told(pin: CampPin, names: Names) -> str:
    return f"{names.of(pin.person)}: {names.of(f'a{pin.activity_id}')}, {block_told(pin.block)}"


def _ban_told(ban: CampExclusion, names: Names) -> str:
    return f"{names.of(f'p{ban.camp_pupil.pupil_id}')}: {names.of(f'a{ban.activity_id}')}"


def panel(plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any] | None:
    """What `camp_desk/_panel.html` needs: the person, run or activity that is chosen; None where nothing is."""
    at, names = at_hand(plan), names_of(plan)
    person = chosen.get("pupil") or chosen.get("mentor") or ""
    if at.knows("person", person) or (person and deeds.places_of(at, person)):
        return person_panel(at, names, person, chosen)
    return _session_panel(at, names, chosen.get("session", ""))


def _session_panel(at: AtHand, names: Names, session: str) -> dict[str, Any] | None:
    if at.knows("activity", session):
        return activity_panel(at, names, session)
    activity, _tilde, rest = session.partition("~")
    block, _tilde, room = rest.partition("~")
    if room == NEW and at.knows("activity", activity) and at.knows("block", block):
        return new_run_panel(at, names, activity, block)
    return run_panel(at, names, session) if room else None
