"""Which column of a table means what, how sure that is, and why; what the user says goes before all guesses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cache

from flask_babel import LazyString  # type: ignore[import-untyped] # Flask-Babel ships no types
from flask_babel import lazy_gettext as _

from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Fault, Text, text_of
from mentoring.registration.reading.field import Field, Kind
from mentoring.registration.reading.identity import masked
from mentoring.registration.reading.spelling import fold
from mentoring.registration.reading.table import Table

OUR_COLUMNS = ("Hva er galt", "Kva er gale", "What is wrong")
"""Headers of the column that we add to a sheet of faulty rows (bokmål, nynorsk, English); never read."""

_OFFICIAL = {
    fold(word)
    for word in (
        "fødselsnummer",
        "personnummer",
        "fnr",
        "f.nr",
        "fødselsnr",
        "national identity number",
        "personnr",
        "d-nummer",
    )
}
_SMALL_WORDS = {"til", "for", "av", "pa", "i", "the", "of", "s", "elevens", "eleven", "elev", "mentors", "mentorens"}
_NEAR_ENOUGH, _COVERED_ENOUGH, _MANY_ENOUGH, _SAMPLE = 0.82, 0.66, 0.8, 60


class Sureness(IntEnum):
    """How sure it is what a column means; the higher, the surer."""

    UNKNOWN = 0
    VALUES = 1
    SPELLING = 2
    SYNONYM = 3
    EXACT = 4
    REMEMBERED = 5
    CHOSEN = 6


@dataclass(frozen=True)
class Column:
    """A column of the table: its place from 0, its header, the key of its field ("" = not used), and why."""

    index: int
    header: str
    field: str
    sureness: Sureness
    why: Text


@dataclass(frozen=True)
class ColumnMapping:
    """How all columns were understood. With a fault in it no row can be taken: the user must choose first."""

    kind: str
    columns: tuple[Column, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """Field key → index of its column."""
        return {column.field: column.index for column in self.columns if column.field}

    def to_remember(self) -> dict[str, str]:
        """Folded header → field key, "" for not used: give it to the next reading as `remembered`."""
        return {fold(column.header): column.field for column in self.columns if fold(column.header)}


@dataclass(frozen=True)
class _Guess:
    sureness: Sureness
    closeness: float
    index: int
    field: str
    why: Text


def understand_columns(
    kind: Kind,
    table: Table,
    context: Context,
    *,
    chosen: Mapping[int, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> ColumnMapping:
    """Give each column of the table its field.

    `chosen` (index → field key, "" for not used) is what the user says now, `remembered` what `to_remember` gave
    before. Unknown keys in either are ignored. Two columns that clearly mean one field, and needed fields without a
    column, are faults.
    """
    told = _told(kind, table, chosen or {}, remembered or {})
    guesses = [
        guess
        for index in range(len(table.headers))
        if index not in told
        for guess in _guesses_by_header(kind, table, index)
    ]
    taken, faults = _settle(kind, table, told, guesses)
    _guess_by_values(kind, table, context, taken)
    columns = tuple(taken.get(index) or _unused(table, index) for index in range(len(table.headers)))
    found = {column.field for column in columns}
    return ColumnMapping(kind.key, columns, (*faults, *_missing(kind, found)), tuple(_notes(kind, found, columns)))


def _told(kind: Kind, table: Table, chosen: Mapping[int, str], remembered: Mapping[str, str]) -> dict[int, Column]:
    keys = {"", *(field.key for field in kind.fields)}
    told: dict[int, Column] = {}
    for index, header in enumerate(table.headers):
        if fold(header) in {_folded(title) for title in OUR_COLUMNS}:
            told[index] = Column(index, header, "", Sureness.EXACT, _("This column was added by us and is not read."))
        elif fold(header) in _OFFICIAL:
            told[index] = Column(index, header, "", Sureness.EXACT, _("National identity numbers are never read."))
        elif chosen.get(index, None) in keys:
            told[index] = Column(index, header, chosen[index], Sureness.CHOSEN, _("You chose this."))
        elif remembered.get(fold(header), None) in keys and fold(header):
            told[index] = Column(
                index, header, remembered[fold(header)], Sureness.REMEMBERED, _("You chose this the last time.")
            )
    return told


def _guesses_by_header(kind: Kind, table: Table, index: int) -> list[_Guess]:
    """Fields whose words the header is; only if there are none, those that it is nearly."""
    header = table.headers[index]
    words = {fold(header), fold(re.sub(r"\(.*?\)", "", header))} - {""}
    known = [guess for field in kind.fields if (guess := _known(field, index, words))]
    return known or [guess for field in kind.fields if (guess := _nearly(field, index, words))]


def _known(field: Field, index: int, words: set[str]) -> _Guess | None:
    if words & {_folded(title) for title in field.own_titles}:
        return _Guess(Sureness.EXACT, 1.0, index, field.key, _("The header says so."))
    if words & {_folded(title) for title in field.titles}:
        return _Guess(Sureness.SYNONYM, 1.0, index, field.key, _("The header is another word for it."))
    return None


def _nearly(field: Field, index: int, words: set[str]) -> _Guess | None:
    compared = [(_closeness(header, title), title) for header in words for title in field.titles]
    closeness, title = max(compared, default=(0.0, ""))
    if not closeness:
        return None
    why = _("The header is nearly “%(title)s”.", title=title)
    return _Guess(Sureness.SPELLING, closeness, index, field.key, why)


@cache
def _folded(title: str) -> str:
    """One of our own words, which are compared with each header of each file."""
    return fold(title)


def _closeness(header: str, title: str) -> float:
    """By letters, and by words in any order: "E-post til foresatt" holds all of "Foresatt e-post"."""
    words = _folded(title)
    by_letters = SequenceMatcher(None, header, words).ratio() if min(len(header), len(words)) >= 4 else 0.0
    told, known = set(header.split()) - _SMALL_WORDS, set(words.split()) - _SMALL_WORDS
    covered = len(known) / len(told) if known and known <= told and max(map(len, known)) >= 4 else 0.0
    return max(by_letters if by_letters >= _NEAR_ENOUGH else 0.0, covered if covered >= _COVERED_ENOUGH else 0.0)


def _settle(
    kind: Kind, table: Table, told: dict[int, Column], guesses: list[_Guess]
) -> tuple[dict[int, Column], list[Fault]]:
    """The surest guesses win; two sure ones for one field are a fault."""
    taken = dict(told)
    used = {column.field: column.index for column in reversed(told.values()) if column.field}
    faults = [
        _twice(kind, table, column.field, used[column.field], column.index)
        for column in told.values()
        if column.field and used[column.field] != column.index
    ]
    for guess in sorted(guesses, key=lambda guess: (-guess.sureness, -guess.closeness, guess.index)):
        if guess.index in taken:
            continue
        if guess.field not in used:
            used[guess.field] = guess.index
            taken[guess.index] = Column(
                guess.index, table.headers[guess.index], guess.field, guess.sureness, guess.why
            )
        elif guess.sureness >= Sureness.SYNONYM:
            faults.append(_twice(kind, table, guess.field, used[guess.field], guess.index))
            taken[guess.index] = Column(
                guess.index, table.headers[guess.index], "", Sureness.UNKNOWN, _("Another column means the same.")
            )
    return taken, faults


def _twice(kind: Kind, table: Table, key: str, first: int, second: int) -> Fault:
    return Fault(
        _(
            "The columns %(first)s and %(second)s both mean “%(field)s”.",
            first=column_name(table, first),
            second=column_name(table, second),
            field=kind.field(key).name,
        ),
        _("Choose one of them, and “not used” for the other."),
        key,
    )


def column_name(table: Table, index: int) -> str:
    """How a column is called in sentences: its number and its header."""
    header = table.headers[index]
    return f"{index + 1} (“{header}”)" if header else str(index + 1)


def _guess_by_values(kind: Kind, table: Table, context: Context, taken: dict[int, Column]) -> None:
    used = {column.field for column in taken.values()}
    for field in (field for field in kind.fields if field.is_guessable and field.key not in used):
        for index, header in enumerate(table.headers):
            if index not in taken and _values_fit(field, table, index, context):
                taken[index] = Column(index, header, field.key, Sureness.VALUES, _("What stands in the column fits."))
                break


def _values_fit(field: Field, table: Table, index: int, context: Context) -> bool:
    cells = [masked(row.cells[index]) for row in table.rows if text_of(row.cells[index])][:_SAMPLE]
    fitting = sum(field.read(cell, context).value is not None for cell in cells)
    return len(cells) >= min(2, len(table.rows)) and fitting > 0 and fitting >= _MANY_ENOUGH * len(cells)


def _unused(table: Table, index: int) -> Column:
    return Column(index, table.headers[index], "", Sureness.UNKNOWN, _("No field of ours was recognised."))


def _missing(kind: Kind, found: set[str]) -> Iterator[Fault]:
    for alternatives in kind.needed:
        if not any(found.issuperset(keys) for keys in alternatives):
            lacking = [key for key in alternatives[0] if key not in found]
            yield Fault(
                _("No column was found for “%(field)s”.", field=_ways(kind, alternatives)),
                _("Choose the column that holds it, or add one to the file."),
                lacking[0],
            )


def _ways(kind: Kind, alternatives: tuple[tuple[str, ...], ...]) -> Text:
    return LazyString(
        lambda: " / ".join(" + ".join(str(kind.field(key).name) for key in keys) for keys in alternatives)
    )


def _notes(kind: Kind, found: set[str], columns: tuple[Column, ...]) -> Iterator[Fault]:
    for key in kind.wished:
        if key not in found:
            yield Fault(
                _("No column was found for “%(field)s”.", field=kind.field(key).name),
                _("If the file has it, choose its column."),
                key,
            )
    for column in columns:
        if fold(column.header) in _OFFICIAL:
            yield Fault(
                _(
                    "The column “%(header)s” is not read: national identity numbers are not kept here.",
                    header=column.header,
                ),
                _("Take the column out of the file before you send it to anybody."),
            )
