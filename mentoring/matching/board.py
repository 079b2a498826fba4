"""What the board of the week shows: sessions by venue and by mentor, who waits, and what is chosen on it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_time

from mentoring.matching import deeds
from mentoring.matching.forms import RunForm
from mentoring.matching.judge import AtHand, at_hand
from mentoring.matching.looks import looks_for, why_told
from mentoring.matching.mender import names_of, place_and_time
from mentoring.matching.models import Ban, Pin
from mentoring.matching.names import Names
from mentoring.matching.panel import pupil_panel, session_panel
from mentoring.matching.queries import bans_of, pins_of
from mentoring.matching.weekdays import weekday_name
from mentoring.planning.models import Plan

VENUES, MENTORS = "venues", "mentors"


@dataclass(frozen=True)
class Member:
    """A pupil in a session; `is_pinned`: staff said that it stays so."""

    key: str
    name: str
    is_pinned: bool


@dataclass(frozen=True)
class Card:
    """A session as the board shows it."""

    place: str
    mentor: str
    slot: str
    mentor_name: str
    venue_name: str
    venue: str
    day: int
    start: str
    end: str
    members: tuple[Member, ...]
    most: int | None
    is_chosen: bool
    #: the mentor or the time is not there any more
    is_stray: bool

    @property
    def day_name(self) -> str:
        return weekday_name(self.day)


@dataclass(frozen=True)
class Line:
    """One row of the week as a table: a venue or a mentor, with the sessions of each day."""

    key: str
    name: str
    days: tuple[tuple[Card, ...], ...]


def shown(plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
    """All that `matching/_board.html` needs."""
    at, names = at_hand(plan), names_of(plan)
    pins, bans = pins_of(plan.programme_id), bans_of(plan.programme_id)
    cards = _cards(at, names, pins, chosen)
    days = sorted({card.day for card in cards} | {place_and_time(slot)[1] for slot in at.slots})
    view = MENTORS if chosen.get("view") == MENTORS else VENUES
    return {
        "view": view,
        "cards": cards,
        "days": [weekday_name(day) for day in days],
        "day_numbers": days,
        "lines": _lines(cards, days, view, at, names),
        "waiting": _waiting(at, names),
        "slots": _slots(at),
        "pins": [(pin, _pin_told(pin, names)) for pin in pins],
        "bans": [(ban, _ban_told(ban, names)) for ban in bans],
        "run_form": RunForm(),
    }


def _cards(at: AtHand, names: Names, pins: list[Pin], chosen: Mapping[str, str]) -> list[Card]:
    ends, sizes = at.slot_ends(), at.group_sizes()
    pinned = {(f"p{pin.pupil_id}", f"m{pin.mentor_id}") for pin in pins}
    return [_card(at, names, session, ends, sizes, pinned, chosen) for session in at.sessions]


def _card(
    at: AtHand,
    names: Names,
    session: Any,
    ends: Mapping[str, str],
    sizes: Mapping[str, int],
    pinned: set[tuple[str, str]],
    chosen: Mapping[str, str],
) -> Card:
    venue, day, start = place_and_time(session.slot)
    place = deeds.written(session.mentor, session.slot)
    members = [Member(p, names.of("pupil", p), (p, session.mentor) in pinned) for p in session.pupils]
    return Card(
        place=place,
        mentor=session.mentor,
        slot=session.slot,
        mentor_name=names.of("mentor", session.mentor),
        venue_name=names.of("venue", f"v{venue}"),
        venue=f"v{venue}",
        day=day,
        start=f"{start:%H:%M}",
        end=ends.get(session.slot, ""),
        members=tuple(sorted(members, key=lambda one: one.name)),
        most=sizes.get(session.mentor),
        is_chosen=chosen.get("session") == place,
        is_stray=not (at.knows("mentor", session.mentor) and at.knows("slot", session.slot)),
    )


def _lines(cards: list[Card], days: list[int], view: str, at: AtHand, names: Names) -> list[Line]:
    kind = "mentor" if view == MENTORS else "venue"
    found: dict[str, dict[int, list[Card]]] = defaultdict(lambda: defaultdict(list))
    for card in cards:
        found[getattr(card, kind)][card.day].append(card)
    keys = {*found, *(at.mentors if view == MENTORS else at.venues)}
    lines = [
        Line(key, names.of(kind, key), tuple(tuple(found[key][day] if key in found else ()) for day in days))
        for key in keys
    ]
    return sorted(lines, key=lambda line: (not any(line.days), line.name, line.key))


def _waiting(at: AtHand, names: Names) -> list[dict[str, Any]]:
    """Who has fewer sessions than wished, those without any first."""
    found = [
        {"key": pupil, "name": names.of("pupil", pupil), "have": have, "wanted": wanted}
        for pupil, have, wanted in at.short()
    ]
    return sorted(found, key=lambda one: (one["have"], one["name"]))


def panel(plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any] | None:
    """What `matching/_panel.html` needs: the pupil or session that is chosen; None where nobody is."""
    at, names = at_hand(plan), names_of(plan)
    pins, bans = pins_of(plan.programme_id), bans_of(plan.programme_id)
    pupil, session = chosen.get("pupil", ""), chosen.get("session", "")
    if at.knows("pupil", pupil) or deeds.places_of(at, pupil):
        return pupil_panel(at, names, pupil, ask=chosen.get("ask", ""), pins=pins, bans=bans)
    return session_panel(at, names, session, pins) if session else None


def _slots(at: AtHand) -> list[dict[str, Any]]:
    """The times at which a session may begin, for the calendar."""
    found = []
    for slot in at.slots:
        venue, day, start = place_and_time(slot)
        found.append({"slot": slot, "venue": f"v{venue}", "day": day, "start": f"{start:%H:%M}"})
    return found


def _ban_told(ban: Ban, names: Names) -> str:
    return f"{names.of('pupil', f'p{ban.pupil_id}')} – {names.of('mentor', f'm{ban.mentor_id}')}"


def _pin_told(pin: Pin, names: Names) -> str:
    told = f"{names.of('pupil', f'p{pin.pupil_id}')} – {names.of('mentor', f'm{pin.mentor_id}')}"
    if pin.venue_id is None or pin.day is None or pin.start is None:
        return told
    return f"{told}, {weekday_name(pin.day)} {format_time(pin.start, 'short')}"


def outlook(plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
    """For each place to which what is being dragged could go: how bad it would be there, and why.

    Places that are not named are such as no reason opens.
    """
    found = looks_for(at_hand(plan), chosen)
    places = [
        {"mentor": mentor, "slot": slot, "level": look.level, "why": why_told(look)} for (mentor, slot), look in found
    ]
    return {"places": places}
