"""A mentor quits, as staff meet it who are new here: at a desk with 300 pupils, and on a phone with the demo.

By clicks only: what changed, run "change little", why each change, one pupil moved by hand, publish; then what the
mentor's page and calendar show. Clicks are counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.request import urlopen

import icalendar
import pytest
from flask import Flask

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.demo.district import district
from mentoring.demo.planting import plant
from mentoring.feeds.own import known_as
from mentoring.matching import deeds, looks
from mentoring.matching.ids import mentor_id, number_of
from mentoring.matching.judge import at_hand
from mentoring.matching.queries import sessions_in
from mentoring.planning.looks import FINE, WORSE
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.programme.models import Programme
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import PLANNED, Session
from tests import builders, plans
from tests.browser import DESK, PHONE, CheckedPage

PageOf = Callable[..., CheckedPage]
MONDAY = date(2026, 11, 30)
#: all that the walk needs, from the front page to the published plan
MOST_CLICKS = 13


@pytest.fixture
def settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Wednesday 25 November 2026; runs are as short as they may be."""
    return settings | {"FIXED_NOW": datetime(2026, 11, 25, 9, tzinfo=UTC), "RUN_SECONDS": 5}


@dataclass
class Walker:
    """Somebody who clicks, and counts it."""

    page: CheckedPage
    clicks: int = 0

    def click(self, role: str, name: str, within: str = "main") -> None:
        """Click what has that role and begins with that name."""
        found = self.page.locator(within).get_by_role(role, name=name)
        self.press(found.first)

    def press(self, found: Any) -> None:
        """Click what was found."""
        self.clicks += 1
        found.click()
        self.page.wait_for_load_state("load")


@pytest.mark.parametrize(("size", "pupils"), [(DESK, 300), (PHONE, 126)])
def test_a_mentor_quits_and_the_next_plan_is_published(
    app: Flask, browser_page: PageOf, live_server: str, size: tuple[int, int], pupils: int
) -> None:
    app.config["BASE_URL"] = live_server
    programme, quitter = _in_the_middle_of_a_term(app, pupils)
    staff = Walker(browser_page(builders.staff(programme, language="en"), size=size, path="/"))

    _quits(staff, quitter)
    _change_little(app, staff)
    reasons = _read_why(staff)
    plan = db.session.query(Plan).filter_by(status=PROPOSAL).one()
    pupil, mentor = _move_one(staff, plan)
    _publish(staff)

    assert f"{quitter.name} has left." in reasons
    assert staff.clicks <= MOST_CLICKS
    page = browser_page(builders.mentor_account(mentor, language="en"), size=PHONE, path="/me")
    assert known_as(pupil) in page.locator("main").inner_text()
    own = db.session.query(Session).filter_by(mentor=mentor, status=PLANNED)
    assert _starts_in(page.locator("#feed-address").input_value()) == sorted((one.date, one.start) for one in own)


def _in_the_middle_of_a_term(app: Flask, pupils: int) -> tuple[Programme, Mentor]:
    """The programme with its plan in force, and the mentor with most pupils in it."""
    planted = plant(district(today(), size=pupils))
    builders.commit()
    first = plans.published(app, planted.programme, MONDAY, seconds=5)
    app.config["FIXED_NOW"] = datetime(2026, 11, 25, 11, tzinfo=UTC)
    rows = sessions_in(first)
    return planted.programme, max(rows, key=lambda row: (len(row.pupils), -row.id)).mentor


def _quits(staff: Walker, quitter: Mentor) -> None:
    staff.click("link", "Mentors", within="header")
    staff.press(staff.page.locator(f'main a[href="/mentors/{quitter.id}"]').first)
    staff.click("button", "Has left")


def _change_little(app: Flask, staff: Walker) -> None:
    """The desk says what is wrong, and proposes what to do; then the run, which tells of its end by itself."""
    staff.click("link", "Matching", within="header")
    staff.page.get_by_role("heading", name="The plan in force does not hold any more").wait_for()
    assert staff.page.get_by_label("Change little").is_checked()
    staff.click("button", "Run “Change little”")
    waiting = queue(app)
    while (task := waiting.dequeue()) is not None:
        waiting.execute(task)
    db.session.expire_all()
    staff.click("link", "Look at the proposal")


def _read_why(staff: Walker) -> str:
    """Every change tells who, from where to where, and why."""
    changes = staff.page.locator(".change-list > li")
    told = changes.all_inner_texts()
    assert told
    assert all("Why" in one for one in told)
    return "\n".join(told)


def _move_one(staff: Walker, plan: Plan) -> tuple[Pupil, Mentor]:
    """Move the first pupil who can go to another mentor without breaking a rule, by the forms of the board."""
    key, source, target = next(_moves(plan))
    staff.click("link", "Mend by hand")
    staff.page.locator(f'.week-card [data-choose="pupil={key}"]').first.wait_for(state="attached")
    name = db.session.get_one(Pupil, number_of(key)).name
    chip = staff.page.locator(f'[data-place="{source}"] .chip', has_text=name)
    staff.press(chip if chip.count() else staff.page.locator(f'.week-card [data-choose="pupil={key}"]').first)
    staff.page.locator("#move-1").select_option(target)
    staff.clicks += 1
    staff.press(staff.page.locator("#panel .choice button").first)
    staff.page.locator("#board-says", has_text="moved from").wait_for()
    db.session.expire_all()
    mentor = db.session.get_one(Mentor, number_of(target.partition("~")[0]))
    return db.session.get_one(Pupil, number_of(key)), mentor


def _moves(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(pupil, from, to) that break no rule."""
    at = at_hand(plan)
    for row in sessions_in(plan):
        for pupil in (f"p{one.id}" for one in row.pupils):
            source = next(place for place in deeds.places_of(at, pupil) if place[0] == mentor_id(row.mentor_id))
            for (mentor, slot), look in looks.pupil_places(at, pupil, source):
                if look.level in (FINE, WORSE) and mentor != source[0] and len(deeds.places_of(at, pupil)) == 1:
                    yield pupil, deeds.written(*source), deeds.written(mentor, slot)


def _publish(staff: Walker) -> None:
    staff.click("link", "Publish …")
    staff.click("button", "Publish")
    staff.page.get_by_text("The plan is published.").wait_for()


def _starts_in(address: str) -> list[tuple[Any, Any]]:
    """(date, start) of each session that a calendar program finds under the address and that takes place."""
    with urlopen(address, timeout=10) as answer:  # noqa: S310  # the live server of this test
        calendar = icalendar.Calendar.from_ical(answer.read())
    events = [event for event in calendar.walk("VEVENT") if event.get("STATUS") != "CANCELLED"]
    starts = [event.decoded("DTSTART") for event in events]
    return sorted((start.date(), start.time()) for start in starts)
