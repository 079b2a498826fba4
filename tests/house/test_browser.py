"""The checking browser itself: it lets a good page pass and names what is wrong with a bad one."""

import pytest
from flask import Blueprint

from mentoring.core.access import needs
from tests import browser, builders
from tests.pages import faults_of_page

GOOD = (
    '<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Prøve – Mentorplan</title>'
    '<link rel="icon" href="/static/icon.svg"></head><body>'
    '<nav class="back" aria-label="Back"><a href="/">Tilbake</a></nav><main><h1>Prøve</h1>{}</main></body></html>'
)
BAD = {
    "<p><div>": "unexpected-end-tag",
    "<h1>En til</h1>": "there must be one h1",
    '<input name="navn">': "has no name",
    "<button></button>": "has no name",
    '<p id="a"></p><p id="a"></p>': "is used 2 times",
    '<label for="b">Navn</label>': "leads nowhere",
    '<p style="color: red">Rød</p>': "forbids it",
    '<p onclick="x()">Trykk</p>': "forbids it",
    '<img alt="" src="https://elsewhere.example/x.png">': "from outside",
}


@pytest.fixture
def settings(settings, own_database):
    """An application to which pages are added."""
    return settings | own_database


def test_a_good_page_has_no_faults():
    assert faults_of_page(GOOD.format("<p>Hei</p>"), "/x") == ()


@pytest.mark.parametrize("body", BAD)
def test_a_faulty_page_is_named(body):
    faults = faults_of_page(GOOD.format(f"{body}</p>" if body == "<p><div>" else body), "/x")

    assert BAD[body] in "\n".join(faults)


def test_a_page_without_a_way_back_is_named():
    html = GOOD.format("").replace('class="back"', "")

    assert faults_of_page(html, "/x") == ("no way back: draw _page.back",)
    assert faults_of_page(html, "/") == ()


def test_the_front_page_passes_on_a_phone_and_a_desk(browser_page):
    account = builders.staff(builders.programme())

    phone = browser_page(account, size=browser.PHONE)
    desk = browser_page(account)

    assert phone.get_by_role("heading", level=1).count() == 1
    assert desk.path == "/"


def test_a_stranger_comes_to_the_door_in_the_browser(browser_page):
    page = browser_page()

    assert page.path.startswith("/account/sign-in")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p class="pale">Blek</p><link rel="stylesheet" href="/pale.css">', "axe color-contrast"),
        ('<pre id="wide">' + "bred " * 200 + "</pre>", "px too wide"),
        ('<img alt="" src="http://127.0.0.1:9/x.png">', "asked for something outside"),
        ("<script>document.title = 1</script>", "console:"),
    ],
)
def test_what_only_a_browser_sees_is_named(app, browser_page, body, fault):
    pages = Blueprint("trial", __name__)
    pages.get("/trial", endpoint="page")(needs("public")(lambda: GOOD.format(body)))
    pages.get("/pale.css", endpoint="pale")(
        needs("public")(lambda: (".pale {color: #ddd}", {"Content-Type": "text/css"}))
    )
    app.register_blueprint(pages)
    page = browser_page()

    with pytest.raises(AssertionError, match=fault):
        page.open("/trial")
