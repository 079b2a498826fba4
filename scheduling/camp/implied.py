"""Limits that follow from the rules together, which a solver would find late: no room for so many runs at once.

Every run that needs mentors takes at least ``min_adults`` of those who are there, so the runs of a block or a day are
no more than whole teams can be made of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.camp.choices import coming
from scheduling.camp.facts import NEVER, Facts
from scheduling.rule import Choices, IntArray, Limits, grouped, ints, limits


def least_mentors(facts: Facts) -> IntArray:
    """``[A]``: mentors that a run of each activity has at least."""
    each = np.maximum(facts.each, 1)
    own = np.where(facts.each == NEVER, 0, np.maximum(facts.settings.min_adults, -(-facts.least // each)))
    return ints(np.maximum(own, facts.asks_qualified))


def implied(facts: Facts, choices: Choices) -> Iterator[Limits]:
    """Runs with mentors: so many at most in each block and on each day."""
    runs = choices["run"]
    rows = coming(facts, choices, "run")
    rows = rows[least_mentors(facts)[runs["activity"][rows]] >= 1]
    team = least_mentors(facts)[runs["activity"][rows]]
    smallest = int(team.min(initial=2**31))
    if not len(rows):
        return
    at, block = facts.covered(runs["activity"][rows], runs["block"][rows])
    blocks = grouped(block=block)
    there = facts.on_duty.sum(axis=0)[blocks.about["block"]]
    yield limits(blocks.about, (blocks.of, runs.ids[rows[at]], 1), high=there // smallest)
    days = grouped(day=facts.block_day[block])
    yield limits(days.about, (days.of, runs.ids[rows[at]], 1), high=_of_days(facts)[days.about["day"]] // smallest)


def _of_days(facts: Facts) -> IntArray:
    """``[D]``: blocks that all mentors together can work on each day."""
    on = facts.duty_blocks
    each = np.minimum(on, facts.settings.max_blocks_per_day)
    return ints(np.minimum(each, facts.max_blocks[:, None]).sum(axis=0))
