"""From a school's spreadsheet to the calendar on a mentor's phone, every link real, as its three users go."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.request import urlopen

import icalendar
import pytest
from flask import Flask

from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.planning.models import Run
from mentoring.programme.models import Programme
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session
from tests import builders
from tests.browser import PHONE, CheckedPage
from tests.importing.lists import SHEETS, whole_programme

PageOf = Callable[..., CheckedPage]


@pytest.fixture
def settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Wednesday 25 November 2026."""
    return settings | {"FIXED_NOW": datetime(2026, 11, 25, 9, tzinfo=UTC)}


@pytest.fixture
def programme(app: Flask) -> Programme:
    """A small programme: one venue, and three mentors for a list of forty pupils."""
    made = whole_programme()
    builders.venue(made, name="Sagene samfunnshus")
    for _ in range(3):
        builders.mentor(made, topics=list(made.topics))
    builders.commit()
    return made


def test_from_a_schools_spreadsheet_to_a_mentors_calendar(
    app: Flask, programme: Programme, browser_page: PageOf, live_server: str
) -> None:
    app.config["BASE_URL"] = live_server
    school = builders.school(name="Sagene skole")
    coordinator, staff = builders.coordinator(programme, school), builders.staff(programme)
    mentor = db.session.query(Mentor).order_by(Mentor.id).first()
    account = builders.mentor_account(mentor)

    desk = browser_page(coordinator, path="/")
    _import_the_list(desk)
    _register_by_keyboard(desk.open("/pupils/"))
    why = _match_and_publish(app, browser_page(staff, path="/"))
    feed = _subscribe(browser_page(account, size=PHONE, path="/me"))

    registered = db.session.query(Pupil).filter_by(family_name="Ærlig-Øståsen").one()
    assert db.session.query(Pupil).count() == 40
    assert [topic.name for topic in registered.needs] == ["brøk"]
    assert registered.availability == [{"day": 2, "start": "15:00", "end": "16:30"}]
    assert "3 mentors are registered." in why
    own = sorted((session.date, session.start) for session in db.session.query(Session).filter_by(mentor=mentor))
    assert own[0][0] >= date(2026, 11, 30)
    assert _sessions_in(feed) == own


def _import_the_list(page: CheckedPage) -> None:
    page.get_by_role("link", name="Pupils", exact=True).click()
    page.get_by_role("link", name="Import a list").click()
    page.get_by_label("File").set_input_files(SHEETS / "elever-sagene.csv")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Take the good rows (39)").click()
    page.get_by_role("heading", name="4 rows were not taken").wait_for()


def _register_by_keyboard(page: CheckedPage) -> None:
    """One pupil, without a mouse: names, a topic, three half hours of Tuesday."""
    press = page.keyboard.press
    _tab_to(page, "Register a pupil")
    press("Enter")
    page.wait_for_url("**/pupils/new")
    _tab_to(page, "Given name")
    page.keyboard.type("Tåle")
    press("Tab")
    page.keyboard.type("Ærlig-Øståsen")
    _tab_to(page, "Grade")
    press("ArrowDown")
    _tab_to(page, "brøk")
    press("Space")
    _tab_to(page, "Monday 08:00–08:30")
    for key in ["ArrowRight", *["ArrowDown"] * 14, "Space", *["Shift+ArrowDown"] * 2]:
        press(key)
    _tab_to(page, "Register")
    press("Enter")
    page.get_by_role("heading", name="Tåle Ærlig-Øståsen").wait_for()


def _tab_to(page: CheckedPage, name: str) -> None:
    """Press Tab until the control with that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED).startswith(name):
            return
    raise AssertionError(f"Tab never comes to {name!r}")


_FOCUSED = """() => {
  const focused = document.activeElement;
  const label = focused.labels && focused.labels[0];
  return (focused.getAttribute("aria-label") || (label || focused).innerText || "").trim();
}"""


def _match_and_publish(app: Flask, page: CheckedPage) -> str:
    """Run matching, read why the first pupil waits, publish; what was read."""
    page.get_by_role("link", name="Matching", exact=True).click()
    page.get_by_label("How many seconds may it take?").fill("5")
    page.get_by_role("button", name="Run matching").click()
    page.get_by_role("heading", name="Run 1").wait_for()
    _work(app)
    page.get_by_role("link", name="Look at the proposal").click()
    waiting = page.locator(".waiting-list").first.locator("li").first
    waiting.get_by_text("Why").click()
    waiting.get_by_text("Where mentors and times fall away").wait_for()
    why = waiting.inner_text()
    page.get_by_role("link", name="Publish …").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("The plan is published.").wait_for()
    return why


def _work(app: Flask) -> None:
    """What the worker does: take what waits in the queue, and do it."""
    waiting = queue(app)
    while (task := waiting.dequeue()) is not None:
        waiting.execute(task)
    db.session.expire_all()
    assert [run.status for run in db.session.query(Run)] == ["done"]


def _subscribe(page: CheckedPage) -> str:
    """The address that the mentor copies."""
    address = page.locator("#feed-address").input_value()
    assert page.get_by_role("heading", name="Next week").is_visible()
    return address


def _sessions_in(address: str) -> list[tuple[Any, Any]]:
    """(date, start) of each session that a calendar program finds under the address."""
    with urlopen(address, timeout=10) as answer:  # noqa: S310  # the live server of this test
        calendar = icalendar.Calendar.from_ical(answer.read())
    starts = [event.decoded("DTSTART") for event in calendar.walk("VEVENT")]
    return sorted((start.date(), start.time()) for start in starts)
