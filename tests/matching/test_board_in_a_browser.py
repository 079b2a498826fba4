"""The board in a real browser: by keyboard only, by mouse, two people at once; good in every state (WCAG)."""

from datetime import UTC, datetime

import pytest

from mentoring.core.database import db
from mentoring.registration.models import ClearanceItem
from tests import browser, builders
from tests.matching.desk import groups, small_desk


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk(app):
    """Three pupils, three mentors, one venue."""
    return small_desk()


def _press_until(page, key, selector, most=80):
    """Go on with the keyboard until that is what the next key would go to."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {key}")


def _said(page, text):
    page.locator("#board-says", has_text=text).wait_for()
    page.locator("[data-board]:not([aria-busy])").wait_for()


def _axe(page):
    assert page.axe_faults() == []


def test_a_pupil_is_moved_put_back_and_the_reason_given_by_keyboard_only(desk, browser_page):
    plan, ase, (mina, nora, ola) = desk.usual(), desk.pupils[0], desk.mentors
    page = browser_page(builders.staff(desk.programme), path=f"/plans/{plan.id}/board")
    page.locator(".board-session").first.wait_for()
    _axe(page)

    _press_until(page, "Tab", f'[data-place="{desk.place(mina)}"]')
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Mina Berg").wait_for()
    _axe(page)
    _press_until(page, "Tab", f'#panel [data-choose="pupil=p{ase.id}"]')
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Åse Ås").wait_for()
    _axe(page)
    _press_until(page, "Tab", "#move-1")
    page.locator("#move-1").select_option(desk.place(ola))  # what typing its first letters does
    _press_until(page, "Tab", "#panel .choice button")
    page.keyboard.press("Enter")
    _said(page, "Åse Ås: moved from Mina Berg")
    _axe(page)
    assert groups(plan)["Ola 1 15:00"] == ["Åse"]

    page.keyboard.press("Control+z")
    _said(page, "Undone:")
    assert groups(plan)["Mina 1 15:00"] == ["Bo", "Åse"]
    page.keyboard.press("Control+Shift+z")
    _said(page, "Åse Ås: moved")

    page.locator("#move-1").focus()
    page.locator("#move-1").select_option(desk.place(nora))
    _press_until(page, "Tab", "#panel .choice button")
    page.keyboard.press("Enter")
    _said(page, "This departs from a rule of ours")
    _axe(page)
    page.keyboard.type("Brother and sister")
    page.keyboard.press("Enter")
    page.locator("#overrides").wait_for()
    _axe(page)
    assert groups(plan)["Nora 1 15:00"] == ["Cilia", "Åse"]


def test_a_session_is_dragged_to_another_time_and_its_places_are_coloured_meanwhile(desk, browser_page):
    plan, mina = desk.usual(), desk.mentors[0]
    page = browser_page(builders.staff(desk.programme), path=f"/plans/{plan.id}/board")
    session = page.locator(f'[data-place="{desk.place(mina)}"]')
    session.scroll_into_view_if_needed()
    box = session.bounding_box()

    page.mouse.move(box["x"] + 10, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8, steps=3)
    page.locator(".ec-bg-event.is-fine").first.wait_for()
    page.mouse.move(box["x"] + 10 + 2 * 88, box["y"] + 8, steps=3)  # two hours to the right
    page.locator("#drag-says", has_text="Breaks no rule").wait_for()
    page.mouse.up()
    _said(page, "moved to Mina Berg")

    assert groups(plan) == {"Mina 1 17:00": ["Bo", "Åse"], "Nora 1 15:00": ["Cilia"]}


def test_a_pupil_is_dragged_into_another_session_and_refused_in_words(desk, browser_page):
    plan, (mina, nora, _ola) = desk.usual(), desk.mentors
    db.session.query(ClearanceItem).filter_by(mentor_id=nora.id).delete()
    page = browser_page(builders.staff(desk.programme), path=f"/plans/{plan.id}/board")
    target = page.locator(f'[data-place="{desk.place(nora)}"]')
    chip = page.locator(f'[data-place="{desk.place(mina)}"] .chip', has_text="Bo")
    chip.scroll_into_view_if_needed()
    start, end = chip.bounding_box(), target.bounding_box()

    page.mouse.move(start["x"] + 10, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 8, steps=5)
    page.locator("#drag-says", has_text="This cannot be").wait_for()
    page.mouse.up()
    _said(page, "a mentor must be cleared")

    _axe(page)
    assert groups(plan)["Mina 1 15:00"] == ["Bo", "Åse"]


def test_two_people_see_each_others_changes_and_cannot_overwrite_each_other(desk, browser_page):
    plan, (ase, bo, _cilia), (mina, _nora, ola) = desk.usual(), desk.pupils, desk.mentors
    kari = browser_page(builders.staff(desk.programme, name="Kari"), path=f"/plans/{plan.id}/board?pupil=p{ase.id}")
    per = browser_page(builders.staff(desk.programme, name="Per"), path=f"/plans/{plan.id}/board?pupil=p{bo.id}")
    per.evaluate("window.setInterval = () => 0; document.dispatchEvent(new Event('visibilitychange'))")
    per.evaluate("Object.defineProperty(document, 'hidden', {get: () => window.away ?? true})")  # does not look

    kari.locator("#move-1").select_option(desk.place(ola))
    kari.locator("#panel .choice button").first.click()
    _said(kari, "Åse Ås: moved")
    per.locator("#move-1").select_option(desk.place(mina, 17))
    per.locator("#panel .choice button").first.click()
    _said(per, "Kari: Åse Ås: moved from Mina Berg")
    _axe(per)
    per.get_by_role("button", name="Do mine all the same").click()
    _said(per, "Bo Ås: moved")
    kari.locator("#board-says", has_text="Per: Bo Ås: moved").wait_for()

    assert groups(plan) == {"Mina 1 17:00": ["Bo"], "Nora 1 15:00": ["Cilia"], "Ola 1 15:00": ["Åse"]}


def test_the_board_is_a_table_on_a_phone(desk, browser_page):
    plan = desk.usual()

    page = browser_page(builders.staff(desk.programme), size=browser.PHONE, path=f"/plans/{plan.id}/board")

    assert page.locator(".board-calendar").count() == 0
    assert page.locator(".week-card").count() == 2
    page.locator(".week-card a", has_text="Åse Ås").click()
    page.locator("#panel h2", has_text="Åse Ås").wait_for()
    assert page.faults_of_width() == []
