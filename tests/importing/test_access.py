"""Who may bring which list, and whose file it is."""

import pytest

from mentoring.core.database import db
from mentoring.registration.models import Pupil
from tests import builders
from tests.importing.lists import desk_of, outcomes, row_text, whole_programme

ROWS = "Fornavn;Etternavn;Trinn;Fødselsdato;Skole\nKari;Åsen;9;01.02.2012;\nPer;Ås;9;03.04.2012;Nordpolen skole\n"


@pytest.fixture
def programme(app):
    return whole_programme()


@pytest.fixture
def school(app):
    return builders.school(name="Sagene skole")


@pytest.fixture
def other(app):
    return builders.school(name="Nordpolen skole")


def test_a_coordinators_rows_of_another_school_are_faults(programme, school, other, sign_in):
    desk = desk_of(sign_in, builders.coordinator(programme, school))

    page = desk.bring(ROWS, school=school)
    desk.take(page)

    assert outcomes(page) == [(2, "new"), (3, "faulty")]
    assert "Nordpolen skole is not your school." in row_text(page, 3)
    assert [pupil.school.name for pupil in db.session.query(Pupil)] == ["Sagene skole"]


def test_a_coordinator_cannot_choose_another_school(programme, school, other, sign_in):
    desk = desk_of(sign_in, builders.coordinator(programme, school))

    page = desk.bring(ROWS, school=other)

    assert page.status_code == 422
    assert "Nordpolen skole" not in page.text


def test_a_school_column_is_honoured_for_staff(programme, school, other, sign_in):
    desk = desk_of(sign_in, builders.staff(programme))

    page = desk.bring(ROWS, school=None)
    desk.take(page)

    assert outcomes(page) == [(2, "faulty"), (3, "new")]
    assert "The row says no school." in row_text(page, 2)
    assert [(pupil.name, pupil.school.name) for pupil in db.session.query(Pupil)] == [("Per Ås", "Nordpolen skole")]


def test_a_lookalike_at_a_school_that_is_not_the_coordinators_stays_unseen(programme, school, other, sign_in):
    builders.pupil(programme, other, given_name="Kari", family_name="Aasen-Hemmelig")
    builders.pupil(programme, other, given_name="Kari", family_name="Åsen")
    desk = desk_of(sign_in, builders.coordinator(programme, school))

    page = desk.bring(ROWS, school=school)

    assert outcomes(page)[0] == (2, "new")
    assert "Hemmelig" not in page.text


def test_a_file_is_seen_by_nobody_but_the_account_that_brought_it(programme, school, other, sign_in):
    page = desk_of(sign_in, builders.coordinator(programme, school)).bring(ROWS, school=school)
    colleague, elsewhere = builders.coordinator(programme, school), builders.coordinator(programme, other)
    strangers = [colleague, elsewhere, builders.staff(programme)]

    for account in strangers:
        browser = sign_in(account)
        seen = [browser.get(page.request.path), browser.get(f"{page.request.path}/faulty.xlsx")]
        done = [browser.post(f"{page.request.path}/{deed}") for deed in ("take", "give-up", "columns", "sheet")]

        assert {answer.status_code for answer in (*seen, *done)} == {404}


def test_a_result_is_seen_by_nobody_but_the_account_that_took_it(programme, school, sign_in):
    desk = desk_of(sign_in, builders.coordinator(programme, school))
    answer = desk.take(desk.bring(ROWS, school=school))

    assert desk.browser.get(answer.location).status_code == 200
    assert sign_in(builders.staff(programme)).get(answer.location).status_code == 404


@pytest.mark.parametrize("kind", ["mentors", "activities", "venues", "calendar"])
def test_only_staff_bring_other_lists(programme, school, sign_in, kind):
    coordinator, staff = sign_in(builders.coordinator(programme, school)), sign_in(builders.staff(programme))

    assert [browser.get(f"/import/{kind}").status_code for browser in (coordinator, staff)] == [403, 200]


def test_lists_lead_to_importing_them(programme, school, sign_in):
    browser = sign_in(builders.staff(programme))

    places = {"/pupils/": "pupils", "/mentors/": "mentors", "/camp": "activities", "/venues": "venues"}

    for place, kind in places.items():
        assert f'href="/import/{kind}"' in browser.get(place).text


CLEARANCE = (
    "Navn;Fødselsdato;E-post;Intervju;Politiattest utstedt;Politiattest vist\n"
    "Mina Berg;02.01.2000;{};ja;01.10.2026;15.10.2026\n"
)


def test_staff_who_may_not_see_clearance_neither_note_it_nor_learn_of_it_by_a_list(programme, sign_in):
    noted, bare = builders.mentor(programme), builders.mentor(programme, cleared=False)
    account = builders.staff(programme)
    account.memberships[0].is_clearance_officer = False
    desk = desk_of(sign_in, account, "mentors")

    told = []
    for mentor in (noted, bare):
        mentor.given_name, mentor.family_name = "Mina", "Berg"
        page = desk.bring(CLEARANCE.format(mentor.email))
        told.append(row_text(page, 2).replace(mentor.email, "…"))
        desk.take(page)

    assert told[0] == told[1]
    assert "What the list says of clearance is not noted" in told[0]
    assert bare.clearance == []
