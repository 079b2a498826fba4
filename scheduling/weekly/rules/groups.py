"""Who must and who must not share sessions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.rule import Choices, Limits, grouped, ints, limits
from scheduling.weekly.book import BOOK
from scheduling.weekly.facts import Facts, joined


@BOOK.rule("apart")
def apart(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Two pupils who are kept apart are never in one session."""
    attend = choices["attend"]
    order = np.argsort(attend["pupil"], kind="stable")
    pairs, mine = joined(facts.apart[:, 0], (attend["pupil"][order], order))
    theirs = attend.find(pupil=facts.apart[pairs, 1], mentor=attend["mentor"][mine], slot=attend["slot"][mine])
    both = np.flatnonzero(theirs >= 0)
    if len(both):
        row, mine = np.arange(len(both)), mine[both]
        about = {
            "pupil": facts.apart[pairs[both], 0],
            "other": facts.apart[pairs[both], 1],
            "mentor": attend["mentor"][mine],
            "slot": attend["slot"][mine],
        }
        yield limits(about, (row, attend.ids[mine], 1), (row, theirs[both], 1), high=1)


@BOOK.rule("together", house=True)
def together(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Pupils who are tied attend exactly the same sessions."""
    attend, tied = choices["attend"], facts.tied
    if not len(tied):
        return
    column = [np.concatenate([tied[:, side], tied[:, side]]) for side in (0, 1)]
    sign = np.repeat(ints([1, -1]), len(tied))
    asked = np.concatenate([tied[:, 0], tied[:, 1]])
    order = np.argsort(attend["pupil"], kind="stable")
    link, choice = joined(asked, (attend["pupil"][order], order))
    if len(link):
        at = grouped(
            pupil=column[0][link],
            other=column[1][link],
            mentor=attend["mentor"][choice],
            slot=attend["slot"][choice],
        )
        yield limits(at.about, (at.of, attend.ids[choice], sign[link]), low=0, high=0)


@BOOK.rule("broken_pairs", house=True)
def broken_pairs(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """No more pupils than agreed lose the mentor they had."""
    most = facts.settings.max_broken_pairs
    if most is None:
        return
    kept = choices["kept"]
    low = max(0, len(facts.had_one) - most)
    about = {"allowed": ints([most])}
    yield limits(about, (np.zeros(len(kept), dtype=np.int64), kept.ids, 1), low=low, demand=True)


@BOOK.rule("unknown")
def unknown(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Every id in the plan exists in the problem."""
    if "stranger" in choices and len(choices["stranger"]):
        stranger = choices["stranger"]
        yield limits(dict(stranger.columns), (np.arange(len(stranger)), stranger.ids, 1), high=0)
