"""People whose names look alike and may be the same person: named with the reason, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations

from mentoring.registration.reading.spelling import fold


class Likeness(Enum):
    """Why two people may be one; the page has a sentence for each."""

    SAME = "same"  # the same name, letter for letter, and birth dates that do not speak against it
    SPELT = "spelt"  # the same but for case, accents, hyphens or spaces
    SWAPPED = "swapped"  # the same words in another order
    LETTER = "letter"  # one letter more, less, other or changed about
    SHORTER = "shorter"  # one has a middle name or half of a double name that the other lacks
    DATE = "date"  # the same name, and birth dates one slip apart (one digit, or day and month changed about)


@dataclass(frozen=True)
class Person:
    """A name to compare; `key` is whatever the caller knows the person by."""

    key: Hashable
    name: str
    birth_date: date | None = None


@dataclass(frozen=True)
class Pair:
    """Two people who may be one, and why; `same_birth_date` is None where one of the dates is not known."""

    one: Person
    other: Person
    likeness: Likeness
    same_birth_date: bool | None


def alike(people: Iterable[Person], others: Iterable[Person] | None = None) -> list[Pair]:
    """All pairs among `people` (or between them and `others`) who may be the same person, in the given order.

    Two known birth dates that are more than a slip apart tell people apart, whatever their names.
    """
    mine = list(people)
    theirs = None if others is None else list(others)
    candidates = _near(mine, theirs)
    return [pair for one, other in candidates if (pair := compare(one, other))]


def compare(one: Person, other: Person) -> Pair | None:
    """Whether and why two people may be one."""
    dates = None if one.birth_date is None or other.birth_date is None else one.birth_date == other.birth_date
    likeness = _likeness(one.name, other.name)
    if likeness is None:
        return None
    if dates is False:
        is_slip = likeness in (Likeness.SAME, Likeness.SPELT) and _is_slip(one.birth_date, other.birth_date)
        return Pair(one, other, Likeness.DATE, False) if is_slip else None
    return Pair(one, other, likeness, dates)


def _likeness(one: str, other: str) -> Likeness | None:
    first, second = fold(one), fold(other)
    if " ".join(one.split()) == " ".join(other.split()):
        return Likeness.SAME
    if first.replace(" ", "") == second.replace(" ", ""):
        return Likeness.SPELT
    if sorted(first.split()) == sorted(second.split()):
        return Likeness.SWAPPED
    if _is_one_letter_apart(first, second):
        return Likeness.LETTER
    return Likeness.SHORTER if _is_shorter(first.split(), second.split()) else None


def _is_one_letter_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, remainder = one[start:], other[start:]
    is_changed_about = rest[:2] == remainder[:2][::-1] and rest[2:] == remainder[2:]
    return is_changed_about or rest[1:] == remainder[1:] or rest[1:] == remainder or rest == remainder[1:]


def _is_shorter(one: Sequence[str], other: Sequence[str]) -> bool:
    """ "Ida Åsen" and "Ida Strøm Åsen": the given name shared, the shorter one wholly in the longer."""
    short, long = sorted((list(one), list(other)), key=len)
    return 2 <= len(short) < len(long) and short[0] == long[0] and set(short) <= set(long)


def _is_slip(one: date | None, other: date | None) -> bool:
    if one is None or other is None:
        return False
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1


def _near(mine: list[Person], theirs: list[Person] | None) -> list[tuple[Person, Person]]:
    """Pairs that share a trait which any two alike names share: all pairs are too many in a city."""
    everyone = mine + (theirs or [])
    drawers: dict[Hashable, list[int]] = defaultdict(list)
    for place, person in enumerate(everyone):
        for trait in _traits(person):
            drawers[trait].append(place)
    pairs = {pair for places in drawers.values() for pair in combinations(dict.fromkeys(places), 2)}
    wanted = sorted(pair for pair in pairs if theirs is None or pair[0] < len(mine) <= pair[1])
    return [(everyone[one], everyone[other]) for one, other in wanted]


def _traits(person: Person) -> Iterable[Hashable]:
    words = fold(person.name).split()
    joined = "".join(words)
    yield from (("first and last", words[0], words[-1]), ("words", tuple(sorted(words)))) if words else ()
    yield ("joined", joined)
    yield from (("half", words[0]), ("half", words[-1])) if person.birth_date is None and words else ()
    yield from (("born", person.birth_date, word) for word in words)
    yield from (("born", person.birth_date, joined[:2]), ("born", person.birth_date, joined[-2:]))
    half = len(joined) // 2
    yield from (
        ("start", joined[:half]),
        ("start", joined[: half + 1]),
        ("end", joined[half:]),
        ("end", joined[half + 1 :]),
    )
