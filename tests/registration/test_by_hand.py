"""Registering and finding a pupil in a real browser."""

import re

from mentoring.core.database import db
from mentoring.registration.models import Pupil
from tests import builders


def tab_to(page, name: str) -> None:
    """Press Tab until the field (or, for "", the button that sends) of that name is reached."""
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.name ?? '', document.activeElement.type ?? '']")
        if here[0] == name and (name or here[1] == "submit"):
            return
    raise AssertionError(f"{name or 'the button'} is not reached with Tab")


def test_a_pupil_is_registered_with_the_keyboard_alone(app, browser_page):
    programme, school = builders.programme(), builders.school()
    page = browser_page(builders.coordinator(programme, school, language="en"), path="/pupils/new")
    page.focus("h1 ~ form [name=given_name]")

    page.keyboard.type("Bjørn-Åge")
    for name, typed in (("family_name", "Ødegård"), ("grade", "Grade 9"), ("form", "B")):
        tab_to(page, name)
        page.keyboard.type(typed)
    tab_to(page, "needs")
    page.keyboard.press("Space")
    tab_to(page, "availability")
    page.keyboard.type("man 15-17")
    tab_to(page, "")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/pupils/\d+$"))

    pupil = db.session.scalars(db.select(Pupil)).one()
    assert (pupil.name, pupil.grade, pupil.form) == ("Bjørn-Åge Ødegård", 9, "B")
    assert (pupil.needs, pupil.availability) == (
        [programme.topics[0]],
        [{"day": 1, "start": "15:00", "end": "17:00"}],
    )


def test_the_list_is_searched_while_one_types(app, browser_page):
    programme, school = builders.programme(), builders.school()
    found = builders.pupil(programme, school, given_name="Ida", family_name="Strøm-Åsen")
    builders.pupil(programme, school, given_name="Omar")
    page = browser_page(builders.coordinator(programme, school, language="en"), path="/pupils/")

    page.fill("#q", "strøm")
    page.wait_for_function("() => document.querySelectorAll('#found tbody tr').length === 1")

    assert page.get_attribute("#found tbody a", "href") == f"/pupils/{found.id}"
    assert page.path == "/pupils/"
