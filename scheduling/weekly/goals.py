"""The goals, in no order of their own: ``settings.goals`` says which comes first."""

from __future__ import annotations

import numpy as np

from scheduling.rule import BoolArray, Choices, Derived, IntArray, Weights, any_of, ints
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import ANYBODY, Facts


@BOOK.derived("served")
def is_served(facts: Facts, choices: Choices) -> Derived:
    """This pupil has at least one session (``one_mentor`` allows one pair)."""
    pair = choices["pair"]
    return any_of(pair.ids, exclusive=True, pupil=pair["pupil"])


@BOOK.derived("kept")
def is_kept(facts: Facts, choices: Choices) -> Derived:
    """This pupil has a mentor that the pupil had before."""
    pair = choices["pair"]
    before = _among(facts.had, pair["pupil"], pair["mentor"])
    return any_of(pair.ids[before], exclusive=True, pupil=pair["pupil"][before])


@BOOK.derived("day")
def day(facts: Facts, choices: Choices) -> Derived:
    """This mentor has a session on this day."""
    meet = choices["meet"]
    return any_of(meet.ids, mentor=meet["mentor"], day=facts.slot_day[meet["slot"]])


@BOOK.goal("served", more=True)
def served(facts: Facts, choices: Choices) -> Weights:
    """Priority of the pupils who have a session."""
    kind = choices["served"]
    return Weights(kind.ids, facts.priority[kind["pupil"]])


@BOOK.goal("kept_pairs", more=True)
def kept_pairs(facts: Facts, choices: Choices) -> Weights:
    """Pupils who keep the mentor they had."""
    kind = choices["kept"]
    return Weights(kind.ids, np.ones(len(kind), dtype=np.int64))


@BOOK.goal("sessions", more=True)
def sessions(facts: Facts, choices: Choices) -> Weights:
    """Priority over all attendances."""
    attend = choices["attend"]
    return Weights(attend.ids, facts.priority[attend["pupil"]])


@BOOK.goal("kept_places", more=True)
def kept_places(facts: Facts, choices: Choices) -> Weights:
    """Attendances that were in the plan in force with the same mentor."""
    attend = choices["attend"]
    same = _among(facts.places, attend["pupil"], attend["mentor"], attend["slot"])
    return Weights(attend.ids[same], np.ones(int(same.sum()), dtype=np.int64))


@BOOK.goal("fit", more=True)
def fit(facts: Facts, choices: Choices) -> Weights:
    """How well pupils and mentors fit: topics, home language, gender."""
    pair = choices["pair"]
    return Weights(pair.ids, fit_of(facts, pair["pupil"], pair["mentor"]))


@BOOK.goal("days", more=False)
def days(facts: Facts, choices: Choices) -> Weights:
    """Different days on which mentors have sessions."""
    kind = choices["day"]
    return Weights(kind.ids, np.ones(len(kind), dtype=np.int64))


@BOOK.goal("tickets", more=False)
def tickets(facts: Facts, choices: Choices) -> Weights:
    """Numbers in the draw of the pupils without a session."""
    kind = choices["served"]
    return Weights(kind.ids, -facts.ticket[kind["pupil"]], int(facts.ticket.sum()))


def fit_of(facts: Facts, pupil: IntArray, mentor: IntArray) -> IntArray:
    """Fit of pupils with mentors, a whole number each."""
    worth = facts.settings.fit_weights
    taught = worth.topics * ints(facts.taught[pupil, mentor]) // facts.needs_count[pupil]
    wished = facts.wished_gender[pupil]
    met = (wished == ANYBODY) | (facts.mentor_gender[mentor] == wished)
    total: IntArray = taught + worth.language * facts.speaks[mentor, facts.home[pupil]] + worth.gender * met
    return total


def _among(rows: IntArray, *columns: IntArray) -> BoolArray:
    """Which rows of ``columns`` are rows of the table."""
    tops = [max(int(c.max(initial=0)), int(r.max(initial=0))) + 1 for c, r in zip(columns, rows.T, strict=True)]
    keys = [np.zeros(len(some[0]), dtype=np.int64) for some in (columns, rows.T)]
    for column, row, top in zip(columns, rows.T, tops, strict=True):
        keys = [keys[0] * top + column, keys[1] * top + row]
    return np.isin(keys[0], keys[1])
