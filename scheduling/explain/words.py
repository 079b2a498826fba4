"""Answers in English, for the command line. The web says the same keys and values in its own languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from scheduling.explain.advice import Recruit
from scheduling.explain.bottleneck import Bottleneck
from scheduling.explain.openings import Opening, VenueAdvice
from scheduling.explain.price import Price
from scheduling.explain.what_breaks import Away, Fallen
from scheduling.explain.what_if import WhatIf
from scheduling.explain.who_else import Alternative, Move
from scheduling.explain.wishes import OwnChange
from scheduling.week import Window, clock
from scheduling.weekly import BOOK
from scheduling.weekly.plan import Conflict

DAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHOLE = ("sessions_then", "runs_then")
"""Whole plans are left out of JSON answers."""
OWN: dict[str, Callable[[Mapping[str, str | int]], str]] = {
    "window": lambda v: f"is also free on {DAYS[int(v['day'])]} {v['start']}-{v['end']}",
    "venue": lambda v: f"can also go to {v['venue']}",
    "topic": lambda v: f"also asks for help with {v['topic']}",
    "required_language": lambda v: "does without the required language",
    "mentor_gender": lambda v: "accepts a mentor of any gender",
    "ban": lambda v: f"may meet {v['mentor']} after all",
    "pin": lambda v: "is not pinned",
    "together": lambda v: "comes without those it is tied to",
    "apart": lambda v: "need not be kept apart",
}


def plain(value: Any) -> Any:
    """An answer as JSON content: dataclasses as objects, windows as in the problem file."""
    if isinstance(value, Window):
        return {"day": value.day, "start": clock(value.start), "end": clock(value.end)}
    if is_dataclass(value):
        own = (f.name for f in fields(value) if f.name not in WHOLE)
        return {name: plain(getattr(value, name)) for name in own}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def reasons(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Why a pupil waits."""
    whole = sum(r["options"] for r in told if r["kind"] != "near")
    yield f"{whole} ways (a mentor in a slot) in all"
    for reason in told:
        count, rule = reason["options"], _rule(reason.get("rule"))
        if reason["kind"] == "filter":
            yield f"{count} fall away: {rule}"
        elif reason["kind"] == "near":
            yield f"{count} fail only this, with {', '.join(reason['mentors'])}: {rule}"
        elif reason["kind"] == "held":
            yield f"{count} would do, but not with everybody else left in place: {rule}"
        elif reason["kind"] == "goal":
            yield f"{count} break no rule: an earlier goal would lose, or the search has not found it"
        else:
            yield f"{count} were not looked into"


def _rule(key: str | None) -> str:
    return "what is tied together stays together" if key == "together" else BOOK.rules[key].title if key else ""


def gains(changes: Mapping[str, int]) -> str:
    """What happens to the goals, those that stay left out."""
    return ", ".join(f"{goal} {value:+d}" for goal, value in changes.items() if value) or "no goal changes"


def what_if(answer: WhatIf) -> str:
    """One change that would give a place."""
    wish = " and ".join(OWN[c.kind](c.values) for c in answer.changes) or "nothing of its own changes"
    return f"if it {wish}: {_places(answer.mentor, answer.slots)}{_moves(answer.moves)} ({gains(answer.gains)})"


def own_change(change: OwnChange) -> str:
    """A change to the pupil's own data."""
    return OWN[change.kind](change.values)


def _places(mentor: str, slots: Sequence[str]) -> str:
    return f"{mentor} at {' and '.join(slots)}"


def _moves(moves: Sequence[Move]) -> str:
    return "".join(f"; {' and '.join(m.pupils)} {_moved(m)}" for m in moves)


def _moved(move: Move) -> str:
    def told(places: Sequence[tuple[str, str]]) -> str:
        return ", ".join(f"{mentor} at {slot}" for mentor, slot in places)

    return f"from {told(move.leaves)} to {told(move.takes)}" if move.leaves else f"gets {told(move.takes)}"


def alternative(answer: Alternative) -> str:
    """Another place."""
    return f"{_places(answer.mentor, answer.slots)}{_moves(answer.moves)} ({gains(answer.gains)})"


def price(answer: Price | None) -> str:
    """What a place would cost others."""
    if answer is None:
        return "no way to place it even if others gave up their sessions"
    lost = [f"{', '.join(answer.out)} would lose their place"] if answer.out else []
    lost += [f"{', '.join(answer.fewer)} would have fewer sessions"] if answer.fewer else []
    first = f"{_places(answer.mentor, answer.slots)} would take the place of {len(answer.out)} others"
    return f"{first}: {'; '.join(lost)}" if lost else f"{_places(answer.mentor, answer.slots)} is free"


def away(answer: Away) -> Iterator[str]:
    """What follows if a mentor is away."""
    yield f"{answer.mentor} away: {len(answer.fallen)} sessions fall, {len(answer.breaches)} rules break for others"
    yield from (f"  {_fallen(fallen)}" for fallen in answer.fallen)
    yield from (f"  then {breach}" for breach in answer.breaches)
    yield from (f"  too few adults with {s.mentor} at {s.slot}: {', '.join(s.pupils)}" for s in answer.alone)


def _fallen(fallen: Fallen) -> str:
    able = [s.mentor + (f" (but {', '.join(s.misses)})" if s.misses else "") for s in fallen.stand_ins]
    who = f"stand-ins {', '.join(able)}" if able else "nobody can stand in"
    return f"{fallen.session.slot} with {', '.join(fallen.session.pupils)}: {who}"


def bottleneck(one: Bottleneck) -> str:
    """Too few mentors for some pupils."""
    who = f"these {len(one.pupils)} pupils" + (f" ({one.shared[0]} {_value(one.shared)})" if one.shared else "")
    when = ", ".join(DAYS[day] for day in one.days)
    return (
        f"{who} share {len(one.mentors)} mentors on {when}, who have room for {one.room}: "
        f"at least {one.least} wait whatever is planned ({len(one.waiting)} do now). "
        f"Pupils {_some(one.pupils)}; mentors {_some(one.mentors)}"
    )


def _value(shared: tuple[str, str | int]) -> str:
    return DAYS[int(shared[1])] if shared[0] == "day" else str(shared[1])


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:12]) + (f" and {len(ids) - 12} more" if len(ids) > 12 else "")


def recruit(one: Recruit) -> str:
    """A mentor who would help."""
    m = one.mentor
    when = ", ".join(f"{DAYS[w.day]} {clock(w.start)}-{clock(w.end)}" for w in m.availability)
    where = "any venue" if m.venues is None else " or ".join(m.venues)
    gender = f", gender {m.gender}" if m.gender else ""
    return (
        f"+{one.gain}: {' and '.join(m.languages)}{gender}; {', '.join(m.topics)}; {when}; {where}. "
        f"Then served: {_some(one.pupils)}"
    )


def venue(one: VenueAdvice) -> str:
    """An opening that would help."""
    return f"+{one.gain}: {_opening(one.opening)}. Then served: {_some(one.pupils) or 'nobody more'}"


def _opening(one: Opening) -> str:
    if one.kind == "slot" and one.window is not None:
        return f"open {one.venue} on {DAYS[one.window.day]} {clock(one.window.start)}-{clock(one.window.end)}"
    if one.kind == "staff":
        return f"{one.more} more adult of the staff at {one.venue}" + (f" on {DAYS[one.day]}" if one.day else "")
    return f"{one.more} more {one.kind} at {one.venue}"


def conflict(one: Conflict) -> str:
    """Pins that cannot hold."""
    names = "; ".join(" ".join(f"{k}={v}" for k, v in vars(pin).items() if v is not None) for pin in one.pins)
    rule = BOOK.rules[one.rule].title if one.rule in BOOK.rules else "Several rules together forbid it."
    if not one.pins:
        return f"the budget of broken pairs cannot hold: {rule}"
    return f"{'this pin' if len(one.pins) == 1 else 'these pins together'} cannot hold: {names}. {rule}"
