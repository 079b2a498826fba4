""".xlsx files: all sheets, cached results of formulas, whole numbers whole; guarded against packed bombs."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types
from openpyxl import load_workbook  # type: ignore[import-untyped] # openpyxl ships no types

from mentoring.registration.reading.fault import Cell, Fault, Unreadable
from mentoring.registration.reading.sheet import Limits, Row, Sheet

_SAVE_AS = _("Open it in your spreadsheet program and save it as Excel (.xlsx) or CSV.")


def read_excel(data: bytes, limits: Limits) -> list[Sheet]:
    """The visible sheets of a workbook; Unreadable for other packed files, broken ones and too large ones."""
    has_formulas = _inspect(data, limits)
    try:
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_sheet(sheet, limits) for sheet in values.worksheets if sheet.sheet_state == "visible"]
        missing = _formulas_without_result(data, sheets) if has_formulas else {}
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken file
        raise _broken() from error
    return [Sheet(sheet.rows, sheet.name, warnings=missing.get(sheet.name, ())) for sheet in sheets]


def _inspect(data: bytes, limits: Limits) -> bool:
    """Refuses what is no workbook or unpacks to too much, before anything is unpacked; whether it has formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                raise _other_archive(archive, names)
            if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked_bytes:
                raise Unreadable(
                    _("The file unpacks to more than can be read."),
                    _("Copy the list alone into a new workbook and save that."),
                )
            sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
            return any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in sheets)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
        raise _broken() from error


def _other_archive(archive: zipfile.ZipFile, names: set[str]) -> Unreadable:
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
        return Unreadable(_("This is an OpenDocument spreadsheet (.ods)."), _SAVE_AS)
    if "word/document.xml" in names:
        return Unreadable(_("This is a Word document, not a spreadsheet."), _SAVE_AS)
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return Unreadable(_("This is a Numbers document."), _("Export it from Numbers as Excel or CSV."))
    if "xl/workbook.bin" in names:
        return Unreadable(_("This is a binary Excel file (.xlsb)."), _SAVE_AS)
    return Unreadable(_("This is a packed file without a spreadsheet in it."), _SAVE_AS)


def _broken() -> Unreadable:
    return Unreadable(
        _("The Excel file is broken and cannot be opened."),
        _("Open it in your spreadsheet program, save it again, and bring the new file."),
    )


def _sheet(sheet: Any, limits: Limits) -> Sheet:
    sheet.reset_dimensions()  # files from other programs often say a wrong size
    rows: list[Row] = []
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        plain = _without_blank_end([_plain(cell) for cell in cells])
        if plain and line > limits.rows:
            raise Unreadable(
                _("There are more than %(most)s lines in the file.", most=limits.rows),
                _("Part the list in several files."),
            )
        if len(plain) > limits.columns:
            raise Unreadable(
                _("There are more than %(most)s columns in the file.", most=limits.columns),
                _("Take away the columns that are not needed."),
            )
        if line <= limits.rows:
            rows.append(Row(line, plain))
        elif line > 3 * limits.rows:
            break
    return Sheet(tuple(rows), sheet.title)


def _without_blank_end(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return tuple(cells)


def _plain(cell: Any) -> Cell:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    return cell if cell is None or isinstance(cell, str | int | float | bool | time) else str(cell)


def _formulas_without_result(data: bytes, sheets: list[Sheet]) -> dict[str, tuple[Fault, ...]]:
    """Sheet → a warning, where programs wrote formulas but not what they come to."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    results = {sheet.name: sheet for sheet in sheets}
    found: dict[str, tuple[Fault, ...]] = {}
    for sheet in book.worksheets:
        if sheet.title not in results:
            continue
        sheet.reset_dimensions()
        lines = [
            line
            for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
            for column, cell in enumerate(cells)
            if isinstance(cell, str) and cell.startswith("=") and _at(results[sheet.title], line, column) is None
        ]
        if lines:
            found[sheet.title] = (
                Fault(
                    _(
                        "Formulas without a saved result are on lines %(lines)s.",
                        lines=", ".join(map(str, sorted(set(lines))[:10])),
                    ),
                    _("Open the file in Excel, save it, and bring it again."),
                ),
            )
    return found


def _at(sheet: Sheet, line: int, column: int) -> Cell:
    return sheet.rows[line - 1].cell(column) if line <= len(sheet.rows) else None
