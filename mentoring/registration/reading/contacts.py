"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Cell, Reading, refused, text_of

_COUNTRY = "NO"
_NORWEGIAN_LENGTH = 8


def read_email(cell: Cell) -> Reading[str]:
    """One address, its domain in lower case; "Kari <kari@skole.no>" and "mailto:" are understood. No DNS is asked."""
    text = text_of(cell)
    if not text:
        return Reading()
    bare = re.sub(r"^mailto:", "", text.strip(" ;,.<>"), flags=re.IGNORECASE)
    if found := re.fullmatch(r".*<([^<>]+)", bare):
        bare = found[1]
    if len(re.findall(r"[^\s,;<>]+@[^\s,;<>]+", bare)) > 1:
        return refused(_("“%(text)s” is more than one e-mail address.", text=text), _("Keep one of them."))
    try:
        return Reading(validate_email(bare, check_deliverability=False).normalized)
    except EmailNotValidError:
        return refused(
            _("“%(text)s” is not an e-mail address.", text=text),
            _("Write it like name@example.org, or leave it blank."),
        )


def read_phone(cell: Cell) -> Reading[str]:
    """One number as E.164 ("+4749380648"); without a country code it is Norwegian.

    The series in use change faster than any list of them, so a number is held against its length only.
    """
    text = text_of(cell)
    if not text:
        return Reading()
    bare = re.sub(r"(?i)^(?:telefon|tlf|tel|mobil|mob)\b[.:\s]*", "", _written_out(text))
    try:
        number = phonenumbers.parse(bare, _COUNTRY)
    except phonenumbers.NumberParseException:
        return _no_phone(text)
    digits = phonenumbers.national_significant_number(number)
    is_norwegian_and_odd = number.country_code == 47 and len(digits) != _NORWEGIAN_LENGTH
    if is_norwegian_and_odd or re.search(r"[^\W\d]", bare) or not phonenumbers.is_possible_number(number):
        return _no_phone(text)
    return Reading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _written_out(text: str) -> str:
    """Excel's "9,8524018E+07" as 98524018, if no digit was rounded away."""
    found = re.fullmatch(r"(\d)[.,](\d+)E\+?(\d{1,2})", text, re.IGNORECASE)
    is_whole = found is not None and len(found[2]) == int(found[3])
    return f"{found[1]}{found[2]}" if found and is_whole else text


def _no_phone(text: str) -> Reading[str]:
    if len(re.findall(r"(?:\d\s*){8,}", text)) > 1:
        return refused(_("“%(text)s” is more than one telephone number.", text=text), _("Keep one of them."))
    return refused(
        _("“%(text)s” is not a telephone number.", text=text),
        _("Write eight digits, or + and the country's code in front, or leave it blank."),
    )
