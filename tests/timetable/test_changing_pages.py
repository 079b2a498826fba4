"""Staff change a session from its page and from the week; what stands in the way is said, nothing typed is lost."""

from datetime import UTC, date, datetime, time

import pytest

from mentoring.core.database import db
from mentoring.timetable.models import Session
from tests import builders

MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
WEEK = "/sessions/?week=2026-W47"


@pytest.fixture(autouse=True)
def on_a_tuesday(app):
    """It is Tuesday, 10 November 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 11, 10, 9, tzinfo=UTC)


class District:
    """Mina with Ada in the library on Monday at four; Ola and Eva are free."""

    def __init__(self) -> None:
        self.programme = builders.programme()
        self.school = builders.school()
        self.venue = builders.venue(self.programme, name="Biblioteket")
        self.mina = builders.mentor(self.programme, given_name="Mina", family_name="Berg")
        self.ola = builders.mentor(self.programme, given_name="Ola", family_name="Dahl")
        self.eva = builders.mentor(self.programme, given_name="Eva", family_name="Lie", cleared=False)
        self.ada, self.bo = (builders.pupil(self.programme, self.school, given_name=name) for name in ("Ada", "Bo"))
        self.adas = builders.session(
            self.mina, self.venue, pupils=[self.ada], plan_mentor_id=self.mina.id, plan_date=MONDAY
        )
        self.staff = builders.staff(self.programme, name="Kari")
        builders.commit()

    def to(self, **changes):
        """Wednesday at four in the library, as a form sends it."""
        return {
            "on": "2026-11-18",
            "start": "16:00",
            "end": "17:30",
            "venue": self.venue.id,
            "room": "",
            "seen": "0",
        } | changes


@pytest.fixture
def district(app):
    return District()


@pytest.fixture
def browser(district, sign_in):
    return sign_in(district.staff)


def _adas(district):
    db.session.expire_all()
    return db.session.get_one(Session, district.adas.id)


def test_staff_move_a_session_from_its_page(district, browser):
    page = browser.get(f"/sessions/{district.adas.id}").text
    answer = browser.post(f"/sessions/{district.adas.id}/move", data=district.to(room="Rom 2"))
    after = browser.get(answer.location).text

    assert f"/sessions/{district.adas.id}/move" in page
    assert answer.status_code == 303
    assert "The session is moved." in after
    assert "Biblioteket, Rom 2" in after
    assert "Meant for Monday 16 November" in after
    assert "Kari" in after


def test_a_session_is_changed_from_the_week_too(district, browser):
    page = browser.get(WEEK).text

    assert all(f"/sessions/{district.adas.id}/{deed}" in page for deed in ("move", "mentor", "cancel"))
    assert "/sessions/new?week=2026-W47" in page


def test_only_another_room_is_no_move(district, browser):
    browser.post(f"/sessions/{district.adas.id}/move", data=district.to(on="2026-11-16", room="Rom 2"))

    assert (_adas(district).room, _adas(district).sequence) == ("Rom 2", 1)
    assert "Another room: Monday 16 November" in browser.get(f"/sessions/{district.adas.id}").text


def test_a_departure_from_a_rule_of_the_house_asks_for_a_reason_and_keeps_it(district, browser):
    district.ada.availability = [{"day": 1, "start": "14:00", "end": "20:00"}]
    builders.commit()
    address = f"/sessions/{district.adas.id}/move"

    first = browser.get(address).text
    refused = browser.post(address, data=district.to(room="Rom 7"))
    answer = browser.post(address, data=district.to(reason="Asked her by telephone"))

    assert "Why is it right here?" not in first
    assert refused.status_code == 422
    assert "This needs a reason" in refused.text
    assert "the pupil is not free then" in refused.text
    assert 'value="Rom 7"' in refused.text
    assert answer.status_code == 303
    assert "Reason: Asked her by telephone" in browser.get(f"/sessions/{district.adas.id}").text


def test_the_mentors_offered_are_those_whom_no_law_forbids(district, browser):
    district.ola.topics = []
    district.ola.topics = [district.programme.topics[1]]
    builders.commit()
    address = f"/sessions/{district.adas.id}/mentor"

    page = browser.get(address).text
    refused = browser.post(address, data={"mentor": district.ola.id, "seen": "0"})
    answer = browser.post(address, data={"mentor": district.ola.id, "seen": "0", "reason": "Knows it well"})

    assert "Ola Dahl: the mentor teaches none of what the pupil needs" in page
    assert "Eva Lie" not in page  # not cleared
    assert refused.status_code == 422
    assert answer.status_code == 303
    assert "this once, for Mina Berg" in browser.get(f"/sessions/{district.adas.id}").text


def test_cancelling_asks_for_a_reason_from_the_list_and_tells_staff_alone(district, browser, sign_in):
    address = f"/sessions/{district.adas.id}/cancel"

    empty = browser.post(address, data={"seen": "0"})
    browser.post(address, data={"seen": "0", "why": "pupils"})
    own = sign_in(builders.mentor_account(district.mina)).get(f"/sessions/{district.adas.id}").text

    assert empty.status_code == 422
    assert (_adas(district).status, _adas(district).why) == ("cancelled", "pupils")
    assert "This session is cancelled." in own
    assert "The pupils cannot come" not in own


def test_a_session_that_would_be_left_alone_can_be_cancelled_in_the_same_step(district, browser):
    district.venue.opening_hours[0].staff = 0
    other = builders.session(district.ola, district.venue, pupils=[district.bo])
    builders.commit()
    address = f"/sessions/{district.adas.id}/cancel"

    refused = browser.post(address, data={"seen": "0", "why": "mentor"})
    answer = browser.post(address, data={"seen": "0", "why": "mentor", "along": "y"})

    assert refused.status_code == 422
    assert "too few adults would be there at" in refused.text
    assert "Cancel these too" in refused.text
    assert answer.status_code == 303
    db.session.expire_all()
    assert {row.status for row in db.session.query(Session)} == {"cancelled"}
    assert other.why == "mentor"


def test_a_cancelled_session_can_take_place_after_all(district, browser):
    browser.post(f"/sessions/{district.adas.id}/cancel", data={"seen": "0", "why": "other"})
    page = browser.get(f"/sessions/{district.adas.id}").text

    browser.post(f"/sessions/{district.adas.id}/restore", data={"seen": "1"})

    assert f"/sessions/{district.adas.id}/restore" in page
    assert (_adas(district).status, _adas(district).sequence) == ("planned", 2)


def test_an_extra_session_is_added_from_the_week(district, browser):
    values = district.to() | {"mentor": district.ola.id, "pupils": [district.bo.id]}

    nobody = browser.post("/sessions/new", data=values | {"pupils": []})
    answer = browser.post("/sessions/new", data=values)

    assert nobody.status_code == 422
    assert "Choose at least one pupil." in nobody.text
    assert "The session is added." in browser.get(answer.location).text
    assert "extra" in browser.get(WEEK).text


def test_who_comes_second_is_told_and_overwrites_nobody(district, browser):
    browser.post(f"/sessions/{district.adas.id}/move", data=district.to())

    late = browser.post(f"/sessions/{district.adas.id}/move", data=district.to(start="15:00", end="16:30"))

    assert late.status_code == 422
    assert "Somebody else changed this session meanwhile" in late.text
    assert _adas(district).start == time(16)


def test_a_session_that_is_over_offers_no_change(app, district, browser):
    app.config["FIXED_NOW"] = datetime(2026, 11, 17, 9, tzinfo=UTC)

    page = browser.get(f"/sessions/{district.adas.id}").text

    assert f"/sessions/{district.adas.id}/move" not in page


def test_nobody_but_staff_changes_a_session(district, sign_in):
    mentor = sign_in(builders.mentor_account(district.mina))

    assert mentor.get(f"/sessions/{district.adas.id}/move").status_code == 403
    assert f"/sessions/{district.adas.id}/move" not in mentor.get(f"/sessions/{district.adas.id}").text
