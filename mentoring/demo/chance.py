"""Drawing with a seed: the same seed draws the same, on any machine."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import TypeVar

from mentoring.demo.facts import Stretch
from mentoring.demo.names import NAMINGS, Naming

T = TypeVar("T")
_ASCII = str.maketrans("æøåąćęłńóśźżışğçöüäİŞ", "eoaacelnoszzisgcouaIS")


def weighted(random: Random, weights: Mapping[T, int]) -> T:
    """One of the keys, each as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def naming(random: Random) -> Naming:
    """The names of one household."""
    return random.choices(NAMINGS, [one.weight for one in NAMINGS])[0]


def some(random: Random, things: Sequence[T], low: int, high: int) -> tuple[T, ...]:
    """From low to high different things, in the order of the list."""
    chosen = set(random.sample(range(len(things)), random.randint(low, min(high, len(things)))))
    return tuple(thing for place, thing in enumerate(things) if place in chosen)


def afternoons(random: Random, days: Sequence[int], *, earliest: time, latest: time) -> tuple[Stretch, ...]:
    """Free time on these days: from some quarter after `earliest`, for two hours or more, to `latest` at most."""
    first, last = _minutes(earliest), _minutes(latest)
    found = []
    for day in days:
        start = first + 15 * random.randint(0, 3)
        end = min(last, start + 30 * random.randint(4, 8))
        found.append((day, _time(start), _time(end)))
    return tuple(found)


def day_of_year(random: Random, year: int) -> date:
    """Some day of that year."""
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def email_of(given: str, family: str, taken: set[str]) -> str:
    """An address under example.org (RFC 2606: nobody's) that nobody in `taken` has; it is added there."""
    plain = f"{given}.{family}".lower().translate(_ASCII)
    name = "".join(letter for letter in plain if letter.isascii() and (letter.isalnum() or letter in ".-"))
    address = next(
        address
        for number in range(1, 1000)
        if (address := f"{name}{number if number > 1 else ''}@example.org") not in taken
    )
    taken.add(address)
    return address


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
