"""What every reader gives back: a value, the faults that stop the row, and the warnings that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeAlias, TypeVar

from flask_babel import LazyString  # type: ignore[import-untyped] # Flask-Babel ships no types

T = TypeVar("T")
Text: TypeAlias = str | LazyString
Cell: TypeAlias = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Fault:
    """One sentence on what is wrong, one on what to do, and the key of the field it is about ("" = whole row)."""

    message: Text
    hint: Text = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What one cell was understood as; `value` is None when the cell is blank or has a fault."""

    value: T | None = None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be read: `fault` says why and what to do instead."""

    def __init__(self, message: Text, hint: Text = "") -> None:
        super().__init__(message, hint)
        self.fault = Fault(message, hint)

    def __str__(self) -> str:
        return str(self.fault)


def refused(message: Text, hint: Text = "") -> Reading[Any]:
    """A reading with no value and one fault."""
    return Reading(None, (Fault(message, hint),))


def text_of(cell: Cell) -> str:
    """The cell as a person would type it: whole numbers without decimals, dates as 08.07.2012, blanks trimmed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return str(cell).replace("\u00a0", " ").strip()


CellReader = Callable[[Cell, Any], Reading[Any]]
