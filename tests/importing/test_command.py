"""The same from the command line."""

import pytest

from mentoring.core.database import db
from mentoring.registration.models import Pupil
from tests import builders
from tests.importing.lists import SHEETS, cells_of, whole_programme

SAGENE = str(SHEETS / "elever-sagene.csv")


@pytest.fixture
def run(app):
    """`flask import …` in English; a school and a programme are there."""
    whole_programme()
    builders.school(name="Sagene skole")
    builders.commit()
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["import", *words, "--language", "en"])


def test_a_dry_run_tells_all_and_stores_nothing(run):
    answer = run("pupils", SAGENE, "--school", "sagene skole", "--dry-run")

    assert answer.exit_code == 1
    assert "45 rows read = 39 good + 4 with faults + 1 double + 1 empty" in answer.output
    assert "Line 7 Elias Tesfay: Has a fault" in answer.output
    assert "This was a dry run: nothing is stored." in answer.output
    assert db.session.query(Pupil).count() == 0


def test_good_rows_are_stored_and_faulty_ones_written_down(run, tmp_path):
    out = tmp_path / "feil.xlsx"

    answer = run("pupils", SAGENE, "--school", "Sagene skole", "--faulty", str(out))
    again = run("pupils", SAGENE, "--school", "Sagene skole")

    assert answer.exit_code == 1
    assert "Stored: 39 new, 0 changed, 0 unchanged." in answer.output
    assert "Stored: 0 new, 0 changed, 39 unchanged." in again.output
    assert len(cells_of(out.read_bytes())) == 5
    assert db.session.query(Pupil).count() == 39


def test_all_rows_good_is_exit_code_0_for_the_other_lists(run):
    for kind, name in (
        ("venues", "moetesteder.csv"),
        ("activities", "aktiviteter-sommerleir.csv"),
        ("calendar", "skolerute-2026-27.csv"),
    ):
        assert run(kind, str(SHEETS / name)).exit_code == 0

    assert run("mentors", str(SHEETS / "mentorer.xlsx")).exit_code == 1


def test_a_column_is_told_by_its_header(run, tmp_path):
    file = tmp_path / "l.csv"
    file.write_text("Rart;Etternavn;Trinn;Født\nKari;Åsen;9;01.02.2012\n", encoding="utf-8")

    without = run("pupils", str(file), "--school", "Sagene skole")
    told = run("pupils", str(file), "--school", "Sagene skole", "--map", "Rart=Fornavn")

    assert (without.exit_code, told.exit_code) == (1, 0)
    assert [pupil.name for pupil in db.session.query(Pupil)] == ["Kari Åsen"]


def test_what_cannot_be_read_is_exit_code_2(run, tmp_path):
    file = tmp_path / "liste.pdf"
    file.write_bytes(b"%PDF-1.7")

    answer = run("pupils", str(file), "--school", "Sagene skole")

    assert (answer.exit_code, "This is a PDF, not a spreadsheet." in answer.output) == (2, True)


def test_a_school_that_is_misspelt_is_named(run):
    answer = run("pupils", SAGENE, "--school", "Sagen skole")

    assert answer.exit_code == 2
    assert "Is it: Sagene skole?" in answer.output
