"""Answers about a camp in English, for the command line. The web says the same keys and values in its languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduling.camp import BOOK
from scheduling.camp.explain.changes import Changed
from scheduling.camp.explain.what_if import WhatIf
from scheduling.camp.explain.why_not import Reason, Unmet
from scheduling.camp.explain.wishes import Tally, WishResult
from scheduling.camp.plan import PinConflict

WORST = 12
"""So many pupils are named as worst off."""


def unmet(one: Unmet) -> Iterator[str]:
    """A wish that was not met, and why."""
    yield f"{one.pupil} did not get wish {one.place}, {one.activity} ({one.points} points):"
    yield from (f"  {reason(r)}" for r in one.reasons)


def reason(one: Reason) -> str:
    """Why some of the ways are closed, or that they are not."""
    if one.kind in _NOT_CLOSED:
        return _NOT_CLOSED[one.kind].format(one.count)
    title = BOOK.rules[one.rule].title
    if one.kind == "never":
        return f"never possible: {title}"
    instead = f" (has {', '.join(one.instead)})" if one.instead else ""
    if one.kind == "run":
        return f"{_runs(one.count)} of it with the pupil as well would break: {title}{instead}"
    what = f"nobody with the qualification {one.qualification} is free" if one.qualification else _NEEDS[one.rule]
    return f"no further run in {one.count} of the blocks in which it may start: {what}{instead}"


_NOT_CLOSED = {
    "free": "nothing stands in the way in {} of its runs",
    "open": "one more run could start in {} blocks, if others change",
}
_NEEDS = {
    "max_runs": "it takes place as often as it may",
    "room": "no room that fits is free",
    "staffing": "too few mentors who may lead it are free",
    "size": "too few pupils wish it or are free",
    "requirement_max": "the pupil has enough of that kind",
    "one_place": "the pupil has something else then",
}


def _runs(count: int) -> str:
    return "the one run" if count == 1 else f"{count} runs"


def what_if(one: WhatIf) -> str:
    """A change that gives the wish."""
    detail = " ".join(one.change.detail)
    change = {
        "none": "as things are",
        "run": f"with one more run of {one.activity} allowed",
        "mentor": f"with one more mentor{' with ' + detail if detail else ''}",
        "room": f"with one more room{' with ' + detail if detail else ''}",
        "size": f"with one more pupil allowed in {one.activity}",
    }[one.change.kind]
    gains = ", ".join(f"{goal} {value:+d}" for goal, value in one.gains.items() if value) or "no goal changes"
    return f"{change}: {one.activity} in {one.block}, {len(one.moved)} people have something else ({gains})"


def result(one: WishResult) -> Iterator[str]:
    """How the wishes came out."""
    yield f"wishes met, by place: {_tallies(one.by_place)}"
    yield f"wishes met, by grade: {_tallies(one.by_grade)}"
    unlucky = [u for u in one.worst_first if u.missed]
    yield "worst off first:" if unlucky else "every wish that could be met was met"
    for u in unlucky[:WORST]:
        yield f"  {u.pupil} (grade {u.grade}): loss {u.loss}, without wish {', '.join(map(str, u.missed))}"
    if len(unlucky) > WORST:
        yield f"  and {len(unlucky) - WORST} more who lack some wish"


def _tallies(tallies: Mapping[int, Tally]) -> str:
    return ", ".join(f"{key}: {t.met} of {t.asked}" for key, t in tallies.items()) or "none asked"


def changed(one: Changed) -> str:
    """What is other for one person."""
    parts = [(" no longer ", one.no_longer), (" now ", one.now)]
    told = [word + ", ".join(f"{a} in {b}" for a, b in places) for word, places in parts if places]
    return f"{one.person}:{';'.join(told)}"


def conflict(one: PinConflict) -> str:
    """Pins that cannot hold."""
    names = "; ".join(" ".join(f"{k}={v}" for k, v in vars(pin).items()) for pin in one.pins)
    which = "this pin" if len(one.pins) == 1 else "these pins together"
    return f"{which} cannot hold: {names}. {BOOK.rules[one.rule].title}"
