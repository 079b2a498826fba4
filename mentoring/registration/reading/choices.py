"""Cells that hold words of a short list: topics, genders, wished mentor, school levels, names of places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Cell, Fault, Reading, refused, text_of
from mentoring.registration.reading.spelling import fold, listed, nearest

Vocabulary = Mapping[str, Sequence[str]]
"""Key → the words for it, the first one the best."""

TOPICS: Vocabulary = {
    "tall og regning": (
        "tall og regning",
        "tal og rekning",
        "numbers",
        "tall",
        "regning",
        "numbers and arithmetic",
        "aritmetikk",
        "hoderegning",
        "de fire regneartene",
    ),
    "brøk": ("brøk", "brøkregning", "fractions", "brøker", "brøkrekning"),
    "prosent": ("prosent", "percent", "prosentregning", "prosentrekning", "percentages"),
    "algebra": ("algebra", "bokstavregning", "bokstavrekning"),
    "likninger": ("likninger", "likningar", "equations", "ligninger", "likning", "ligning"),
    "funksjoner": ("funksjoner", "funksjonar", "functions", "funksjon", "grafer"),
    "geometri": ("geometri", "geometry"),
    "sannsynlighet": ("sannsynlighet", "sannsyn", "probability", "sannsynlighetsregning", "sannsynsrekning"),
    "statistikk": ("statistikk", "statistics"),
    "programmering": ("programmering", "programming", "koding", "coding"),
}
"""The topics of lower secondary maths that programmes start with, by the name they are stored under."""

GENDERS: Vocabulary = {
    "f": (
        "jente",
        "kvinne",
        "girl",
        "female",
        "woman",
        "f",
        "k",
        "j",
        "dame",
        "w",
        "jenter",
        "kvinnelig",
        "hunkjønn",
    ),
    "m": ("gutt", "mann", "gut", "boy", "male", "man", "m", "g", "herre", "gutter", "mannlig", "hankjønn"),
    "x": ("annet", "anna", "other", "ikke-binær", "ikkje-binær", "non-binary", "x"),
}
_NO_MATTER = {
    fold(word)
    for word in (
        "ukjent",
        "vil ikke oppgi",
        "vil ikkje oppgje",
        "ikke oppgitt",
        "unknown",
        "-",
        "?",
        "ingen",
        "samme",
        "det samme",
        "begge",
        "alle",
        "uansett",
        "any",
        "either",
        "spiller ingen rolle",
        "same",
        "ingen ønsker",
        "none",
        "nei",
    )
}

LEVELS: Vocabulary = {
    "all": (
        "alle",
        "all",
        "begge",
        "alle skoler",
        "alle skular",
        "alle trinn",
        "grunnskole og videregående",
        "grunnskule og vidaregåande",
        "everybody",
        "alle skoleslag",
    ),
    "grunnskole": (
        "grunnskole",
        "compulsory",
        "grunnskule",
        "grunnskolen",
        "ungdomsskole",
        "ungdomsskule",
        "barneskole",
        "ungdomsskolen",
        "1-10",
        "compulsory school",
        "lower secondary",
        "barne- og ungdomsskole",
    ),
    "videregående": (
        "videregående",
        "upper",
        "vidaregåande",
        "videregående skole",
        "vgs",
        "vg",
        "upper secondary",
        "videregående opplæring",
        "vidaregåande skule",
    ),
}
_REQUIRED = re.compile(
    r"\b(må(?:\s+være|\s+vere|\s+ha)?|krav(?:\s+om)?|kun|bare|berre|required|must(?:\s+be)?|only)\b|[!()]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class MentorWish:
    """The gender ("f", "m", "x") a pupil wishes the mentor to have, and whether nobody else will do."""

    gender: str
    is_required: bool = False


def topic_vocabulary(names: Iterable[str]) -> Vocabulary:
    """A programme's own topics as a vocabulary, each with the usual other words for it where it is a usual topic."""
    return {name: (name, *TOPICS.get(key_of(name, TOPICS) or "", ())) for name in names}


def key_of(text: str, vocabulary: Vocabulary) -> str | None:
    """The key whose words hold this text, case and accents aside."""
    wanted = fold(text)
    for key, words in vocabulary.items():
        if wanted and wanted in _folded(key, *words):
            return key
    return None


@lru_cache(maxsize=512)
def _folded(*words: str) -> frozenset[str]:
    """The words of a vocabulary, folded once and not for every cell."""
    return frozenset(fold(word) for word in words)


def read_choice(cell: Cell, vocabulary: Vocabulary) -> Reading[str]:
    """One key of the vocabulary; blank is None, an unknown word a fault with the nearest one."""
    text = text_of(cell)
    if not text:
        return Reading()
    key = key_of(text, vocabulary)
    return Reading(key) if key else Reading(None, (_unknown(text, vocabulary),))


def read_choices(cell: Cell, vocabulary: Vocabulary) -> Reading[tuple[str, ...]]:
    """All keys of a cell in its order, each once; "tall og regning, brøk" and "brøk og prosent" are two each."""
    keys: list[str] = []
    faults: list[Fault] = []
    for part in listed(text_of(cell)):
        pieces = [part] if key_of(part, vocabulary) else re.split(r"\s+(?:og|and|&|\+)\s+", part)
        for piece in pieces:
            key = key_of(piece, vocabulary)
            if key:
                keys.append(key)
            else:
                faults.append(_unknown(piece, vocabulary))
    return Reading(None if faults else tuple(dict.fromkeys(keys)), tuple(faults))


def _unknown(text: str, vocabulary: Vocabulary) -> Fault:
    near = nearest(text, [word for words in vocabulary.values() for word in words if len(word) > 2])
    known = ", ".join(words[0] for words in vocabulary.values())
    hint = (
        _("Do you mean “%(word)s”?", word=near) if near else _("Write one or more of these: %(known)s.", known=known)
    )
    return Fault(_("“%(text)s” is not known here.", text=text), hint)


def read_gender(cell: Cell) -> Reading[str]:
    """ "f", "m" or "x"; blank and "vil ikke oppgi" are None (not known)."""
    text = text_of(cell)
    if not text or text in "-?" or fold(text) in _NO_MATTER:
        return Reading()
    key = key_of(text, GENDERS)
    return (
        Reading(key)
        if key
        else refused(
            _("“%(text)s” is not a gender we know.", text=text), _("Write jente, gutt or annet, or leave it blank.")
        )
    )


def read_mentor_wish(cell: Cell) -> Reading[MentorWish]:
    """ "kvinne", "må være kvinne", "mann (krav)"; blank and "samme" ask nothing."""
    text = text_of(cell)
    bare = " ".join(_REQUIRED.sub(" ", text).split())
    gender = read_gender(bare)
    if gender.faults:
        return refused(
            _("“%(text)s” is not a wish for a mentor that we know.", text=text),
            _("Write kvinne or mann, with “krav” if nobody else will do, or leave it blank."),
        )
    is_required = bool(re.sub(r"[!()]", "", "".join(_REQUIRED.findall(text))))
    return Reading(MentorWish(gender.value, is_required) if gender.value else None)


def read_places(cell: Cell, names: Sequence[str]) -> Reading[tuple[str, ...]]:
    """Names of venues, as the programme spells them; with no names given, the cell's own words."""
    text = text_of(cell)
    if not names:
        return Reading(tuple(listed(text)) if text else None)
    vocabulary = {name: (name,) for name in names}
    whole = key_of(text, vocabulary)
    if not text or whole:
        return Reading((whole,) if whole else None)
    return _places_with_commas(text, vocabulary)


def _places_with_commas(text: str, vocabulary: Vocabulary) -> Reading[tuple[str, ...]]:
    """A venue's own name may hold commas, so the names found in the text are taken out before it is cut."""
    found: list[tuple[int, str]] = []
    for name in sorted(vocabulary, key=len, reverse=True):
        place = text.casefold().find(name.casefold())
        if place >= 0:
            found.append((place, name))
            text = text[:place] + ";" * len(name) + text[place + len(name) :]
    rest = read_choices(text, vocabulary)
    return Reading(
        None if rest.faults else (*[name for _place, name in sorted(found)], *(rest.value or ())), rest.faults
    )


def read_words(cell: Cell) -> Reading[tuple[str, ...]]:
    """A free list of words, lower case, each once: qualifications, what a room must have."""
    words = [" ".join(part.lower().split()) for part in listed(text_of(cell))]
    return Reading(tuple(dict.fromkeys(words)))
