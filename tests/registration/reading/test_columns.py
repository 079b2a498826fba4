"""How the columns of a list are understood, and what the user can change."""

from typing import Any

from mentoring.registration.reading.columns import ColumnMapping, Sureness
from tests.registration.reading.sheets_of_tests import as_csv, lines_of, read


def columns(headers: list[str], cells: list[str], **options: Any) -> ColumnMapping:
    return read("pupils", as_csv([headers, cells]), **options).mapping


GOOD = (["Navn", "Født", "Trinn"], ["Ida Moe", "08.07.2012", "9"])


def test_each_column_says_how_sure_it_is_and_why() -> None:
    mapping = columns(
        ["Fornavn", "Slektsnavn", "Fødselsdatoo", "Klasse", "Sko"], ["Ida", "Moe", "8.7.12", "9B", "38"]
    )

    assert [(column.field, column.sureness, str(column.why)) for column in mapping.columns] == [
        ("given_name", Sureness.EXACT, "The header says so."),
        ("family_name", Sureness.SYNONYM, "The header is another word for it."),
        ("birth_date", Sureness.SPELLING, "The header is nearly “Fødselsdato”."),
        ("school_class", Sureness.EXACT, "The header says so."),
        ("", Sureness.UNKNOWN, "No field of ours was recognised."),
    ]


def test_two_columns_for_one_field_are_a_fault() -> None:
    mapping = columns(["Navn", "Født", "Trinn", "Mobil", "Telefon"], [*GOOD[1], "98524018", "98524019"])

    assert [(fault.field, str(fault)) for fault in mapping.faults] == [
        (
            "guardian_phone",
            "The columns 4 (“Mobil”) and 5 (“Telefon”) both mean “Telefon foresatt”. "
            "Choose one of them, and “not used” for the other.",
        )
    ]


def test_the_users_choice_settles_two_columns_for_one_field() -> None:
    mapping = columns(
        ["Navn", "Født", "Trinn", "Mobil", "Telefon"],
        [*GOOD[1], "98524018", "98524019"],
        chosen={3: "", 4: "guardian_phone"},
    )

    assert (mapping.faults, mapping.places["guardian_phone"]) == ((), 4)


def test_one_field_chosen_twice_is_a_fault() -> None:
    mapping = columns(*GOOD, chosen={0: "full_name", 1: "birth_date", 2: "birth_date"})

    assert [str(fault.message) for fault in mapping.faults] == [
        "The columns 2 (“Født”) and 3 (“Trinn”) both mean “Fødselsdato”.",
        "No column was found for “Trinn / Klasse”.",
    ]


def test_a_needed_field_without_a_column_is_a_fault_and_a_wished_one_a_warning() -> None:
    mapping = columns(["Navn", "Klasse"], ["Ida Moe", "9B"])

    assert [str(fault.message) for fault in mapping.faults] == ["No column was found for “Fødselsdato”."]
    assert [str(warning.message) for warning in mapping.warnings] == [
        "No column was found for “Ledig”.",
        "No column was found for “Trenger hjelp med”.",
    ]


def test_a_choice_is_remembered_for_the_same_header() -> None:
    headers, cells = ["Navn", "Født", "Trinn", "Kode"], [*GOOD[1], "98524018"]
    first = columns(headers, cells, chosen={3: "guardian_phone"})

    second = columns(["Kode", "Navn", "Født", "Trinn"], ["98524018", *GOOD[1]], remembered=first.to_remember())

    assert (second.columns[0].field, second.columns[0].sureness) == ("guardian_phone", Sureness.REMEMBERED)


def test_a_remembered_choice_gives_way_to_a_new_one() -> None:
    mapping = columns(*GOOD, remembered={"trinn": ""}, chosen={2: "grade"})

    assert (mapping.columns[2].field, mapping.columns[2].sureness) == ("grade", Sureness.CHOSEN)


def test_fields_that_do_not_exist_are_not_remembered() -> None:
    mapping = columns(*GOOD, remembered={"trinn": "shoe_size"}, chosen={1: "nonsense"})

    assert [column.field for column in mapping.columns] == ["full_name", "birth_date", "grade"]


def test_a_file_without_a_header_is_understood_as_far_as_its_values_go() -> None:
    reading = read("pupils", as_csv(lines_of("elever-marienlyst.csv")[2:]))

    assert reading.table.header_line == 0
    assert {column.field for column in reading.mapping.columns} >= {
        "birth_date", "school_class", "home_languages", "needs", "availability", "guardian_phone", "guardian_email",
    }  # fmt: skip
    assert [fault.field for fault in reading.mapping.faults] == ["given_name"]
