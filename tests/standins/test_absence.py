"""Somebody cannot come: told in two taps, seen at once, and counted wherever it matters."""

from datetime import date, datetime, timedelta

import pytest

from mentoring.absence.actions import erase_old, tell_days, tell_hours
from mentoring.absence.models import Absence, PupilAbsence
from mentoring.busy.queries import blocked_weekly
from mentoring.core.audit import AuditEvent
from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.outbox.models import Mail
from mentoring.standins import actions
from mentoring.standins.queries import open_sessions
from mentoring.standins.secret import family_address
from tests import builders
from tests.pages import error_at
from tests.standins.week import DAY, NOW


def _told(of):
    return db.session.query(Absence).filter_by(mentor_id=of.id).all()


def test_a_mentor_tells_it_in_two_taps_and_staff_see_it_at_once(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))

    own = browser.get("/me").text
    second = browser.get(f"/absence/sessions/{monday.one.id}").text
    answer = browser.post(f"/absence/sessions/{monday.one.id}")

    assert f'href="/absence/sessions/{monday.one.id}"' in own
    assert "You cannot come?" in second
    assert answer.headers["Location"].endswith("/me")
    [absence] = _told(monday.first)
    assert (absence.start, absence.end) == (monday.one.starts_at, monday.one.ends_at)
    assert "1 session is without a mentor." in sign_in(monday.staff).get("/").text


def test_opening_the_page_notes_nothing(monday, sign_in):
    sign_in(builders.mentor_account(monday.first)).get(f"/absence/sessions/{monday.one.id}")

    assert _told(monday.first) == []


def test_told_twice_it_is_told_once(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))

    browser.post(f"/absence/sessions/{monday.one.id}")
    browser.post(f"/absence/sessions/{monday.one.id}")

    assert len(_told(monday.first)) == 1
    assert db.session.query(Mail).count() == 1


def test_holidays_are_told_ahead_as_days(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))

    browser.post(f"/absence/mentors/{monday.first.id}", data={"first": "2026-11-14", "last": "2026-11-20"})
    page = browser.get(f"/absence/mentors/{monday.first.id}").text

    [absence] = _told(monday.first)
    assert absence.days == (date(2026, 11, 14), date(2026, 11, 20))
    assert "Saturday 14 November" in page
    assert "Sessions that need a stand-in" in page


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        ("2026-11-20", "2026-11-14", "The last day is before the first."),
        ("2026-10-01", "2026-10-02", "These days are past."),
        ("2026-11-14", "2027-11-14", "That is more than 200 days. Tell the staff that you stop."),
    ],
)
def test_days_that_cannot_be_meant_are_refused_at_the_field(monday, sign_in, first, last, fault):
    browser = sign_in(builders.mentor_account(monday.first))

    page = browser.post(f"/absence/mentors/{monday.first.id}", data={"first": first, "last": last})

    assert (page.status_code, error_at(page.text, "last")) == (422, fault)
    assert f'value="{first}"' in page.text


def test_a_mentor_tells_nothing_of_others(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))

    assert browser.get(f"/absence/sessions/{monday.other.id}").status_code == 404
    assert browser.post(f"/absence/sessions/{monday.other.id}").status_code == 404
    assert browser.post(f"/absence/mentors/{monday.second.id}", data={"first": "2026-11-16"}).status_code == 404
    assert _told(monday.second) == []


def test_staff_note_it_for_a_mentor_who_calls(monday, sign_in):
    sign_in(monday.staff).post(f"/absence/sessions/{monday.one.id}")

    assert len(_told(monday.first)) == 1


def test_who_comes_after_all_needs_no_stand_in(monday, sign_in):
    browser = sign_in(builders.mentor_account(monday.first))
    browser.post(f"/absence/sessions/{monday.one.id}")
    [absence] = _told(monday.first)

    browser.post(f"/absence/mentors/{monday.first.id}/{absence.id}/back")

    assert open_sessions(monday.programme.id) == []


def test_a_session_that_is_over_is_not_told(monday, app, sign_in):
    app.config["FIXED_NOW"] = NOW + timedelta(days=30)
    browser = sign_in(builders.mentor_account(monday.first))

    page = browser.post(f"/absence/sessions/{monday.one.id}")

    assert page.status_code == 422
    assert "This session is over." in page.text


def test_staff_get_one_mail_that_names_nobody(monday, sign_in):
    sign_in(builders.mentor_account(monday.first)).post(f"/absence/sessions/{monday.one.id}")

    [mail] = db.session.query(Mail)
    assert mail.to == monday.staff.email
    assert "Monday 16 November 16:00–17:30, Biblioteket" in mail.text
    assert "Åse" not in mail.text


def test_known_absences_block_the_week_in_matching(monday):
    """More than half of the rest of the term, by the rule of busy times."""
    tell_days(monday.first, first=DAY, last=DAY + timedelta(days=199))

    blocked = blocked_weekly(monday.programme, [monday.first.id, monday.second.id], DAY)

    assert [piece.day for piece in blocked[monday.first.id]] == [1, 3]
    assert monday.second.id not in blocked


def test_who_has_left_by_then_leaves_a_session_without_mentor(monday):
    monday.first.left_on = DAY

    assert open_sessions(monday.programme.id) == [monday.one]


def test_a_pupil_who_does_not_come_is_seen_at_the_session_by_mentor_and_staff(monday, sign_in):
    [pupil] = monday.one.pupils
    coordinator = sign_in(builders.coordinator(monday.programme, monday.school))

    coordinator.post(f"/absence/pupils/{pupil.id}", data={"first": DAY.isoformat()})

    mentor = sign_in(builders.mentor_account(monday.first))
    for browser in (mentor, sign_in(monday.staff), coordinator):
        assert "does not come" in browser.get(f"/sessions/{monday.one.id}").text
    assert "does not come" not in sign_in(monday.staff).get(f"/sessions/{monday.other.id}").text


def test_a_coordinator_tells_nothing_of_another_school(monday, sign_in):
    [pupil] = monday.one.pupils
    browser = sign_in(builders.coordinator(monday.programme, builders.school()))

    assert browser.post(f"/absence/pupils/{pupil.id}", data={"first": DAY.isoformat()}).status_code == 404


def test_a_guardian_tells_it_by_a_link_without_signing_in(monday, client):
    [pupil] = monday.one.pupils
    path = family_address(pupil.guardians[0]).removeprefix("http://localhost")

    opened = client.get(path).text
    done = client.post(path, data={"first": DAY.isoformat()}, follow_redirects=True).text

    [absence] = db.session.query(PupilAbsence)
    assert "Your child does not come?" in opened
    assert (absence.pupil_id, absence.first, absence.last, absence.by_guardian) == (pupil.id, DAY, DAY, True)
    assert "Monday 16 November" in done
    client.post(f"{path}/{absence.id}/back")
    assert db.session.query(PupilAbsence).count() == 0


def test_a_guardian_of_several_says_which_and_reaches_no_other(monday, client):
    [pupil] = monday.one.pupils
    sibling = builders.pupil(monday.programme, monday.school, given_name="Søsken")
    pupil.guardians[0].pupils = [pupil, sibling]
    [stranger] = monday.other.pupils
    path = family_address(pupil.guardians[0]).removeprefix("http://localhost")

    client.post(path, data={"first": DAY.isoformat(), "child": sibling.id})
    refused = client.post(path, data={"first": DAY.isoformat(), "child": stranger.id})

    assert refused.status_code == 422
    assert [one.pupil_id for one in db.session.query(PupilAbsence)] == [sibling.id]


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "9" + t, lambda t: t + "x", lambda t: "-".join("ab")])
def test_a_link_that_was_altered_says_nothing(monday, client, change):
    path = family_address(monday.one.pupils[0].guardians[0]).removeprefix("http://localhost/family/")

    answer = client.get(f"/family/{change(path)}")

    assert answer.status_code == 410
    assert monday.one.pupils[0].given_name not in answer.text


def test_the_link_stops_when_the_address_is_another_one(monday, client):
    guardian = monday.one.pupils[0].guardians[0]
    path = family_address(guardian).removeprefix("http://localhost")
    guardian.email = "ny@example.org"

    assert client.get(path).status_code == 410


def test_absences_are_erased_in_time_and_who_told_is_kept_in_the_register(monday, app):
    tell_days(monday.first, first=DAY, last=DAY)
    app.config["FIXED_NOW"] = datetime(2027, 6, 1, tzinfo=OSLO)

    erase_old()

    assert _told(monday.first) == []
    [event] = db.session.query(AuditEvent).filter_by(event="absence.told")
    assert event.details["mentor"] == monday.first.id


def test_an_absent_group_needs_nobody(monday, sign_in):
    tell_hours(monday.one.mentor, start=monday.one.starts_at, end=monday.one.ends_at)
    builders.commit()
    [pupil] = monday.one.pupils
    browser = sign_in(monday.staff)
    browser.post(f"/absence/pupils/{pupil.id}", data={"first": monday.one.date.isoformat()})

    page = browser.get("/stand-ins/").text

    assert "no stand-in needed" in page
    assert actions.ask_best(monday.programme) == []
