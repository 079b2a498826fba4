"""What happens to a row: new, changed, asked about, faulty."""

from datetime import date

import pytest

from mentoring.core.access import STAFF, Viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.importing.actions import take
from mentoring.importing.kinds import LIST_KINDS
from mentoring.importing.preview import Brought, preview
from mentoring.registration.models import Guardian, Mentor, Pupil, PupilTie
from tests import builders
from tests.importing.lists import cells_of, desk_of, outcomes, row_text, whole_programme, xlsx

HEAD = "Fornavn;Etternavn;Trinn;Fødselsdato;Foresatt;E-post foresatt;Telefon foresatt;Tema;Ledig;Merknad\n"
KARI = "Kari;Åsen;9;01.02.2012;Ola Åsen;ola@example.org;90000001;brøk;man 15.00-17.00;ringer mor\n"
PER = "Per;Åsen;8;03.04.2013;Ola Åsen;ola@example.org;;algebra;tir 15.00-17.00;\n"


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


def test_brothers_and_sisters_share_a_guardian_and_never_a_record(desk, school):
    desk.bring_and_take(HEAD + KARI + PER, school=school)

    [guardian] = db.session.query(Guardian)
    assert sorted(pupil.name for pupil in guardian.pupils) == ["Kari Åsen", "Per Åsen"]
    assert guardian.phone == "+4790000001"


def test_another_name_at_the_same_address_is_another_guardian(desk, school):
    page = desk.bring(HEAD + KARI + PER.replace("Ola Åsen", "Mona Åsen"), school=school)
    desk.take(page)

    assert "also the address of a guardian with another name" in row_text(page, 3)
    assert sorted(guardian.name for guardian in db.session.query(Guardian)) == ["Mona Åsen", "Ola Åsen"]


def test_a_guardian_without_a_name_keeps_address_and_number(desk, school):
    page = desk.bring(HEAD + KARI.replace("Ola Åsen", ""), school=school)
    desk.take(page)
    desk.bring_and_take(HEAD + KARI.replace("Ola Åsen", ""), school=school)

    [guardian] = db.session.query(Guardian)
    assert (guardian.name, guardian.email) == ("Guardian of Kari Åsen", "ola@example.org")
    assert "name is missing" in row_text(page, 2)


def test_a_changed_row_is_shown_and_only_what_it_says_is_changed(desk, school):
    desk.bring_and_take(HEAD + KARI, school=school)

    page = desk.bring(HEAD + "Kari;Åsen;10;01.02.2012;Ola Åsen;ola@example.org;90000002;;;\n", school=school)
    shown = row_text(page, 2)
    result = desk.browser.get(desk.take(page).location)

    [pupil] = db.session.query(Pupil)
    assert outcomes(page) == [(2, "changed")]
    assert "Will be changed Grade 9 → 10 Guardian's telephone +4790000001 → +4790000002" in shown
    assert (pupil.grade, pupil.remark, [topic.name for topic in pupil.needs]) == (10, "ringer mor", ["brøk"])
    assert pupil.availability == [{"day": 1, "start": "15:00", "end": "17:00"}]
    assert [guardian.phone for guardian in pupil.guardians] == ["+4790000002"]
    assert "0 are new, 1 was changed" in result.text


def test_capitals_alone_change_nothing(desk, school):
    desk.bring_and_take(HEAD + KARI, school=school)

    page = desk.bring(HEAD + KARI.upper().replace("BRØK", "brøk").replace("RINGER MOR", ""), school=school)

    assert outcomes(page) == [(2, "same")]


def test_somebody_who_looks_like_a_registered_pupil_is_asked_about(desk, programme, school):
    known = builders.pupil(
        programme, school, given_name="Ida", family_name="Strøm-Åsen", birth_date=date(2012, 9, 16), grade=9
    )
    row = HEAD + "Ida;Strom Åsen;9;16.09.2012;;;;brøk;man 15.00-17.00;\n"

    page = desk.bring(row, school=school)
    left = desk.take(page)
    after_no_answer = _names()
    desk.take(desk.bring(row, school=school), line_2=f"same-{known.id}")

    assert outcomes(page) == [(2, "asked")]
    assert "Ida Strøm-Åsen (born 16.09.2012) is registered: the same name, spelt in another way" in row_text(page, 2)
    assert (left.status_code, after_no_answer) == (303, ["Ida Strøm-Åsen"])
    assert _names() == ["Ida Strom Åsen"]


def test_twins_are_two_when_the_user_says_so(desk, programme, school):
    builders.pupil(programme, school, given_name="Mina", family_name="Ødegård", birth_date=date(2012, 9, 16))
    row = HEAD + "Nina;Ødegård;9;16.09.2012;;;;brøk;man 15.00-17.00;\n"

    desk.take(desk.bring(row, school=school), line_2="another")
    again = desk.bring(row, school=school)

    assert _names() == ["Mina Ødegård", "Nina Ødegård"]
    assert outcomes(again) == [(2, "same")]


def test_the_same_pupil_with_other_values_further_down_is_asked_about(desk, school):
    rows = HEAD + KARI + KARI.replace(";9;", ";8;")

    page = desk.bring(rows, school=school)
    desk.take(page, line_3="use")

    assert outcomes(page) == [(2, "new"), (3, "asked")]
    assert [pupil.grade for pupil in db.session.query(Pupil)] == [8]


def test_a_pupil_without_a_birth_date_is_never_merged_by_name_alone(desk, programme, school):
    known = builders.pupil(programme, school, given_name="Kari", family_name="Åsen", birth_date=None)

    page = desk.bring(HEAD + KARI, school=school)
    desk.take(page, line_2=f"same-{known.id}")

    assert outcomes(page) == [(2, "asked")]
    assert 'value="another"' not in page.text
    assert [pupil.birth_date for pupil in db.session.query(Pupil)] == [date(2012, 2, 1)]


def test_faulty_rows_are_downloaded_mended_and_brought_back(desk, school):
    page = desk.bring(HEAD + KARI + PER.replace(";8;", ";17;"), "elever.csv", school)
    sheet = desk.browser.get(f"{page.request.path}/faulty.xlsx")
    desk.take(page)
    [header, row] = cells_of(sheet.data)
    row[2] = 8

    back = desk.bring(xlsx(header, row), "elever – mended.xlsx", school)
    desk.take(back)

    assert "elever" in sheet.headers["Content-Disposition"]
    assert header[-1] == "What is wrong"
    assert row[-1].startswith("Grade 17 is outside the programme")
    assert outcomes(back) == [(2, "new")]
    assert _names() == ["Kari Åsen", "Per Åsen"]


def test_three_of_a_list_are_tied_in_the_file_and_to_registered_pupils(desk, programme, school):
    builders.pupil(programme, school, given_name="Bilan", family_name="Khan")
    builders.pupil(programme, builders.school(), given_name="Fremmed", family_name="Elev")
    head = "Fornavn;Etternavn;Trinn;Fødselsdato;Sammen med;Ikke sammen med\n"
    rows = (
        "Leah;Nowak;9;01.02.2012;;Bilan Khan\n"
        "Weronika;Larsen;9;02.03.2012;Leah Nowak;Fremmed Elev\n"
        "Jonas;Berg;9;03.04.2012;Weronika Larsen;Leah Nowak\n"
    )

    page = desk.bring(head + rows, school=school)
    desk.take(page)

    names = {pupil.id: pupil.given_name for pupil in db.session.query(Pupil)}
    ties = {(tie.kind, frozenset({names[tie.pupil_id], names[tie.other_id]})) for tie in db.session.query(PupilTie)}
    assert [outcome for _line, outcome in outcomes(page)] == ["new", "new", "new"]
    assert "Fremmed Elev was not found, so they are not tied" in row_text(page, 3)
    assert "contradicts who else is to be together or apart, so Leah Nowak is not tied" in row_text(page, 4)
    assert ties == {
        ("apart", frozenset({"Leah", "Bilan"})),
        ("together", frozenset({"Leah", "Weronika"})),
        ("together", frozenset({"Weronika", "Jonas"})),
    }


def test_namesakes_are_not_tied_by_guess(desk, school):
    head = "Fornavn;Etternavn;Trinn;Fødselsdato;Sammen med\n"
    rows = "Leah;Nowak;9;01.02.2012;\nLeah;Nowak;8;02.03.2013;\nJonas;Berg;9;03.04.2012;Leah Nowak\n"

    page = desk.bring(head + rows, school=school)
    desk.take(page)

    assert "Several lines bear the name Leah Nowak: 2, 3." in row_text(page, 4)
    assert (db.session.query(Pupil).count(), db.session.query(PupilTie).count()) == (3, 0)


def test_a_mentor_is_known_by_the_address_and_other_names_at_it_are_asked_about(programme, sign_in):
    known = builders.mentor(programme, given_name="Rahel", family_name="Ås", email="rahel@example.org", phone="")
    desk = desk_of(sign_in, builders.staff(programme), "mentors")
    head = "Navn;E-post;Mobil;Født;Tema;Ledig\n"

    changed = desk.bring(head + "Rahel Ås;Rahel@Example.org;90000003;02.01.2000;algebra;\n")
    desk.take(changed)
    asked = desk.bring(head + "Jonas Berg;rahel@example.org;;02.01.2001;algebra;\n")

    assert (outcomes(changed), outcomes(asked)) == ([(2, "changed")], [(2, "asked")])
    assert 'value="another"' not in asked.text
    [mentor] = db.session.query(Mentor)
    assert (mentor.id, mentor.phone) == (known.id, "+4790000003")


def test_nothing_is_stored_that_was_not_shown(desk, programme, school):
    page = desk.bring(HEAD + KARI + PER, school=school)
    programme.grade_low = 9
    builders.commit()

    later = desk.take(page)

    assert (later.status_code, _names()) == (409, [])
    assert "Something has changed since you looked" in later.text


def test_a_row_that_is_refused_at_the_last_moment_undoes_the_whole(programme, school):
    builders.commit()
    viewer = Viewer(programme_id=programme.id, roles=frozenset({STAFF}))
    shown = preview(viewer, programme, Brought(LIST_KINDS["pupils"], (HEAD + KARI + PER).encode(), "l.csv", school))
    programme.grade_low = 9

    with pytest.raises(Refusal, match=r"3 \(Per Åsen\)"):
        take("pupils", shown=shown, answers={})
    db.session.rollback()

    assert _names() == []
