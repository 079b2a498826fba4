"""The demo as it stands in the database. Planted once for all sentences: the engine makes two real plans."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import create_app
from mentoring.absence.actions import tell_hours
from mentoring.accounts.models import Account
from mentoring.camp.models import Camp
from mentoring.camp_days.models import CampEntryPerson
from mentoring.camp_desk.queries import pupils_at
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.demo.camp import make_camp
from mentoring.demo.district import SEED, district
from mentoring.demo.planning import make_plans
from mentoring.demo.planting import MENTOR_EMAIL, PASSWORD, STAFF_EMAIL, plant
from mentoring.demo.summary import accounts, summary
from mentoring.matching.models import Waiting
from mentoring.outbox.models import Mail
from mentoring.planning.models import PROPOSAL, PUBLISHED, Plan
from mentoring.programme.models import Programme
from mentoring.registration.models import Guardian, Mentor, Pupil
from mentoring.standins.actions import accept, ask_best, decline, falling_with
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import AHEAD, open_sessions
from mentoring.timetable.changing import cancel
from mentoring.timetable.models import MENTOR_AWAY, PLANNED, Session
from mentoring.timetable.queries import planned_between
from tests.conftest import SETTINGS, CheckingClient
from tests.standins.adults import alone_at_some_minute

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """An application with the demo, planted with the shortest runs."""
    folder = tmp_path_factory.mktemp("demo")
    settings = SETTINGS | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/demo.db"}
    app = create_app(settings, instance_path=str(folder))
    app.test_client_class = CheckingClient
    with app.app_context():
        db.create_all()
        facts = district(today())
        planted = plant(facts)
        make_plans(planted, facts, seconds=5)
        make_camp(planted, SEED, seconds=5)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def inside(planted):
    """Within the application."""
    with planted.app_context():
        yield planted
        db.session.remove()


def count(model, *conditions):
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_it_has_pupils_mentors_and_guardians(inside):
    assert (count(Pupil), count(Mentor)) == (130, 40)
    assert count(Guardian) == len(district(today()).guardians)


def test_a_plan_is_in_force_since_the_term_began(inside):
    plan = db.session.scalar(select(Plan).where(Plan.status == PUBLISHED, Plan.wing == "weekly"))

    assert plan.valid_from == district(today()).terms[0].start
    assert plan.run.finished_at < plan.published_at
    assert count(Waiting, Waiting.plan_id == plan.id, Waiting.sessions == 0) <= 15


def test_sessions_lie_before_and_after_today(inside):
    past, coming = count(Session, Session.date < today()), count(Session, Session.date > today())

    assert past > 50
    assert coming > 50
    assert count(Session, Session.status == PLANNED) == count(Session)


def test_a_proposal_waits_to_be_looked_at(inside):
    proposal = db.session.scalar(select(Plan).where(Plan.status == PROPOSAL))
    left = db.session.scalar(select(Mentor).where(Mentor.left_on.is_not(None)))

    assert left.left_on <= today() + timedelta(days=1)
    assert proposal.created_at > db.session.scalar(
        select(Plan.published_at).where(Plan.status == PUBLISHED, Plan.wing == "weekly")
    )


def test_a_camp_is_planned_and_stands_in_calendars(inside):
    camp = db.session.scalars(select(Camp)).one()
    plan = db.session.scalars(select(Plan).where(Plan.status == PUBLISHED, Plan.frame == camp.frame)).one()
    mentor = db.session.scalars(select(Mentor).where(Mentor.email == MENTOR_EMAIL)).one()

    assert (len(pupils_at(camp)), plan.values["shortfall"]) == (36, 0)
    assert count(CampEntryPerson, CampEntryPerson.mentor_id == mentor.id) > 1
    assert count(Mail) == 0


def test_every_account_signs_in_and_has_something_to_do(inside):
    for _role, email in accounts():
        browser = inside.test_client()

        answer = browser.post("/account/sign-in", data={"email": email, "password": PASSWORD})

        page = browser.get(answer.location)
        assert page.status_code == 200
        assert 'class="waiting"' in page.text, email


def test_staff_see_how_the_programme_stands(inside):
    browser = inside.test_client()
    browser.post("/account/sign-in", data={"email": STAFF_EMAIL, "password": PASSWORD})

    page = browser.get("/").text

    assert ">130<" in page
    assert "Et forslag til ny plan er klart." in page


def test_the_printed_feed_address_gives_the_mentor_s_calendar(inside):
    told = summary()
    path = told.rpartition("http://localhost")[2]

    answer = inside.test_client().get(path)

    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") > 5
    assert all(text in told for text in (PASSWORD, MENTOR_EMAIL, STAFF_EMAIL))


def test_when_three_mentors_fall_ill_two_adults_are_with_all_pupils_again(inside):
    """At the place without staff of its own, in the weeks for which stand-ins are sought.

    Nothing of it is kept: the others look at the demo as it was planted.
    """
    programme = db.session.query(Programme).one()
    ill = [one for one in planned_between(programme.id, today() + DAY, today() + 14 * DAY) if not _staffed(one)][:3]
    for one in ill:
        tell_hours(one.mentor, start=one.starts_at, end=one.ends_at)
    assert {one.id for one in ill} <= {one.id for one in open_sessions(programme.id)}

    ask_best(programme)
    while asked := db.session.query(StandInRequest).filter_by(status="asked").all():
        for request in asked:
            (decline if request.id == 1 else accept)(request)
    while left := open_sessions(programme.id):
        cancel([left[0], *falling_with(left[0])], why=MENTOR_AWAY)

    assert len({one.mentor_id for one in ill}) == 3
    assert alone_at_some_minute(programme, AHEAD) == []


def _staffed(session):
    """Whether an adult of the place is there."""
    return any(one.staff for one in session.venue.opening_hours if one.day == session.date.isoweekday())


def test_planting_again_changes_nothing(inside):
    before = count(Account), count(Pupil), count(Plan)

    told = inside.test_cli_runner().invoke(args=["demo", "plant"])

    assert told.exit_code == 0
    assert "not empty" in told.output
    assert (count(Account), count(Pupil), count(Plan)) == before


class TestSomebodyElsesDatabase:
    """A database with a real programme."""

    def test_reset_throws_nothing_away(self, app):
        db.session.add(Programme(name="Ekte"))
        db.session.commit()

        told = app.test_cli_runner().invoke(args=["demo", "reset"])

        assert told.exit_code == 1
        assert "Nothing is thrown away" in told.output
        assert count(Programme) == 1

    def test_the_summary_says_nothing(self, app):
        assert summary() == ""
