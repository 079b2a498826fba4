"""What a person let stand against rules of the house: named in a plan file, excused there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduling.counting import Breach, WrongClaim
from scheduling.files import Reader
from scheduling.rule import Book


def read(r: Reader, value: object, at: str) -> Breach:
    """One of them in a plan file."""
    s = r.mapping(value, at)
    about = dict(r.get(s, at, "about", r.mapping))
    limits = (r.get(s, at, key, r.maybe(r.whole(-(2**31))), None) for key in ("low", "high"))
    return Breach(r.get(s, at, "rule", r.text), about, r.get(s, at, "counted", r.whole(-(2**31))), *limits)


def written(some: Iterable[Breach]) -> dict[str, Any]:
    """The part of a plan file that names them; nothing where there are none."""
    rows = [{**vars(one), "about": dict(one.about)} for one in some]
    return {"departures": rows} if rows else {}


def excused(book: Book[Any], breaches: Iterable[Breach], named: Sequence[Breach]) -> list[Breach]:
    """The breaches of rules of the house that are named; no others are excused."""
    return [one for one in breaches if one.rule in book.house_rules and one in named]


def wrong(right: Sequence[Breach], named: Iterable[Breach]) -> list[WrongClaim]:
    """Those named that are no breach of a rule of the house."""
    return [WrongClaim("departures", one, "no breach of a rule of the house") for one in named if one not in right]
