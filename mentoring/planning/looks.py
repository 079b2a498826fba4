"""How bad a change by hand would be, in short: for colours of a board and the order of choices, whatever the wing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

#: what a change would mean, from best to worst
FINE, WORSE, HOUSE, NEVER = "fine", "worse", "house", "never"
LEVELS = (FINE, WORSE, HOUSE, NEVER)
#: more would be too long to read; the best come first
MOST_OPTIONS = 60


@dataclass(frozen=True)
class Look:
    """What a change would do: how bad it would be, the rules it would newly break, what each goal would gain."""

    level: str
    rules: frozenset[str]
    gains: Mapping[str, int]


@dataclass(frozen=True)
class Option:
    """One choice: what a form sends, how it reads, how bad it would be (`LEVELS`), and why."""

    value: str
    label: str
    level: str
    why: str


@dataclass(frozen=True)
class Scale:
    """By what changes are weighed: the goals in order, those of which less is better, the rules of the house."""

    goals: Sequence[str]
    less: Collection[str]
    house: Collection[str]

    def look(self, rules: Iterable[str], gains: Mapping[str, int]) -> Look:
        """A change that would break these rules and do this to the goals."""
        broken = frozenset(rules)
        return Look(self._level(broken, gains), broken, gains)

    def _level(self, rules: frozenset[str], gains: Mapping[str, int]) -> str:
        if rules:
            return HOUSE if rules <= set(self.house) else NEVER
        return WORSE if self.is_worse(gains) else FINE

    def is_worse(self, gains: Mapping[str, int]) -> bool:
        """Whether the first goal that changes loses."""
        return next((self.loses(goal, gains[goal]) for goal in self.goals if gains[goal]), False)

    def loses(self, goal: str, gain: int) -> bool:
        """Whether that much more of a goal makes the plan worse."""
        return gain > 0 if goal in self.less else gain < 0

    def weighed(self, told: str, goal: str, gain: int) -> str:
        """What a change does to a goal, with whether that is better: of some goals more is, of others less."""
        return (
            _("%(change)s (worse)", change=told) if self.loses(goal, gain) else _("%(change)s (better)", change=told)
        )

    def rank(self, look: Look) -> tuple[int, ...]:
        """Sorts what is better before what is worse."""
        gains = (look.gains[goal] if goal in self.less else -look.gains[goal] for goal in self.goals)
        return (LEVELS.index(look.level), *gains)
