"""Registering pupils, and who may see them."""

from datetime import date

import pytest

from mentoring.core.access import MENTOR, Viewer
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.programme.draw import pupil_key, ticket_of
from mentoring.registration import queries
from mentoring.registration.models import Pupil, PupilTie
from tests import builders
from tests.pages import error_at
from tests.registration import sent


@pytest.fixture
def house(app):
    """A programme with two schools and one venue."""
    made = builders.programme()
    return made, builders.school(name="Marienlyst skole"), builders.school(name="Sagene skole"), builders.venue(made)


def only_pupil() -> Pupil:
    return db.session.scalars(db.select(Pupil)).one()


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == name)))


def test_every_field_of_the_form_is_stored(house, sign_in):
    programme, school, _other, venue = house
    friend, foe = builders.pupil(programme, school), builders.pupil(programme, school)
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    answer = browser.post(
        "/pupils/new",
        data=sent.pupil(
            programme,
            school,
            given_name="Ayşe-Åse",
            family_name="Yılmaz Ødegård",
            gender="f",
            grade="10",
            form="B",
            home_language="Turkish",
            other_languages="Norwegian Bokmål, Somali",
            needs=[str(topic.id) for topic in programme.topics],
            sessions_wanted="3",
            priority="2",
            availability="man 15.00–18.30, tirsdag etter 15",
            reach="chosen",
            venues=[str(venue.id)],
            mentor_gender="f",
            mentor_gender_required="y",
            required_language="tyrkisk",
            together=[str(friend.id)],
            apart=[str(foe.id)],
            remark="Mor ringer",
        ),
    )

    assert answer.status_code == 303, answer.text
    pupil = db.session.scalars(db.select(Pupil).where(Pupil.given_name == "Ayşe-Åse")).one()
    assert (pupil.family_name, pupil.birth_date, pupil.gender) == ("Yılmaz Ødegård", date(2012, 5, 17), "f")
    assert (pupil.school, pupil.grade, pupil.form) == (school, 10, "B")
    assert (pupil.languages, pupil.required_language) == (["tr", "nb", "so"], "tr")
    assert (pupil.needs, pupil.sessions_wanted, pupil.priority) == (programme.topics, 3, 2)
    assert pupil.availability == [
        {"day": 1, "start": "15:00", "end": "18:30"},
        {"day": 2, "start": "15:00", "end": "21:00"},
    ]
    assert (pupil.goes_everywhere, pupil.venues) == (False, [venue])
    assert (pupil.mentor_gender, pupil.mentor_gender_required, pupil.remark) == ("f", True, "Mor ringer")
    ties = {(tie.pupil_id, tie.other_id): tie.kind for tie in db.session.scalars(db.select(PupilTie))}
    assert ties == {(friend.id, pupil.id): "together", (foe.id, pupil.id): "apart"}
    assert pupil.ticket == ticket_of(programme.draw_seed, pupil_key(pupil.id))
    assert [event.details for event in events("pupil.registered")] == [{"pupil": pupil.id}]


def test_a_pupil_needs_only_names_school_grade_and_a_topic(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school))

    answer = browser.post(
        "/pupils/new",
        data={
            "given_name": "Bo",
            "family_name": "Li",
            "school_id": school.id,
            "grade": 8,
            "needs": [programme.topics[0].id],
        },
    )

    assert answer.status_code == 303, answer.text
    pupil = only_pupil()
    assert (pupil.gender, pupil.birth_date, pupil.languages, pupil.availability) == (None, None, [], [])
    assert (pupil.goes_everywhere, pupil.sessions_wanted, pupil.priority) == (True, 1, 1)


def test_a_form_with_an_error_keeps_what_was_typed(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    answer = browser.post(
        "/pupils/new",
        data=sent.pupil(
            programme, school, family_name="", other_languages="Klingonsk", availability="man 15-17 og brunsjdag 14"
        )
        | sent.entry(0, given_name="Åshild", phone="123"),
    )

    assert answer.status_code == 422
    assert db.session.scalars(db.select(Pupil)).all() == []
    assert error_at(answer.text, "family_name")
    assert "Klingonsk" in error_at(answer.text, "other_languages")
    assert "brunsjdag" in error_at(answer.text, "availability")
    assert error_at(answer.text, "new_guardians-0-phone")
    for typed in ('value="Ida"', 'value="Klingonsk"', 'value="Åshild"', 'value="123"', "man 15-17 og brunsjdag 14"):
        assert typed in answer.text


@pytest.mark.parametrize("field", ["remark", "form", "given_name"])
def test_a_national_identity_number_is_refused_in_any_text(house, sign_in, field):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    answer = browser.post("/pupils/new", data=sent.pupil(programme, school, **{field: "13097248022"}))

    assert answer.status_code == 422
    assert error_at(answer.text, field)
    assert db.session.scalars(db.select(Pupil)).all() == []


def test_eleven_digits_that_are_no_identity_number_may_stand_in_a_remark(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school))

    browser.post("/pupils/new", data=sent.pupil(programme, school, remark="sak 13097248023"))

    assert only_pupil().remark == "sak 13097248023"


def test_the_same_pupil_is_not_registered_twice(house, sign_in):
    programme, school, *_ = house
    builders.pupil(programme, school, given_name="Ida", family_name="Strøm-Åsen", birth_date=date(2012, 5, 17))
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    answer = browser.post("/pupils/new", data=sent.pupil(programme, school, given_name="IDA"))

    assert answer.status_code == 422
    assert "registered at this school already" in error_at(answer.text, "given_name")


def test_namesakes_with_different_birth_dates_are_two_pupils(house, sign_in):
    programme, school, *_ = house
    builders.pupil(programme, school, given_name="Ida", family_name="Strøm-Åsen", birth_date=date(2011, 1, 1))
    browser = sign_in(builders.coordinator(programme, school))

    browser.post("/pupils/new", data=sent.pupil(programme, school))

    assert len(db.session.scalars(db.select(Pupil)).all()) == 2


def test_a_coordinator_gets_404_for_a_pupil_of_another_school(house, sign_in):
    programme, school, other, _venue = house
    stranger = builders.pupil(programme, other)
    browser = sign_in(builders.coordinator(programme, school))

    pages = [browser.get(f"/pupils/{stranger.id}"), browser.get(f"/pupils/{stranger.id}/edit")]
    deeds = [browser.post(f"/pupils/{stranger.id}/{deed}") for deed in ("edit", "left", "back")]

    assert [answer.status_code for answer in pages + deeds] == [404] * 5
    assert db.session.get(Pupil, stranger.id).left_on is None


def test_staff_of_another_programme_get_404(house, sign_in):
    programme, school, *_ = house
    pupil = builders.pupil(programme, school)
    browser = sign_in(builders.staff(builders.programme()))

    assert browser.get(f"/pupils/{pupil.id}").status_code == 404


def test_a_coordinator_sees_and_may_choose_only_the_own_schools_pupils(house, sign_in):
    programme, school, other, _venue = house
    builders.pupil(programme, school, given_name="Egen")
    builders.pupil(programme, other, given_name="Fremmed")
    browser = sign_in(builders.coordinator(programme, school))

    pages = [browser.get("/pupils/").text, browser.get("/pupils/new").text]

    assert ["Egen" in page for page in pages] == [True, True]
    assert ["Fremmed" in page for page in pages] == [False, False]


def test_a_coordinator_cannot_register_at_another_school(house, sign_in):
    programme, school, other, _venue = house
    browser = sign_in(builders.coordinator(programme, school))

    answer = browser.post("/pupils/new", data=sent.pupil(programme, other))

    assert answer.status_code == 422
    assert error_at(answer.text, "school_id")


def test_a_tie_with_a_pupil_of_another_school_survives_the_coordinators_edit(house, sign_in):
    programme, school, other, _venue = house
    own, stranger = builders.pupil(programme, school), builders.pupil(programme, other, given_name="Fremmed")
    builders._added(PupilTie(pupil_id=own.id, other_id=stranger.id, kind="apart"))
    browser = sign_in(builders.coordinator(programme, school))

    page = browser.get(f"/pupils/{own.id}").text
    browser.post(f"/pupils/{own.id}/edit", data=sent.pupil(programme, school))

    assert "Fremmed" not in page
    assert [tie.kind for tie in db.session.scalars(db.select(PupilTie))] == ["apart"]


def test_pupils_who_are_together_over_a_third_cannot_be_apart(house, sign_in):
    programme, school, *_ = house
    one, two, three = (builders.pupil(programme, school) for _ in range(3))
    builders._added(PupilTie(pupil_id=one.id, other_id=two.id, kind="together"))
    builders._added(PupilTie(pupil_id=one.id, other_id=three.id, kind="apart"))
    browser = sign_in(builders.coordinator(programme, school))

    answer = browser.post(f"/pupils/{two.id}/edit", data=sent.pupil(programme, school, together=[one.id, three.id]))

    assert answer.status_code == 422
    assert error_at(answer.text, "together")
    assert len(db.session.scalars(db.select(PupilTie)).all()) == 2


def test_a_change_is_audited_with_the_names_of_its_fields(house, sign_in):
    programme, school, *_ = house
    pupil = builders.pupil(
        programme, school, given_name="Ida", family_name="Strøm-Åsen", availability=[], languages=[]
    )
    browser = sign_in(builders.coordinator(programme, school))

    browser.post(f"/pupils/{pupil.id}/edit", data=sent.pupil(programme, school, grade="10", remark="Mor ringer"))

    assert [event.details for event in events("pupil.changed")] == [
        {"pupil": pupil.id, "fields": ["grade", "remark"]}
    ]


def test_looking_at_a_pupil_is_written_down(house, sign_in):
    programme, school, *_ = house
    pupil, account = builders.pupil(programme, school), builders.coordinator(programme, school)

    sign_in(account).get(f"/pupils/{pupil.id}")

    assert [(event.account_id, event.subject) for event in events("pupil.seen")] == [
        (account.id, f"pupil:{pupil.id}")
    ]


def test_a_form_saved_as_it_is_changes_nothing(house, sign_in):
    programme, school, _other, venue = house
    pupil = builders.pupil(
        programme,
        school,
        form="B",
        languages=["so", "nb"],
        availability=[{"day": 1, "start": "15:45", "end": "18:20"}],
        goes_everywhere=False,
        venues=[venue],
    )
    guardian = builders.guardian(pupil)
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    browser.post(
        f"/pupils/{pupil.id}/edit",
        data=sent.pupil(
            programme,
            school,
            given_name=pupil.given_name,
            family_name=pupil.family_name,
            form="B",
            home_language="Somali",
            other_languages="Norwegian Bokmål",
            availability="Monday 15:45–18:20",
            reach="chosen",
            venues=[venue.id],
            guardian_ids=[guardian.id],
        )
        | {
            "availability-was": "Monday 15:45–18:20",
            "availability-cell": [f"1-{16 * 60 + 30 * n}" for n in range(4)],
        },
    )

    assert events("pupil.changed") == []
    assert pupil.availability == [{"day": 1, "start": "15:45", "end": "18:20"}]


def test_a_pupil_who_left_is_off_the_list_until_coming_back(house, sign_in):
    programme, school, *_ = house
    pupil = builders.pupil(programme, school, given_name="Ida")
    browser = sign_in(builders.coordinator(programme, school))

    browser.post(f"/pupils/{pupil.id}/left")
    lists = [browser.get("/pupils/").text, browser.get("/pupils/?group=left").text]
    browser.post(f"/pupils/{pupil.id}/back")

    link = f'href="/pupils/{pupil.id}"'
    assert [link in page for page in lists] == [False, True]
    assert link in browser.get("/pupils/").text


@pytest.mark.parametrize(("typed", "found"), [("strom as", True), ("ıda", True), ("STRØM", True), ("åsens", False)])
def test_pupils_are_found_by_the_beginnings_of_their_names(house, sign_in, typed, found):
    programme, school, *_ = house
    pupil = builders.pupil(programme, school, given_name="Ida", family_name="Strøm-Åsen")
    browser = sign_in(builders.staff(programme))

    page = browser.post("/pupils/", data={"q": typed}).text

    assert (f"/pupils/{pupil.id}" in page) == found


def test_the_list_is_filtered_by_school_and_grade(house, sign_in):
    programme, school, other, _venue = house
    for at in (school, other):
        for grade in (8, 9):
            builders.pupil(programme, at, given_name=f"S{at.id}K{grade}", grade=grade)
    browser = sign_in(builders.staff(programme))

    page = browser.post("/pupils/", data={"school": school.id, "grade": 9}).text

    assert [name for at in (school, other) for grade in (8, 9) if (name := f"S{at.id}K{grade}") in page] == [
        f"S{school.id}K9"
    ]


def test_names_are_ordered_by_the_norwegian_alphabet(house):
    programme, school, *_ = house
    for name in ("Åsen", "Øye", "Ærlig", "Zoë", "Aas", "Yılmaz"):
        builders.pupil(programme, school, family_name=name)

    ordered = queries.by_name(db.session.scalars(db.select(Pupil)))

    assert [pupil.family_name for pupil in ordered] == ["Aas", "Yılmaz", "Zoë", "Ærlig", "Øye", "Åsen"]


def test_a_mentor_sees_nothing_of_the_register(house, sign_in):
    programme, school, *_ = house
    pupil, mentor = builders.pupil(programme, school), builders.mentor(programme)
    browser = sign_in(builders.mentor_account(mentor))
    viewer = Viewer(programme_id=programme.id, roles=frozenset({MENTOR}), mentor_id=mentor.id)

    answers = [browser.get(path).status_code for path in ("/pupils/", f"/pupils/{pupil.id}", "/pupils/new")]

    assert answers == [403, 403, 403]
    assert db.session.scalars(queries.pupils_seen_by(viewer)).all() == []
