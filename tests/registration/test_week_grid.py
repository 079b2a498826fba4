"""Availability as half hours to tick and as text: both say the same, and no quarter hour is lost."""

import pytest
from flask import Flask

from mentoring.core.database import db
from mentoring.registration.forms.week import cell_name, full_cells, part_cells, understood, week_as_text
from mentoring.registration.models import Pupil
from mentoring.registration.reading.week import Window
from tests import builders
from tests.browser import PHONE
from tests.registration import sent

MONDAY = [{"day": 1, "start": "15:45", "end": "18:20"}]


@pytest.fixture
def in_english(app: Flask):
    """A request of somebody who reads English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def cells(windows: list[dict]) -> list[str]:
    return [cell_name(*cell) for cell in full_cells([Window.from_json(one) for one in windows])]


def windows_of(text: str, was: str, ticked: list[str]) -> list[dict]:
    return [window.to_json() for window in understood(text, was, ticked).windows]


def test_what_is_shown_and_sent_back_untouched_is_the_same(in_english):
    text = week_as_text(MONDAY)

    assert windows_of(text, text, cells(MONDAY)) == MONDAY


def test_half_hours_of_which_a_part_is_free_are_not_ticked_but_marked(in_english):
    windows = [Window.from_json(one) for one in MONDAY]

    assert full_cells(windows) == {(1, 960), (1, 990), (1, 1020), (1, 1050)}
    assert part_cells(windows) == {(1, 930), (1, 1080)}


def test_a_change_in_the_grid_leaves_quarter_hours_elsewhere_as_they_are(in_english):
    text = week_as_text(MONDAY)

    changed = windows_of(text, text, [*cells(MONDAY), "2-900", "2-930"])

    assert changed == [*MONDAY, {"day": 2, "start": "15:00", "end": "16:00"}]


def test_a_half_hour_that_is_unticked_is_taken_out(in_english):
    text = week_as_text(MONDAY)

    changed = windows_of(text, text, [cell for cell in cells(MONDAY) if cell != "1-990"])

    assert changed == [{"day": 1, "start": "15:45", "end": "16:30"}, {"day": 1, "start": "17:00", "end": "18:20"}]


def test_ticking_a_half_hour_of_which_a_part_was_free_frees_all_of_it(in_english):
    text = week_as_text(MONDAY)

    assert windows_of(text, text, [*cells(MONDAY), "1-1080"]) == [{"day": 1, "start": "15:45", "end": "18:30"}]


def test_text_that_was_changed_counts_more_than_the_grid(in_english):
    text = week_as_text(MONDAY)

    changed = windows_of("man 15.00–18.30, tirsdag etter 15", text, ["5-900"])

    assert changed == [{"day": 1, "start": "15:00", "end": "18:30"}, {"day": 2, "start": "15:00", "end": "21:00"}]


def test_times_outside_the_grid_survive_a_change_in_it(in_english):
    early = [{"day": 6, "start": "06:00", "end": "07:15"}]
    text = week_as_text(early)

    assert windows_of(text, text, ["1-900"]) == [{"day": 1, "start": "15:00", "end": "15:30"}, *early]


def test_what_the_grid_does_not_have_is_not_understood_as_a_half_hour(in_english):
    assert windows_of("", "", ["9-900", "1-905", "1-60", "x", "1-900"]) == [
        {"day": 1, "start": "15:00", "end": "15:30"}
    ]


def test_the_grid_asks_and_is_told_text_cells_and_faults(app, sign_in):
    browser = sign_in(builders.staff(builders.programme(), language="en"))

    painted = browser.post("/registration/week", data={"text": "", "was": "", "cell": ["1-900", "1-930"]}).json
    typed = browser.post("/registration/week", data={"text": "man 15-15.45 og brunsjdag", "was": ""}).json

    assert (painted["text"], painted["was"]) == ("Monday 15:00–16:00",) * 2
    assert (typed["full"], typed["part"], typed["was"]) == (["1-900"], ["1-930"], "")
    assert "brunsjdag" in typed["faults"]


def test_a_pupil_is_registered_with_the_grid_alone_and_no_script(app, sign_in):
    programme, school = builders.programme(), builders.school()
    browser = sign_in(builders.coordinator(programme, school))
    form = sent.pupil(programme, school) | {"availability-cell": ["3-930", "3-960"]}

    browser.post("/pupils/new", data=form)

    assert db.session.scalars(db.select(Pupil)).one().availability == [{"day": 3, "start": "15:30", "end": "16:30"}]


def open_form(browser_page, **more):
    programme, school = builders.programme(), builders.school()
    pupil = builders.pupil(programme, school, availability=MONDAY, given_name="Ida")
    account = builders.coordinator(programme, school, language="en")
    return pupil, browser_page(account, path=f"/pupils/{pupil.id}/edit", **more)


def box(page, label: str):
    return page.get_by_label(label, exact=True)


def text_becomes(page, text: str) -> None:
    page.wait_for_function("text => document.querySelector('#availability-text').value === text", arg=text)


def save(page, pupil: Pupil) -> list:
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/pupils/{pupil.id}")
    db.session.expire_all()
    return pupil.availability


def test_the_grid_is_filled_in_with_the_keyboard_alone(browser_page):
    pupil, page = open_form(browser_page)
    page.focus("#availability-text")

    page.keyboard.press("Tab")  # one stop for the whole grid, at the first half hour that is ticked
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.down("Shift")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.up("Shift")
    text_becomes(page, "Monday 15:45–18:20; Tuesday and Wednesday 16:00–17:00")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.name") == "reach"
    assert save(page, pupil) == [
        *MONDAY,
        {"day": 2, "start": "16:00", "end": "17:00"},
        {"day": 3, "start": "16:00", "end": "17:00"},
    ]


HELD_BACK = """() => {
  const fetched = window.fetch;
  window.answered = new Promise((tell) => {
    window.fetch = async (...asked) => {
      const answer = await fetched(...asked);
      await new Promise((go) => { window.letGo = go; tell(); });
      return answer;
    };
  });
}"""


def test_an_answer_that_comes_late_takes_no_mark_away(browser_page):
    _pupil, page = open_form(browser_page)
    page.evaluate(HELD_BACK)
    page.focus("#availability-text")
    for key in ("Tab", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.evaluate("window.answered")

    page.keyboard.press("Shift+ArrowDown")
    page.evaluate("window.letGo()")

    assert page.evaluate("document.activeElement.checked")


def test_the_grid_is_painted_with_the_mouse(browser_page):
    pupil, page = open_form(browser_page)

    box(page, "Thursday 15:00–15:30").hover()
    page.mouse.down()
    box(page, "Friday 16:00–16:30").hover()
    page.mouse.up()
    text_becomes(page, "Monday 15:45–18:20; Thursday and Friday 15:00–16:30")
    box(page, "Friday 15:30–16:00").click()
    text_becomes(page, "Monday 15:45–18:20; Thursday 15:00–16:30; Friday 15:00–15:30, 16:00–16:30")

    assert save(page, pupil)[1:] == [
        {"day": 4, "start": "15:00", "end": "16:30"},
        {"day": 5, "start": "15:00", "end": "15:30"},
        {"day": 5, "start": "16:00", "end": "16:30"},
    ]


def test_text_shows_in_the_grid_and_its_faults_beside_it(browser_page):
    _pupil, page = open_form(browser_page, size=PHONE)

    page.fill("#availability-text", "tirsdag 15-16.15, brunsjdag 14")
    page.wait_for_function("() => document.querySelector('#availability-says').textContent.includes('brunsjdag')")

    ticked = page.evaluate("[...document.querySelectorAll('.week-grid input:checked')].map(box => box.value)")
    assert ticked == ["2-900", "2-930"]
    assert page.evaluate("document.querySelector('.in-part').value") == "2-960"
