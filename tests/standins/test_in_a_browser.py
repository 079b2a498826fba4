"""The pages of absences and stand-ins in a real browser, which also checks names, contrast and width."""

from collections.abc import Callable

import pytest

from mentoring.absence.actions import tell_hours
from mentoring.core.database import db
from mentoring.standins import actions
from mentoring.standins.secret import answer_address, family_address
from tests import builders
from tests.browser import DESK, PHONE, CheckedPage
from tests.standins.week import Monday

Opened = Callable[..., CheckedPage]


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def size(request) -> tuple[int, int]:
    """Both widths."""
    return request.param


def _away(*sessions):
    for one in sessions:
        tell_hours(one.mentor, start=one.starts_at, end=one.ends_at)
    builders.commit()


def test_a_mentor_tells_in_two_taps(monday: Monday, browser_page: Opened, size):
    page = browser_page(builders.mentor_account(monday.first), size=size, path="/me")

    page.get_by_role("link", name="I cannot come", exact=True).first.click()
    page.get_by_role("button", name="I cannot come").click()

    page.get_by_text("1 session needs a stand-in.").wait_for()


def test_staff_ask_the_best_for_all_with_one_click(monday: Monday, browser_page: Opened, size):
    _away(monday.one, monday.other)
    page = browser_page(monday.staff, size=size, path="/stand-ins/")

    page.get_by_role("button", name="Ask the best for all 2 sessions").click()

    page.get_by_text("2 mentors are asked.").wait_for()


def test_somebody_answers_without_signing_in(monday: Monday, browser_page: Opened, size):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()
    page = browser_page(size=size, path=answer_address(request, "yes").removeprefix("http://localhost"))

    page.get_by_role("button").filter(has_text="Yes, I take it").click()

    page.get_by_text("You have said yes to this.").wait_for()
    db.session.expire_all()
    assert monday.one.mentor_id == monday.colleagues[0].id


def test_a_guardian_tells_on_a_telephone(monday: Monday, browser_page: Opened, size):
    path = family_address(monday.one.pupils[0].guardians[0]).removeprefix("http://localhost")
    page = browser_page(size=size, path=path)

    page.get_by_label("First day").fill("2026-11-16")
    page.get_by_role("button", name="My child does not come").click()

    page.get_by_text("Noted, thank you for telling.").wait_for()


@pytest.mark.parametrize("path", ["/absence/mentors/{mentor}", "/me/messages", "/absence/sessions/{session}", "/me"])
def test_a_mentors_pages_are_as_pages_must_be(monday: Monday, browser_page: Opened, path):
    _away(monday.one)

    browser_page(
        builders.mentor_account(monday.first),
        size=PHONE,
        path=path.format(mentor=monday.first.id, session=monday.one.id),
    )
