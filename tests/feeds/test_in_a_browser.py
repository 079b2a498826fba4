"""The pages of the feeds in a real browser, which also checks names, contrast and width."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import builders
from tests.browser import PHONE, CheckedPage
from tests.feeds.district import District, district


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


def test_a_mentor_copies_the_address_on_a_phone(place: District, browser_page: Callable[..., CheckedPage]) -> None:
    """Requirement 37: by keyboard, and it is said that it is done."""
    page = browser_page(builders.mentor_account(place.mentor, language="en"), size=PHONE, path="/me")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy").press("Enter")

    page.get_by_text("The address is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == place.address("mentor")


def test_the_steps_open_by_keyboard(place: District, browser_page: Callable[..., CheckedPage]) -> None:
    """Requirement 37."""
    page = browser_page(builders.mentor_account(place.mentor, language="en"), size=PHONE, path="/me")

    page.locator("summary").filter(has_text="iPhone and iPad").press("Enter")

    page.get_by_text("Press Subscribe, then Done.").wait_for(timeout=5000)
    assert not page.get_by_text("Google fetches when it wants").is_visible()


def test_staff_make_an_address_and_stop_it_again(place: District, browser_page: Callable[..., CheckedPage]) -> None:
    other = place.sessions[0].pupils[0]
    page = browser_page(builders.staff(place.programme, language="en"), path="/feeds?kind=pupil")

    page.get_by_role("button", name=f"Make an address for {other.name}").click()
    page.get_by_role("heading", name=f"Calendar of {other.name}").wait_for()
    page.get_by_role("link", name="Stop the address").click()
    page.get_by_role("button", name="Stop the address").click()

    page.get_by_text("The address has stopped.").wait_for()
    assert page.get_by_role("button", name=f"Make an address for {other.name}").is_visible()
    assert page.get_by_role("link", name=f"Show the address of {place.pupil.name}").is_visible()
