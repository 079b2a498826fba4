"""Cuts free text about times of the week into marks: days, times, after, before, not, and what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto


class Mark(Enum):
    """What a piece of the text is."""

    DAY = auto()
    REST = auto()
    TIME = auto()
    VAGUE = auto()
    AFTER = auto()
    BEFORE = auto()
    BETWEEN = auto()
    TO = auto()
    ONWARD = auto()
    WHOLE = auto()
    NOT = auto()
    AND = auto()
    COMMA = auto()
    BREAK = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Piece:
    """A mark, where it stands in the text, its days (ISO weekdays) or its minutes since midnight."""

    mark: Mark
    start: int
    end: int
    days: tuple[int, ...] = ()
    minutes: int = 0


DAYS: dict[int, str] = {
    1: "mandag mandager mandagene mandagar man ma måndag måndagar mån monday mondays mon",
    2: "tirsdag tirsdager tirsdagene tirsdagar tirs tir ti tysdag tysdagar tys tuesday tuesdays tues tue",
    3: "onsdag onsdager onsdagene onsdagar ons wednesday wednesdays wed weds",
    4: "torsdag torsdager torsdagene torsdagar tors tor thursday thursdays thurs thur thu",
    5: "fredag fredager fredagene fredagar fre fr friday fridays fri",
    6: "lørdag lørdager lørdagene lør lø laurdag laurdagar lau saturday saturdays sat",
    7: "søndag søndager søndagene søn sø sundag sundagar sun sunday sundays",
}
GROUPS: dict[tuple[int, ...], str] = {
    (1, 2, 3, 4, 5): "hverdager|hverdagene|hverdag|hverdagar|kvardagar|kvardagane|kvardag|ukedager|ukedagene"
    "|vekedagar|virkedager|yrkedager|alle hverdager|alle ukedager|alle kvardagar|weekdays|weekday|every weekday",
    (6, 7): "helg|helga|helgen|helger|helgene|i helgen|i helgene|helgar|weekend|weekends|the weekend",
    (
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ): "alle dager|alle dagene|alle dagar|alle dagane|hver dag|kvar dag|dagleg|daglig|hele uken|hele uka"
    "|heile veka|every day|everyday|daily|all days|all week|any day|alle ukens dager",
}
WORDS: dict[Mark, str] = {
    Mark.REST: "ellers|elles|resten|andre dager|andre dagar|otherwise|other days",
    Mark.AFTER: "etter|fra|frå|f.o.m.|fom|fra og med|frå og med|tidligst|tidlegast|after|from|since",
    Mark.BEFORE: "før|innen|innan|seinest|senest|inntil|before|until",
    Mark.BETWEEN: "mellom|between",
    Mark.TO: "til|to|till|t.o.m.|tom|til og med",
    Mark.ONWARD: "og utover|og senere|og seinare|eller senere|eller seinare|utover|onwards|or later|and later",
    Mark.WHOLE: "hele dagen|hele dag|heile dagen|all day|når som helst|når det skal være|når det passer"
    "|kva tid som helst|kor tid som helst|nårsomhelst|anytime|any time|alltid|always|hele tiden|heile tida"
    "|fleksibel|fleksibelt|flexible",
    Mark.NOT: "ikke|ikkje|ikke på|ikkje på|unntatt|unntatt på|unnateke|unntak|bortsett fra|bortsett frå|utenom"
    "|utanom|men ikke|men ikkje|kan ikke|kan ikkje|aldri|nei|ingen|not|not on|except|except on|but not|never|no"
    "|cannot|can't|none",
    Mark.AND: "og|eller|and|or|samt",
}
FILLERS = (
    "kl klokka klokken klokkeslett på om at den de er har kan bare berre kun only on available ledig ledige passer"
    " best the i men så oppmøte ja yes tid"
)
_DASHES = "-–—‒−→"


def _vocabulary() -> dict[str, tuple[Mark | None, tuple[int, ...]]]:
    known: dict[str, tuple[Mark | None, tuple[int, ...]]] = dict.fromkeys(FILLERS.split(), (None, ()))
    known |= {word: (Mark.DAY, (day,)) for day, words in DAYS.items() for word in words.split()}
    known |= {word: (Mark.DAY, days) for days, words in GROUPS.items() for word in words.split("|")}
    return known | {word: (mark, ()) for mark, words in WORDS.items() for word in words.split("|")}


_KNOWN = _vocabulary()
_PIECE = re.compile(
    r"(?P<time>\d{1,2}(?:[:.h]|(?P<comma>,))(?P<minutes>[0-5]\d)(?!\d)|\d{4}(?!\d)|\d{1,2}(?!\d))"
    r"(?P<half>\s*(?:am|pm|a\.m\.|p\.m\.)(?!\w))?(?:\s?h(?!\w))?(?![^\W\d_]|[.:]\d)"
    r"|(?P<word>(?:"
    + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(_KNOWN, key=len, reverse=True))
    + r")(?!\w))|(?P<break>[;\n\r]+)|(?P<comma_mark>[,/|•·]|\.(?=\s|$))|(?P<and>[&])|(?P<plus>\+)"
    rf"|(?P<dash>[{_DASHES}])|(?P<skip>[\s.:()]+)|(?P<unknown>[^\s,;/()+&{_DASHES}]+)",
    re.IGNORECASE,
)
_SIGNS = {"break": Mark.BREAK, "comma_mark": Mark.COMMA, "and": Mark.AND, "plus": Mark.ONWARD, "dash": Mark.TO}


def pieces_of(text: str, earliest: int) -> list[Piece]:
    """All pieces of the text in order; an hour like 3 before `earliest` (minutes) is VAGUE: night or afternoon?"""
    return _settle_shared_words(text, list(_cut(text, earliest)))


def nearest_word(word: str) -> str:
    """The known word of at least four letters that is spelt nearly like this one, or ""."""
    near = get_close_matches(word.lower(), [known for known in _KNOWN if len(known) > 3], n=1, cutoff=0.78)
    return near[0] if near else ""


def _cut(text: str, earliest: int) -> Iterator[Piece]:
    position = 0
    while position < len(text):
        found = _PIECE.match(text, position)
        if not found:  # a figure that is no time, such as 15x or 123456
            end = position + len(re.split(r"[\s,;/]", text[position:], maxsplit=1)[0])
            yield Piece(Mark.UNKNOWN, position, end)
            position = end
            continue
        position, piece = _read_piece(text, found, earliest)
        if piece:
            yield piece


def _read_piece(text: str, found: re.Match[str], earliest: int) -> tuple[int, Piece | None]:
    kind, (start, end) = str(found.lastgroup), found.span()
    if found["time"]:
        return _read_time(text, found, earliest)
    if kind == "word":
        mark, days = _KNOWN[" ".join(found[0].lower().split())]
        end += len(found[0]) <= 5 and text[end : end + 1] == "."  # an abbreviation: kl. man. tors.
        return end, Piece(mark, start, end, days) if mark else None
    if kind == "unknown":
        return end, Piece(Mark.UNKNOWN, start, end)
    return end, Piece(_SIGNS[kind], start, end) if kind in _SIGNS else None


def _read_time(text: str, found: re.Match[str], earliest: int) -> tuple[int, Piece]:
    start, end = found.span()
    digits = re.sub(r"\D", " ", found["time"]).split()
    if found["comma"] and _comma_parts_times(text, found):
        digits, end = digits[:1], start + len(digits[0])
    hour, minute = (
        (int(digits[0][:2]), int(digits[0][2:]))
        if len(digits[0]) == 4
        else (int(digits[0]), int(digits[1]) if len(digits) > 1 else 0)
    )
    half = (found["half"] or "").strip().lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    minutes = hour * 60 + minute
    if minute > 59 or minutes > 24 * 60:
        return end, Piece(Mark.UNKNOWN, start, end)
    is_vague = not half and len(digits[0]) == 1 and 0 < minutes < earliest
    return end, Piece(Mark.VAGUE if is_vague else Mark.TIME, start, end, minutes=minutes)


def _comma_parts_times(text: str, found: re.Match[str]) -> bool:
    """In "10-12,15-17" the comma parts two spans; in "15,30-17,00" it stands before minutes."""
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    is_minutes = found["minutes"] in {"00", "15", "30", "45"}
    return not is_minutes or (before[-1:] in tuple(_DASHES) and after[:1] in tuple(_DASHES))


def _settle_shared_words(text: str, pieces: list[Piece]) -> list[Piece]:
    """English "to" and "Thursday" in short Norwegian are one word: between commas or after a dash it is the day."""
    settled: list[Piece] = []
    for place, piece in enumerate(pieces):
        before = settled[-1] if settled else None
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        listed = before is not None and before.days and before.mark is Mark.DAY
        lone = before is None or before.mark in (Mark.COMMA, Mark.AND, Mark.TO, Mark.BREAK)
        if text[piece.start : piece.end].lower() == "to" and lone and not listed and after is not None:
            piece = Piece(Mark.DAY, piece.start, piece.end, (4,))
        if text[piece.start] == "+" and (before is None or before.mark not in (Mark.TIME, Mark.VAGUE)):
            piece = Piece(Mark.AND, piece.start, piece.end)
        settled.append(piece)
    return settled
