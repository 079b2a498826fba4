"""Who sees which sessions, and how much of the people in them."""

from datetime import UTC, date, datetime, time

import pytest

from mentoring.core.database import db
from mentoring.programme.models import DayOff
from mentoring.timetable.actions import new_uid
from mentoring.timetable.models import Session
from tests import builders


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


class Week:
    """Two sessions on 5 October: Mina's with pupils of two schools, and Ola's."""

    def __init__(self) -> None:
        self.programme = builders.programme()
        self.schools = builders.school(), builders.school()
        self.venue = builders.venue(self.programme, name="Biblioteket", address="Storgata 1")
        self.mina = builders.mentor(self.programme, given_name="Mina", family_name="Berg")
        self.ola = builders.mentor(self.programme, given_name="Ola", family_name="Dahl")
        names = (("Ayşe", "Yıldız", 0), ("Jonas", "Lund", 1), ("Sara", "Warsame", 1))
        self.pupils = [
            builders.pupil(self.programme, self.schools[at], given_name=given, family_name=family)
            for given, family, at in names
        ]
        self.minas = self._session(self.mina, self.pupils[:2])
        self.olas = self._session(self.ola, self.pupils[2:])
        builders.commit()

    def _session(self, mentor, pupils):
        made = Session(
            programme_id=self.programme.id,
            term_id=self.programme.terms[0].id,
            mentor_id=mentor.id,
            venue_id=self.venue.id,
            date=date(2026, 10, 5),
            start=time(15),
            end=time(16, 30),
            uid=new_uid(),
            modified_at=builders.THEN,
            pupils=pupils,
        )
        db.session.add(made)
        return made


@pytest.fixture
def week(app):
    return Week()


THAT_WEEK = "/sessions/?week=2026-W41"


def test_staff_see_all_sessions_and_can_choose_a_mentor(week, sign_in):
    browser = sign_in(builders.staff(week.programme))

    everything, only_ola = browser.get(THAT_WEEK).text, browser.get(f"{THAT_WEEK}&mentor={week.ola.id}").text

    assert all(name in everything for name in ("Ayşe Yıldız", "Jonas Lund", "Sara Warsame"))
    assert "Sara Warsame" in only_ola
    assert "Ayşe Yıldız" not in only_ola


def test_a_coordinator_sees_the_own_pupils_only(week, sign_in):
    browser = sign_in(builders.coordinator(week.programme, week.schools[0]))

    page, session = browser.get(THAT_WEEK).text, browser.get(f"/sessions/{week.minas.id}").text

    for text in (page, session):
        assert "Ayşe Yıldız" in text
        assert "Jonas" not in text
        assert "Sara" not in text
    assert browser.get(f"/sessions/{week.olas.id}").status_code == 404


def test_a_mentor_sees_own_sessions_and_no_family_names(week, sign_in):
    browser = sign_in(builders.mentor_account(week.mina))

    page, session = browser.get(THAT_WEEK).text, browser.get(f"/sessions/{week.minas.id}").text

    for text in (page, session):
        assert "Ayşe Y." in text
        assert "Jonas L." in text
        assert "Yıldız" not in text
        assert "Lund" not in text
        assert "Sara" not in text
    assert "algebra" in session
    assert browser.get(f"/sessions/{week.olas.id}").status_code == 404


def test_a_mentor_cannot_ask_for_the_sessions_of_another_by_address(week, sign_in):
    browser = sign_in(builders.mentor_account(week.mina))

    page = browser.get(f"{THAT_WEEK}&mentor={week.ola.id}").text

    assert "Sara" not in page


def test_a_mentor_reads_on_the_front_page_when_the_next_session_is(week, sign_in):
    page = sign_in(builders.mentor_account(week.mina, language="en")).get("/").text

    assert "Your next session: Monday" in page
    assert "Biblioteket" in page


def test_a_pupil_who_has_left_is_no_longer_shown(week, sign_in):
    week.pupils[1].left_on = date(2026, 10, 2)

    page = sign_in(builders.mentor_account(week.mina)).get(THAT_WEEK).text

    assert "Jonas" not in page


def test_a_cancelled_session_says_so(week, sign_in):
    week.minas.status = "cancelled"

    browser = sign_in(builders.mentor_account(week.mina, language="en"))

    assert "cancelled" in browser.get(THAT_WEEK).text
    assert "This session is cancelled." in browser.get(f"/sessions/{week.minas.id}").text


def test_weeks_follow_each_other_over_new_year(week, sign_in):
    page = sign_in(builders.staff(week.programme)).get("/sessions/?week=2026-W53").text

    assert "week=2026-W52" in page
    assert "week=2027-W01" in page


def test_a_week_that_is_none_shows_the_week_at_hand(week, sign_in):
    browser = sign_in(builders.staff(week.programme))

    for odd in ("2026-W99", "x", "2026-W", "-W-"):
        assert browser.get(f"/sessions/?week={odd}").status_code == 200


def test_a_week_without_school_says_why(week, sign_in):
    db.session.add(DayOff(start=date(2026, 10, 5), end=date(2026, 10, 9), name="Høstferie"))

    page = sign_in(builders.staff(week.programme, language="en")).get(THAT_WEEK).text

    assert "Monday 5 October – Friday 9 October: Høstferie" in page


def test_sessions_of_another_programme_are_not_there(week, sign_in):
    browser = sign_in(builders.staff(builders.programme()))

    assert browser.get(f"/sessions/{week.minas.id}").status_code == 404
    assert "Ayşe" not in browser.get(THAT_WEEK).text


def test_who_has_no_sessions_yet_reads_what_to_do_first(app, sign_in):
    programme = builders.programme()

    page = sign_in(builders.staff(programme, language="en")).get("/sessions/").text

    assert "Run matching and publish a plan" in page


def test_the_rest_of_the_term_is_one_list(app, sign_in):
    app.config["FIXED_NOW"] = datetime(2026, 11, 10, 9, tzinfo=UTC)
    programme, school = builders.programme(), builders.school()
    venue, mentor = builders.venue(programme), builders.mentor(programme)
    pupil = builders.pupil(programme, school, given_name="Amina", family_name="Ali")
    builders.session(mentor, venue, date=date(2026, 11, 9), pupils=[pupil])
    builders.session(mentor, venue, date=date(2026, 11, 16), pupils=[pupil])
    builders.session(builders.mentor(programme), venue, date=date(2027, 6, 14), status="cancelled")

    whole = sign_in(builders.staff(programme)).get("/sessions/list").text
    own = sign_in(builders.mentor_account(mentor)).get("/sessions/list").text
    stranger = sign_in(builders.coordinator(programme, builders.school())).get("/sessions/list").text

    assert [
        whole.count(words) for words in ("Monday 9 Nov", "Monday 16 Nov", "Monday 14 Jun", "cancelled<", "Amina Ali")
    ] == [
        0,
        1,
        1,
        1,
        1,
    ]
    assert [own.count(words) for words in ("Monday 16 Nov", "Monday 14 Jun", "Amina A.")] == [1, 0, 1]
    assert "No session is to come" in stranger
