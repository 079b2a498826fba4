"""Guardians are people of their own; brothers and sisters never share a record."""

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.registration.models import Guardian, Pupil
from tests import builders
from tests.pages import error_at
from tests.registration import sent


@pytest.fixture
def house(app):
    """A programme, a school, and a pupil there with a guardian."""
    programme, school = builders.programme(), builders.school()
    pupil = builders.pupil(programme, school, given_name="Leila", family_name="Ali")
    guardian = builders.guardian(pupil, given_name="Amina", family_name="Ali", email="amina@example.org")
    return programme, school, pupil, guardian


def register(browser, programme, school, **more):
    return browser.post(
        "/pupils/new", data=sent.pupil(programme, school, given_name="Hassan", family_name="Ali") | more
    )


def hassan() -> Pupil:
    return db.session.scalars(db.select(Pupil).where(Pupil.given_name == "Hassan")).one()


def guardians() -> list[Guardian]:
    return list(db.session.scalars(db.select(Guardian).order_by(Guardian.id)))


def test_brothers_and_sisters_share_a_guardian_but_no_record(house, sign_in):
    programme, school, leila, amina = house
    browser = sign_in(builders.coordinator(programme, school))

    register(browser, programme, school, guardian_ids=[str(amina.id)])

    assert hassan().guardians == [amina]
    assert leila.guardians == [amina]
    assert hassan().id != leila.id
    assert len(guardians()) == 1


def test_a_pupil_may_have_several_new_guardians(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school))
    mother = sent.entry(0, given_name="Åshild", family_name="Ali", email="Ash@Example.org", phone="tlf 912 34 567")
    father = sent.entry(1, given_name="Omar", family_name="Ali", language="nn")

    register(browser, programme, school, **mother, **father)

    assert [(one.given_name, one.email, one.phone, one.language) for one in hassan().guardians] == [
        ("Åshild", "Ash@example.org", "+4791234567", "nb"),
        ("Omar", "", "", "nn"),
    ]


def test_a_known_address_is_asked_about_and_nothing_is_stored(house, sign_in):
    programme, school, _leila, amina = house
    browser = sign_in(builders.coordinator(programme, school, language="en"))

    answer = register(
        browser, programme, school, **sent.entry(0, given_name="Amina", family_name="Ali", email="AMINA@example.org")
    )

    assert answer.status_code == 422
    assert "Is this the same person?" in answer.text
    assert f'value="{amina.id}"' in answer.text
    assert error_at(answer.text, "new_guardians-0-same_as")
    assert len(db.session.scalars(db.select(Pupil)).all()) == 1


def test_the_question_is_asked_together_with_other_errors_and_its_answer_kept(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school, language="en"))
    person = sent.entry(0, given_name="Amina", email="amina@example.org", same_as="another")

    answer = register(browser, programme, school, needs=[], **person)

    assert answer.status_code == 422
    assert 'value="another" checked' in answer.text


def test_the_same_person_is_tied_and_not_doubled(house, sign_in):
    programme, school, _leila, amina = house
    browser = sign_in(builders.coordinator(programme, school))
    person = sent.entry(0, given_name="Amina", email="amina@example.org", same_as=str(amina.id))

    register(browser, programme, school, **person)

    assert hassan().guardians == [amina]
    assert len(guardians()) == 1


def test_another_person_with_the_same_address_becomes_an_own_record(house, sign_in):
    programme, school, *_ = house
    browser = sign_in(builders.coordinator(programme, school))
    person = sent.entry(0, given_name="Omar", email="amina@example.org", same_as="another")

    register(browser, programme, school, **person)

    assert [one.given_name for one in hassan().guardians] == ["Omar"]
    assert len(guardians()) == 2


def test_the_question_does_not_name_a_guardian_of_another_school(house, sign_in):
    programme, _school, *_ = house
    other = builders.school()
    browser = sign_in(builders.coordinator(programme, other, language="en"))

    answer = register(browser, programme, other, **sent.entry(0, given_name="X", email="amina@example.org"))

    assert "Is this the same person?" in answer.text
    assert "Amina" not in answer.text
    assert "Leila" not in answer.text


def test_who_does_not_know_the_name_is_not_given_another_schools_guardian(house, sign_in):
    programme, _school, _leila, amina = house
    other = builders.school()
    browser = sign_in(builders.coordinator(programme, other, language="en"))
    guess = sent.entry(0, given_name="X", email="amina@example.org", same_as=str(amina.id))
    known = sent.entry(0, given_name="Amina", family_name="Ali", email="amina@example.org", same_as=str(amina.id))

    guessed = register(browser, programme, other, **guess)
    register(browser, programme, other, **known)

    assert error_at(guessed.text, "new_guardians-0-same_as")
    assert hassan().guardians == [amina]


def test_a_guardian_without_a_pupil_is_erased(house, sign_in):
    programme, school, leila, _amina = house
    browser = sign_in(builders.coordinator(programme, school))

    browser.post(f"/pupils/{leila.id}/edit", data=sent.pupil(programme, school, given_name="Leila"))

    assert guardians() == []


def test_a_guardians_page_lists_only_pupils_the_viewer_may_see(house, sign_in):
    programme, school, _leila, amina = house
    other = builders.school()
    amina.pupils.append(builders.pupil(programme, other, given_name="Fremmed"))
    browser = sign_in(builders.coordinator(programme, school))

    pages = [browser.get(f"/guardians/{amina.id}").text, browser.get("/pupils/new").text]

    assert ["Leila" in page for page in pages] == [True, True]
    assert ["Fremmed" in page for page in pages] == [False, False]


def test_a_guardian_of_another_schools_pupil_is_404(house, sign_in):
    programme, _school, _leila, amina = house
    browser = sign_in(builders.coordinator(programme, builders.school()))

    assert browser.get(f"/guardians/{amina.id}").status_code == 404
    assert browser.post(f"/guardians/{amina.id}/edit", data={"given_name": "X"}).status_code == 404
    assert db.session.get(Guardian, amina.id).given_name == "Amina"


def test_contact_and_language_of_a_guardian_are_changed(house, sign_in):
    programme, school, _leila, amina = house
    browser = sign_in(builders.coordinator(programme, school))

    answer = browser.post(
        f"/guardians/{amina.id}/edit",
        data={"given_name": "Amina", "family_name": "Ålesund", "email": "", "phone": "93 45 67 89", "language": "en"},
    )

    assert answer.status_code == 303
    assert (amina.family_name, amina.email, amina.phone, amina.language) == ("Ålesund", "", "+4793456789", "en")


def test_who_looks_at_a_guardian_is_written_down(house, sign_in):
    programme, school, _pupil, guardian = house
    browser = sign_in(builders.coordinator(programme, school))

    browser.get(f"/guardians/{guardian.id}")
    browser.get(f"/guardians/{guardian.id}/edit")

    seen = db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == "guardian.seen")).all()
    assert [event.subject for event in seen] == [f"guardian:{guardian.id}"] * 2
