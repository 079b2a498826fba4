"""Whom to recruit, what to open, what breaks if a mentor is away: looked for by the worker, read on a page."""

from datetime import UTC, date, datetime

import pytest

from mentoring.core.database import db
from mentoring.matching.models import PlanSession
from mentoring.planning.models import Run
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026; advice is looked for shortly."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)
    app.config["ADVICE_SECONDS"] = 6


@pytest.fixture
def programme(app):
    """A mentor who takes one of two pupils, and a colleague who could stand in with nobody of her own."""
    made = builders.programme(min_adults=1)
    school = builders.school()
    builders.venue(made, name="Biblioteket")
    builders.pupil(made, school, given_name="Åse")
    builders.pupil(made, school, given_name="Bo", languages=["so"], required_language="so")
    builders.mentor(made, given_name="Mina")
    builders.commit()
    return made


@pytest.fixture
def browser(programme, sign_in):
    """Staff, reading English."""
    return sign_in(builders.staff(programme))


def _asked(app, browser, plan):
    answer = browser.post("/matching/advice", data={"plan": plan.id})
    run = db.session.query(Run).filter_by(deed="advice").order_by(Run.id.desc()).first()
    assert answer.location == f"/matching/advice/{run.id}"
    return plans.solve(app, run)


def test_advice_names_whom_to_recruit_and_what_breaks(app, programme, browser):
    run = _asked(app, browser, plans.published(app, programme, MONDAY))

    page = browser.get(f"/matching/advice/{run.id}").text

    assert run.status == "done"
    assert "On version 1 of the plan" in page
    assert "One more mentor who teaches algebra; speaks" in page
    assert "Somali" in page
    assert "Would get a place: Bo Ås" in page
    assert "Mina Ødegård" in page
    assert "Åse Ås" in page
    assert "nobody" in page


def test_who_could_stand_in_is_named(app, programme, browser):
    plan = plans.published(app, programme, MONDAY)
    builders.mentor(programme, given_name="Noor")
    builders.commit()
    run = _asked(app, browser, plan)

    page = browser.get(f"/matching/advice/{run.id}").text

    assert "Noor Ødegård" in page


def test_a_plan_that_breaks_rules_gets_no_advice_on_recruiting_and_says_which(app, programme, browser):
    plan = plans.published(app, programme, MONDAY)
    mentor = db.session.query(PlanSession).first().mentor
    mentor.clearance.clear()
    builders.commit()

    run = _asked(app, browser, plan)
    page = browser.get(f"/matching/advice/{run.id}").text

    assert "Run matching first" in page
    assert "a mentor must be cleared" in page
    assert "What breaks if a mentor is away" in page


def test_two_clicks_ask_once(app, programme, browser):
    plan = plans.published(app, programme, MONDAY)

    first, second = (browser.post("/matching/advice", data={"plan": plan.id}) for _ in range(2))

    assert first.location == second.location
    assert db.session.query(Run).filter_by(deed="advice").count() == 1


def test_advice_changes_nothing_and_is_no_run_of_the_desk(app, programme, browser):
    plan = plans.published(app, programme, MONDAY)
    run = _asked(app, browser, plan)

    desk = browser.get("/matching/").text

    assert plan.status == "published"
    assert f">Run {run.id}<" not in desk
    assert f">Run {plan.run_id}<" in desk


def test_advice_without_a_plan_says_what_to_do_first(programme, browser):
    page = browser.get("/matching/advice").text
    answer = browser.post("/matching/advice", data={"plan": "77"})

    assert "Run matching first" in page
    assert answer.status_code == 303
    assert db.session.query(Run).count() == 0


def test_a_plan_of_another_programme_is_not_advised_on(app, programme, sign_in):
    plan = plans.published(app, programme, MONDAY)

    sign_in(builders.staff(builders.programme())).post("/matching/advice", data={"plan": plan.id})

    assert db.session.query(Run).filter_by(deed="advice").count() == 0


def test_advice_is_good_to_print(app, programme, browser_page, browser):
    run = _asked(app, browser, plans.published(app, programme, MONDAY))
    page = browser_page(builders.staff(programme), path=f"/matching/advice/{run.id}")

    page.emulate_media(media="print")

    assert not page.locator("header.top").is_visible()
    assert page.get_by_role("heading", name="Whom to recruit").is_visible()
    assert page.get_by_text("Mina Ødegård").first.is_visible()
