"""A list as it may be kept until it is taken: the same file, with every national identity number struck out."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import load_workbook  # type: ignore[import-untyped] # openpyxl ships no types

from mentoring.registration.reading.fault import Cell
from mentoring.registration.reading.identity import MASK, MASK_IN_FILES, masked

#: reads any bytes and writes them back unchanged, with digits where the encodings of lists have them
_ANY_BYTES = "latin-1"
_TWO_BYTES = "utf-16"
#: a number as a cell, which has lost its leading 0 or not
_WHOLE = re.compile(r"<v>(\d{10,11})(?:\.0)?</v>")


def without_identity_numbers(content: bytes, encoding: str) -> bytes:
    """The content of a list that was read already, so that it is not too large. `encoding` is "" for Excel.

    Numbers become MASK_IN_FILES, which reads as a hidden number does. A file without any stays as it is, byte for
    byte; an Excel file with one keeps its values and loses its formulas and comments.
    """
    return _text(content, encoding) if encoding else _workbook(content)


def _text(content: bytes, encoding: str) -> bytes:
    known = encoding if encoding.startswith(_TWO_BYTES) else _ANY_BYTES
    text = content.decode(known, errors="surrogatepass")
    struck = _struck(text)
    return content if struck == text else str(struck).encode(known, errors="surrogatepass")


def _workbook(content: bytes) -> bytes:
    if not _has_number(content):
        return content
    book = load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        # only the cells that are there: a single one far out would make iter_rows go through millions
        for cell in sheet._cells.values():
            cell.value, cell.comment = _struck(cell.value), None
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _has_number(content: bytes) -> bool:
    """Looked for in the packed texts: most files have none, and opening one for writing takes much memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = (archive.read(name).decode(errors="replace") for name in archive.namelist() if name.endswith(".xml"))
        return any(
            masked(part) != part or any(_struck(int(number)) == MASK_IN_FILES for number in _WHOLE.findall(part))
            for part in parts
        )


def _struck(cell: Cell) -> Cell:
    hidden = masked(cell)
    return hidden.replace(MASK, MASK_IN_FILES) if isinstance(hidden, str) and hidden != cell else cell
