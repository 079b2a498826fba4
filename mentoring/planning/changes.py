"""What a plan changes against another one, for whom, and why: filled by the planner of a wing, shown by the desk."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of change, with how many it befalls, in a sentence and as a word; `is_change` false: all stays."""

    key: str
    sentence: str
    word: str
    count: int
    color: str = "info"
    is_change: bool = True


@dataclass(frozen=True)
class Change:
    """One person's: where they were, where they come, why, and under which heading of each view it stands."""

    kind: str
    who: str
    url: str
    was: tuple[str, ...]
    now: tuple[str, ...]
    why: tuple[str, ...]
    under: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class GoalChange:
    """A goal in words, with its value in both plans, counted on the same data."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Changes:
    """All of them. `views`: name of a grouping → its title; the first is the usual one."""

    kinds: tuple[Kind, ...]
    changes: tuple[Change, ...]
    views: Mapping[str, str]
    goals: tuple[GoalChange, ...] = ()

    @property
    def count(self) -> int:
        """For how many people something changes."""
        return sum(kind.count for kind in self.kinds if kind.is_change)

    def kind(self, key: str) -> Kind | None:
        """The kind of that key."""
        return next((kind for kind in self.kinds if kind.key == key), None)

    def chosen(self, view: str, kind: str) -> list[tuple[str, list[Change]]]:
        """(heading, changes) in that view; of one kind, or of all that are changes."""
        real = {one.key for one in self.kinds if one.is_change}
        wanted = [one for one in self.changes if (one.kind == kind if kind else one.kind in real)]
        found: dict[str, list[Change]] = {}
        for change in wanted:
            for heading in change.under[view]:
                found.setdefault(heading, []).append(change)
        return sorted(found.items())
