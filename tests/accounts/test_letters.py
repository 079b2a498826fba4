"""Letters as a real mail server receives them."""

import re

import pytest

from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import BACK_OFF, send_due
from tests import builders
from tests.pages import without_token
from tests.post_office import PostOffice


@pytest.fixture
def box():
    """A mail server on this machine."""
    with PostOffice().open() as office:
        yield office


@pytest.fixture
def settings(settings, box):
    """The installation uses that server, and is reached at its own address."""
    return settings | box.settings()


def arrived(box):
    """What came when the worker has sent what is due."""
    send_due()
    db.session.expire_all()
    return box.letters


def test_an_invitation_arrives_in_the_chosen_language_with_a_link_that_works(app, box, client, sign_in):
    programme = builders.programme(name="Matteprosjektet på Sagene")
    school = builders.school(name="Nordpolen skole")
    browser = sign_in(builders.staff(programme))

    answer = browser.post(
        "/people/invite/coordinator",
        data={"email": "kari@skole.example", "language": "en", "school_id": school.id},
    )

    [letter] = arrived(box)
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

    [letter] = arrived(box)
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

    assert without_token(known) == without_token(unknown)
    assert [letter["To"] for letter in arrived(box)] == [account.email]


def test_a_changed_password_is_told_by_letter(app, box, sign_in):
    account = builders.staff(builders.programme(), language="en")
    new = "noe helt annet nå"

    sign_in(account).post(
        "/account/password",
        data={"password": builders.PASSWORD, "new_password": new, "new_password_confirm": new},
    )

    [letter] = arrived(box)
    assert letter["Subject"] == "Your password for Mentorplan is changed"
    assert new not in letter.get_content()


def test_letters_with_links_wait_for_the_server_and_staff_never_read_the_link(app, box, sign_in):
    programme = builders.programme()
    school = builders.school()
    coordinator = builders.coordinator(programme, school, email="ola@skole.example")
    browser = sign_in(builders.staff(programme, language="en"))
    box.refuse[""] = "450 try again later"

    invitation = {"email": "kari@skole.example", "language": "nb", "school_id": school.id}
    browser.post("/people/invite/coordinator", data=invitation)
    browser.post(f"/people/{coordinator.memberships[0].id}/password")
    assert arrived(box) == []
    pages = [browser.get(path).text for path in ("/people", "/mails/", "/mails/1", "/mails/2")]
    waiting = [(mail.status, mail.text) for mail in db.session.query(Mail)]
    box.refuse.clear()
    app.config["FIXED_NOW"] = now() + BACK_OFF[0]
    letters = {letter["To"]: letter.get_content() for letter in arrived(box)}

    links = [re.search(r"https://plan\.example/\S+/([\w.-]{43,})", text)[1] for text in letters.values()]
    assert list(letters) == ["kari@skole.example", "ola@skole.example"]
    assert [status for status, _text in waiting] == ["waiting", "waiting"]
    assert all("https://plan.example/" in text for _status, text in waiting)
    assert not [link for link in links for text in (*pages, *(text for _, text in waiting)) if link in text]
    assert [mail.sealed_text for mail in db.session.query(Mail)] == [None, None]


def test_a_new_invitation_takes_the_place_of_one_that_was_not_sent(app, box, sign_in):
    programme = builders.programme()
    browser = sign_in(builders.staff(programme, language="en"))
    box.refuse["ny@example.org"] = "550 no such user"
    browser.post("/people/invite/staff", data={"email": "ny@example.org", "language": "en"})
    assert arrived(box) == []
    page = browser.get("/people").text
    box.refuse.clear()

    browser.post("/people/invitations/1/again")
    [letter] = arrived(box)
    browser.post("/people/invitations/1/withdraw")

    assert "could not be sent" in page
    assert letter["To"] == "ny@example.org"
    assert [mail.status for mail in db.session.query(Mail)] == ["sent"]
