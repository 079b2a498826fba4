"""Names of people: kept letter for letter, with a fault where an export lost a letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Cell, Reading, refused, text_of

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_TWICE_ENCODED = re.compile(r"[ÃÅÄ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ˜]|Ã[¦¸¥†˜…]")
# fmt: off
_PARTICLES = {"van", "der", "den", "de", "von", "af", "av", "el", "al", "bin", "ibn", "abu", "da", "dos", "di", "du",
              "la", "le", "ten", "ter", "zu", "mac"}
# fmt: on


@dataclass(frozen=True)
class FullName:
    """A person's given and family names."""

    given: str
    family: str


def tidy(text: str) -> str:
    """One spelling of the same letters (NFC), single spaces, nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def read_name(cell: Cell) -> Reading[str]:
    """One name, or several in one field ("Anne Grethe"); å, ø, ı, ö, hyphens and apostrophes stay."""
    text = tidy(text_of(cell))
    if not text:
        return Reading()
    if "?" in text or "\ufffd" in text:
        return refused(
            _("A letter was lost in the export: “%(text)s”.", text=text), _("Write the name with its right letters.")
        )
    if _TWICE_ENCODED.search(text):
        return _twice_encoded(text)
    if re.search(r"[\d@_#*=<>{}\[\]\\|]", text) or not re.search(r"[^\W\d]", text):
        return refused(_("“%(text)s” does not look like a name.", text=text), _("Write the name in letters only."))
    return Reading(text)


def _twice_encoded(text: str) -> Reading[str]:
    message = _("The letters were broken in the export: “%(text)s”.", text=text)
    try:
        return refused(message, _("Do you mean “%(word)s”?", word=text.encode("cp1252").decode("utf-8")))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return refused(message, _("Write the name with its right letters."))


def read_full_name(cell: Cell) -> Reading[FullName]:
    """ "Ida Strøm-Åsen", "Strøm-Åsen, Ida" and "Vincent van der Berg" parted; one word alone is a fault."""
    reading = read_name(cell)
    if reading.value is None:
        return Reading(None, reading.faults)
    if "," in reading.value:
        family, given = (part.strip() for part in reading.value.split(",", 1))
    else:
        given, family = _split(reading.value.split())
    if not given or not family:
        return refused(
            _("“%(text)s” is only one name.", text=reading.value), _("Write both the given name and the family name.")
        )
    return Reading(FullName(given, family))


def _split(words: list[str]) -> tuple[str, str]:
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])
