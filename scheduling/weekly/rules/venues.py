"""What is shared at a venue at each moment: rooms, seats, and enough adults."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.rule import Choices, Derived, Limits, any_of, grouped, ints, limits
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts, joined


@BOOK.derived("open")
def open_slot(facts: Facts, choices: Choices) -> Derived:
    """Some session runs in this slot."""
    meet = choices["meet"]
    return any_of(meet.ids, slot=meet["slot"])


@BOOK.derived("present")
def present(facts: Facts, choices: Choices) -> Derived:
    """This mentor is at the venue with pupils at this moment (``no_clash`` allows one session at a time)."""
    meet = choices["meet"]
    row, moment = joined(meet["slot"], facts.at_moment)
    return any_of(meet.ids[row], exclusive=True, mentor=meet["mentor"][row], moment=moment)


def _at_moments(
    facts: Facts, choices: Choices, kind: str, most: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Limits:
    """At each moment, at most so many choices of a kind whose slot runs, by venue."""
    some = choices[kind]
    row, moment = joined(some["slot"], facts.at_peak)
    moments = grouped(moment=moment)
    at = moments.about["moment"]
    about = {
        "venue": facts.moment_venue[at],
        "day": facts.moment_day[at],
        "minute": facts.moment_minute[at],
    }
    return limits(about, (moments.of, some.ids[row], 1), high=most[facts.moment_venue[at]])


@BOOK.rule("rooms", house=True)
def rooms(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """At no moment are there more sessions at a venue than rooms."""
    yield _at_moments(facts, choices, "meet", facts.rooms)


@BOOK.rule("seats", house=True)
def seats(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """At no moment are there more pupils at a venue than seats."""
    yield _at_moments(facts, choices, "attend", facts.seats)


@BOOK.rule("min_adults")
def min_adults(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """At every moment of a session enough adults are there: mentors with a session, and the slot's own staff."""
    needed = facts.settings.min_adults
    opened, here = choices["open"], choices["present"]
    if needed < 2 or not len(opened):
        return
    row, moment = joined(opened["slot"], facts.at_ebb)
    slot = opened["slot"][row]
    short = facts.staff[slot] < needed
    row, moment, slot = row[short], moment[short], slot[short]
    order = np.argsort(here["moment"], kind="stable")
    term, at = joined(moment, (here["moment"][order], order))
    about = {
        "slot": slot,
        "venue": facts.moment_venue[moment],
        "day": facts.moment_day[moment],
        "minute": facts.moment_minute[moment],
    }
    low = needed - facts.staff[slot]
    if len(row):
        yield limits(about, (term, ints(here.ids[at]), 1), low=low, when=opened.ids[row])
