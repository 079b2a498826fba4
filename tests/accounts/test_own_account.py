"""One's own account, signing in and out, limits."""

import re

import pytest
from sqlalchemy import select

from mentoring.accounts.models import Account, Membership
from mentoring.core.access import STAFF
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from tests import builders


def test_name_and_language_are_changed_on_the_own_page(app, sign_in):
    account = builders.staff(builders.programme())
    browser = sign_in(account)

    browser.post("/account/mine", data={"name": " Ida Åsen ", "language": "en"})

    kept = db.session.get(Account, account.id)
    assert (kept.name, kept.language) == ("Ida Åsen", "en")
    assert "Your changes are kept." in browser.get("/account/mine").text


def test_signing_out_everywhere_ends_all_sessions(app, sign_in):
    account = builders.staff(builders.programme())
    phone, desk = sign_in(account), sign_in(account)

    desk.post("/account/sign-out-everywhere")

    assert phone.get("/").location == "/account/sign-in"
    assert desk.get("/").location == "/account/sign-in"


def test_a_changed_password_ends_the_other_sessions(app, sign_in):
    account = builders.staff(builders.programme())
    phone, desk = sign_in(account), sign_in(account)
    new = "noe helt annet nå"

    desk.post(
        "/account/password",
        data={"password": builders.PASSWORD, "new_password": new, "new_password_confirm": new},
    )

    assert phone.get("/").location == "/account/sign-in"
    assert desk.get("/").status_code == 200


def test_a_changed_password_needs_the_one_of_before_and_ten_characters(app, sign_in):
    browser = sign_in(builders.staff(builders.programme()))

    wrong = browser.post(
        "/account/password",
        data={"password": "feil", "new_password": "lang nok setning", "new_password_confirm": "lang nok setning"},
    )
    short = browser.post(
        "/account/password",
        data={"password": builders.PASSWORD, "new_password": "kort", "new_password_confirm": "kort"},
    )

    assert "That is not your password." in wrong.text
    assert "Choose at least 10 characters." in short.text


def test_signing_in_is_audited(app, sign_in):
    account = builders.staff(builders.programme())

    sign_in(account)

    event = db.session.scalar(select(AuditEvent))
    assert (event.event, event.account_id, event.details) == (
        "account.signed_in",
        account.id,
        {"account": account.id},
    )


def test_signing_in_leads_to_no_other_site(app, client):
    account = builders.staff(builders.programme())

    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(
            "/account/sign-in",
            data={"email": account.email, "password": builders.PASSWORD, "next": elsewhere},
        )
        client.post("/account/sign-out")

        assert answer.status_code == 200 or re.match(r"/(?![/\\])", answer.location), answer.location


def test_an_account_with_several_programmes_switches_between_them(app, sign_in):
    account = builders.staff(builders.programme(name="Matte"))
    other = builders.programme(name="Jobb")
    db.session.add(Membership(account=account, programme_id=other.id, role=STAFF))
    browser = sign_in(account)

    browser.post("/programme-choice", data={"programme": other.id})

    assert f'value="{other.id}" selected' in browser.get("/").text


def test_nobody_opens_a_programme_that_is_not_theirs(app, sign_in):
    account, stranger = builders.staff(builders.programme()), builders.programme()
    db.session.add(Membership(account=account, programme_id=builders.programme().id, role=STAFF))
    browser = sign_in(account)

    browser.post("/programme-choice", data={"programme": stranger.id})

    assert f'value="{stranger.id}"' not in browser.get("/").text


def test_an_account_without_any_programme_is_told_what_to_do(app, sign_in):
    page = sign_in(builders.account()).get("/")

    assert page.status_code == 200
    assert "Ask the staff to invite you." in page.text


def test_robots_are_kept_from_no_feed_and_told_that_pages_are_not_for_search(client):
    rules, page = client.get("/robots.txt"), client.get("/account/sign-in")

    assert rules.text == "User-agent: *\nDisallow:\n"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_cookies_are_secure_unless_the_settings_say_otherwise(settings, tmp_path):
    from app import create_app

    del settings["SESSION_COOKIE_SECURE"]
    app = create_app(settings, instance_path=str(tmp_path))

    cookie = app.test_client().post("/language", data={"language": "en"}).headers["Set-Cookie"]

    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


class TestLimits:
    """With the limits on."""

    @pytest.fixture
    def settings(self, settings, own_database):
        """Three refused attempts an hour, counted for each test."""
        return (
            settings
            | own_database
            | {"RATELIMIT_ENABLED": True, "LIMIT_SIGN_IN": "3 per hour", "LIMIT_JOIN": "1 per hour"}
        )

    def test_too_many_wrong_passwords_are_answered_with_a_page(self, app, client):
        account = builders.staff(builders.programme())
        wrong = {"email": account.email, "password": "feil"}

        codes = [client.post("/account/sign-in", data=wrong).status_code for _ in range(4)]
        page = client.post("/account/sign-in", data=wrong)

        assert codes == [200, 200, 200, 429]
        assert "Too many attempts" in page.text

    def test_a_whole_school_signs_in_from_one_address(self, app, client):
        account = builders.staff(builders.programme())
        right = {"email": account.email, "password": builders.PASSWORD}

        codes = []
        for _ in range(5):
            codes.append(client.post("/account/sign-in", data=right).status_code)
            client.post("/account/sign-out")

        assert codes == [302] * 5
