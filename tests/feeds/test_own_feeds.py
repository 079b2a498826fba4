"""Staff and coordinators subscribe to what they may see, or to a part of it, as long as they may see it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mentoring.accounts.actions import take_away
from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import address
from tests import builders
from tests.feeds.district import District, district, events, fetch

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


@pytest.fixture
def staff(place: District) -> Account:
    """The programme's staff; another one is there, so that this one may go."""
    builders.staff(place.programme)
    return builders.staff(place.programme)


def make(browser: FlaskClient, **choices: object) -> Subscription:
    """Make an own feed, and give its row."""
    answer = browser.post("/feeds/own", data={"label": "", "detail": "place"} | choices)
    assert answer.status_code == 303, answer.text
    return db.session.scalars(db.select(Subscription).order_by(Subscription.id.desc())).first()


def uids(place: District, feed: Subscription) -> set[str]:
    """The sessions that a feed holds."""
    path = address(feed).removeprefix("http://localhost")
    return {str(event["UID"]) for event in events(fetch(place.app, path))}


def test_staff_get_all_sessions_of_the_programme_and_of_no_other(place, staff, sign_in):
    elsewhere = builders.programme()
    builders.session(builders.mentor(elsewhere), builders.venue(elsewhere))

    found = uids(place, make(sign_in(staff)))

    assert found == {session.uid for session in (*place.sessions, place.other_session)}


@pytest.mark.parametrize("part", ["venue", "mentor"])
def test_staff_choose_a_part(place, staff, sign_in, part):
    chosen = getattr(place.other_session, f"{part}_id")

    assert uids(place, make(sign_in(staff), **{part: chosen})) == {place.other_session.uid}


def test_staff_choose_a_school(place, staff, sign_in):
    school = builders.school()
    theirs = builders.session(place.mentor, place.venue, pupils=[builders.pupil(place.programme, school)])

    assert uids(place, make(sign_in(staff), school=school.id)) == {theirs.uid}


def test_a_coordinator_gets_the_sessions_with_pupils_of_the_own_school(place, sign_in):
    own = builders.school()
    pupil = builders.pupil(place.programme, own, given_name="Per", family_name="Dahl")
    stranger = builders.pupil(place.programme, place.school)
    held = builders.session(place.mentor, place.venue, pupils=[pupil, stranger])
    place.programme.feeds_show_initials = True
    browser = sign_in(builders.coordinator(place.programme, own))

    feed = make(browser, detail="initials")

    assert uids(place, feed) == {held.uid}
    path = address(feed).removeprefix("http://localhost")
    assert str(events(fetch(place.app, path))[0]["SUMMARY"]) == "Maths help IS, PD"


def test_a_school_that_is_not_the_coordinator_s_cannot_be_chosen(place, sign_in):
    browser = sign_in(builders.coordinator(place.programme, builders.school()))

    feed = make(browser, school=place.school.id)

    assert (feed.only_school_id, uids(place, feed)) == (None, set())


def test_losing_the_role_stops_the_feed_at_once_and_for_good(place, staff, sign_in):
    feed = make(sign_in(staff))
    path = address(feed).removeprefix("http://localhost")

    take_away(staff.memberships[0])
    builders.commit()

    assert fetch(place.app, path).status_code == 404
    db.session.refresh(feed)
    assert feed.revoked_at is not None


def test_an_account_that_is_closed_reads_nothing(place, staff, sign_in):
    path = address(make(sign_in(staff))).removeprefix("http://localhost")
    staff.active = False
    builders.commit()

    assert fetch(place.app, path).status_code == 404


def test_own_feeds_are_listed_named_renewed_and_stopped_one_by_one(place, staff, sign_in):
    browser = sign_in(staff)
    one, other = make(browser, label="Vakttelefonen"), make(browser, label="Alt på Torshov", venue=place.venue.id)
    paths = [address(feed).removeprefix("http://localhost") for feed in (one, other)]

    listed = browser.get("/feeds?kind=account").text
    browser.post(f"/feeds/{other.id}/renew")
    browser.post(f"/feeds/{one.id}/revoke")

    assert "Vakttelefonen" in listed
    assert "Alt på Torshov" in listed
    assert [fetch(place.app, path).status_code for path in paths] == [404, 404]
    renewed = db.session.scalars(db.select(Subscription).order_by(Subscription.id.desc())).first()
    assert (renewed.label, renewed.only_venue_id) == ("Alt på Torshov", place.venue.id)
    assert uids(place, renewed) == {session.uid for session in place.sessions}


def test_nobody_reaches_another_account_s_own_feed(place, staff, sign_in):
    feed = make(sign_in(staff))
    colleague = sign_in(builders.staff(place.programme))

    assert colleague.get(f"/feeds/{feed.id}").status_code == 404
    assert colleague.post(f"/feeds/{feed.id}/revoke").status_code == 404


def test_ten_own_feeds_are_enough(place, staff, sign_in):
    browser = sign_in(staff)
    for _ in range(10):
        make(browser)

    answer = browser.post("/feeds/own", data={"label": "", "detail": "place"})

    assert answer.status_code == 422
    assert "Stop one of them first" in answer.text


def test_a_mentor_has_no_feed_of_this_kind(place, sign_in):
    assert sign_in(builders.mentor_account(place.mentor)).get("/feeds/own").status_code == 403


def test_a_session_s_file_is_there_for_all_who_see_the_session(place, staff, sign_in):
    """Requirement 39: with the identifier and sequence of the feed."""
    session = place.sessions[2]
    session.sequence = 3
    of_school = sign_in(builders.coordinator(place.programme, place.school))
    stranger = sign_in(builders.coordinator(place.programme, builders.school()))

    answer = of_school.get(f"/sessions/{session.id}.ics")

    event = events(answer)[0]
    assert (str(event["UID"]), event["SEQUENCE"]) == (session.uid, 3)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="session.ics"'
    assert sign_in(staff).get(f"/sessions/{session.id}.ics").data == answer.data
    assert stranger.get(f"/sessions/{session.id}.ics").status_code == 404
