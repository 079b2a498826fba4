"""Whole numbers in a range, grades with their class, and yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Cell, Reading, refused, text_of
from mentoring.registration.reading.spelling import fold

_GRADE = re.compile(
    r"(?:vg|vgs)\s*(?P<upper>\d)\s*(?P<upper_letter>[a-zæøå]{0,4})"
    r"|(?:trinn|klasse|kl\.?|grade|class|year|steg)?\s*(?P<grade>\d{1,2})"
    r"\.?\s*(?:trinn|trin|klasse|klassetrinn|årstrinn|årssteg|steg|kl\.?|th grade|th|grade)?[\s\-:/]*"
    r"(?P<letter>[a-zæøå]{0,3}\d?)",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:ca\.?|fra|frå|from)?\s*(?:(?P<low>\d{1,6})\s*(?:[-–—]|til|to)\s*)?"
    r"(?:maks(?:imum)?\.?|max(?:imum)?\.?|inntil|opptil|opp til|høyst|up to|at most|ca\.?)?\s*(?P<most>\d{1,6})"
    r"\s*(?:elev(?:er|ar)?|stk\.?|pers\.?|personer|deltakere|deltakarar|pupils|people)?",
    re.IGNORECASE,
)
#: words before a figure that limits, and what stands for no limit
_AT_MOST = re.compile(
    r"(?:maks(?:imum)?\.?|max(?:imum)?\.?|inntil|opptil|høyst|høgst|up to|at most|1\s*:|1 per|1 pr\.?)\s*",
    re.IGNORECASE,
)
_NO_LIMIT = {"ubegrenset", "uavgrensa", "ingen grense", "fritt", "unlimited", "no limit"}
_ALL_GRADES = {"alle", "alle trinn", "alle klassetrinn", "alle steg", "all", "all grades"}
# fmt: off
_YES = {"ja", "yes", "y", "j", "x", "true", "sann", "1", "ok", "✓", "✔", "☑", "gjennomfort", "fullfort", "utfort",
        "bestatt", "mottatt", "signert", "done", "completed", "signed"}
_NO = {"nei", "no", "n", "false", "usann", "0", "-", "–", "ikke", "ikkje", "✗", "✘", "☐", "mangler", "manglar",
       "missing"}
# fmt: on


@dataclass(frozen=True)
class Grade:
    """The school year 1–13 (11–13 are VG1–VG3) and the letter or name of the class in it, "" if not said."""

    grade: int
    letter: str = ""


def read_number(cell: Cell, low: int, high: int | None) -> Reading[int]:
    """A whole number from `low` to `high` (None: no upper end); "2 økter", "2 stk" and "2x" are 2."""
    text = text_of(cell)
    if not text:
        return Reading()
    found = re.fullmatch(r"(-?\d+)(?:[.,]0+)?\s*(?:[^\W\d]+\.?|x)?(?:\s*/?\s*[^\W\d]+)*", text)
    if not found:
        return refused(_("“%(text)s” is not a whole number.", text=text), _("Write one figure, for example 2."))
    number = int(found[1])
    if high is None and number < low:
        return refused(
            _("%(number)s is too few: at least %(low)s.", number=number, low=low), _("Write a whole number.")
        )
    if high is not None and not low <= number <= high:
        return refused(
            _("%(number)s is not from %(low)s to %(high)s.", number=number, low=low, high=high),
            _("Write a whole number from %(low)s to %(high)s.", low=low, high=high),
        )
    return Reading(number)


def read_span(cell: Cell, high: int) -> Reading[tuple[int | None, int]]:
    """How many there may be: "8-24", "6 – 12 elever", "fra 6 til 12"; "12" and "maks 12" say the most only."""
    text = text_of(cell)
    if not text:
        return Reading()
    found = _SPAN.fullmatch(text)
    if not found:
        return refused(
            _("“%(text)s” does not say how many.", text=text), _("Write the fewest and the most, for example 6–12.")
        )
    low, most = int(found["low"]) if found["low"] else None, int(found["most"])
    if not 1 <= most <= high:
        return refused(
            _("%(number)s is not from %(low)s to %(high)s.", number=most, low=1, high=high),
            _("Write a whole number from %(low)s to %(high)s.", low=1, high=high),
        )
    return Reading((low, most))


def read_grade(cell: Cell, low: int, high: int) -> Reading[Grade]:
    """The grade, with its class apart, in "9", "9B", "9. trinn", "10 A", "VG1"; a fault outside low–high."""
    text = text_of(cell)
    if not text:
        return Reading()
    found = _GRADE.fullmatch(text)
    if not found:
        return _no_grade(text, low, high)
    grade = int(found["upper"]) + 10 if found["upper"] else int(found["grade"])
    if not low <= grade <= high:
        return refused(
            _(
                "Grade %(grade)s is outside the programme, which is for grades %(low)s to %(high)s.",
                grade=grade,
                low=low,
                high=high,
            ),
            _("Mend the grade, or leave this person out."),
        )
    return Reading(Grade(grade, (found["upper_letter"] or found["letter"] or "").upper()))


def _no_grade(text: str, low: int, high: int) -> Reading[Grade]:
    example = f"{low}{text.upper()}" if re.fullmatch(r"[A-Za-zÆØÅæøå]", text) else f"{low}B"
    if re.fullmatch(r"[^\W\d]+", text):
        return refused(
            _("The class “%(text)s” says no grade.", text=text),
            _("Write the grade too, for example %(example)s.", example=example),
        )
    return refused(
        _("“%(text)s” is not a grade.", text=text),
        _("Write a grade from %(low)s to %(high)s, for example %(example)s.", low=low, high=high, example=example),
    )


def read_most(cell: Cell, high: int) -> Reading[int]:
    """An upper limit: "4 ganger", "maks 8", "1:6" (one for six); "ubegrenset" is none."""
    text = text_of(cell)
    return Reading() if fold(text) in _NO_LIMIT else read_number(_AT_MOST.sub("", text, count=1), 1, high)


def read_grades(cell: Cell, low: int, high: int) -> Reading[tuple[int, int]]:
    """A span of grades: "8-10", "8.–10. trinn", "9", "8, 9 og 10"."""
    text = text_of(cell)
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    if not text or fold(text) in _ALL_GRADES:
        return Reading()
    if not numbers or numbers[0] > numbers[-1]:
        return refused(_("“%(text)s” is not a span of grades.", text=text), _("Write for example 8–10."))
    if numbers[0] < low or numbers[-1] > high:
        return refused(
            _("“%(text)s” reaches outside grades %(low)s to %(high)s.", text=text, low=low, high=high),
            _("Write a span inside them."),
        )
    return Reading((numbers[0], numbers[-1]))


def read_yes(cell: Cell) -> Reading[bool]:
    """Yes or no from ja, nei, x, ✓, true, 1 and their like; blank is None."""
    if isinstance(cell, bool):
        return Reading(cell)
    text = text_of(cell)
    if not text:
        return Reading()
    if text in _YES or fold(text) in _YES:
        return Reading(True)
    if text in _NO or fold(text) in _NO:
        return Reading(False)
    return refused(_("“%(text)s” is neither yes nor no.", text=text), _("Write yes or no."))
