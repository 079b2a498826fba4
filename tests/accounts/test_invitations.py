"""Inviting, joining, taking away."""

import re
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from mentoring.accounts import actions, queries
from mentoring.accounts.models import Account, Invitation, Membership
from mentoring.camp.models import CampLeader
from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.audit import AuditEvent
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from tests import builders

NEW = {"name": "Kari Ås", "password": "ganske lang setning"}


@pytest.fixture
def programme(app):
    """A programme with one staff."""
    made = builders.programme()
    builders.staff(made)
    builders.commit()
    return made


def invited(programme, email="ny@example.org", role=STAFF, **more):
    """The path of a fresh invitation's link."""
    sent = actions.invite(programme.id, role=role, email=email, **more)
    db.session.commit()
    return sent.link.removeprefix("http://localhost")


def row(membership):
    """What a membership says, without its number."""
    return membership.programme_id, membership.role, membership.school_id, membership.mentor_id


def test_whoever_is_invited_makes_an_account_and_is_signed_in(programme, client):
    school = builders.school()
    path = invited(programme, role=COORDINATOR, school_id=school.id)

    assert "Velkommen til" in client.get(path).text
    answer = client.post(path, data=NEW)

    account = queries.account_with("NY@example.org")
    assert answer.location == "/"
    assert client.get("/account/mine").status_code == 200
    assert account.name == "Kari Ås"
    assert [row(one) for one in account.memberships] == [(programme.id, COORDINATOR, school.id, None)]


@pytest.mark.both_databases
def test_an_invitation_works_once(app, programme, client):
    path = invited(programme)
    client.post(path, data=NEW)

    second = app.test_client().post(path, data=NEW | {"name": "Somebody else"})

    assert second.status_code == 410
    assert [account.name for account in db.session.scalars(select(Account))][1:] == ["Kari Ås"]


def test_an_invitation_runs_out(programme, client):
    path = invited(programme)
    db.session.scalar(select(Invitation)).expires_at = now() - timedelta(seconds=1)
    db.session.commit()

    assert client.get(path).status_code == 410
    assert client.post(path, data=NEW).status_code == 410
    assert queries.account_with("ny@example.org") is None


def test_an_invitation_is_valid_for_fourteen_days(programme):
    before = now()

    invited(programme)

    assert db.session.scalar(select(Invitation)).expires_at - before >= timedelta(days=14)
    assert db.session.scalar(select(Invitation)).expires_at - now() <= timedelta(days=14)


def test_a_withdrawn_invitation_works_no_longer(programme, client):
    path = invited(programme)

    actions.withdraw(db.session.scalar(select(Invitation)))
    db.session.commit()

    assert client.get(path).status_code == 410


def test_inviting_again_makes_the_old_link_useless(programme, client):
    old = invited(programme)

    new = invited(programme)

    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200
    assert len(db.session.scalars(select(Invitation)).all()) == 1


def test_only_the_hash_of_the_secret_is_stored(programme):
    path = invited(programme)
    secret = path.removeprefix("/join/").partition("?")[0]

    stored = db.session.execute(db.text("SELECT * FROM invitation")).mappings().one()

    assert len(secret) == 43
    assert stored["secret_hash"] == queries.hash_of(secret)
    assert not [value for value in stored.values() if secret in str(value)]


def test_a_signed_in_account_with_another_address_cannot_use_the_link(programme, sign_in):
    path = invited(programme)
    other = builders.account()
    browser = sign_in(other)

    assert browser.get(path).status_code == 403
    assert browser.post(path, data=NEW).status_code == 403
    assert db.session.get(Account, other.id).memberships == []


def test_a_signed_in_account_joins_another_programme_with_one_button(programme, sign_in):
    account = builders.staff(builders.programme())
    browser = sign_in(account)

    browser.post(invited(programme, email=account.email))

    assert len(db.session.get(Account, account.id).memberships) == 2
    assert 'name="programme"' in browser.get("/").text


def test_who_has_an_account_shows_it_by_its_password(programme, client):
    account = builders.account()
    path = invited(programme, email=account.email)

    wrong = client.post(path, data={"password": "feil passord her"})
    right = client.post(path, data={"password": builders.PASSWORD})

    assert wrong.status_code == 422
    assert right.location == "/"
    assert len(db.session.scalars(select(Account).where(Account.email == account.email)).all()) == 1


def test_a_short_password_is_refused_in_plain_words_and_the_name_stays(programme, client):
    page = client.post(invited(programme), data={"name": "Kari Ås", "password": "kort"})

    assert page.status_code == 422
    assert "Choose at least 10 characters." in page.text
    assert 'value="Kari Ås"' in page.text


def test_a_mentor_is_invited_at_the_address_in_the_register(programme, sign_in):
    mentor = builders.mentor(programme, email="mentor@example.org")
    staff = sign_in(db.session.scalar(select(Account)))

    staff.post("/people/invite/mentor", data={"mentor_id": mentor.id, "language": "nb"})

    invitation = db.session.scalar(select(Invitation))
    assert (invitation.email, invitation.mentor_id) == ("mentor@example.org", mentor.id)


def test_a_mentor_of_another_programme_cannot_be_invited(programme):
    stranger = builders.mentor(builders.programme())

    with pytest.raises(Refusal):
        actions.invite(programme.id, role=MENTOR, mentor_id=stranger.id)


def test_who_has_the_access_already_is_not_invited(programme):
    staff = db.session.scalar(select(Account))

    with force_locale("en"), pytest.raises(Refusal, match="already"):
        actions.invite(programme.id, role=STAFF, email=staff.email.upper())


def test_without_a_mail_server_staff_are_shown_the_link_once(programme, sign_in):
    browser = sign_in(db.session.scalar(select(Account)))
    browser.post("/people/invite/staff", data={"email": "ny@example.org", "language": "en"})

    first, second = browser.get("/people").text, browser.get("/people").text

    assert re.search(r'value="http://localhost/join/[\w-]{43}\?language=en"', first)
    assert "/join/" not in second


def test_a_wrong_address_is_said_at_its_field(programme, sign_in):
    browser = sign_in(db.session.scalar(select(Account)))

    page = browser.post("/people/invite/staff", data={"email": "kari", "language": "nb"})

    assert page.status_code == 422
    assert "Write an e-mail address" in page.text


def test_the_last_staff_cannot_be_removed(programme, sign_in):
    browser = sign_in(db.session.scalar(select(Account)))
    membership = db.session.scalar(select(Membership))

    answer = browser.post(f"/people/{membership.id}/remove")

    assert "Somebody has to be staff" in browser.get(answer.location).text
    assert db.session.get(Membership, membership.id) is not None


@pytest.mark.both_databases
def test_staff_can_be_removed_while_there_is_another(programme, sign_in):
    browser = sign_in(db.session.scalar(select(Account)))
    other = builders.staff(programme)
    builders.commit()

    browser.post(f"/people/{other.memberships[0].id}/remove")

    assert queries.staff_count(programme.id) == 1
    assert db.session.get(Account, other.id).memberships == []


def test_taking_away_access_ends_the_sessions(programme, sign_in):
    coordinator = builders.coordinator(programme, builders.school())
    theirs = sign_in(coordinator)
    staff = sign_in(db.session.scalar(select(Account)))
    assert theirs.get("/").status_code == 200

    staff.post(f"/people/{coordinator.memberships[0].id}/remove")

    assert theirs.get("/").location == "/account/sign-in"


def test_people_of_another_programme_are_not_there(programme, sign_in):
    stranger = builders.staff(builders.programme())
    browser = sign_in(db.session.scalar(select(Account)))

    assert stranger.email not in browser.get("/people").text
    for path in ("remove", "password", "officer"):
        assert browser.post(f"/people/{stranger.memberships[0].id}/{path}").status_code == 404


def test_a_coordinator_does_not_see_who_has_access(programme, sign_in):
    browser = sign_in(builders.coordinator(programme, builders.school()))

    assert browser.get("/people").status_code == 403
    assert browser.post("/people/invite/staff", data={"email": "ny@example.org"}).status_code == 403


def test_only_one_person_sees_certificates_and_hands_it_over(programme, sign_in):
    officer, other = db.session.scalar(select(Account)), builders.staff(programme)
    other.memberships[0].is_clearance_officer = False
    browser_of_other, browser = sign_in(other), sign_in(officer)
    path = f"/people/{other.memberships[0].id}/officer"

    browser_of_other.post(path)
    before = [row.is_clearance_officer for row in db.session.scalars(select(Membership).order_by(Membership.id))]
    browser.post(path)
    db.session.expire_all()
    after = [row.is_clearance_officer for row in db.session.scalars(select(Membership).order_by(Membership.id))]

    assert (before, after) == ([True, False], [False, True])


def test_staff_cannot_come_by_the_account_of_who_sees_more(programme, sign_in):
    both, leader = builders.staff(builders.programme()), builders.staff(programme)
    db.session.add(Membership(account=both, programme_id=programme.id, role=STAFF))
    db.session.add(CampLeader(camp_id=builders.camp(programme).id, account_id=leader.id))
    builders.commit()
    browser = sign_in(db.session.scalar(select(Account)))

    for membership in (both.memberships[1], leader.memberships[0]):
        browser.post(f"/people/{membership.id}/password")
        page = browser.get("/people").text

        assert "This account sees more than you do" in page
        assert "/account/forgotten/" not in page


def test_a_link_for_a_new_password_works_once(programme, client, sign_in):
    coordinator = builders.coordinator(programme, builders.school())
    browser = sign_in(db.session.scalar(select(Account)))
    browser.post(f"/people/{coordinator.memberships[0].id}/password")
    path = re.search(r'value="http://localhost(/account/forgotten/[^"]+)"', browser.get("/people").text)[1]
    new = {"password": "en helt ny setning", "password_confirm": "en helt ny setning"}

    assert client.get(path).status_code == 200
    assert client.post(path, data=new).location == "/account/sign-in"
    assert client.post(path, data=new).location == "/account/forgotten"
    signed_in = client.post("/account/sign-in", data={"email": coordinator.email, "password": "en helt ny setning"})
    assert signed_in.location == "/"


def test_what_is_done_about_access_is_audited(programme, sign_in):
    browser = sign_in(db.session.scalar(select(Account)))
    browser.post("/people/invite/staff", data={"email": "ny@example.org", "language": "nb"})
    invitation = db.session.scalar(select(Invitation))
    browser.post(f"/people/invitations/{invitation.id}/withdraw")

    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()

    assert [event.event for event in events] == [
        "account.signed_in",
        "account.invited",
        "account.invitation_withdrawn",
    ]
    assert {event.account_id for event in events} == {db.session.scalar(select(Account)).id}


def test_the_first_staff_is_let_in_from_the_command_line(app, client):
    printed = app.test_cli_runner().invoke(
        args=["people", "invite", "leder@example.org", "--programme", "Nytt prosjekt"]
    )

    assert printed.exit_code == 0, printed.output
    assert client.get(printed.output.strip().removeprefix("http://localhost")).status_code == 200
