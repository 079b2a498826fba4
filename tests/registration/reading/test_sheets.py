"""Spreadsheets we write: faulty rows that come back mended, and templates."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mentoring.registration.reading.kinds import KINDS
from mentoring.registration.reading.sheets import faulty_rows_sheet, template_sheet
from mentoring.registration.reading.table import read_table
from tests.registration.reading.sheets_of_tests import (
    PUPIL_LISTS,
    faults_by_line,
    one_pupil,
    read,
    read_sample,
    saved,
)


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def rows_to_mend(name: str) -> bytes:
    reading = read_sample("pupils", name)
    return faulty_rows_sheet(reading.table, reading.rows.bad)


def test_faulty_rows_keep_their_columns_and_say_what_is_wrong() -> None:
    sheet = opened(rows_to_mend("elever-marienlyst.csv")).active

    assert [cell.value for cell in sheet[1]] == [
        "Elevens navn", "Klasse", "Født", "Språk hjemme", "Tema", "Når kan eleven?", "Antall ganger",
        "Foresatt navn", "Mobil", "Epost", "Hva er galt",
    ]  # fmt: skip
    assert sheet.max_row == 3
    assert sheet.cell(2, 1).value == "Jonas Eriksen"
    assert sheet.cell(2, 11).value == "The class “B” says no grade. Write the grade too, for example 9B."
    assert sheet.cell(3, 9).value == "+47 41980484"


@pytest.mark.parametrize("name", PUPIL_LISTS)
def test_unmended_rows_come_back_with_the_same_faults(name: str) -> None:
    first = read_sample("pupils", name)

    again = read("pupils", rows_to_mend(name), "rader.xlsx", remembered=first.mapping.to_remember())

    wanted = list(faults_by_line(first).values())
    kept = [[fault for fault in said if "identity number" not in fault[1]] for said in wanted]
    assert list(faults_by_line(again).values()) == kept
    assert again.mapping.columns[-1].field == ""
    assert again.mapping.places == first.mapping.places


def test_mended_rows_come_back_good() -> None:
    book = opened(rows_to_mend("elever-sagene.csv"))
    for cells in book.active.iter_rows(min_row=2):
        for cell in cells:
            cell.value = {"Y?lmaz": "Yılmaz", "Leah Y?lmaz": "Leah Yılmaz", "17": "10", "31.02.2012": "28.02.2013",
                          "ikke epost": None}.get(cell.value, cell.value)  # fmt: skip

    again = read("pupils", saved(book), "mendet.xlsx")

    assert (again.rows.totals.good, again.rows.totals.faulty) == (4, 0)
    assert (again.rows.rows[0].values["family_name"], again.rows.rows[0].values["remark"]) == ("Yılmaz", "mor ringer")


def test_an_identity_number_never_leaves_in_a_sheet() -> None:
    data = rows_to_mend("elever-sagene.csv")

    texts = [str(cell) for row in opened(data).active.iter_rows(values_only=True) for cell in row]

    assert "mor ringer, •••••••••••" in texts
    assert not [text for text in texts if "13097248022" in text]


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+47 98524018", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"]
)
def test_no_cell_becomes_a_formula(text: str) -> None:
    reading = one_pupil(Merknad=text, Trinn="17")
    column = len(reading.table.headers)

    cell = opened(faulty_rows_sheet(reading.table, reading.rows.bad)).active.cell(2, column)

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@settings(max_examples=20, deadline=None)
@given(text=st.text(alphabet="=+-@abcÅøı19 ,;\"'•|", min_size=1, max_size=20))
def test_any_text_survives_the_way_there_and_back(text: str) -> None:
    reading = one_pupil(Merknad=f"x{text}", Trinn="17")

    again = read_table(faulty_rows_sheet(reading.table, reading.rows.bad))

    assert [again.rows[0].cells[place] for place in range(len(reading.table.headers))] == list(
        reading.rows.bad[0].raw
    )


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_template_is_understood_and_its_example_passed_over(kind: str, language: str) -> None:
    data = template_sheet(KINDS[kind], language)

    again = read(kind, data, "mal.xlsx")

    assert (again.mapping.faults, again.mapping.warnings) == ((), ())
    assert [column.field for column in again.mapping.columns] == [f.key for f in KINDS[kind].fields if f.in_template]
    assert (again.rows.totals.read, again.rows.totals.examples) == (1, 1)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_example_of_a_template_is_itself_without_fault(kind: str) -> None:
    book = opened(template_sheet(KINDS[kind]))
    book.active.cell(2, 3 if kind == "calendar" else 1).value = "Siri"

    again = read(kind, saved(book), "mal.xlsx")

    assert (faults_by_line(again), again.rows.totals.good, again.rows.rows[0].warnings) == ({}, 1, ())


def test_a_template_explains_each_of_its_columns() -> None:
    first, second = opened(template_sheet(KINDS["pupils"], "en")).worksheets

    assert [row[0].value for row in second.iter_rows(min_row=2)] == [cell.value for cell in first[1]]
    assert all(row[1].value for row in second.iter_rows(min_row=2))


def test_rows_written_below_the_example_are_read() -> None:
    book = opened(template_sheet(KINDS["venues"], "nn"))
    book.active.append(["Biblioteket", "Gata 1", 2, 8, "man 15-17", 0])

    again = read("venues", saved(book), "mal.xlsx")

    assert (again.rows.totals.good, again.rows.totals.examples, again.rows.good[0].line) == (1, 1, 3)
