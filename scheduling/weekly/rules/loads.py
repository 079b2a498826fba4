"""How much a mentor carries, and what makes a session a session."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.rule import Choices, IntArray, Limits, grouped, limits
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts, joined


def _per_session(choices: Choices, kind: str) -> tuple[IntArray, IntArray]:
    """(row of ``meet``, choice) for each choice of a kind that has a mentor and a slot."""
    some, meet = choices[kind], choices["meet"]
    return meet.find(mentor=some["mentor"], slot=some["slot"]) - meet.start, some.ids


@BOOK.rule("mentor_load", house=True)
def sessions_a_week(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor has no more sessions, sessions a day, pupils and pupils in a session than agreed."""
    meet = choices["meet"]
    mentors = grouped(mentor=meet["mentor"])
    yield limits(mentors.about, (mentors.of, meet.ids, 1), high=facts.max_sessions[mentors.about["mentor"]])


@BOOK.rule("mentor_load", house=True)
def sessions_a_day(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor has no more sessions on one day than agreed."""
    meet = choices["meet"]
    days = grouped(mentor=meet["mentor"], day=facts.slot_day[meet["slot"]])
    yield limits(days.about, (days.of, meet.ids, 1), high=facts.settings.max_sessions_per_day)


@BOOK.rule("mentor_load", house=True)
def different_pupils(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor has no more different pupils over the week than agreed."""
    pair = choices["pair"]
    mentors = grouped(mentor=pair["mentor"])
    yield limits(mentors.about, (mentors.of, pair.ids, 1), high=facts.max_pupils[mentors.about["mentor"]])


@BOOK.rule("mentor_load", house=True)
def group_size(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A session has no more pupils than the mentor takes; none where there is no session."""
    row, attend = _per_session(choices, "attend")
    meet = choices["meet"]
    about = {"mentor": meet["mentor"], "slot": meet["slot"]}
    size = facts.group_size[meet["mentor"]]
    yield limits(about, (row, attend, 1), (np.arange(len(meet)), meet.ids, -size), high=0)


@BOOK.rule("session")
def at_least_one_pupil(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A session has at least one pupil, and a mentor has at most one session in a slot."""
    row, attend = _per_session(choices, "attend")
    meet = choices["meet"]
    about = {"mentor": meet["mentor"], "slot": meet["slot"]}
    yield limits(about, (row, attend, 1), (np.arange(len(meet)), meet.ids, -1), low=0)


@BOOK.rule("session")
def one_in_a_slot(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """A mentor has at most one session in a slot."""
    meet = choices["meet"]
    same = grouped(mentor=meet["mentor"], slot=meet["slot"])
    yield limits(same.about, (same.of, meet.ids, 1), high=1)


@BOOK.rule("grade_span", house=True)
def grade_span(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """The grades in a session lie no further apart than agreed."""
    kind = choices["grade"]
    sessions = grouped(mentor=kind["mentor"], slot=kind["slot"])
    order = np.lexsort((kind["level"], sessions.of))
    session, level = sessions.of[order], kind["level"][order]
    low, high = joined(session, (session, np.arange(len(order), dtype=np.int64)))
    far = level[high] - level[low] > facts.settings.max_grade_span
    low, high = low[far], high[far]
    if len(low):
        about = {"mentor": kind["mentor"][order[low]], "slot": kind["slot"][order[low]]}
        row = np.arange(len(low))
        yield limits(about, (row, kind.ids[order[low]], 1), (row, kind.ids[order[high]], 1), high=1)
