"""Spreadsheets that we write: the faulty rows to mend and bring back, and a template for each kind of list."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types
from openpyxl import Workbook  # type: ignore[import-untyped] # openpyxl ships no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped] # the same
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped] # the same
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped] # the same

from mentoring.registration.reading.columns import OUR_COLUMNS
from mentoring.registration.reading.fault import Cell
from mentoring.registration.reading.field import Kind
from mentoring.registration.reading.identity import masked
from mentoring.registration.reading.rows import RowReading
from mentoring.registration.reading.table import Table

_LANGUAGES = ("nb", "nn", "en")
_HEAD = Font(bold=True)
_PAPER = PatternFill("solid", fgColor="FFF3CD")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST = 60


def faulty_rows_sheet(table: Table, rows: Iterable[RowReading], language: str = "nb") -> bytes:
    """The rows with their original columns and, last, what is wrong with each, as .xlsx.

    Give it `RowsReading.bad`. Bringing the mended file back needs no new choice of columns: headers are the same and
    the last one is known. Call it in a request, so that the sentences are in the user's language.
    """
    wrong = OUR_COLUMNS[_LANGUAGES.index(language) if language in _LANGUAGES else 0]
    kept = [place for place, header in enumerate(table.headers) if header not in OUR_COLUMNS]
    lines: list[list[Cell]] = [[*(table.headers[place] for place in kept), wrong]]
    for row in rows:
        said = "\n".join(str(fault) for fault in row.faults)
        lines.append([*(row.raw[place] if place < len(row.raw) else None for place in kept), said])
    book = Workbook(write_only=True)
    _write(book, table.sheet or str(_("Rows to mend")), lines, shaded=len(kept))
    return _saved(book)


def template_sheet(kind: Kind, language: str = "nb") -> bytes:
    """An empty list with headers in the user's language, an example row, and a sheet that explains each column.

    The example row is known again at import and passed over.
    """
    fields = [field for field in kind.fields if field.in_template]
    book = Workbook(write_only=True)
    _write(book, str(_("List")), [[field.title(language) for field in fields], [field.example for field in fields]])
    explained: list[Sequence[Cell]] = [
        [str(_("Column")), str(_("What to write")), str(_("Needed")), str(_("Example"))]
    ]
    needed = {key for alternatives in kind.needed for key in alternatives[0]}
    for field in fields:
        explained.append(
            [field.title(language), str(field.meaning), str(_("yes")) if field.key in needed else "", field.example]
        )
    _write(book, str(_("Explanation")), explained)
    return _saved(book)


def _write(book: Any, name: str, lines: Sequence[Sequence[Cell]], shaded: int | None = None) -> None:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
    sheet.freeze_panes = "A2"
    for place in range(len(lines[0])):
        longest = max(len(str(line[place] or "")) for line in lines)
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(_WIDEST, longest + 2)
    for number, line in enumerate(lines):
        sheet.append(
            [_cell(sheet, value, is_head=number == 0, is_shaded=place == shaded) for place, value in enumerate(line)]
        )


def _cell(sheet: Any, value: Cell, is_head: bool, is_shaded: bool) -> Any:
    """Text stays text: no spreadsheet program may take "=…", "+…", "-…" or "@…" for a formula.

    The cell is stored as a string and carries the quote-prefix mark that Excel itself sets for '=…, so its text is
    unchanged ("+47 …" survives the way there and back).
    """
    plain = masked(value)
    if isinstance(plain, str):
        plain = _UNPRINTABLE.sub("", plain)
    cell = WriteOnlyCell(sheet, value=plain)
    if isinstance(plain, str) and plain:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = plain[0] in "=+-@\t\r"
    if is_head:
        cell.font = _HEAD
    if is_shaded:
        cell.fill = _PAPER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if hasattr(plain, "strftime"):
        cell.number_format = "dd.mm.yyyy"
    return cell


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
