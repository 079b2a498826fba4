"""Languages by their names in bokmål, nynorsk and English, as codes of ISO 639 (two letters where there are two)."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Cell, Fault, Reading, text_of
from mentoring.registration.reading.spelling import fold, listed, nearest

# What people write and the locale data do not have. Norwegian without more is bokmål, as everywhere in the programme.
_OTHER_NAMES = {
    "no": "nb",
    "norsk": "nb",
    "norwegian": "nb",
    "bokmål": "nb",
    "nynorsk": "nn",
    "farsi": "fa",
    "dari": "fa",
    "tegrinja": "ti",
    "tigrinsk": "ti",
    "tigrigna": "ti",
    "tigrinya": "ti",
    "mandarin": "zh",
    "kantonesisk": "yue",
    "kurmanji": "ku",
    "kurmandji": "ku",
    "sorani": "ckb",
    "oromisk": "om",
    "oromoisk": "om",
    "filippinsk": "fil",
    "pashtu": "ps",
    "pasjto": "ps",
    "flamsk": "nl",
    "serbokroatisk": "sh",
    "samisk": "se",
    "sign language": "nsl",
    "norsk tegnspråk": "nsl",
    "tegnspråk": "nsl",
    "norsk teiknspråk": "nsl",
    "teiknspråk": "nsl",
    "amharic": "am",
    "punjabi": "pa",
    "panjabi": "pa",
    "kinyarwanda": "rw",
    "svahili": "sw",
    "kiswahili": "sw",
    "gresk": "el",
    "ukrainian": "uk",
    "ukrainsk": "uk",
    "romanes": "rom",
    "bangla": "bn",
    "tsjetsjensk": "ce",
}
_FILLER = re.compile(r"\b(språk|language|og litt|litt|morsmål)\b", re.IGNORECASE)


@cache
def _codes() -> dict[str, str]:
    """Folded names and codes → code."""
    codes: dict[str, str] = {}
    for language in ("en", "nn", "nb"):
        for code, name in Locale.parse(language).languages.items():
            if re.fullmatch(r"[a-z]{2,3}", code) and code not in ("no", "mul", "und", "zxx", "mis"):
                codes[fold(str(name))] = code
                codes[code] = code
    return codes | {fold(name): code for name, code in _OTHER_NAMES.items()}


def language_code(name: str) -> str | None:
    """The code of one language by its name or code, None if unknown."""
    if found := re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", name):  # "kurdisk (sorani)": the narrower one, if known
        return language_code(found[2]) or language_code(found[1])
    code = re.sub(r"[-_][A-Z]{2}$", "", name.strip())
    return _codes().get(fold(_FILLER.sub("", name))) or _codes().get(fold(code))


def read_languages(cell: Cell) -> Reading[tuple[str, ...]]:
    """The languages of a cell in its order, each once; unknown ones are faults with the nearest name."""
    codes: list[str] = []
    faults: list[Fault] = []
    for part in _parts(text_of(cell)):
        code = language_code(part)
        if code:
            codes.append(code)
        else:
            faults.append(_unknown(part))
    return Reading(None if faults else tuple(dict.fromkeys(codes)), tuple(faults))


def read_language(cell: Cell) -> Reading[str]:
    """The one language of a cell; several are a fault."""
    reading = read_languages(cell)
    if reading.value and len(reading.value) > 1:
        return Reading(None, (Fault(_("Only one language can stand here."), _("Keep the most important one.")),))
    return Reading(reading.value[0] if reading.value else None, reading.faults)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for part in listed(text.replace("+", ",").replace("&", ",")):
        known = language_code(part)
        parts += [part] if known else [piece for piece in re.split(r"\s+(?:og|and|samt)\s+", part) if piece]
    return parts


def _unknown(part: str) -> Fault:
    near = nearest(part, [name for name in _codes() if len(name) > 3])
    hint = _("Do you mean “%(word)s”?", word=near) if near else _("Write the language's name, for example somali.")
    return Fault(_("The language “%(text)s” is not known.", text=part), hint)
