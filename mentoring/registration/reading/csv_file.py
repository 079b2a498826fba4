"""CSV as people have it: any encoding, any separator, Excel's "sep=" line, line breaks inside quotes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Unreadable
from mentoring.registration.reading.sheet import Limits, Row, Sheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows, Macintosh, DOS in the Nordic countries and in western Europe: the first of equals is taken.
_ONE_BYTE = ("cp1252", "mac_roman", "cp865", "cp850")
_NORWEGIAN = set("æøåÆØÅ")
_LIKELY = set("éèêëáàâäãíìïóòôöõúùüçñýšžðþÉÈÁÀÄÍÓÖÚÜÇÑßŠŽÐÞ–—’‘“”«»€§°…•\u00a0½¼©")
_SEPARATORS = ";\t,|"


def read_csv(data: bytes, limits: Limits) -> Sheet:
    """The lines of a CSV file; Unreadable if it is not text or is too large."""
    text, encoding = decode(data)
    named = re.match(r'"?sep=(.)"?[ \t]*(\r\n|\r|\n)', text, re.IGNORECASE)
    skipped = 1 if named else 0
    body = text[named.end() :] if named else text
    separator = named[1] if named else _separator(body)
    rows = _rows(body, separator, skipped, limits)
    return Sheet(tuple(rows), encoding="utf-8" if encoding == "utf-8-sig" else encoding, separator=separator)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. The byte order mark decides, then UTF-8, then which letters come out."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    if b"\x00" in data[:2000]:
        encoding = "utf-16-le" if data[1:400:2].count(0) > data[0:400:2].count(0) else "utf-16-be"
        return _strictly(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _likeliest(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text() from error
    if "\x00" in text:
        raise _no_text()
    return text


def _likeliest(data: bytes) -> tuple[str, str]:
    """charset-normalizer guesses ill on short Norwegian lists, so the letters that come out are weighed here."""
    high = bytes(byte for byte in data if byte >= 0x80)
    control = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26) for byte in data)
    if control > len(data) // 200:
        raise _no_text()
    scores = {encoding: _letters_score(high.decode(encoding, "replace")) for encoding in _ONE_BYTE}
    best = max(_ONE_BYTE, key=lambda encoding: scores[encoding])
    return data.decode(best, "replace"), best


def _letters_score(text: str) -> int:
    return sum(4 if letter in _NORWEGIAN else 1 if letter in _LIKELY else -4 for letter in text)


def _no_text() -> Unreadable:
    return Unreadable(
        _("The file is neither a spreadsheet nor text."),
        _("Open it in your spreadsheet program and save it as Excel (.xlsx) or CSV."),
    )


def _separator(text: str) -> str:
    """The one that cuts most lines into equally many cells, and the more the better."""
    sample = text[:40_000]
    scores = {separator: _evenness(sample, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else ";"


def _evenness(sample: str, separator: str) -> float:
    widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(cells)]
    common = Counter(width for width in widths if width > 1).most_common(1)
    if not common:
        return 0.0
    width, times = common[0]
    return times / len(widths) + min(width, 20) / 40


def _rows(text: str, separator: str, skipped: int, limits: Limits) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    begun = skipped + 1
    try:
        for cells in reader:
            _refuse_large(len(rows) + 1, len(cells), limits)
            rows.append(Row(begun, tuple(cells)))
            begun = skipped + reader.line_num + 1
    except csv.Error as error:  # a cell of over 131072 letters: a quotation mark that swallowed the file
        raise _open_quote(begun) from error
    _refuse_open_quote(text, separator, rows)
    return rows


def _refuse_large(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise Unreadable(
            _("There are more than %(most)s lines in the file.", most=limits.rows),
            _("Part the list in several files."),
        )
    if columns > limits.columns:
        raise Unreadable(
            _("There are more than %(most)s columns in the file.", most=limits.columns),
            _("Take away the columns that are not needed."),
        )


def _refuse_open_quote(text: str, separator: str, rows: list[Row]) -> None:
    """Python reads an open quotation mark to the end of the file without a word."""
    last = str(rows[-1].cells[-1]) if rows and rows[-1].cells else ""
    if last.count("\n") < 2:
        return
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _open_quote(rows[-1].line) from error


def _open_quote(line: int) -> Unreadable:
    return Unreadable(
        _("A quotation mark is opened on line %(line)s and never closed.", line=line),
        _("Take the quotation mark away, or close it, and bring the file again."),
    )
