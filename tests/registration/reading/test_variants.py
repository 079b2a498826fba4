"""The same lists in other separators, encodings, headers and shapes: the same rows come out."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from mentoring.registration.reading.columns import Sureness
from mentoring.registration.reading.rows import State
from tests.registration.reading.sheets_of_tests import (
    PUPIL_LISTS,
    as_csv,
    as_excel,
    faults_by_line,
    lines_of,
    one_pupil,
    read,
    read_sample,
    saved,
)

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp865")


def values_of(reading: Any) -> list[dict[str, Any]]:
    return [row.values for row in reading.rows.rows]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("name", PUPIL_LISTS)
def test_any_separator_gives_the_same_rows(name: str, separator: str) -> None:
    again = read("pupils", as_csv(lines_of(name), separator))

    assert again.table.separator == separator
    assert values_of(again) == values_of(read_sample("pupils", name))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_encoding_gives_the_same_letters(encoding: str) -> None:
    lines = lines_of("elever-sagene.csv")

    again = read("pupils", as_csv(lines, encoding=encoding))

    assert values_of(again) == values_of(read_sample("pupils", "elever-sagene.csv"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["Åse Ødegård", "Bjørn Sæther", "Ærlend Åge"])
def test_one_short_line_is_enough_to_know_the_encoding(name: str, encoding: str) -> None:
    data = as_csv([["Navn", "Trinn", "Født"], [name, "9", "08.07.2012"]], encoding=encoding)

    values = read("pupils", data).rows.rows[0].values

    assert f"{values['given_name']} {values['family_name']}" == name


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_any_line_ending_gives_the_same_lines(newline: str) -> None:
    again = read("pupils", as_csv(lines_of("elever-marienlyst.csv"), newline=newline))

    assert sorted(faults_by_line(again)) == [10, 16]


@pytest.mark.parametrize("name", PUPIL_LISTS)
def test_the_excel_version_gives_the_same_rows(name: str) -> None:
    again = read("pupils", as_excel(lines_of(name)), "liste.xlsx")

    assert values_of(again) == values_of(read_sample("pupils", name))
    assert again.rows.totals == read_sample("pupils", name).rows.totals


def test_real_dates_and_numbers_in_excel_give_the_same_rows() -> None:
    lines: list[list[Any]] = [list(line) for line in lines_of("elever-sagene.csv")]
    for line in lines[1:]:
        day, month, year = (int(part) for part in line[3].split(".")) if line[3] else (31, 2, 0)
        line[3] = date(year, month, day) if (day, month) != (31, 2) else line[3]
        line[2], line[9] = (int(line[2]), float(line[9])) if line[2] else ("", "")

    again = read("pupils", as_excel(lines), "liste.xlsx")

    assert values_of(again) == values_of(read_sample("pupils", "elever-sagene.csv"))


def test_title_lines_in_merged_cells_and_blank_columns_are_passed_over() -> None:
    book = Workbook()
    book.active.append(["Elever ved Sagene skole, høsten 2026"])
    book.active.append([])
    book.active.append(["Kontakt: inspektøren", None, None, "tlf. 22 00 00 00"])
    for line in lines_of("elever-sagene.csv"):
        book.active.append([None, *line[:5], None, *line[5:]])
    book.active.merge_cells("A1:L1")

    again = read("pupils", saved(book), "liste.xlsx")

    original = read_sample("pupils", "elever-sagene.csv")
    assert again.table.header_line == 4
    assert again.rows.totals == original.rows.totals
    assert [row.values["availability"] for row in again.rows.rows] == [
        row.values["availability"] for row in original.rows.rows
    ]
    assert sorted(faults_by_line(again)) == [8, 10, 14, 27]


def test_the_sheet_with_the_list_is_found_among_others() -> None:
    book = Workbook()
    book.active.title = "Lesmeg"
    book.active.append(["Her er listen for høsten."])
    sheet = book.create_sheet("Elever")
    for line in lines_of("elever-sagene.csv"):
        sheet.append(line)

    again = read("pupils", saved(book), "liste.xlsx")

    assert (again.table.sheet, again.table.sheets) == ("Elever", ("Lesmeg", "Elever"))
    assert again.rows.totals.good == 39


def test_excels_own_separator_line_is_obeyed() -> None:
    data = b"sep=;\r\n" + as_csv(lines_of("elever-sagene.csv"), encoding="cp1252")

    again = read("pupils", data)

    assert (again.table.header_line, again.rows.totals.good, sorted(faults_by_line(again))) == (2, 39, [6, 8, 12, 25])


def test_line_breaks_inside_quotes_keep_the_line_numbers_right() -> None:
    lines = lines_of("elever-sagene.csv")
    lines[1][11] = "man 15-17\ntir 16-18"

    again = read("pupils", as_csv(lines))

    assert sorted(faults_by_line(again)) == [6, 8, 12, 25]


NYNORSK = {
    "Fornavn": "Førenamn", "Etternavn": "Etternamn", "Fødselsdato": "Fødd", "Morsmål": "Heimespråk",
    "Foresatt": "Føresett", "E-post foresatt": "E-post føresett", "Telefon foresatt": "Mobil føresett",
    "Trenger hjelp med": "Treng hjelp med", "Økter per uke": "Gonger i veka", "Ønsker mentor": "Ønskjer mentor",
    "Sammen med": "Saman med", "Ikke sammen med": "Ikkje saman med",
}  # fmt: skip
ENGLISH = {
    "Fornavn": "First name", "Etternavn": "Surname", "Trinn": "Grade", "Fødselsdato": "Date of birth",
    "Kjønn": "Gender", "Morsmål": "Mother tongue", "Andre språk": "Other languages", "Foresatt": "Parent",
    "E-post foresatt": "Parent email", "Telefon foresatt": "Parent phone", "Trenger hjelp med": "Topics",
    "Ledig": "Availability", "Økter per uke": "Sessions", "Prioritet": "Priority", "Ønsker mentor": "Mentor gender",
    "Sammen med": "Together with", "Ikke sammen med": "Not together with", "Merknad": "Comments",
}  # fmt: skip
SLOPPY = {
    "Fornavn": "FORNAVN:", "Etternavn": "Etternvan", "Trinn": "Klassetrinn *",
    "Fødselsdato": "Fødselsdato (dd.mm.åååå)",
    "Kjønn": "kjonn", "Foresatt": "Navn på foresatt", "E-post foresatt": "E-post til foresatt",
    "Telefon foresatt": "Telefonnummer foresatte", "Trenger hjelp med": "Hva trenger eleven hjelp med?",
    "Ledig": "Ledige tider", "Økter per uke": "Antall økter pr. uke", "Merknad": "Merknader",
}  # fmt: skip


@pytest.mark.parametrize("words", [NYNORSK, ENGLISH, SLOPPY], ids=["nynorsk", "english", "sloppy"])
def test_other_words_in_the_headers_give_the_same_rows(words: dict[str, str]) -> None:
    lines = lines_of("elever-sagene.csv")
    lines[0] = [words.get(header, header) for header in lines[0]]

    again = read("pupils", as_csv(lines))

    assert [str(fault) for fault in again.mapping.faults] == []
    assert values_of(again) == values_of(read_sample("pupils", "elever-sagene.csv"))


def test_columns_in_any_order_give_the_same_rows() -> None:
    lines = [line[::-1] for line in lines_of("elever-marienlyst.csv")]

    again = read("pupils", as_csv(lines))

    assert values_of(again) == values_of(read_sample("pupils", "elever-marienlyst.csv"))


def test_a_header_that_nobody_knows_is_understood_by_what_stands_below() -> None:
    lines = lines_of("elever-marienlyst.csv")
    lines[1][2], lines[1][9], lines[1][5] = "Kolonne A", "Kontakt 1", "Hvordan går det"

    again = read("pupils", as_csv(lines))

    strange = [again.mapping.columns[place] for place in (2, 5, 9)]
    assert {column.header: (column.field, column.sureness) for column in strange} == {
        "Kolonne A": ("birth_date", Sureness.VALUES),
        "Kontakt 1": ("guardian_email", Sureness.VALUES),
        "Hvordan går det": ("availability", Sureness.VALUES),
    }  # fmt: skip
    assert values_of(again) == values_of(read_sample("pupils", "elever-marienlyst.csv"))


def test_two_identical_rows_are_one_and_differing_ones_are_asked_about() -> None:
    lines = lines_of("elever-marienlyst.csv")[1:4]
    other = [*lines[1][:6], "3", *lines[1][7:]]

    again = read("pupils", as_csv([*lines, lines[1], other]))

    assert [(row.line, row.state, row.double_of, row.differs) for row in again.rows.rows[2:]] == [
        (4, State.DOUBLE, 2, ()),
        (5, State.ASKED, 2, ("sessions_wanted",)),
    ]
    assert [str(fault.message) for fault in again.rows.rows[3].faults] == [
        "Line 2 is the same one with other values."
    ]


def test_a_mended_row_below_its_faulty_one_is_taken() -> None:
    lines = lines_of("elever-marienlyst.csv")
    header, faulty = lines[1], lines[15]
    mended = [*faulty[:6], "2", *faulty[7:]]

    again = read("pupils", as_csv([header, faulty, mended]))

    assert [(row.state, row.double_of) for row in again.rows.rows] == [(State.FAULTY, None), (State.GOOD, 2)]


def test_same_name_with_another_birth_date_is_another_pupil() -> None:
    lines = [
        lines_of("elever-nordpolen.csv")[0],
        *[line for line in lines_of("elever-nordpolen.csv") if "Jakob Warsame" in line],
    ]

    again = read("pupils", as_csv(lines))

    assert [row.state for row in again.rows.rows] == [State.GOOD, State.GOOD]


def test_a_birth_date_that_does_not_fit_the_grade_is_a_warning_only() -> None:
    (row,) = one_pupil(Fødselsdato="08.07.2009").rows.rows

    assert row.state is State.GOOD
    assert [str(warning.message) for warning in row.warnings] == [
        "Someone born in 2009 is usually in grade 12, not 9."
    ]


def test_missing_times_topics_and_guardian_are_warnings_only() -> None:
    blank = {"Ledig": "", "Trenger hjelp med": "", "Foresatt": "", "E-post foresatt": ""}
    (row,) = one_pupil(**blank).rows.rows

    assert row.state is State.GOOD
    assert [warning.field for warning in row.warnings] == ["availability", "needs", "guardian_name"]


def test_a_missing_name_is_a_fault_at_its_field() -> None:
    (row,) = one_pupil(Etternavn="").rows.rows

    assert [(fault.field, str(fault.message)) for fault in row.faults] == [("family_name", "“Etternavn” is missing.")]


def test_grade_and_class_that_contradict_each_other_are_a_fault() -> None:
    (row,) = one_pupil(Trinn="9", Klasse="8B").rows.rows

    assert [str(fault.message) for fault in row.faults] == ["One column says grade 9, another grade 8."]


def test_grade_and_class_letter_in_two_columns_belong_together() -> None:
    (row,) = one_pupil(Trinn="9", Klasse="B").rows.rows

    assert (row.values["grade"], row.values["form"], row.faults) == (9, "B", ())


def test_a_second_guardian_is_a_person_of_their_own() -> None:
    cells = {"Foresatt 2": "Per Moe", "Telefon foresatt 2": "98 52 40 18"}
    (row,) = one_pupil(**cells).rows.rows

    assert [(guardian.given_name, guardian.family_name, guardian.phone) for guardian in row.values["guardians"]] == [
        ("Siv", "Åsen", ""), ("Per", "Moe", "+4798524018"),
    ]  # fmt: skip


def test_an_identity_number_in_any_column_is_refused_and_hidden() -> None:
    (row,) = one_pupil(Fødselsdato="13097248022").rows.rows

    assert [(fault.field, str(fault.message)) for fault in row.faults] == [
        ("birth_date", "A national identity number stands here; it is never kept.")
    ]
    assert "13097248022" not in repr(row)


def test_a_column_of_identity_numbers_is_not_read() -> None:
    reading = one_pupil(Fødselsnummer="13097248022")

    assert reading.rows.totals.good == 1
    assert "13097248022" not in repr(reading.rows)
    assert [str(warning.message) for warning in reading.mapping.warnings] == [
        "The column “Fødselsnummer” is not read: national identity numbers are not kept here."
    ]


def test_mother_and_father_are_two_guardians() -> None:
    reading = read(
        "pupils",
        "Etternavn, fornavn;Født;Kl.;Mor;Far;Tlf mor;Tlf far\nMoe, Ida;080712;9A;Siv Moe;Per Moe;98524018;98524019\n",
    )
    (row,) = reading.rows.good

    assert (row.values["given_name"], row.values["family_name"]) == ("Ida", "Moe")
    assert [(guardian.given_name, guardian.phone) for guardian in row.values["guardians"]] == [
        ("Siv", "+4798524018"),
        ("Per", "+4798524019"),
    ]


def test_no_row_is_good_as_long_as_a_needed_column_is_missing() -> None:
    reading = read("pupils", "Navn;Klasse\nIda Moe;9B\n")

    assert [str(fault.message) for row in reading.rows.bad for fault in row.faults] == [
        "No column was found for “Fødselsdato”."
    ]


def test_a_dash_says_nothing() -> None:
    (row,) = one_pupil(**{"E-post foresatt": "-", "Merknad": "–"}).rows.rows

    assert (row.faults, row.values["guardians"][0].email, row.values["remark"]) == ((), "", "")


def test_a_mentor_of_all_topics_teaches_each() -> None:
    reading = read("mentors", "Navn;Epost;Født;Fag;Ledig\nIda Moe;ida@example.org;8/7-02;alle;man etter 16\n")

    assert reading.rows.good[0].values["topics"][:2] == ("tall og regning", "brøk")
    assert len(reading.rows.good[0].values["topics"]) == 10


def test_a_holiday_may_stand_in_one_cell() -> None:
    reading = read("calendar", "Dato;Hva\n28.09.2026–02.10.2026;Høstferie\n22.-26.02.2027;Ferie\n17. mai 2027;A\n")

    assert [(row.values["start"], row.values["end"]) for row in reading.rows.rows] == [
        (date(2026, 9, 28), date(2026, 10, 2)),
        (date(2027, 2, 22), date(2027, 2, 26)),
        (date(2027, 5, 17), date(2027, 5, 17)),
    ]
