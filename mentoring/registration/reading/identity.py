"""National identity numbers in free text: found and hidden, never kept."""

from __future__ import annotations

import re

from mentoring.registration.reading.fault import Cell

MASK = "•••••••••••"
#: what stands for a number in a file that is kept: every encoding can write it
MASK_IN_FILES = "***********"
_ELEVEN = re.compile(r"(?<![\d+])\d{2}[ .]?\d{2}[ .]?\d{2}[ .\-]?\d{3}[ .]?\d{2}(?!\d)")
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def eleven_digits(text: str) -> tuple[str, ...]:
    """The stretches of the text that are national identity numbers by their date and both check digits.

    Ordinary numbers, D-numbers (day + 40), H-numbers (month + 40) and made-up test numbers (month + 65, + 80) count.
    The Tax Administration's rule for numbers given out from 2032 lets the first check leave 0–3 (modulo 11).
    """
    return tuple(found[0] for found in _ELEVEN.finditer(text) if _is_identity(re.sub(r"\D", "", found[0])))


def _is_identity(number: str) -> bool:
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]) % 40, int(number[2:4])
    is_date = 1 <= day <= 31 and any(1 <= month - shift <= 12 for shift in (0, 40, 65, 80))
    first = sum(weight * digit for weight, digit in zip(_FIRST_WEIGHTS, digits, strict=False)) % 11
    second = sum(weight * digit for weight, digit in zip(_SECOND_WEIGHTS, digits, strict=True)) % 11
    return is_date and first <= 3 and second == 0


def masked(cell: Cell) -> Cell:
    """The cell with every identity number hidden; numbers from a spreadsheet may have lost a leading 0."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = str(int(cell)) if float(cell).is_integer() else ""
        return MASK if len(digits) in (10, 11) and _is_identity(digits.zfill(11)) else cell
    if isinstance(cell, str):
        for number in eleven_digits(cell):
            cell = cell.replace(number, MASK)
        cell = cell.replace(MASK_IN_FILES, MASK)
    return cell
