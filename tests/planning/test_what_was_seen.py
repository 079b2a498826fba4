"""What somebody publishes is what that person saw: no mend of others and no change in the data goes out unread."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.queries import sessions_in
from mentoring.outbox.models import Mail
from mentoring.planning import mending
from mentoring.planning.models import Plan
from mentoring.planning.publishing import Seen, publish
from tests import builders, plans
from tests.matching.desk import Board, groups, small_desk

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk(app):
    """Three pupils, three mentors, one venue."""
    return small_desk()


class Publisher:
    """Somebody at the page *Publish*, without scripts: sends what the page that was loaded last holds."""

    def __init__(self, client, plan):
        self.client, self.path = client, f"/plans/{plan.id}/publish"
        self.take(client.get(self.path).text)

    def take(self, page):
        """This page is before the eyes now."""
        self.words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
        hidden = {
            name: re.search(f'name="{name}" type="hidden" value="([^"]*)"', page) for name in ("revision", "news")
        }
        self.form = {name: found[1] for name, found in hidden.items() if found} | {"from_date": "2026-10-05"}
        self.asks_despite = 'name="despite"' in page

    def press(self, **typed):
        """Press *Publish*; the status of the answer, whose page is looked at if it is one."""
        answer = self.client.post(self.path, data=self.form | typed)
        if answer.status_code != 303:
            self.take(answer.text)
        db.session.expire_all()
        return answer.status_code


@pytest.fixture
def at_publishing(desk, sign_in):
    """A function that seats somebody at the page *Publish* of a plan."""
    return lambda plan, name="Per": Publisher(sign_in(builders.staff(desk.programme, name=name)), plan)


@pytest.mark.both_databases
def test_a_mend_made_after_the_page_was_opened_is_told_and_not_published_unread(desk, sign_in, at_publishing):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    per = at_publishing(plan)
    kari = Board(sign_in(builders.staff(desk.programme, name="Kari")), plan)
    kari.do(desk.move(ase, desk.place(mina), desk.place(ola)))

    first = per.press(note="Mina har for mange")
    told, status = per.words, plan.status
    second = per.press()

    assert (first, status) == (409, "proposal")
    assert "The proposal was mended after you opened this page, so it is not published yet." in told
    assert "Kari: Åse Ås: moved from Mina Berg" in told
    assert "Look at the proposal again" in told
    assert (second, plan.status) == (303, "published")


def test_nothing_typed_is_lost_when_somebody_else_mends_meanwhile(desk, sign_in):
    plan, mina = desk.usual(), desk.mentors[0]
    per = sign_in(builders.staff(desk.programme))
    Board(sign_in(builders.staff(desk.programme)), plan).do({"deed": "take_session", "from": desk.place(mina)})

    form = {"revision": 0, "from_date": "2026-10-07", "note": "Mina har for mange"}
    page = per.post(f"/plans/{plan.id}/publish", data=form).text

    assert 'value="2026-10-07"' in page
    assert 'value="Mina har for mange"' in page


def test_an_undone_mend_is_a_change_too(desk, sign_in, at_publishing):
    plan, mina = desk.usual(), desk.mentors[0]
    kari = Board(sign_in(builders.staff(desk.programme, name="Kari")), plan)
    kari.do({"deed": "take_session", "from": desk.place(mina)})
    per = at_publishing(plan)
    kari.do({}, to="undo")

    assert per.press() == 409
    assert "Kari undid: The session of Mina Berg" in per.words


def test_a_form_that_does_not_say_what_was_seen_is_refused(desk, sign_in):
    plan = desk.usual()
    browser = sign_in(builders.staff(desk.programme))

    answers = [
        browser.post(f"/plans/{plan.id}/publish", data={"from_date": "2026-10-05", "revision": revision})
        for revision in ("", "zero", "-1")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "Load the page again" in answers[0].text
    assert db.session.get_one(Plan, plan.id).status == "proposal"


@pytest.mark.both_databases
def test_of_a_mend_and_a_publishing_at_the_same_moment_one_is_refused(app, desk):
    plan, ase, (mina, _nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    asked = desk.move(ase, desk.place(mina), desk.place(ola))
    plan_id, together = plan.id, Barrier(2)
    deeds = [
        lambda found: publish(found, from_date=MONDAY, seen=Seen(0)),
        lambda found: mending.mend(found, revision=0, asked=asked),
    ]

    def do(deed):
        with app.app_context():
            found = db.session.get_one(Plan, plan_id)
            together.wait()
            try:
                deed(found)
                db.session.commit()
            except Refusal:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as people:
        done = list(people.map(do, deeds))
    db.session.expire_all()

    assert sorted(done) == [False, True]
    is_published, is_mended = plan.status == "published", "Ola 1 15:00" in groups(plan)
    assert [is_published, is_mended] == done


def test_changed_data_that_break_no_rule_are_named_and_published_only_after_a_word(app, desk, at_publishing):
    plan = plans.proposal(app, desk.programme)
    builders.pupil(desk.programme, builders.school(), given_name="Didrik", family_name="Dal")
    per = at_publishing(plan)

    told = per.words
    without = per.press()
    refused, status = per.words, plan.status
    with_word = per.press(despite="y")

    assert "The data changed since it was made 1 new pupil: Didrik Dal" in told
    assert "Run matching again" in told
    assert (without, status) == (422, "proposal")
    assert "Say here that it is right all the same, or make a new run." in refused
    assert (with_word, plan.status) == (303, "published")


def test_where_nothing_changed_nothing_more_is_asked(app, desk, at_publishing):
    per = at_publishing(plans.proposal(app, desk.programme))

    assert not per.asks_despite
    assert per.press() == 303


@pytest.mark.both_databases
def test_what_changes_after_the_page_was_opened_is_not_covered_by_a_word_given_before(app, desk, at_publishing):
    plan = plans.proposal(app, desk.programme)
    builders.pupil(desk.programme, builders.school(), given_name="Didrik")
    per = at_publishing(plan)
    builders.mentor(desk.programme, given_name="Pia", family_name="Berg")

    early = per.press(despite="y")
    told, status = per.words, plan.status
    later = per.press(despite="y")

    assert (early, status) == (422, "proposal")
    assert "The data changed after you opened this page." in told
    assert "1 new mentor: Pia Berg" in told
    assert (later, plan.status) == (303, "published")


def test_a_word_does_not_help_a_proposal_that_breaks_a_rule_now(app, desk, at_publishing):
    plan = plans.proposal(app, desk.programme)
    mentor = sessions_in(plan)[0].mentor
    per = at_publishing(plan)
    mentor.availability = []

    assert per.press(despite="y") == 422
    assert "This proposal does not hold any more" in per.words
    assert "the mentor is not free then" in per.words
    assert "Run matching again" in per.words
    assert plan.status == "proposal"
    assert db.session.query(Mail).count() == 0
