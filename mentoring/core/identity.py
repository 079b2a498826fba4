"""National identity numbers in free text: how they are known."""

import re

#: blanks on one line, hard and narrow ones too
_BLANK = " \u00a0\u2009\u202f"
#: parted as people part it: 131072 48022, 13.10.72-48022, 131072 – 480 22
_ELEVEN = re.compile(
    rf"(?<![\d+])\d{{2}}[{_BLANK}.]?\d{{2}}[{_BLANK}.]?\d{{2}}[{_BLANK}.\-–/]{{0,3}}\d{{3}}[{_BLANK}.]?\d{{2}}(?!\d)"
)
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def eleven_digits(text: str) -> tuple[str, ...]:
    """The stretches of the text that are national identity numbers by their date and both check digits.

    Ordinary numbers, D-numbers (day + 40), H-numbers (month + 40) and made-up test numbers (month + 65, + 80) count.
    The Tax Administration's rule for numbers given out from 2032 lets the first check leave 0–3 (modulo 11).
    """
    return tuple(found[0] for found in _ELEVEN.finditer(text) if is_identity(re.sub(r"\D", "", found[0])))


def is_identity(number: str) -> bool:
    """Whether eleven digits are a national identity number."""
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]) % 40, int(number[2:4])
    is_date = 1 <= day <= 31 and any(1 <= month - shift <= 12 for shift in (0, 40, 65, 80))
    first = sum(weight * digit for weight, digit in zip(_FIRST_WEIGHTS, digits, strict=False)) % 11
    second = sum(weight * digit for weight, digit in zip(_SECOND_WEIGHTS, digits, strict=True)) % 11
    return is_date and first <= 3 and second == 0
