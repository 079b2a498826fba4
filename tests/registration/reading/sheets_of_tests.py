"""The sample lists of a district, read, and rewritten in other shapes."""

import csv
import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from mentoring.registration.reading.context import Context
from mentoring.registration.reading.kinds import KINDS
from mentoring.registration.reading.lists import ListReading, read_list

SHEETS = Path(__file__).parents[2] / "data" / "sheets"
TODAY = date(2026, 11, 25)
CONTEXT = Context(TODAY)
PUPIL_LISTS = ("elever-sagene.csv", "elever-marienlyst.csv", "elever-nordpolen.csv")


def sample(name: str) -> bytes:
    """The bytes of a sample file."""
    return (SHEETS / name).read_bytes()


def read(kind: str, data: bytes | str, filename: str = "list.csv", **options: Any) -> ListReading:
    """A list of that kind read on the day of the tests."""
    content = data.encode() if isinstance(data, str) else data
    return read_list(KINDS[kind], content, filename, options.pop("context", CONTEXT), **options)


@cache
def read_sample(kind: str, name: str) -> ListReading:
    """A sample file read."""
    return read(kind, sample(name), name)


def lines_of(name: str) -> list[list[str]]:
    """The cells of a sample CSV file, title line and header with them."""
    text = sample(name).decode("cp1252" if "sagene" in name else "utf-8-sig")
    separator = "," if "nordpolen" in name else ";"
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def as_csv(lines: list[list[str]], separator: str = ";", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    """The lines as CSV."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=newline).writerows(lines)
    return file.getvalue().encode(encoding)


def as_excel(lines: list[list[Any]], title: str = "Ark1") -> bytes:
    """The lines as a workbook with one sheet."""
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append([cell if cell != "" else None for cell in line])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook as the bytes of its file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults_by_line(reading: ListReading) -> dict[int, list[tuple[str, str]]]:
    """Line → (field, sentence) of each fault, for the rows that have any."""
    return {
        row.line: [(fault.field, str(fault.message)) for fault in row.faults]
        for row in reading.rows.rows
        if row.faults
    }


def one_pupil(**cells: str) -> ListReading:
    """A list of one pupil without faults, some cells of which are changed or added."""
    row = {
        "Fornavn": "Ida",
        "Etternavn": "Åsen",
        "Fødselsdato": "08.07.2012",
        "Trinn": "9",
        "Foresatt": "Siv Åsen",
        "E-post foresatt": "siv@example.org",
        "Trenger hjelp med": "brøk",
        "Ledig": "man 15-17",
    } | cells
    return read("pupils", as_csv([list(row), list(row.values())]))
