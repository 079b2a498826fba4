"""What a wing gives so that its plans can be mended by hand. The log, undo and who came first are the same for all.

A mend is a change: rows that leave a plan and rows that come in, of ids that only the wing understands (pupil,
mentor, slot; or camper, activity, block). So undoing one is the same change the other way round.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from mentoring.planning.models import Mend, Plan

Row = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Rows that a mend takes out of a plan, and rows that it puts in."""

    out: tuple[Row, ...] = ()
    into: tuple[Row, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return set(self.out) == set(self.into)

    def reversed(self) -> "Change":
        """What undoes it."""
        return Change(out=self.into, into=self.out)

    def as_json(self) -> dict[str, Any]:
        """The form in which the log keeps it."""
        return {"out": [list(row) for row in self.out], "into": [list(row) for row in self.into]}

    @staticmethod
    def of_json(kept: Mapping[str, Any]) -> "Change":
        """A change from the log."""
        return Change(*(tuple(tuple(row) for row in kept[side]) for side in ("out", "into")))


@dataclass(frozen=True)
class Broken:
    """A rule that a plan breaks: who it is about (ids), what was counted and what is allowed, all of it in words.

    `is_house`: staff may depart from it with a reason; from no other rule.
    """

    rule: str
    about: Mapping[str, str | int]
    counted: int
    low: int | None
    high: int | None
    is_house: bool
    sentence: str

    @property
    def excess(self) -> int:
        """By how much it is broken."""
        over = 0 if self.high is None else self.counted - self.high
        return max(over, 0 if self.low is None else self.low - self.counted)

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes it the same breach: rule, who, and what is allowed."""
        return self.rule, tuple(sorted(self.about.items())), self.low, self.high

    def as_json(self) -> dict[str, Any]:
        """The form in which the log keeps it; names come back when it is read."""
        about = dict(self.about)
        return {"rule": self.rule, "about": about, "counted": self.counted, "low": self.low, "high": self.high}


def is_accepted(broken: Broken, accepted: Iterable[Broken]) -> bool:
    """Whether staff departed from that rule in that case, by no less than it is broken now."""
    return any(broken.identity == one.identity and broken.excess <= one.excess for one in accepted)


def in_short(broken: Iterable[Broken]) -> list[Broken]:
    """Each sentence once: the same rule may be broken at several moments of one afternoon."""
    return list({one.sentence: one for one in reversed(list(broken))}.values())[::-1]


@dataclass(frozen=True)
class Judged:
    """What a mend would do: the change, which rules it newly breaks, what else staff would want to be told."""

    change: Change
    broken: tuple[Broken, ...] = ()
    warnings: tuple[str, ...] = ()


class Mender(Protocol):
    """What a wing gives to the board. It reads and writes rows; it never commits."""

    def understand(self, plan: Plan, asked: Mapping[str, str]) -> tuple[dict[str, str], Change]:
        """What is asked for (as the log keeps it) and the change it means; raises Refusal where it means nothing."""

    def judge(self, plan: Plan, change: Change) -> Judged:
        """What the change would do to the plan with the rows as they are now; raises Refusal for unknown ids."""

    def apply(self, plan: Plan, change: Change) -> None:
        """Make the change in the plan's rows."""

    def recount(self, plan: Plan, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """Count anew after a change: who has too little, and values and bounds of the goals, which are returned.

        `departs`: the plan departs from a rule, so no bound holds for it.
        """

    def broken(self, plan: Plan) -> list[Broken]:
        """All rules that the plan breaks with the rows as they are now."""

    def let_stand(self, plan: Plan) -> list[Broken]:
        """What the plan breaks, as its files have it: a published one as it was published, any other as of now."""

    def told(self, plan: Plan, mends: Iterable[Mend]) -> list[str]:
        """What each mend did, in words."""

    def broken_of(self, plan: Plan, kept: Iterable[Mapping[str, Any]]) -> list[Broken]:
        """Breaches as the log keeps them, with their words."""

    def stamp(self, plan: Plan) -> str:
        """Another text as soon as something on the board beside the plan itself has changed (pins, for example)."""

    def board(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """All that the wing's part of the board needs; `chosen`: what somebody looks at there."""

    def panel(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any] | None:
        """What can be done with what is chosen; None where nothing is."""

    def outlook(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """For each place to which what is chosen could go, what it would break there; as JSON for the board."""

    #: whether its board is drawn as a week in which is dragged, where scripts run
    is_calendar: bool
    #: the templates of the wing's part of the board, and of what is chosen on it
    template: str
    panel_template: str


_menders: dict[str, Mender] = {}


def register_mender(wing: str, mender: Mender) -> None:
    """Make known who mends plans of that wing."""
    _menders[wing] = mender


def mender_of(wing: str) -> Mender:
    """Who mends plans of that wing; one that has none is our own mistake."""
    return _menders[wing]


def can_be_mended(wing: str) -> bool:
    """Whether plans of that wing are mended by hand."""
    return wing in _menders
