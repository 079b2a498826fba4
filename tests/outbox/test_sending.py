"""From a kept deed to the mail server: after the commit, once, and again where the server was in trouble."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from mentoring.core.database import db
from mentoring.core.mail import Attachment, Letter
from mentoring.core.queue import queue
from mentoring.core.refusal import Refusal
from mentoring.outbox.actions import erase_old, post, send_again
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import BACK_OFF, STALE, send_due
from tests import builders
from tests.outbox.letters import posted

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def settings(settings, office):
    """An installation that uses that server, at a moment that stands still."""
    return settings | office.settings() | {"FIXED_NOW": NOW}


@pytest.fixture
def programme(app):
    made = builders.programme()
    builders.commit()
    return made


def _sent(app):
    """Do what the worker finds in the queue and what is due."""
    done = send_due()
    db.session.expire_all()
    return done


def _is_asked_for(app) -> bool:
    return any(task.name == "send_mails" for task in queue(app).pending())


@pytest.mark.both_databases
def test_a_kept_mail_arrives_with_all_that_was_written(app, programme, office):
    letter = Letter(
        "kari@example.org",
        "Økt på Sagene – ny tid",
        "Hei!\n\nOnsdag kl. 16.\n",
        "nn",
        (Attachment("økt.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "calendar", {"method": "REQUEST"}),),
    )
    mail = post(letter, programme_id=programme.id, about="plan:1", key="plan:1:kari@example.org")
    builders.commit()

    assert _sent(app) == 1

    [got] = office.letters
    assert (got["To"], got["Subject"]) == ("kari@example.org", "Økt på Sagene – ny tid")
    assert (got["Message-ID"], got["Auto-Submitted"]) == (mail.message_id, "auto-generated")
    assert got.get_body()["Content-Language"] == "nn"
    assert got.get_body().get_content().split() == ["Hei!", "Onsdag", "kl.", "16."]
    [calendar] = got.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_param("method")) == ("text/calendar", "REQUEST")
    assert calendar.get_filename() == "økt.ics"
    assert (mail.status, mail.sent_at, mail.tries) == ("sent", NOW, 1)


def test_a_mail_never_leaves_before_the_commit_and_never_for_a_deed_that_was_undone(app, programme, office):
    posted(programme)

    assert not _is_asked_for(app)
    db.session.rollback()
    builders.commit()

    assert not _is_asked_for(app)
    assert _sent(app) == 0
    assert db.session.query(Mail).count() == 0
    assert office.letters == []


def test_the_commit_asks_the_worker_once_for_all_mails(app, programme, office):
    posted(programme, "kari@example.org")
    posted(programme, "ola@example.org")
    builders.commit()

    assert [task.name for task in queue(app).pending()] == ["send_mails"]


@pytest.mark.both_databases
def test_posting_the_same_twice_is_one_mail(app, programme, office):
    first = posted(programme, key="plan:1:kari")
    second = posted(programme, key="plan:1:kari")
    builders.commit()

    _sent(app)
    _sent(app)

    assert first.id == second.id
    assert len(office.letters) == 1


def test_a_mail_for_later_waits(app, programme, office):
    mail = posted(programme, not_before=NOW + timedelta(hours=8))
    builders.commit()

    assert _sent(app) == 0
    app.config["FIXED_NOW"] = NOW + timedelta(hours=8)
    assert _sent(app) == 1
    assert mail.status == "sent"


def test_a_server_in_passing_trouble_is_tried_again_later_and_later(app, programme, office):
    mail = posted(programme)
    builders.commit()
    office.refuse[""] = "450 mailbox busy"

    for number, pause in enumerate(BACK_OFF[:3], start=1):
        assert _sent(app) == 0
        assert (mail.status, mail.tries) == ("waiting", number)
        assert mail.not_before == app.config["FIXED_NOW"] + pause
        assert _sent(app) == 0
        app.config["FIXED_NOW"] += pause
    office.refuse.clear()

    assert _sent(app) == 1
    assert (mail.status, mail.tries, mail.error) == ("sent", 4, "")
    assert [letter["Message-ID"] for letter in office.letters] == [mail.message_id]


def test_a_mail_that_never_works_is_given_up_and_says_why(app, programme, office):
    mail = posted(programme)
    builders.commit()
    office.refuse[""] = "450 mailbox busy"

    for pause in (*BACK_OFF, timedelta(days=3)):
        _sent(app)
        app.config["FIXED_NOW"] += pause

    assert (mail.status, mail.tries) == ("failed", len(BACK_OFF) + 1)
    assert mail.error == "450 mailbox busy"
    assert _sent(app) == 0


def test_one_wrong_address_does_not_keep_the_others_waiting(app, programme, office):
    wrong = posted(programme, "ingen@example.org")
    right = posted(programme, "kari@example.org")
    builders.commit()
    office.refuse["ingen@example.org"] = "550 no such user"

    assert _sent(app) == 1

    assert (wrong.status, wrong.error) == ("failed", "550 no such user")
    assert right.status == "sent"


def test_an_address_that_cannot_be_written_to_fails_alone(app, programme, office):
    strange = posted(programme, "kari@example.org\nBcc: alle@example.org")
    right = posted(programme, "ola@example.org")
    builders.commit()

    assert _sent(app) == 1

    assert strange.status == "failed"
    assert right.status == "sent"
    assert [letter["To"] for letter in office.letters] == ["ola@example.org"]


def test_where_nobody_listens_all_mails_wait_and_only_one_try_is_spent(app, programme, office):
    first, second = posted(programme), posted(programme)
    builders.commit()
    app.config["MAIL_PORT"] = 1

    assert _sent(app) == 0

    assert (first.status, first.tries, second.status, second.tries) == ("waiting", 1, "waiting", 0)
    assert "refused" in first.error


@pytest.mark.both_databases
def test_many_workers_send_each_mail_once(app, programme, office):
    for number in range(30):
        posted(programme, f"mottaker{number}@example.org")
    builders.commit()

    def work(_: int) -> int:
        with app.app_context():
            return send_due()

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(work, range(4)))

    assert sum(shares) == 30
    assert sorted(letter["To"] for letter in office.letters) == sorted(
        f"mottaker{number}@example.org" for number in range(30)
    )


def test_what_a_dead_worker_held_is_sent_under_the_same_message_id(app, programme, office):
    mail = posted(programme)
    mail.status, mail.claimed_at, mail.tries = "sending", NOW, 1
    builders.commit()

    assert _sent(app) == 0
    app.config["FIXED_NOW"] = NOW + STALE + timedelta(seconds=1)
    assert _sent(app) == 1

    assert (mail.status, mail.tries) == ("sent", 2)
    assert [letter["Message-ID"] for letter in office.letters] == [mail.message_id]


def test_a_worker_that_is_asked_to_end_leaves_the_rest_in_the_outbox(app, programme, office):
    posted(programme)
    builders.commit()
    app.extensions["worker_is_stopping"] = lambda: True

    assert _sent(app) == 0

    assert db.session.query(Mail).one().status == "waiting"


@pytest.mark.both_databases
def test_the_secret_of_a_mail_is_kept_sealed_until_it_is_sent_or_in_vain(app, programme, office):
    link = f"https://plan.example/join/{'a1-_' * 11}?language=nb"
    late = posted(programme, "sen@example.org", text=link, not_after=NOW + timedelta(minutes=30))
    wrong = posted(programme, "ingen@example.org", text=link)
    right = posted(programme, "kari@example.org", text=link)
    builders.commit()
    office.refuse |= {"sen@example.org": "450 busy", "ingen@example.org": "550 no such user"}

    assert _sent(app) == 1
    assert office.letters[0].get_content().strip() == link
    assert {mail.text for mail in (late, wrong, right)} == {"https://plan.example/join/…?language=nb"}
    assert [bool(mail.sealed_text) for mail in (late, wrong, right)] == [True, True, False]
    app.config["FIXED_NOW"] = NOW + timedelta(minutes=30)
    _sent(app)
    assert (late.status, late.is_cut) == ("failed", True)
    app.config["FIXED_NOW"] = NOW + timedelta(days=8)
    erase_old()
    db.session.expire_all()

    assert (wrong.status, wrong.is_cut) == ("failed", True)
    with force_locale("en"), pytest.raises(Refusal, match="works no longer, or is not kept"):
        send_again(wrong)


def test_what_was_sent_is_erased_after_ninety_days_and_what_waits_is_not(app, programme, office):
    _old, waiting = posted(programme), posted(programme, not_before=NOW + timedelta(days=200))
    builders.commit()
    _sent(app)
    app.config["FIXED_NOW"] = NOW + timedelta(days=91)

    erase_old()
    builders.commit()

    assert [mail.id for mail in db.session.query(Mail)] == [waiting.id]
