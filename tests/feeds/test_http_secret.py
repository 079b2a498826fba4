"""The secret in a feed's address: what is not exactly right is nothing, and it is written down nowhere."""

import hashlib
import logging
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.feeds import actions
from mentoring.feeds.logs import SecretsCut, without_secrets
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import address
from tests import builders
from tests.feeds.district import NOW, District, district, events, fetch

#: from the path of a right address to one that is wrong
WRONG = {
    "another": lambda path: "/feeds/" + "A" * 43 + ".ics",
    "altered": lambda path: path[:20] + ("x" if path[20] != "x" else "y") + path[21:],
    "altered in the bits that base64 leaves out": lambda path: path[:-5] + chr(ord(path[-5]) ^ 1) + ".ics",
    "shortened": lambda path: path[:-5] + ".ics",
    "lengthened": lambda path: path[:-4] + "A.ics",
    "without its end": lambda path: path[:-4],
    "with another end": lambda path: path[:-4] + ".ICS",
    "with a slash": lambda path: path + "/",
    "with two slashes": lambda path: path.replace("/feeds/", "/feeds//"),
    "in upper case": lambda path: "/feeds/" + path[7:-4].upper() + ".ics",
    "in lower case": lambda path: "/feeds/" + path[7:-4].lower() + ".ics",
    "with NUL": lambda path: path[:-4] + "%00.ics",
    "NUL": lambda path: "/feeds/%00",
    "with a line break": lambda path: path[:-4] + "%0D%0ASet-Cookie:x.ics",
    "of 600 characters": lambda path: "/feeds/" + "a" * 600 + ".ics",
    "no UTF-8": lambda path: "/feeds/%FF%FE%F0%28.ics",
    "out of the folder": lambda path: "/feeds/../../../etc/passwd",
    "out of the folder, in disguise": lambda path: "/feeds/..%2f..%2finstance%2fsettings.py.ics",
    "a question to the database": lambda path: "/feeds/'%20OR%201=1--.ics",
    "the hash": lambda path: "/feeds/" + hashlib.sha256(path[7:-4].encode()).hexdigest() + ".ics",
}


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


def test_every_wrong_address_gets_one_and_the_same_answer(place: District) -> None:
    """Requirement 33: same status, headers and body, no echo, no cookie."""
    right = place.path("mentor")

    answers = {name: fetch(place.app, wrong(right)) for name, wrong in WRONG.items()}
    told = {name: (answer.status_code, dict(answer.headers), answer.text) for name, answer in answers.items()}
    usual = told["another"]
    assert usual[0] == 404
    assert not {"Set-Cookie", "Vary", "ETag"} & set(usual[1])
    assert {name: answer for name, answer in told.items() if answer != usual} == {}


def test_a_revoked_address_is_like_one_that_never_was(place: District) -> None:
    """Requirements 33, 34: it stops at once."""
    never = fetch(place.app, "/feeds/" + "A" * 43 + ".ics")
    actions.revoke(place.feeds["pupil"])

    revoked = place.fetch("pupil")

    assert (revoked.status_code, list(revoked.headers), revoked.data) == (404, list(never.headers), never.data)


def test_renewing_stops_every_old_address_and_makes_one_that_works(place: District) -> None:
    """Requirements 32, 34: also the second of two that were made at one moment."""
    twin = actions._make(place.programme.id, kind="pupil", owner_id=place.pupil.id, language="nb")

    renewed = actions.renew(place.feeds["pupil"])

    path = address(renewed).removeprefix("http://localhost")
    assert len(events(fetch(place.app, path))) == 4
    assert place.fetch("pupil").status_code == 404
    assert fetch(place.app, address(twin).removeprefix("http://localhost")).status_code == 404


def test_making_and_stopping_are_logged_without_the_secret(place: District) -> None:
    """Requirement 34."""
    secret = place.path("pupil")[7:-4]
    actions.renew(place.feeds["pupil"])
    builders.commit()

    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.subject == f"pupil:{place.pupil.id}")).all()

    assert [row.event for row in rows] == ["feed.made", "feed.revoked", "feed.made"]
    assert secret not in str([row.details for row in rows])


@pytest.mark.parametrize("kind", ["mentor", "pupil"])
def test_leaving_stops_the_address_for_good(place: District, kind: str) -> None:
    """Requirement 34: coming back does not bring the old address back."""
    person = getattr(place, kind)
    person.left_on = NOW.date()
    builders.commit()

    assert place.fetch(kind).status_code == 404
    person.left_on = None
    builders.commit()
    assert place.fetch(kind).status_code == 404


def test_leaving_on_a_later_day_stops_the_address_on_that_day(place: District) -> None:
    """Requirement 34."""
    place.pupil.left_on = NOW.date() + timedelta(days=2)
    builders.commit()

    assert place.fetch("pupil").status_code == 200
    place.at(NOW + timedelta(days=2))
    assert place.fetch("pupil").status_code == 404


def test_only_the_hash_of_the_secret_is_stored(place: District) -> None:
    """Requirement 32: 256 bits, from which the database alone does not make an address."""
    secret = place.path("venue")[7:-4]

    row = db.session.execute(select(Subscription.__table__).where(Subscription.id == place.feeds["venue"].id)).one()

    assert len(secret) == 43
    assert row.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert len(row.nonce) == 32
    assert secret not in str(row)


def test_a_new_key_of_the_installation_stops_all_addresses(place: District) -> None:
    """A key that leaked is replaced in the settings; owners then find a new address on their page."""
    old = place.path("mentor")
    place.app.config["FEED_KEY"] = "another"

    assert fetch(place.app, old).status_code == 404
    assert place.path("mentor") != old
    actions.keep_secret_current(place.feeds["mentor"])
    assert fetch(place.app, old).status_code == 404
    assert len(events(place.fetch("mentor"))) == 4


def test_the_secret_is_in_no_header_of_any_answer(place: District) -> None:
    """Requirement 35."""
    secret = place.path("mentor")[7:-4]

    for answer in (
        place.fetch("mentor"),
        place.fetch("mentor", If_None_Match="*"),
        fetch(place.app, f"/Feeds/{secret}"),
    ):
        assert secret not in str(answer.headers)
    assert secret not in fetch(place.app, f"/Feeds/{secret}.ics").text


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("GET /feeds/{}.ics 200", "GET /feeds/… 200"),
        ('"GET /feeds/{}.ics?x=1 HTTP/1.1" 200 -', '"GET /feeds/… HTTP/1.1" 200 -'),
        ("GET /feeds%2F{}.ics 404", "GET /feeds%2F… 404"),
        ("GET //Feeds//{}/x.ics 404", "GET //Feeds//… 404"),
        ("Exception on /feeds/{}.ics [GET]", "Exception on /feeds/… [GET]"),
        ("referer webcal://host/elsewhere/{}", "referer webcal://host/elsewhere/…"),
        ("Invalid HTTP Header: 'Bad Header{}'", "Invalid HTTP Header: 'Bad …'"),
        ("GET /join/short 410", "GET /join/… 410"),
        ("POST /account/forgotten/WyIx.aQ.c-b 302", "POST /account/forgotten/… 302"),
        ("POST /account/forgotten 200", "POST /account/forgotten 200"),
        ("POST /feeds/12/renew 302", "POST /feeds/12/renew 302"),
        ("GET /feeds 200", "GET /feeds 200"),
        ("GET /feeds?kind=pupil 200", "GET /feeds?kind=pupil 200"),
        ("GET /feeds/12 200", "GET /feeds/12 200"),
    ],
)
def test_a_log_line_keeps_all_but_the_secret(line: str, cut: str) -> None:
    """Requirement 35."""
    assert without_secrets(line.format("k6eWBPRA2Msp_M358jhn13wmaaqShWCMiKxJEKznS_4")) == cut


@pytest.mark.parametrize("name", ["werkzeug", "gunicorn.access", "gunicorn.error", "app"])
def test_every_logger_that_writes_request_lines_cuts_secrets(
    place: District, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Requirement 35: whatever handler comes after."""
    logger = logging.getLogger(name)

    with caplog.at_level(logging.INFO, logger=name):
        logger.info('"%s %s" %s', "GET", place.path("mentor"), 200)

    assert [record.getMessage() for record in caplog.records] == ['"GET /feeds/…" 200']
    assert sum(isinstance(one, SecretsCut) for one in logger.filters) == 1


def test_a_line_break_in_a_path_makes_no_second_line_in_the_access_log(
    place: District, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="gunicorn.access"):
        logging.getLogger("gunicorn.access").info("GET %s 404", "/x\nGET /pupils/1 200")

    assert [record.getMessage() for record in caplog.records] == ["GET /x GET /pupils/1 200 404"]


def test_a_pupil_who_changes_group_loses_the_old_sessions_only(place: District) -> None:
    """Requirement 20: the right to see goes with the session."""
    place.sessions[3].pupils = []
    builders.session(place.mentor, place.venue, date=date(2026, 12, 1), pupils=[place.pupil])

    days = [event["DTSTART"].dt.date() for event in events(place.fetch("pupil"))]

    assert days == [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 18), date(2026, 12, 1)]
