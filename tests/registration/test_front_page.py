"""What registration says on the front page."""

from datetime import date

from tests import builders


def test_a_coordinator_without_pupils_is_told_to_register_the_first(app, sign_in):
    programme = builders.programme()
    builders.pupil(programme, builders.school(), availability=[])

    page = sign_in(builders.coordinator(programme, builders.school(), language="en")).get("/").text

    assert "Register your first pupil" in page


def test_pupils_without_times_are_counted_for_those_who_may_see_them(app, sign_in):
    programme, school = builders.programme(), builders.school()
    builders.pupil(programme, school, availability=[])
    builders.pupil(programme, school, availability=[], left_on=date(2026, 9, 1))
    for _ in range(2):
        builders.pupil(programme, builders.school(), availability=[])

    for account, sentence in (
        (builders.coordinator(programme, school, language="en"), "1 pupil has no times yet."),
        (builders.staff(programme, language="en"), "3 pupils have no times yet."),
    ):
        assert sentence in sign_in(account).get("/").text


def test_staff_are_told_how_many_mentors_are_not_cleared(app, sign_in):
    programme = builders.programme()
    for cleared in (True, False, False):
        builders.mentor(programme, cleared=cleared)

    page = sign_in(builders.staff(programme, language="en")).get("/").text

    assert "2 mentors are not cleared." in page


def test_a_mentor_without_times_is_asked_for_them(app, sign_in):
    mentor = builders.mentor(builders.programme(), availability=[])

    page = sign_in(builders.mentor_account(mentor, language="en")).get("/").text

    assert "/me/edit" in page
