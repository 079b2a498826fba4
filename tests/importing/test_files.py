"""Files as people have them: columns, sheets, encodings, and files that are no lists."""

import io
import zipfile
from datetime import timedelta

import pytest

from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.importing import preview
from mentoring.importing.actions import purge_files
from mentoring.registration.models import ImportFile, ImportMapping, Pupil
from tests import builders
from tests.importing.lists import cells_of, desk_of, files_kept, outcomes, row_text, whole_programme, xlsx

HEAD = "Fornavn;Etternavn;Trinn;Fødselsdato\n"
KARI = "Kari;Åsen-Çelık;9;01.02.2012\n"


@pytest.fixture
def school(app):
    return builders.school(name="Sagene skole")


@pytest.fixture
def programme(app):
    return whole_programme()


@pytest.fixture
def desk(programme, school, sign_in):
    return desk_of(sign_in, builders.coordinator(programme, school))


def test_a_column_that_was_misunderstood_is_changed_and_remembered(desk, school):
    rows = "Rar overskrift;Etternavn;Trinn;Fødselsdato\nKari;Åsen;9;01.02.2012\n"

    page = desk.bring(rows, school=school)
    mended = desk.choose(page, column_0="given_name")
    desk.take(mended)
    again = desk.bring(rows.replace("Kari", "Per"), "ny.csv", school)

    assert "No column was found for" in page.text
    assert outcomes(page) == [(2, "faulty")]
    assert outcomes(mended) == [(2, "new")]
    assert "You chose this." in mended.text
    assert "You chose this the last time." in again.text
    assert outcomes(again) == [(2, "new")]
    assert [row.mapping for row in db.session.query(ImportMapping)] == [{"rar overskrift": "given_name"}]


def test_mended_rows_come_back_with_the_choices_of_their_list(desk, school):
    rows = "Rar overskrift;Etternavn;Trinn;Fødselsdato\nKari;Åsen;17;01.02.2012\n"
    page = desk.choose(desk.bring(rows, school=school), column_0="given_name")
    header, row = cells_of(desk.browser.get(f"{page.request.path}/faulty.xlsx").data)
    row[2] = 9

    back = desk.bring(xlsx(header, row), "mended.xlsx", school)

    assert (header[-1], outcomes(back)) == ("What is wrong", [(2, "new")])


def test_choices_can_be_forgotten(desk, school):
    page = desk.choose(desk.bring(HEAD + KARI, school=school), column_2="")

    answer = desk.browser.post(f"{page.request.path}/columns", data={"forget": "y"})
    again = desk.browser.get(answer.location.partition("#")[0])

    assert (outcomes(page), outcomes(again)) == ([(2, "faulty")], [(2, "new")])
    assert db.session.query(ImportMapping).count() == 0


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", "|")])
def test_any_encoding_and_separator_is_read(desk, school, encoding, separator):
    rows = f"Liste for Sagene skole\n\n{HEAD}Kari;Strøm-Åsen;9;2012-02-01\n\n".replace(";", separator)

    desk.bring_and_take(rows.encode(encoding), "l.txt", school)

    assert [pupil.name for pupil in db.session.query(Pupil)] == ["Kari Strøm-Åsen"]


def test_another_sheet_of_a_workbook_can_be_read(desk, school):
    content = xlsx(
        ["Fornavn", "Etternavn", "Trinn", "Fødselsdato"],
        ["Kari", "Åsen", 9, "01.02.2012"],
        more={"8. trinn": [["Fornavn", "Etternavn", "Trinn", "Født"], ["Per", "Ås", 8, "01.02.2013"]]},
    )

    page = desk.bring(content, "l.xlsx", school)
    answer = desk.browser.post(f"{page.request.path}/sheet", data={"sheet": "8. trinn"})
    desk.take(desk.browser.get(answer.location))

    assert "Kari Åsen" in row_text(page, 2)
    assert [pupil.name for pupil in db.session.query(Pupil)] == ["Per Ås"]


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b" " * 200_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "tom.csv", "The file is empty."),
        (b"%PDF-1.7 ...", "liste.pdf", "This is a PDF, not a spreadsheet."),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "bilde.xlsx", "This is a picture, not a spreadsheet."),
        (bytes(range(256)) * 40, "noe.bin", ""),
        (b"PK\x03\x04" + bytes(100), "odelagt.xlsx", ""),
        (b"a;b\n" * 1_600_000, "stor.csv", "The file is 6.4 MB; at most 6 MB are read."),
        (b"a;b\n" * 2_200_000, "enorm.csv", "The file is too large."),
    ],
    ids=["empty", "pdf", "picture", "binary", "broken", "large", "too large"],
)
def test_what_is_no_list_is_refused_in_one_sentence(desk, school, content, name, said):
    page = desk.bring(content, name, school)

    assert page.status_code == 422
    assert said in page.text
    assert "ds-validation-message" in page.text
    assert files_kept() == 0


def test_a_zip_bomb_is_not_unpacked(desk, school):
    page = desk.bring(_bomb(), "bombe.xlsx", school)

    assert (page.status_code, files_kept()) == (422, 0)
    assert "ds-validation-message" in page.text


def test_the_template_is_read_back_without_its_example(desk, school):
    template = desk.browser.get("/import/pupils/template.xlsx")

    page = desk.bring(template.data, "mal.xlsx", school)

    assert outcomes(page) == [(2, "example")]
    assert cells_of(template.data)[0][:3] == ["Given name", "Family name", "Birth date"]


def test_giving_up_erases_the_file_and_stores_nothing(desk, school):
    page = desk.bring(HEAD + KARI, school=school)

    desk.browser.post(f"{page.request.path}/give-up")

    assert (files_kept(), db.session.query(Pupil).count()) == (0, 0)
    assert desk.browser.get(page.request.path).status_code == 404


def test_a_file_that_nobody_took_is_erased_after_a_day(desk, school):
    desk.bring(HEAD + KARI, school=school)
    [file] = db.session.query(ImportFile)
    file.created_at = now() - timedelta(hours=25)
    builders.commit()

    purged = purge_files()
    builders.commit()

    assert (purged, files_kept()) == (1, 0)


def test_a_list_of_three_hundred_is_read_once_for_a_view(desk, school, monkeypatch):
    reads, read_list = [], preview.read_list

    def counted(*args, **kwargs):
        reads.append(1)
        return read_list(*args, **kwargs)

    monkeypatch.setattr(preview, "read_list", counted)
    rows = HEAD + "".join(
        f"{chr(65 + n % 26)}{chr(97 + n // 26)}ra;Navn{n};9;{1 + n % 28:02}.{1 + n % 12:02}.2012\n"
        for n in range(300)
    )
    page = desk.bring(rows, school=school)
    reads.clear()

    desk.browser.get(page.request.path)

    assert len(reads) == 1
    assert len(outcomes(page)) == 300


NUMBER = "13097248022"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "cp850", "utf-16"])
def test_an_identity_number_is_struck_out_of_the_file_that_is_kept(desk, school, encoding):
    head, row = "Fornavn;Etternavn;Trinn;Fødselsdato;Merknad\n", f"Kåre;Åsen;9;01.02.2012;mor ringer, {NUMBER}\n"
    page = desk.bring((head + row).encode(encoding), f"{NUMBER}.csv", school)

    file = db.session.query(ImportFile).one()
    assert NUMBER not in file.content.decode(encoding)
    assert "Kåre;Åsen;9" in file.content.decode(encoding)
    assert NUMBER not in file.filename
    assert outcomes(page) == [(2, "faulty")]
    assert "A national identity number stands here" in row_text(page, 2)


def test_an_identity_number_is_struck_out_of_the_workbook_that_is_kept(desk, school):
    head = ["Fornavn", "Etternavn", "Trinn", "Fødselsdato", "Merknad"]
    lines = [["Kari", "Åsen", 9, "01.02.2012", int(NUMBER)], ["Per", "Ås", 9, "03.04.2012", f"mor {NUMBER}"]]

    page = desk.bring(xlsx(head, *lines, more={"Gammelt": [[NUMBER]]}), "elever.xlsx", school)

    with zipfile.ZipFile(io.BytesIO(db.session.query(ImportFile).one().content)) as kept:
        assert [name for name in kept.namelist() if NUMBER.encode() in kept.read(name)] == []
    assert outcomes(page) == [(2, "faulty"), (3, "faulty")]
