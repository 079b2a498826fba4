"""Whom publishing writes to, and what: one mail to each address, in its language, with no more than it needs."""

import re
from datetime import UTC, date, datetime

import pytest

from mentoring.core.database import db
from mentoring.matching.queries import sessions_in
from mentoring.outbox.models import Mail
from mentoring.planning.publishing import publish
from mentoring.registration.models import Mentor, Pupil
from tests import builders, plans

MONDAY, NEXT_MONDAY = date(2026, 10, 5), date(2026, 10, 12)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Two pupils of one school with a guardian each, two mentors, one coordinator."""
    made = builders.programme(name="Matteprosjektet")
    school = builders.school(name="Nordpolen skole")
    builders.venue(made, name="Biblioteket")
    for name, mentor in (("Åse", "Mina"), ("Bo", "Nils")):
        pupil = builders.pupil(made, school, given_name=name, family_name=f"{name}sen")
        builders.guardian(pupil, email=f"{name.lower().replace('å', 'a')}@hjem.example", language="en")
        builders.mentor(made, given_name=mentor, email=f"{mentor.lower()}@mentor.example", group_size=1, max_pupils=1)
    builders.coordinator(made, school, email="kari@skole.example", language="nn")
    builders.commit()
    return made


def _mails(about=None):
    wanted = db.session.query(Mail).order_by(Mail.to)
    return {mail.to: mail for mail in (wanted.filter_by(about=about) if about else wanted)}


def _with_mentor(plan, name):
    pupil = db.session.query(Pupil).filter_by(given_name=name).one()
    return next(row.mentor for row in sessions_in(plan) if pupil in row.pupils)


def test_the_first_plan_is_told_to_everybody_in_it_each_in_their_language(app, programme):
    plan = plans.published(app, programme, MONDAY)

    mails = _mails()

    assert list(mails) == sorted(
        ["ase@hjem.example", "bo@hjem.example", "kari@skole.example", "mina@mentor.example", "nils@mentor.example"]
    )
    assert {mail.about for mail in mails.values()} == {f"plan:{plan.id}"}
    assert mails["ase@hjem.example"].subject == "New times from 5 October 2026"
    mentor = _with_mentor(plan, "Åse").given_name
    assert re.search(
        rf"Your child: \w+day \d\d:\d\d–\d\d:\d\d, Biblioteket, with {mentor}\n", _text(mails, "ase@hjem")
    )
    assert mails["kari@skole.example"].language == "nn"
    assert mails["mina@mentor.example"].language == "nb"
    assert "Ny: " in _text(mails, "mina@mentor")


def _text(mails, start):
    return next(mail.text for to, mail in mails.items() if to.startswith(start))


def test_no_mail_names_a_pupil_or_another_family(app, programme):
    plans.published(app, programme, MONDAY)

    texts = {to: mail.subject + mail.text for to, mail in _mails().items()}

    names = ("Åse", "Bosen", "Bo ", "Åsesen", "Ødegård")
    found = {(to, name) for to, text in texts.items() for name in names if name in text}
    assert found == set()


def test_a_guardian_of_two_gets_one_mail_with_first_names(app, programme):
    bo = db.session.query(Pupil).filter_by(given_name="Bo").one()
    guardian = db.session.query(Pupil).filter_by(given_name="Åse").one().guardians[0]
    bo.guardians = [guardian]
    builders.commit()

    plans.published(app, programme, MONDAY)

    mails = _mails()
    assert "bo@hjem.example" not in mails
    text = _text(mails, "ase@hjem")
    assert re.search(r"^Åse: ", text, re.MULTILINE)
    assert re.search(r"^Bo: ", text, re.MULTILINE)


def test_one_address_gets_one_mail_whatever_roles_it_has(app, programme):
    guardian = db.session.query(Pupil).filter_by(given_name="Åse").one().guardians[0]
    guardian.email = "Mina@Mentor.example"
    builders.commit()

    plans.published(app, programme, MONDAY)

    assert [to for to in _mails() if to.lower() == "mina@mentor.example"] == ["mina@mentor.example"]
    assert len(_mails()) == 4


def test_only_those_are_told_for_whom_something_changes(app, programme):
    first = plans.published(app, programme, MONDAY)
    stays = _with_mentor(first, "Bo")
    _with_mentor(first, "Åse").left_on = date(2026, 10, 1)
    builders.mentor(programme, given_name="Omar", email="omar@mentor.example", group_size=1, max_pupils=1)
    builders.commit()

    second = plans.published(app, programme, NEXT_MONDAY, preset="change_little")

    mails = _mails(f"plan:{second.id}")
    assert sorted(mails) == ["ase@hjem.example", "kari@skole.example", "omar@mentor.example"]
    assert stays.email not in mails
    assert "1 får en annen mentor" not in _text(mails, "kari")
    assert "Omar is a new mentor." in _text(mails, "ase")


def test_who_loses_the_place_is_told_that_the_child_waits(app, programme):
    first = plans.published(app, programme, MONDAY)
    _with_mentor(first, "Åse").left_on = date(2026, 10, 1)
    builders.commit()

    second = plans.published(app, programme, NEXT_MONDAY, preset="change_little")

    assert "Your child has no place in this plan and waits for one." in _text(_mails(f"plan:{second.id}"), "ase")


def test_who_was_not_placed_before_and_is_not_now_is_not_written_to(app, programme):
    pupil = builders.pupil(programme, builders.school(), required_language="so")
    builders.guardian(pupil, email="venter@hjem.example")
    builders.commit()

    plans.published(app, programme, MONDAY)

    assert "venter@hjem.example" not in _mails()


def test_the_publish_page_shows_what_is_sent_to_whom_and_who_must_be_told_otherwise(app, programme, sign_in):
    builders.pupil(programme, builders.school(), given_name="Cilia")
    builders.mentor(programme)
    guardian = db.session.query(Pupil).filter_by(given_name="Bo").one().guardians[0]
    guardian.email = ""
    builders.commit()
    plan = plans.proposal(app, programme)

    page = sign_in(builders.staff(programme)).get(f"/plans/{plan.id}/publish").text

    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "mails are sent when you publish, one to each address. Nobody is told before." in words
    assert "Guardians (3) 2 without mail" in words
    assert f"{guardian.name} no e-mail address" in words
    assert "Cilia Ås no guardian is registered" in words
    assert "ase@hjem.example" in words
    assert db.session.query(Mail).count() == 0


def test_publishing_twice_writes_once(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    browser = sign_in(builders.staff(programme))

    for _ in range(2):
        browser.post(f"/plans/{plan.id}/publish", data={"revision": 0, "from_date": "2026-10-05"})

    assert len(_mails()) == db.session.query(Mail).count() == 5
    assert "5 mails are written, but not sent: there is no mail server." in browser.get(f"/plans/{plan.id}").text


def test_a_publishing_that_is_undone_writes_to_nobody(app, programme):
    plan = plans.proposal(app, programme)

    publish(plan, from_date=MONDAY)
    db.session.rollback()

    assert db.session.query(Mail).count() == 0


def test_a_mentor_reads_what_is_new_what_ends_and_what_stays(app, programme):
    first = plans.published(app, programme, MONDAY)
    mentor = db.session.get(Mentor, _with_mentor(first, "Åse").id)
    mentor.max_sessions, mentor.max_pupils = 2, 2
    gone = _with_mentor(first, "Bo")
    gone.left_on = date(2026, 10, 1)
    builders.commit()

    second = plans.published(app, programme, NEXT_MONDAY, preset="change_little")

    text = _mails(f"plan:{second.id}")[mentor.email].text
    assert "Som før: " in text or "Andre elever: " in text
    assert "http://localhost/sessions" in text
    assert gone.email not in _mails(f"plan:{second.id}")
