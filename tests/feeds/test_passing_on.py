"""Pages on which staff and coordinators make addresses, pass them on and stop them."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.feeds.models import Subscription
from mentoring.registration.models import Pupil
from tests import builders
from tests.feeds.district import District, district, events, fetch
from tests.feeds.test_own_page import address_on


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


@pytest.fixture
def staff(place: District, sign_in: Callable[[Account], FlaskClient]) -> FlaskClient:
    """A browser of the programme's staff."""
    return sign_in(builders.staff(place.programme))


@pytest.fixture
def coordinator(place: District, sign_in: Callable[[Account], FlaskClient]) -> FlaskClient:
    """A browser of the school's coordinator."""
    return sign_in(builders.coordinator(place.programme, place.school))


@pytest.fixture
def stranger(place: District) -> Pupil:
    """A pupil of another school."""
    return builders.pupil(place.programme, builders.school(), given_name="Sindre", family_name="Utenfor")


def test_staff_see_all_feeds_by_kind(place: District, staff: FlaskClient, stranger: Pupil) -> None:
    pages = {kind: html.unescape(staff.get(f"/feeds?kind={kind}").text) for kind in ("venue", "mentor", "pupil")}

    assert "Torshov bibliotek, 2. etasje" in pages["venue"]
    assert "Ingrid Solbakken" in pages["mentor"]
    assert "Amina Yıldız" in pages["pupil"]
    assert stranger.name in pages["pupil"]
    assert staff.get("/feeds?kind=nonsense").status_code == 200


def test_a_coordinator_sees_the_pupils_of_the_own_school_only(
    place: District, coordinator: FlaskClient, stranger: Pupil
) -> None:
    pages = [html.unescape(coordinator.get(f"/feeds{query}").text) for query in ("", "?kind=venue", "?kind=pupil")]

    for page in pages:
        assert "Amina Yıldız" in page
        assert stranger.name not in page
        assert "Torshov" not in page
        assert "Solbakken" not in page


def test_a_mentor_is_led_to_the_own_page(place: District, sign_in: Callable[[Account], FlaskClient]) -> None:
    answer = sign_in(builders.mentor_account(place.mentor)).get("/feeds")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/me")


def test_an_address_is_made_when_it_is_asked_for(place: District, coordinator: FlaskClient) -> None:
    other = place.sessions[0].pupils[0]
    builders.guardian(other, language="en")

    answer = coordinator.post("/feeds/make", data={"kind": "pupil", "owner_id": other.id})

    page = coordinator.get(answer.headers["Location"]).text
    found = events(fetch(place.app, urlsplit(address_on(page)).path))
    assert len(found) == 5
    assert str(found[0]["SUMMARY"]) == "Maths help"


def test_asking_twice_makes_one_address(place: District, staff: FlaskClient) -> None:
    for _ in range(2):
        answer = staff.post("/feeds/make", data={"kind": "venue", "owner_id": place.venue.id})

    assert answer.headers["Location"] == f"/feeds/{place.feeds['venue'].id}"
    assert db.session.query(Subscription).filter_by(venue_id=place.venue.id).count() == 1


@pytest.mark.parametrize("kind", ["venue", "mentor", "pupil"])
def test_a_new_address_is_asked_about_then_made(place: District, staff: FlaskClient, kind: str) -> None:
    """Requirement 34: the old one stops at once."""
    number = place.feeds[kind].id
    old = place.path(kind)
    assert "stops at once" in staff.get(f"/feeds/{number}/renew").text

    answer = staff.post(f"/feeds/{number}/renew")

    new = address_on(staff.get(answer.headers["Location"]).text)
    assert fetch(place.app, old).status_code == 404
    assert fetch(place.app, urlsplit(new).path).status_code == 200
    assert staff.get(f"/feeds/{number}").status_code == 404


def test_an_address_is_stopped(place: District, staff: FlaskClient) -> None:
    """Requirement 34."""
    number = place.feeds["venue"].id
    assert "stops at once" in staff.get(f"/feeds/{number}/revoke").text

    answer = staff.post(f"/feeds/{number}/revoke")

    assert answer.headers["Location"] == "/feeds?kind=venue"
    assert place.fetch("venue").status_code == 404
    assert "Make address" in staff.get("/feeds?kind=venue").text


@pytest.mark.parametrize("deed", ["", "/renew", "/revoke"])
def test_nobody_reaches_the_feed_of_somebody_elses(
    place: District, coordinator: FlaskClient, staff: FlaskClient, stranger: Pupil, deed: str
) -> None:
    """A coordinator meets 404 at another school's pupil, at a venue and at a mentor."""
    made = staff.post("/feeds/make", data={"kind": "pupil", "owner_id": stranger.id})
    theirs = [made.headers["Location"], *(f"/feeds/{place.feeds[kind].id}" for kind in ("venue", "mentor"))]

    answers = [coordinator.get(path + deed).status_code for path in theirs]
    if deed:
        answers += [coordinator.post(path + deed).status_code for path in theirs]

    assert set(answers) == {404}
    assert place.fetch("venue").status_code == 200


def test_nobody_makes_an_address_for_somebody_elses(
    place: District, coordinator: FlaskClient, stranger: Pupil
) -> None:
    asked = [("pupil", stranger.id), ("venue", place.venue.id), ("mentor", place.mentor.id), ("pupil", 999), ("x", 1)]

    answers = [coordinator.post("/feeds/make", data={"kind": k, "owner_id": n}).status_code for k, n in asked]

    assert answers == [404] * 5
    assert db.session.query(Subscription).count() == 3


def test_another_programmes_feeds_are_out_of_reach(
    place: District, sign_in: Callable[[Account], FlaskClient]
) -> None:
    other = sign_in(builders.staff(builders.programme()))

    assert other.get(f"/feeds/{place.feeds['venue'].id}").status_code == 404
    assert "Torshov" not in other.get("/feeds").text


def test_whoever_is_not_signed_in_is_asked_to(place: District, client: FlaskClient) -> None:
    for path in ("/feeds", f"/feeds/{place.feeds['venue'].id}", "/me", "/me/sessions/1.ics"):
        assert re.match(r"/account/sign-in", client.get(path).headers["Location"])
