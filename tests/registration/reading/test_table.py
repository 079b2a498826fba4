"""Files that are spreadsheets, and one sentence on what to do with those that are not."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from mentoring.registration.reading.table import Limits, Unreadable, read_table
from tests.registration.reading.sheets_of_tests import as_csv, as_excel, lines_of, sample, saved


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_table(data, limits=limits)
    assert str(caught.value.fault.hint)
    return str(caught.value.fault.message)


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n", "The file is empty."),
        (b"%PDF-1.7 ...", "This is a PDF, not a spreadsheet."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture, not a spreadsheet."),
        (b"\xff\xd8\xff\xe0 jpeg", "This is a picture, not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file (.xls), or one with a password."),
        (b"<html><table><tr>", "This is a web page or XML, although its name may end in .xls."),
        (b"PK\x03\x04 broken", "The Excel file is broken and cannot be opened."),
        (b";;;\r\n;;;\r\n", "There is nothing in the file."),
        (bytes(range(256)) * 20, "The file is neither a spreadsheet nor text."),
        (b"a;b\xff\x01\x02\x03\x04\x05" * 40, "The file is neither a spreadsheet nor text."),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_other_packed_documents_are_told_apart() -> None:
    assert refusal(packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})) == (
        "This is an OpenDocument spreadsheet (.ods)."
    )
    assert refusal(packed({"word/document.xml": b"<w/>"})) == "This is a Word document, not a spreadsheet."
    assert refusal(packed({"bilde.jpg": b"x"})) == "This is a packed file without a spreadsheet in it."


def test_a_broken_workbook_is_refused() -> None:
    data = sample("mentorer.xlsx")

    assert refusal(data[: len(data) // 2]) == "The Excel file is broken and cannot be opened."
    assert refusal(packed({"xl/workbook.xml": b"<workbook"})) == "The Excel file is broken and cannot be opened."


def test_a_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 3_000_000})

    assert refusal(bomb, Limits(unpacked_bytes=1_000_000)) == "The file unpacks to more than can be read."


def test_too_many_bytes_lines_and_columns_are_refused() -> None:
    csv, excel = as_csv(lines_of("elever-sagene.csv")), as_excel(lines_of("elever-sagene.csv"))

    assert refusal(csv, Limits(bytes=5000)) == "The file is 0.0 MB; at most 0.005 MB are read."
    for data in (csv, excel):
        assert refusal(data, Limits(rows=20)) == "There are more than 20 lines in the file."
        assert refusal(data, Limits(columns=10)) == "There are more than 10 columns in the file."


def test_a_quotation_mark_that_is_never_closed_is_found_by_its_line() -> None:
    lines = as_csv(lines_of("elever-sagene.csv")).decode().splitlines()
    lines[4] = lines[4].replace(";gutt;", ';"gutt;')

    assert refusal("\r\n".join(lines).encode()) == "A quotation mark is opened on line 5 and never closed."


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Unreadable) as caught:
        read_table(sample("mentorer.xlsx"), sheet="Elever")

    assert str(caught.value) == "There is no sheet called “Elever” in the file. The sheets are: Mentorer."


def test_formulas_without_a_saved_result_are_said() -> None:
    book = Workbook()
    for line in (["Navn", "Trinn"], ["Ida Moe", "=8+1"], ["Ola Moe", 8]):
        book.active.append(line)

    table = read_table(saved(book))

    assert [str(warning.message) for warning in table.warnings] == ["Formulas without a saved result are on lines 2."]


def test_saved_results_of_formulas_are_read() -> None:
    book = Workbook()
    for line in (["Navn", "Trinn"], ["Ida Moe", "=8+1"]):
        book.active.append(line)
    files = zipfile.ZipFile(io.BytesIO(saved(book)))
    contents = {name: files.read(name) for name in files.namelist()}
    name = "xl/worksheets/sheet1.xml"
    contents[name] = (
        contents[name]
        .replace(b"<f>8+1</f><v />", b"<f>8+1</f><v>9</v>")
        .replace(b"<f>8+1</f><v></v>", b"<f>8+1</f><v>9</v>")
    )

    table = read_table(packed(contents))

    assert (table.rows[0].cells, table.warnings) == (("Ida Moe", 9), ())


def test_a_list_without_a_header_keeps_its_first_line() -> None:
    table = read_table(as_csv([["Ida Moe", "08.07.2012"], ["Ola Moe", "01.02.2011"]]))

    assert (table.header_line, table.headers, len(table.rows)) == (0, ("", ""), 2)


def test_blank_lines_at_the_end_are_no_lines_of_the_list() -> None:
    table = read_table(as_csv([["Navn", "Trinn"], ["Ida Moe", "9"], ["", ""], ["Ola Moe", "8"], ["", ""], ["", ""]]))

    assert [row.line for row in table.rows] == [2, 3, 4]
