"""What menders have in common whose plans are judged by a book of rules: breaches in words, what is let stand."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from mentoring.core.refusal import Refusal
from mentoring.planning.menders import Broken, Change, Judged
from mentoring.planning.models import Plan

#: (rule, about, counted, low, high) → a breach in words
Sentence = Callable[[str, Mapping[str, Any], int, int | None, int | None], str]


class ByRules(ABC):
    """A wing says what a plan at hand is (`breaches`, `judge`), and how a breach and a loss are told."""

    #: the rules from which staff may depart with a reason
    house: Collection[str]

    @abstractmethod
    def at(self, plan: Plan) -> Any:
        """The plan as it stands, with the problem of which it is a plan."""

    @abstractmethod
    def sentence(self, plan: Plan) -> Sentence:
        """How breaches of that plan are told, with the names as they are now."""

    @abstractmethod
    def losses(self, gains: Mapping[str, int]) -> tuple[str, ...]:
        """What gets worse, in sentences."""

    def entered(self, at: Any, change: Change) -> Sequence[Any]:
        """Breaches that were there before at a place where somebody is put in, and that nobody may add to."""
        return ()

    def judge(self, plan: Plan, change: Change) -> Judged:
        """What it would newly break, with who; and for which goals it is a loss."""
        at = self.at(plan)
        try:
            judged = at.judge(change.out, change.into)
        except KeyError as error:
            raise Refusal(_("Somebody or something of it is not there any more.")) from error
        broken = [*judged.breaches, *self.entered(at, change)]
        return Judged(change, tuple(self.in_words(plan, broken)), self.losses(judged.gains))

    def broken(self, plan: Plan) -> list[Broken]:
        """All that the plan breaks now."""
        return self.in_words(plan, self.at(plan).breaches())

    def let_stand(self, plan: Plan) -> list[Broken]:
        """What is named in the kept plan file; where none is kept, all that it breaks now."""
        if plan.plan_file:
            return self.broken_of(plan, json.loads(plan.plan_file).get("departures", ()))
        return self.broken(plan)

    def broken_of(self, plan: Plan, kept: Iterable[Mapping[str, Any]]) -> list[Broken]:
        """Breaches from the log, with the names as they are now."""
        told = self.sentence(plan)
        return [
            Broken(**one, is_house=True, sentence=told(*(one[key] for key in _PARTS)))
            for one in ({key: row[key] for key in _PARTS} for row in kept)
        ]

    def in_words(self, plan: Plan, breaches: Iterable[Any]) -> list[Broken]:
        """Breaches as the board shows them."""
        told = self.sentence(plan)
        return [_in_words(one, one.rule in self.house, told) for one in breaches]


_PARTS = ("rule", "about", "counted", "low", "high")


def _in_words(one: Any, is_house: bool, told: Sentence) -> Broken:
    about = dict(one.about)
    sentence = told(one.rule, about, one.counted, one.low, one.high)
    return Broken(one.rule, about, one.counted, one.low, one.high, is_house, sentence)
