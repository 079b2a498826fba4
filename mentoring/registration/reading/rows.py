"""Every row of a table as it would be stored, with its faults and warnings in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.columns import ColumnMapping
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Cell, Fault, Reading, text_of
from mentoring.registration.reading.field import Draft, Field, Kind, Values
from mentoring.registration.reading.identity import masked
from mentoring.registration.reading.sheet import Row
from mentoring.registration.reading.spelling import fold
from mentoring.registration.reading.table import Table

_NOTHING = {"", "-", "–", "—", "N/A", "n/a", "#N/A", "#I/T"}  # how people and spreadsheets say "nothing here"


class State(Enum):
    """What is to become of a row."""

    GOOD = "good"
    FAULTY = "faulty"
    DOUBLE = "double"  # the same as an earlier row in everything: passed over
    ASKED = "asked"  # the same person as in an earlier row with other values: the user must say which
    EXAMPLE = "example"  # the example row of our template: passed over


@dataclass(frozen=True)
class RowReading:
    """One row: its line in the file, its values by field key, and what is wrong or worth knowing.

    `raw` are the cells as they stood, identity numbers hidden. `double_of` is the line of the earlier row that is
    the same one, `differs` the keys of the values in which it differs from that row.
    """

    line: int
    values: Values
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    raw: tuple[Cell, ...]
    state: State
    double_of: int | None = None
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Totals:
    """How many lines below the header were read, and what they are; all but `read` sum up to `read`."""

    read: int
    good: int
    faulty: int
    doubles: int
    asked: int
    empty: int
    examples: int


@dataclass(frozen=True)
class RowsReading:
    """All rows that are not blank, in the order of the file, and the totals."""

    kind: str
    rows: tuple[RowReading, ...]
    totals: Totals

    @property
    def good(self) -> tuple[RowReading, ...]:
        """The rows that can be stored."""
        return tuple(row for row in self.rows if row.state is State.GOOD)

    @property
    def bad(self) -> tuple[RowReading, ...]:
        """The rows that need a person: with faults, or the same person with other values."""
        return tuple(row for row in self.rows if row.state in (State.FAULTY, State.ASKED))


@dataclass(frozen=True)
class Reference:
    """Another person of the list by full name, with the lines of this file that bear it (none: ask the database)."""

    name: str
    lines: tuple[int, ...] = ()


def is_nothing(cell: Cell) -> bool:
    """Whether a cell is blank, or holds what people and spreadsheets write for nothing."""
    return text_of(cell) in _NOTHING


def read_rows(kind: Kind, table: Table, mapping: ColumnMapping, context: Context) -> RowsReading:
    """All rows of the table by this mapping; no row is good as long as the mapping has faults."""
    filled = [row for row in table.rows if not row.is_blank]
    rows = [_read_row(kind, row, mapping, context) for row in filled]
    rows = _with_references(_with_doubles(kind, rows))
    return RowsReading(kind.key, tuple(rows), _totals(rows, len(table.rows) - len(filled)))


def _read_row(kind: Kind, row: Row, mapping: ColumnMapping, context: Context) -> RowReading:
    raw = tuple(masked(cell) for cell in row.cells)
    if _is_example(kind, raw, mapping):
        return RowReading(row.line, {}, (), (), raw, State.EXAMPLE)
    draft = Draft({}, context, faults=list(mapping.faults))
    places = mapping.places
    for field in kind.fields:
        place = places.get(field.key)
        _read_field(draft, field, None if place is None else row.cells[place], place is not None)
    kind.finish(draft)
    state = State.FAULTY if draft.faults else State.GOOD
    return RowReading(row.line, draft.values, tuple(draft.faults), tuple(draft.warnings), raw, state)


def _read_field(draft: Draft, field: Field, cell: Cell, has_column: bool) -> None:
    cell = None if is_nothing(cell) else cell
    hidden = masked(cell)
    if hidden != cell:
        draft.fault(
            field.key,
            _("A national identity number stands here; it is never kept."),
            _("Take the number out of the list."),
        )
        draft.values[field.key] = None
        return
    reading = field.read(cell, draft.context) if has_column else Reading[Any]()
    draft.values[field.key] = reading.value
    draft.faults += [replace(fault, field=field.key) for fault in reading.faults]
    draft.warnings += [replace(warning, field=field.key) for warning in reading.warnings]
    if field.is_needed and has_column and not text_of(cell):
        draft.fault(field.key, _("“%(field)s” is missing.", field=field.name), _("Fill in the cell."))


def _is_example(kind: Kind, raw: tuple[Cell, ...], mapping: ColumnMapping) -> bool:
    """All filled cells are those of the template's example, and they are at least three."""
    shown = {key: text_of(raw[place]) for key, place in mapping.places.items() if text_of(raw[place])}
    return len(shown) >= 3 and all(fold(text) == fold(kind.field(key).example) for key, text in shown.items())


def _with_doubles(kind: Kind, rows: list[RowReading]) -> list[RowReading]:
    earlier: dict[tuple[Any, ...], RowReading] = {}
    settled = []
    for row in rows:
        identity = kind.identity(row.values) if row.state is not State.EXAMPLE else None
        first = earlier.get(identity) if identity else None
        if first:
            row = _compared(row, first)
        if identity and row.state in (State.GOOD, State.FAULTY) and (not first or first.state is not State.GOOD):
            earlier[identity] = row
        settled.append(row)
    return settled


def _compared(row: RowReading, first: RowReading) -> RowReading:
    """A row beside an earlier one with the same identity."""
    differs = tuple(key for key, value in row.values.items() if value != first.values.get(key))
    same_faults = [str(fault) for fault in row.faults] == [str(fault) for fault in first.faults]
    if not differs and same_faults:
        note = Fault(_("The same as line %(line)s, so it is passed over.", line=first.line))
        return replace(row, state=State.DOUBLE, double_of=first.line, warnings=(*row.warnings, note))
    if row.faults:
        note = Fault(_("Line %(line)s is the same one.", line=first.line))
        return replace(row, double_of=first.line, differs=differs, warnings=(*row.warnings, note))
    if first.faults:
        note = Fault(_("Line %(line)s is the same one, with faults; this line is taken.", line=first.line))
        return replace(row, double_of=first.line, differs=differs, warnings=(*row.warnings, note))
    question = Fault(
        _("Line %(line)s is the same one with other values.", line=first.line),
        _("Keep the line that is right and take the other out."),
        differs[0] if differs else "",
    )
    return replace(row, state=State.ASKED, double_of=first.line, differs=differs, faults=(*row.faults, question))


def _with_references(rows: list[RowReading]) -> list[RowReading]:
    """Names under "together" and "apart" found again in the file."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        if row.state not in (State.DOUBLE, State.EXAMPLE) and "family_name" in row.values:
            lines.setdefault(_full_name(row.values), []).append(row.line)
    return [_resolved(row, lines) for row in rows]


def _full_name(values: Values) -> str:
    return fold(f"{values['given_name'] or ''} {values['family_name'] or ''}")


def _resolved(row: RowReading, lines: dict[str, list[int]]) -> RowReading:
    changed, faults, warnings = dict(row.values), list(row.faults), list(row.warnings)
    for key in ("together", "apart"):
        references = tuple(Reference(name, tuple(lines.get(fold(name), ()))) for name in row.values.get(key) or ())
        if references:
            changed[key] = references
        for reference in references:
            if fold(reference.name) == _full_name(row.values):
                faults.append(Fault(_("The pupil is named beside themselves."), _("Take the name out."), key))
            elif len(reference.lines) > 1:
                warnings.append(
                    Fault(
                        _(
                            "Several lines bear the name %(name)s: %(lines)s.",
                            name=reference.name,
                            lines=", ".join(map(str, reference.lines)),
                        ),
                        _("Choose the right one on the pupil's page."),
                        key,
                    )
                )
    state = State.FAULTY if row.state is State.GOOD and faults else row.state
    return replace(row, values=changed, faults=tuple(faults), warnings=tuple(warnings), state=state)


def _totals(rows: Iterable[RowReading], empty: int) -> Totals:
    states = [row.state for row in rows]
    return Totals(
        len(states) + empty,
        states.count(State.GOOD),
        states.count(State.FAULTY),
        states.count(State.DOUBLE),
        states.count(State.ASKED),
        empty,
        states.count(State.EXAMPLE),
    )
