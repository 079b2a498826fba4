"""The raw lines of one sheet or CSV file, before anybody knows which line is the header."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.registration.reading.fault import Cell, Fault, text_of


@dataclass(frozen=True)
class Limits:
    """How much is read: bytes of the file and of what it unpacks to, lines, and columns."""

    bytes: int = 10_000_000
    unpacked_bytes: int = 150_000_000
    rows: int = 20_000
    columns: int = 200


@dataclass(frozen=True)
class Row:
    """The cells of one line; `line` is its number in the file, from 1."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, None where the line is shorter."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def is_blank(self) -> bool:
        """No cell holds anything but blanks."""
        return not any(text_of(cell) for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """All lines of a sheet in order."""

    rows: tuple[Row, ...]
    name: str = ""
    encoding: str = ""
    separator: str = ""
    warnings: tuple[Fault, ...] = ()
