"""National identity numbers in lists: hidden, never kept."""

from __future__ import annotations

from mentoring.core.identity import eleven_digits, is_identity
from mentoring.registration.reading.fault import Cell

MASK = "•••••••••••"
#: what stands for a number in a file that is kept: every encoding can write it
MASK_IN_FILES = "***********"


def masked(cell: Cell) -> Cell:
    """The cell with every identity number hidden; numbers from a spreadsheet may have lost a leading 0."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = str(int(cell)) if float(cell).is_integer() else ""
        return MASK if len(digits) in (10, 11) and is_identity(digits.zfill(11)) else cell
    if isinstance(cell, str):
        for number in eleven_digits(cell):
            cell = cell.replace(number, MASK)
        cell = cell.replace(MASK_IN_FILES, MASK)
    return cell
