"""The page of a list in a real browser."""

from tests import browser, builders
from tests.importing.lists import SHEETS, whole_programme


def test_a_coordinator_imports_a_list_on_a_phone(app, browser_page):
    school = builders.school(name="Sagene skole")
    account = builders.coordinator(whole_programme(), school)
    builders.commit()
    checked = browser_page(account, size=browser.PHONE, path="/pupils/")
    page = checked.page

    page.get_by_role("link", name="Import a list").click()
    checked.check()
    page.get_by_label("File").set_input_files(SHEETS / "elever-sagene.csv")
    page.get_by_role("button", name="Read the file").click()
    checked.check()
    shown = page.locator("tr.line:visible").count()
    page.get_by_role("button", name="Take the good rows (39)").click()
    checked.check()

    assert shown == 4
    assert page.get_by_role("heading", name="The rows are stored").is_visible()
    assert page.get_by_role("link", name="Bjørn-Åge Kristiansen").is_visible()


def test_answers_are_kept_while_other_rows_are_looked_at(app, browser_page):
    programme, school = whole_programme(), builders.school(name="Sagene skole")
    builders.pupil(programme, school, given_name="Isak", family_name="OBrien", birth_date=None)
    account = builders.coordinator(programme, school)
    builders.commit()
    page = browser_page(account, path="/import/pupils").page

    page.get_by_label("File").set_input_files(SHEETS / "elever-sagene.csv")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("Another person: register them").check()
    page.locator("summary", has_text="Asked about").click()
    page.get_by_role("button", name="Take the good rows (38)").click()

    assert page.get_by_role("heading", name="New 39").is_visible()
