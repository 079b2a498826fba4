"""What is made better when mentors are away, in this strict order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.rule import Choices, Excess, IntArray, Weights, any_of, ints
from scheduling.standins.as_week import AsWeek
from scheduling.weekly.goals import fit_of

GOALS = ("cancelled", "told", "fit", "load")
MORE = ("fit",)
"""Goals of which more is better."""


def with_helpers(week: AsWeek, choices: Choices) -> Choices:
    """The table with one more kind: this mentor stands in somewhere."""
    attend = choices["attend"]
    standing_in = week.is_open[attend["slot"]]
    return choices.plus("helps", any_of(attend.ids[standing_in], mentor=attend["mentor"][standing_in]))


@dataclass(frozen=True)
class Aims:
    """The goals over a table of choices; ``done[m]``: what each mentor has done already."""

    week: AsWeek
    choices: Choices
    done: IntArray

    def weights(self, goal: str) -> Weights:
        """The weights of one of ``GOALS``."""
        found: Weights = getattr(self, goal)()
        return found

    def cancelled(self) -> Weights:
        """Sessions that are not held, of those that are without a mentor or may fall because of them."""
        asked = np.flatnonzero(self.week.is_open | self.week.may_fall)
        held = self._held(asked)
        return Weights(held[held >= 0], -np.ones(int((held >= 0).sum()), dtype=np.int64), len(asked))

    def told(self) -> Weights:
        """People who hear of a change that would not have concerned them: stand-ins, and all of sessions that fall
        though their mentor comes. Those of a session without mentor hear of it in any case."""
        falling = np.flatnonzero(self.week.may_fall)
        people = 1 + np.diff(self.week.first)[falling]
        helps, held = self.choices["helps"].ids, self._held(falling)
        return Weights(
            np.concatenate([helps, held[held >= 0]]),
            np.concatenate([np.ones(len(helps), dtype=np.int64), -people[held >= 0]]),
            int(people.sum()),
        )

    def fit(self) -> Weights:
        """How well the stand-ins fit the pupils, as in the weekly plan."""
        pair = self.choices["pair"]
        session = np.searchsorted(self.week.first, pair["pupil"], side="right") - 1
        mine = self.week.is_open[session]
        return Weights(pair.ids[mine], fit_of(self.week.facts, pair["pupil"][mine], pair["mentor"][mine]))

    def load(self) -> Weights:
        """Squares of what each mentor has done and is asked for: much for one is dearer than a little for many."""
        meet = self.choices["meet"]
        mine = self.week.is_open[meet["slot"]]
        size = len(self.week.problem.mentors)
        excess = Excess(
            row=meet["mentor"][mine],
            choice=meet.ids[mine],
            coefficient=np.ones(int(mine.sum()), dtype=np.int64),
            base=self.done,
            weight=np.ones(size, dtype=np.int64),
            power=2,
        )
        return Weights(ints([]), ints([]), 0, (excess,))

    def _held(self, sessions: IntArray) -> IntArray:
        """The choice that each session is held, -1 where it cannot be."""
        return self.choices["served"].find(pupil=self.week.first[sessions])
