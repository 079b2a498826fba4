"""Of what a pupil has as much as it may, so that it would have to leave some of it for one more of the kind."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.camp.facts import Facts
from scheduling.camp.search import Places


def enough(facts: Facts, mine: Places, a: int, b: int) -> Iterator[Places]:
    """What the pupil has of the activity's kind, on the day of the block or at all, for each limit that is met."""
    of_kind = facts.kind[mine.activity] == facts.kind[a]
    today = of_kind & (facts.block_day[mine.block] == facts.block_day[b])
    for asked in facts.problem.requirements:
        own = today if asked.per == "day" else of_kind
        if asked.max is not None and facts.kinds[asked.kind] == facts.kind[a] and own.sum() >= asked.max:
            yield mine.where(own)
