"""A spreadsheet file of any kind as one table: headers, rows with their line in the file, and how it was read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.csv_file import read_csv
from mentoring.registration.reading.excel_file import read_excel
from mentoring.registration.reading.fault import Fault, Text, Unreadable, text_of
from mentoring.registration.reading.header_line import header_place
from mentoring.registration.reading.sheet import Limits, Row, Sheet

__all__ = ["Limits", "Row", "Table", "Unreadable", "read_table"]

_SAVE_AS = _("Open it in your spreadsheet program and save it as Excel (.xlsx) or CSV.")
_STRANGERS: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", _("This is a PDF, not a spreadsheet.")),
    (b"\x89PNG", _("This is a picture, not a spreadsheet.")),
    (b"\xff\xd8\xff", _("This is a picture, not a spreadsheet.")),
    (b"GIF8", _("This is a picture, not a spreadsheet.")),
    (b"{\\rtf", _("This is a text document, not a spreadsheet.")),
    (b"\xd0\xcf\x11\xe0", _("This is an old Excel file (.xls), or one with a password.")),
    (b"\x1f\x8b", _("This is a packed file.")),
    (b"Rar!", _("This is a packed file.")),
    (b"7z\xbc\xaf", _("This is a packed file.")),
)


@dataclass(frozen=True)
class Table:
    """One sheet of a file.

    `header_line` is the header's line in the file (1 = first; 0 = the file has none and columns are numbered),
    `rows` are all lines below it, blank ones too, each as long as `headers`. `encoding` and `separator` are "" for
    Excel files; `sheets` are the names of all sheets, `sheet` the one that was read. `titles` are the lines above
    the header. `warnings` are things to know, such as formulas without a saved result.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_line: int
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    titles: tuple[str, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_table(
    data: bytes, filename: str = "", *, sheet: str = "", titles: Collection[str] = (), limits: Limits | None = None
) -> Table:
    """The table in a CSV or .xlsx file.

    `sheet` chooses a sheet by name (otherwise the one that looks most like a table); `titles` are words known to be
    column headers, which help to find the header line. Unreadable, with a sentence on what to do, for all else.
    """
    limits = limits or Limits()
    if len(data) > limits.bytes:
        raise Unreadable(
            _(
                "The file is %(size)s MB; at most %(most)s MB are read.",
                size=f"{len(data) / 1e6:.1f}",
                most=f"{limits.bytes / 1e6:g}",
            ),
            _("Take away pictures and sheets that are not needed, or part the file in two."),
        )
    _refuse_strangers(data)
    sheets = read_excel(data, limits) if data[:2] == b"PK" else [read_csv(data, limits)]
    return _best_table(sheets, sheet, titles)


def _refuse_strangers(data: bytes) -> None:
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Unreadable(
            _("The file is empty."), _("Choose the file with the list, and save it first if it is open.")
        )
    for start, message in _STRANGERS:
        if data.startswith(start):
            raise Unreadable(message, _SAVE_AS)
    opening = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook")):
        raise Unreadable(_("This is a web page or XML, although its name may end in .xls."), _SAVE_AS)


def _best_table(sheets: list[Sheet], wanted: str, titles: Collection[str]) -> Table:
    names = tuple(sheet.name for sheet in sheets if sheet.name)
    if wanted and wanted not in names:
        raise Unreadable(
            _("There is no sheet called “%(name)s” in the file.", name=wanted),
            _("The sheets are: %(names)s.", names=", ".join(names)),
        )
    chosen = [sheet for sheet in sheets if not wanted or sheet.name == wanted]
    filled = [sheet for sheet in chosen if any(not row.is_blank for row in sheet.rows)]
    if not filled:
        raise Unreadable(_("There is nothing in the file."), _("Choose the file with the list."))
    best = max(filled, key=lambda sheet: header_place(sheet.rows, titles)[1])  # the first of equals
    return _as_table(best, names, titles)


def _as_table(sheet: Sheet, names: tuple[str, ...], titles: Collection[str]) -> Table:
    place, score = header_place(sheet.rows, titles)
    has_header = score > 0
    header = sheet.rows[place] if has_header else Row(0, ())
    body = sheet.rows[place + 1 :] if has_header else sheet.rows
    width = max([_used_width(row) for row in (header, *body)], default=0)
    columns = [column for column in range(width) if any(_filled(row, column) for row in (header, *body))]
    above = [text_of(cell) for row in sheet.rows[:place] for cell in row.cells] if has_header else []
    return Table(
        headers=tuple(text_of(header.cell(column)) if has_header else "" for column in columns),
        rows=tuple(Row(row.line, tuple(row.cell(column) for column in columns)) for row in _without_tail(body)),
        header_line=header.line,
        sheets=names,
        sheet=sheet.name,
        encoding=sheet.encoding,
        separator=sheet.separator,
        titles=tuple(text for text in above if text),
        warnings=sheet.warnings,
    )


def _used_width(row: Row) -> int:
    return max((place + 1 for place, cell in enumerate(row.cells) if text_of(cell)), default=0)


def _filled(row: Row, column: int) -> bool:
    return bool(text_of(row.cell(column)))


def _without_tail(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Spreadsheets end in hundreds of formatted blank lines: they are no lines of the list."""
    last = max((place for place, row in enumerate(rows) if not row.is_blank), default=-1)
    return rows[: last + 1]
