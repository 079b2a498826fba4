"""Signing in and the front page."""

from tests import builders


def test_the_front_page_asks_a_stranger_to_sign_in(client):
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.location == "/account/sign-in"


def test_staff_come_to_the_front_page_after_signing_in(app, sign_in):
    account = builders.staff(builders.programme())

    page = sign_in(account).get("/")

    assert page.status_code == 200
    assert "<h1" in page.text


def test_a_wrong_password_is_refused(app, client):
    account = builders.staff(builders.programme())
    builders.commit()

    answer = client.post("/account/sign-in", data={"email": account.email, "password": "feil"})

    assert answer.status_code == 200
    assert client.get("/").status_code == 302


def test_the_chosen_language_stays(app, sign_in):
    browser = sign_in(builders.staff(builders.programme()))

    browser.post("/language", data={"language": "en", "next": "/"})

    assert '<html lang="en"' in browser.get("/").text


def test_the_choice_of_language_leads_to_no_other_site(client):
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = client.post("/language", data={"language": "nn", "next": elsewhere})

        assert answer.location.startswith("/")
        assert "evil" not in answer.location
