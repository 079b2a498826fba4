"""Letters as a real mail server receives them."""

import re

import pytest

from tests import builders
from tests.post_office import PostOffice, free_port


@pytest.fixture
def box():
    """A mail server on this machine."""
    with PostOffice().open() as office:
        yield office


@pytest.fixture
def settings(settings, box):
    """The installation uses that server, and is reached at its own address."""
    return settings | box.settings()


def test_an_invitation_arrives_in_the_chosen_language_with_a_link_that_works(app, box, client, sign_in):
    programme = builders.programme(name="Matteprosjektet på Sagene")
    school = builders.school(name="Nordpolen skole")
    browser = sign_in(builders.staff(programme))

    answer = browser.post(
        "/people/invite/coordinator",
        data={"email": "kari@skole.example", "language": "en", "school_id": school.id},
    )

    [letter] = box.letters
    link = re.search(r"https://plan\.example(/join/\S+)", letter.get_content())
    assert letter["To"] == "kari@skole.example"
    assert letter["Subject"] == "Invitation to Matteprosjektet på Sagene"
    assert "as coordinator of Nordpolen skole" in letter.get_content()
    assert "/join/" not in browser.get(answer.location).text
    assert client.get(link[1]).status_code == 200


def test_a_letter_is_written_in_the_language_of_who_gets_it(app, box, client):
    account = builders.staff(builders.programme(), language="en", name="Kari")
    builders.commit()

    client.post(
        "/account/forgotten", data={"email": account.email}, headers={"Accept-Language": "nb", "Host": "evil.example"}
    )

    [letter] = box.letters
    assert letter["Subject"] == "A new password for Mentorplan"
    assert re.search(r"https://plan\.example/account/forgotten/\S+", letter.get_content())
    assert "evil" not in letter.get_content()


def test_whether_an_address_has_an_account_cannot_be_seen(app, box, client):
    account = builders.staff(builders.programme())
    builders.commit()

    known, unknown = (
        client.post("/account/forgotten", data={"email": email}).text.replace(email, "…")
        for email in (account.email, "ingen@example.org")
    )

    assert _without_token(known) == _without_token(unknown)
    assert [letter["To"] for letter in box.letters] == [account.email]


def test_a_changed_password_is_told_by_letter(app, box, sign_in):
    account = builders.staff(builders.programme(), language="en")
    new = "noe helt annet nå"

    sign_in(account).post(
        "/account/password",
        data={"password": builders.PASSWORD, "new_password": new, "new_password_confirm": new},
    )

    [letter] = box.letters
    assert letter["Subject"] == "Your password for Mentorplan is changed"
    assert new not in letter.get_content()


class TestWithADeadServer:
    """The mail server does not answer."""

    @pytest.fixture
    def settings(self, settings, box):
        """A port where nobody listens."""
        return settings | {"MAIL_PORT": free_port()}

    def test_nobody_is_shown_a_link_to_the_account_of_who_sees_more(self, app, sign_in):
        programme = builders.programme()
        officer, other = builders.staff(programme), builders.staff(programme)
        other.memberships[0].is_clearance_officer = False
        browser = sign_in(other)

        browser.post(f"/people/{officer.memberships[0].id}/password")

        assert "/account/forgotten/" not in browser.get("/people").text

    def test_staff_are_shown_the_link_instead(self, app, sign_in):
        programme = builders.programme()
        school = builders.school()
        browser = sign_in(builders.staff(programme))

        browser.post(
            "/people/invite/coordinator",
            data={"email": "kari@skole.example", "language": "nb", "school_id": school.id},
        )

        page = browser.get("/people").text
        assert "The mail server did not take the letter." in page
        assert "https://plan.example/join/" in page


def _without_token(page: str) -> str:
    """The token against forged forms tells the second in which it was made."""
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page)
