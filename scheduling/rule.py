"""Choices, limits and goals: the one shape in which a wing says what it wants.

A *choice* is something that holds or does not ("this pupil with this mentor in this slot"). Choices of one kind
are the rows of a columnar table. The same rule function is asked over any table: all candidates (the whole
program), the freed ones beside those held fast (a neighbourhood), or just the choices of a plan that somebody
made by hand (the checker, where all of them hold). It answers in arrays, never with objects for single limits.

*Base* choices are decided freely. A *derived* choice holds exactly if any of its parts holds; a rule that needs
to speak of one ("some session runs in this slot") declares it beside itself with ``Book.derived``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Facts = TypeVar("Facts")

NO_LOW = -(2**40)
NO_HIGH = 2**40
ALWAYS = -1


def ints(values: object) -> IntArray:
    """Whole numbers as an int64 array."""
    return np.asarray(values, dtype=np.int64)


def distinct(values: IntArray) -> IntArray:
    """The different values, sorted (many times faster than hashing them)."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def keys_of(columns: Sequence[IntArray], tops: Sequence[int] | None = None) -> IntArray:
    """One number for each row of several columns of non-negative numbers (mixed radix over ``tops``)."""
    tops = tops or [int(c.max(initial=0)) + 1 for c in columns]
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column, top in zip(columns, tops, strict=True):
        key = key * top + column
    return key


def joined(left: IntArray, right: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
    """(row of ``left``, value) for each pair of ``right``, sorted by its first column, whose first column matches."""
    first = np.searchsorted(right[0], left, side="left")
    count = np.searchsorted(right[0], left, side="right") - first
    row = np.repeat(np.arange(len(left), dtype=np.int64), count)
    offset = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return row, right[1][np.repeat(first, count) + offset]


@dataclass(frozen=True)
class Groups:
    """Rows of a table gathered by equal columns: ``of[i]`` is the group of row i, ``about`` the columns' values."""

    of: IntArray
    about: dict[str, IntArray]
    count: int


def grouped(**columns: IntArray) -> Groups:
    """Gather rows by equal values in all ``columns``; the groups are ordered by those values."""
    values = list(columns.values())
    _, first, of = np.unique(keys_of(values), return_index=True, return_inverse=True)
    return Groups(ints(of), {name: c[first] for name, c in columns.items()}, len(first))


@dataclass(frozen=True)
class Kind:
    """The choices of one kind: column arrays of equal length; choice numbers run from ``start``."""

    name: str
    start: int
    columns: Mapping[str, IntArray]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> IntArray:
        return self.columns[column]

    @property
    def ids(self) -> IntArray:
        """Number of each choice of this kind among all choices."""
        return np.arange(self.start, self.start + len(self), dtype=np.int64)

    @cached_property
    def _index(self) -> tuple[list[int], IntArray, IntArray]:
        tops = [int(c.max(initial=0)) + 1 for c in self.columns.values()]
        keys = keys_of(list(self.columns.values()), tops)
        order = np.argsort(keys, kind="stable")
        return tops, keys[order], ints(order)

    def find(self, **columns: IntArray) -> IntArray:
        """Number of the first choice with these column values for each row asked, or -1 where there is none."""
        tops, keys, order = self._index
        asked = [columns[name] for name in self.columns]
        if not len(keys) or not len(asked[0]):
            return np.full(len(asked[0]), -1, dtype=np.int64)
        known = np.ones(len(asked[0]), dtype=np.bool_)
        for column, top in zip(asked, tops, strict=True):
            known &= (column >= 0) & (column < top)
        wanted = keys_of([np.where(known, c, 0) for c in asked], tops)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(known & (keys[at] == wanted), order[at] + self.start, -1)


@dataclass(frozen=True)
class Definition:
    """``whole[i]`` holds if ``part[i]`` does, and no whole holds without a part.

    ``exclusive``: the rules let at most one part of a whole hold, so a whole is the plain sum of its parts.
    """

    kind: str
    whole: IntArray
    part: IntArray
    exclusive: bool


@dataclass(frozen=True)
class Derived:
    """What a derived kind is made of: its columns, and for each (row, part) that the part makes the row hold."""

    columns: Mapping[str, IntArray]
    row: IntArray
    part: IntArray
    exclusive: bool = False


def any_of(parts: IntArray, exclusive: bool = False, **columns: IntArray) -> Derived:
    """Derived choices, one for each different row of ``columns``; ``parts[i]`` makes row i of them hold."""
    groups = grouped(**columns)
    return Derived(groups.about, groups.of, parts, exclusive)


@dataclass(frozen=True)
class Choices:
    """A table of choices. ``base`` is the kind decided freely; ``held`` marks base choices that are held true."""

    base: str
    kinds: dict[str, Kind]
    held: BoolArray
    definitions: tuple[Definition, ...] = ()

    @staticmethod
    def of(base: str, held: BoolArray, **columns: IntArray) -> Choices:
        """A table with base choices only."""
        return Choices(base, {base: Kind(base, 0, columns)}, held)

    @property
    def size(self) -> int:
        """How many choices there are in all kinds."""
        return sum(len(kind) for kind in self.kinds.values())

    def __getitem__(self, kind: str) -> Kind:
        return self.kinds[kind]

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds

    def plus(self, name: str, derived: Derived) -> Choices:
        """The same table with one more kind of derived choices."""
        kind = Kind(name, self.size, derived.columns)
        definition = Definition(name, derived.row + kind.start, derived.part, derived.exclusive)
        return Choices(self.base, {**self.kinds, name: kind}, self.held, (*self.definitions, definition))


@dataclass(frozen=True)
class Limits:
    """Many limits: of row r, ``low[r] <= sum of coefficient * choice <= high[r]``, where choice ``when[r]`` holds.

    Terms are in coordinate form (``row``, ``choice``, ``coefficient``). ``when`` is ``ALWAYS`` where nothing is
    asked first. ``about`` names what each row is about (column of numbers; ``Book`` users turn them into ids only
    when a breach is to be told). ``demand``: an empty plan breaks it (a pin, a budget), so a search may start
    from plans that miss it and must then lessen what is missing first.
    """

    about: Mapping[str, IntArray]
    row: IntArray
    choice: IntArray
    coefficient: IntArray
    low: IntArray
    high: IntArray
    when: IntArray
    demand: bool = False


def limits(
    about: Mapping[str, IntArray],
    *terms: tuple[IntArray, IntArray, int | IntArray],
    low: int | IntArray = NO_LOW,
    high: int | IntArray = NO_HIGH,
    when: int | IntArray = ALWAYS,
    demand: bool = False,
) -> Limits:
    """Limits from (row, choice, coefficient) terms; single numbers are spread over all rows or terms."""
    count = len(next(iter(about.values())))

    def spread(value: int | IntArray, size: int) -> IntArray:
        return np.broadcast_to(ints(value), (size,))

    return Limits(
        about,
        np.concatenate([ints(row) for row, _, _ in terms]),
        np.concatenate([ints(choice) for _, choice, _ in terms]),
        np.concatenate([spread(coefficient, len(row)) for row, _, coefficient in terms]),
        spread(low, count),
        spread(high, count),
        spread(when, count),
        demand,
    )


@dataclass(frozen=True)
class Excess:
    """What goes over a line: row r is worth ``weight[r] * max(0, base[r] + sum(coefficient * choice)) ** power``.

    ``power`` is 1 or 2 (a square makes one great excess dearer than several small ones). The weights are positive
    where less of the goal is better and negative where more is: a plan never gains by more excess.
    """

    row: IntArray
    choice: IntArray
    coefficient: IntArray
    base: IntArray
    weight: IntArray
    power: int = 1

    def amounts(self, holds: IntArray) -> IntArray:
        """How far each row is over its line, 0 where it is not; ``holds`` is 1 for the choices that hold."""
        total = np.bincount(self.row, self.coefficient * holds[self.choice], minlength=len(self.base))
        return np.maximum(self.base + total.astype(np.int64), 0)


@dataclass(frozen=True)
class Weights:
    """Worth of a plan in one goal: ``constant`` plus the weights of the choices that hold, and what is in excess."""

    choice: IntArray
    weight: IntArray
    constant: int = 0
    excess: tuple[Excess, ...] = ()

    def worth(self, holds: IntArray) -> int:
        """The worth where ``holds`` is 1 for the choices that hold."""
        over = sum(int((e.weight * e.amounts(holds) ** e.power).sum()) for e in self.excess)
        return self.constant + int((self.weight * holds[self.choice]).sum()) + over


LimitsOf = Callable[[Facts, Choices], Iterable[Limits]]
AllowedOf = Callable[..., BoolArray]


@dataclass(frozen=True)
class Filter(Generic[Facts]):
    """A rule that only forbids choices: a vectorised function of the columns ``of`` of one kind of choices."""

    key: str
    kind: str
    of: tuple[str, ...]
    allowed: AllowedOf

    def limits(self, facts: Facts, choices: Choices) -> Iterator[Limits]:
        """Each choice that the filter forbids is at most 0."""
        kind = choices[self.kind]
        if not len(kind):
            return
        columns = [kind[name] for name in self.of]
        bad = np.flatnonzero(~np.broadcast_to(self.allowed(facts, *columns), columns[0].shape))
        if len(bad):
            about = {name: kind[name][bad] for name in kind.columns}
            yield limits(about, (np.arange(len(bad)), kind.ids[bad], 1), high=0)


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """A named rule: its title, its filters, and the functions that yield its limits.

    ``house``: the house made it and may depart from it, in one case and with a reason. Any other rule is law, safety,
    sense, or what a person said of oneself, and is never departed from.
    """

    key: str
    title: str
    house: bool = False
    filters: list[Filter[Facts]] = field(default_factory=list)
    functions: list[LimitsOf[Facts]] = field(default_factory=list)

    def limits(self, facts: Facts, choices: Choices, *, filtered: bool = False) -> Iterator[Limits]:
        """All limits of the rule over ``choices``; ``filtered`` says that the filters have been asked already."""
        if not filtered:
            for one in self.filters:
                yield from one.limits(facts, choices)
        for function in self.functions:
            yield from function(facts, choices)


@dataclass(frozen=True)
class Goal(Generic[Facts]):
    """A named goal; ``more`` says that a greater value is better."""

    key: str
    title: str
    more: bool
    weights: Callable[[Facts, Choices], Weights]


@dataclass(frozen=True)
class Book(Generic[Facts]):
    """All rules, goals and derived kinds of a wing, in the order in which they were written down."""

    rules: dict[str, Rule[Facts]] = field(default_factory=dict)
    goals: dict[str, Goal[Facts]] = field(default_factory=dict)
    kinds: dict[str, Callable[[Facts, Choices], Derived]] = field(default_factory=dict)

    def _rule(self, key: str, title: str, house: bool) -> Rule[Facts]:
        found = self.rules.setdefault(key, Rule(key, title, house))
        if found.house != house:
            raise ValueError(f'"{key}" cannot be both a rule of the house and not')
        return found

    def rule(self, key: str, *, house: bool = False) -> Callable[[LimitsOf[Facts]], LimitsOf[Facts]]:
        """Enter a function that yields limits; its docstring's first line is the rule's title."""

        def enter(function: LimitsOf[Facts]) -> LimitsOf[Facts]:
            self._rule(key, _title(function), house).functions.append(function)
            return function

        return enter

    def filter(self, key: str, kind: str, *of: str, house: bool = False) -> Callable[[AllowedOf], AllowedOf]:
        """Enter a function ``allowed(facts, *columns) -> bool array``; it must work on broadcast columns."""

        def enter(function: AllowedOf) -> AllowedOf:
            self._rule(key, _title(function), house).filters.append(Filter(key, kind, of, function))
            return function

        return enter

    @property
    def house_rules(self) -> frozenset[str]:
        """The keys of the rules that the house may depart from."""
        return frozenset(rule.key for rule in self.rules.values() if rule.house)

    def goal(self, key: str, *, more: bool) -> Callable[[Callable[[Facts, Choices], Weights]], None]:
        """Enter a function that yields the weights of a goal."""

        def enter(function: Callable[[Facts, Choices], Weights]) -> None:
            self.goals[key] = Goal(key, _title(function), more, function)

        return enter

    def derived(self, name: str) -> Callable[[Callable[[Facts, Choices], Derived]], None]:
        """Enter a kind of derived choices; it may be made of the base kind and of kinds entered before it."""

        def enter(function: Callable[[Facts, Choices], Derived]) -> None:
            self.kinds[name] = function

        return enter

    def complete(self, facts: Facts, base: Choices) -> Choices:
        """The table with every derived kind added."""
        for name, function in self.kinds.items():
            base = base.plus(name, function(facts, base))
        return base

    def limits(
        self, facts: Facts, choices: Choices, *, filtered: bool = False, only: Iterable[str] | None = None
    ) -> Iterator[tuple[str, Limits]]:
        """(rule key, limits) of every rule, or of those in ``only``."""
        wanted = set(self.rules if only is None else only)
        for rule in self.rules.values():
            if rule.key in wanted:
                for some in rule.limits(facts, choices, filtered=filtered):
                    yield rule.key, some


def _title(function: object) -> str:
    return (getattr(function, "__doc__", None) or "").strip().split("\n")[0]
