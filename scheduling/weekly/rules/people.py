"""Who may be with whom: rules that only forbid a pupil with a mentor."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.rule import BoolArray, Choices, IntArray, Limits, grouped, ints, limits
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import ANYBODY, Facts


@BOOK.filter("clearance", "meet", "mentor")
def clearance(facts: Facts, mentor: IntArray) -> BoolArray:
    """Every mentor with a session is cleared."""
    return facts.cleared[mentor]


@BOOK.filter("ban", "pair", "pupil", "mentor")
def ban(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """No pupil is with a banned mentor."""
    return ~facts.banned[pupil, mentor]


@BOOK.filter("pin", "pair", "pupil", "mentor")
def pinned_to_one(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """A pinned pupil has all sessions with the mentor named."""
    allowed: BoolArray = (facts.pinned[pupil] == ANYBODY) | (facts.pinned[pupil] == mentor)
    return allowed


@BOOK.rule("pin")
def pinned_sessions(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A pinned pupil has a session with the mentor, and attends each slot named."""
    pins = facts.problem.pins
    if not pins:
        return
    number, attend = facts.number, choices["attend"]
    p, m, s = (
        ints([number[kind].get(getattr(pin, kind), -1) for pin in pins]) for kind in ("pupil", "mentor", "slot")
    )
    pair = choices["pair"].find(pupil=p, mentor=m)
    about = {"pin": np.arange(len(pins))}
    yield limits(about, (np.flatnonzero(pair >= 0), pair[pair >= 0], 1), low=1, demand=True)
    named = np.flatnonzero([pin.slot is not None for pin in pins])
    if len(named):
        place = attend.find(pupil=p[named], mentor=m[named], slot=s[named])
        row = np.flatnonzero(place >= 0)
        yield limits({"pin": named}, (row, place[row], 1), low=1, demand=True)


@BOOK.filter("grades", "pair", "pupil", "mentor", house=True)
def grades(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """The pupil's grade lies in the mentor's range."""
    grade = facts.grade[pupil]
    return (facts.lowest_grade[mentor] <= grade) & (grade <= facts.highest_grade[mentor])


@BOOK.filter("required_language", "pair", "pupil", "mentor")
def required_language(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """The mentor speaks the language that the pupil must have."""
    allowed: BoolArray = (facts.required[pupil] == ANYBODY) | facts.speaks[mentor, facts.required[pupil]]
    return allowed


@BOOK.filter("mentor_gender", "pair", "pupil", "mentor")
def mentor_gender(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """Where it is required, the mentor's gender is the one wished."""
    wished = facts.wished_gender[pupil]
    allowed: BoolArray = ~facts.gender_required[pupil] | (wished == ANYBODY) | (facts.mentor_gender[mentor] == wished)
    return allowed


@BOOK.filter("topics", "pair", "pupil", "mentor", house=True)
def topics(facts: Facts, pupil: IntArray, mentor: IntArray) -> BoolArray:
    """The mentor teaches at least one of the pupil's needs."""
    return facts.taught[pupil, mentor] > 0


@BOOK.rule("one_mentor", house=True)
def one_mentor(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """All of a pupil's sessions are with one mentor."""
    pair = choices["pair"]
    pupils = grouped(pupil=pair["pupil"])
    yield limits(pupils.about, (pupils.of, pair.ids, 1), high=1)
