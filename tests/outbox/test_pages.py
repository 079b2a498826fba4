"""What staff see of the outbox."""

import pytest

from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.outbox.models import Mail
from tests import builders
from tests.outbox.letters import posted


@pytest.fixture
def programme(app):
    made = builders.programme()
    builders.commit()
    return made


def test_without_a_mail_server_mails_are_kept_as_not_sent(app, programme, sign_in):
    mail = posted(programme, subject="Ny plan", text="Din økt er på onsdag.\n")

    browser = sign_in(builders.staff(programme))
    listed, shown = browser.get("/mails/").text, browser.get(f"/mails/{mail.id}").text

    assert mail.status == "off"
    assert "This installation has no mail server, so nothing is sent." in listed
    assert "Ny plan" in listed
    assert "Not sent (1)" in listed
    assert "Din økt er på onsdag." in shown
    assert "kari@example.org" in shown


def test_reading_a_mail_is_written_down(app, programme, sign_in):
    mail = posted(programme)

    sign_in(builders.staff(programme)).get(f"/mails/{mail.id}")

    [event] = db.session.query(AuditEvent).filter_by(event="mail.seen")
    assert event.details == {"mail": mail.id}


def test_mails_of_one_deed_are_shown_together(app, programme, sign_in):
    posted(programme, about="plan:1", subject="Om plan 1")
    posted(programme, about="plan:2", subject="Om plan 2")

    page = sign_in(builders.staff(programme)).get("/mails/?about=plan:2").text

    assert "Om plan 2" in page
    assert "Om plan 1" not in page


def test_mails_of_another_programme_are_not_there(app, programme, sign_in):
    mail = posted(programme, subject="Hemmelig")
    browser = sign_in(builders.staff(builders.programme()))

    assert "Hemmelig" not in browser.get("/mails/").text
    assert browser.get(f"/mails/{mail.id}").status_code == 404
    assert browser.post(f"/mails/{mail.id}/send").status_code == 404


def test_without_a_server_nothing_can_be_sent_again_and_the_page_says_why(app, programme, sign_in):
    mail = posted(programme)
    browser = sign_in(builders.staff(programme))

    browser.post(f"/mails/{mail.id}/send")

    assert "Ask whoever runs it to set MAIL_SERVER." in browser.get("/mails/").text
    assert db.session.get_one(Mail, mail.id).status == "off"


def test_a_link_of_a_mail_that_is_not_sent_is_neither_kept_nor_shown(app, programme, sign_in):
    secret = "Zx_3-" * 9
    text = f"Ja:\nhttps://plan.example/answer/{secret}?answer=yes\nhttps://plan.example/family/7-{secret}\n"
    mail = posted(programme, text=text)

    page = sign_in(builders.staff(programme, language="en")).get(f"/mails/{mail.id}").text

    assert mail.text == "Ja:\nhttps://plan.example/answer/…?answer=yes\nhttps://plan.example/family/…\n"
    assert (mail.status, mail.sealed_text) == ("off", None)
    assert "https://plan.example/answer/…" in page
    assert "have a new one sent where it was made" in page


class TestWithAServer:
    """A mail server stands in the settings."""

    @pytest.fixture
    def settings(self, settings):
        """Nobody need listen there: sending is the worker's deed."""
        return settings | {"MAIL_SERVER": "127.0.0.1"}

    def test_a_mail_that_failed_is_told_on_the_front_page_and_can_be_sent_again(self, app, programme, sign_in):
        mail = posted(programme)
        mail.status, mail.error, mail.tries = "failed", "550 no such user", 1
        browser = sign_in(builders.staff(programme))

        front, shown = browser.get("/").text, browser.get(f"/mails/{mail.id}").text
        browser.post(f"/mails/{mail.id}/send")
        db.session.expire_all()

        assert "1 mail could not be sent." in front
        assert "550 no such user" in shown
        assert (mail.status, mail.tries) == ("waiting", 0)

    def test_what_is_sent_is_not_sent_again(self, app, programme, sign_in):
        mail = posted(programme)
        mail.status = "sent"
        browser = sign_in(builders.staff(programme))

        browser.post(f"/mails/{mail.id}/send")
        db.session.expire_all()

        assert mail.status == "sent"
