"""Rows that were not taken: the file is kept for them, and erased with the last one."""

import re

import pytest

from mentoring.core.database import db
from mentoring.registration.models import ImportFile, Pupil
from tests import builders
from tests.importing.lists import cells_of, desk_of, files_kept, outcomes, whole_programme, xlsx

ROWS = "Fornavn;Etternavn;Trinn;Fødselsdato\nKari;Åsen;9;01.02.2012\nPer;Ås;17;03.04.2012\n"


@pytest.fixture
def school(app):
    return builders.school(name="Sagene skole")


@pytest.fixture
def programme(app):
    return whole_programme()


@pytest.fixture
def desk(programme, school, sign_in):
    return desk_of(sign_in, builders.coordinator(programme, school))


def _names():
    return sorted(pupil.name for pupil in db.session.query(Pupil))


def test_what_was_not_taken_is_downloaded_afterwards_mended_and_brought_back(desk, school):
    result = desk.bring_and_take(ROWS, "elever.csv", school)
    kept = files_kept()

    [address] = re.findall(r'href="(/import/files/\d+/faulty.xlsx)"', result)
    header, row = cells_of(desk.browser.get(address).data)
    row[2] = 9
    mended = desk.bring_and_take(xlsx(header, row), "elever – to mend (1).xlsx", school)

    assert ("Download the 1 row that was not taken" in result, kept) == (True, 1)
    assert ("The file you brought is erased." in mended, files_kept()) == (True, 0)
    assert _names() == ["Kari Åsen", "Per Ås"]


def test_a_kept_file_shows_its_left_rows_and_is_erased_when_given_up(desk, school):
    page = desk.bring(ROWS, "elever.csv", school)
    desk.take(page)

    front, again = desk.browser.get("/").text, desk.browser.get(page.request.path)
    desk.browser.post(f"{page.request.path}/give-up")

    assert "1 row of elever.csv was not taken" in front
    assert outcomes(again) == [(2, "same"), (3, "faulty")]
    assert re.findall(r'row-group"( open)?.*?<summary>([\w ]+?) <', again.text, re.DOTALL) == [
        (" open", "With faults"),
        ("", "Unchanged"),
    ]
    assert "nothing is stored yet" not in again.text
    assert (_names(), files_kept()) == (["Kari Åsen"], 0)


def test_a_row_that_is_not_to_be_taken_is_not_among_the_left_ones(desk, programme, school):
    builders.pupil(programme, school, given_name="Kari", family_name="Aasen", birth_date=None)
    page = desk.bring(ROWS, "elever.csv", school)
    without_answer = page.text.count('value="leave" checked')

    desk.take(page, line_2="leave")
    again = desk.browser.get(page.request.path)

    [kept] = db.session.query(ImportFile)
    assert (outcomes(page)[0], without_answer) == ((2, "asked"), 0)
    assert (kept.choices["left"], again.text.count('value="leave" checked')) == (1, 1)
    assert len(cells_of(desk.browser.get(f"{page.request.path}/faulty.xlsx").data)) == 2


def test_a_file_of_which_the_only_left_row_is_not_to_be_taken_is_erased(desk, programme, school):
    builders.pupil(programme, school, given_name="Kari", family_name="Aasen", birth_date=None)
    page = desk.bring(ROWS.replace(";17;", ";9;"), "elever.csv", school)

    desk.take(page, line_2="leave")

    assert (_names(), files_kept()) == (["Kari Aasen", "Per Ås"], 0)


def test_another_list_with_left_rows_is_kept(desk, school):
    desk.bring_and_take(ROWS, "8. trinn.csv", school)

    desk.bring_and_take(ROWS.replace(";17;", ";9;"), "9. trinn.csv", school)

    assert [file.filename for file in db.session.query(ImportFile)] == ["8. trinn.csv"]


def test_a_file_that_is_brought_again_and_taken_does_not_wait_twice(desk, school):
    desk.bring(ROWS, "elever.csv", school)
    desk.bring_and_take(ROWS, "elever.csv", school)
    kept = files_kept()

    desk.bring_and_take(ROWS.replace(";17;", ";9;"), "elever.csv", school)

    assert (kept, files_kept(), _names()) == (1, 0, ["Kari Åsen", "Per Ås"])
