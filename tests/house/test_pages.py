"""Every page that is there is good on a phone and on a desk, in a real browser, with rows in it and without."""

from flask import Flask
from flask.testing import FlaskClient

from mentoring.accounts.models import Account
from mentoring.core.access import COORDINATOR, MENTOR, STAFF
from mentoring.core.database import db
from tests import browser, builders
from tests.house.walk import Route, routes
from tests.house.world import NOBODY, NOW, Corner, build

#: who looks at a page: the first of these who may see it
LOOKERS = (NOBODY, MENTOR, COORDINATOR, STAFF)
#: pages that look different to each who may see them
LOOKED_AT_BY_ALL = frozenset({"accounts.front", "timetable.index", "feeds.index", "pupils.index", "accounts.mine"})


def _is_page(client: FlaskClient, address: str) -> bool:
    """Whether a whole page is shown there, not a file, a part of a page or a way to another page."""
    answer = client.get(address)
    return answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text[:300]


def _seen_by(route: Route, role: str) -> bool:
    """Whether it is this role's turn to look at the page."""
    if not route.is_allowed(role) or route.endpoint in ("accounts.robots", "feeds.read"):
        return False
    if role == NOBODY:
        return True
    able = [looker for looker in LOOKERS if route.is_allowed(looker)]
    is_own_turn = route.permission not in (None, "public") and role == able[-1]
    return is_own_turn or route.endpoint in LOOKED_AT_BY_ALL


def _addresses(app: Flask, corner: Corner, role: str) -> dict[str, str]:
    with app.test_request_context():
        found = {str(route): route.address(corner, role) for route in routes(app, "GET") if _seen_by(route, role)}
    return dict(sorted(found.items()))


def _faults(page: browser.CheckedPage, address: str) -> list[str]:
    """What is wrong with a page on the phone, and then on the desk."""
    page.show_as(browser.PHONE)
    try:
        page.open(address)
    except AssertionError as fault:
        return [str(fault)]
    page.show_as(browser.DESK)
    return [f"{address} on a desk: {fault}" for fault in page.axe_faults(browser.LAYOUT_RULES)]


def test_every_page_is_good_on_a_phone_and_a_desk(app, sign_in, browser_page):
    app.config["FIXED_NOW"] = NOW
    world = build()

    faults = []
    for role in LOOKERS:
        account = world.account(role)
        client = sign_in(_norwegian(account)) if account else app.test_client()
        addresses = [path for path in _addresses(app, world.own, role).values() if _is_page(client, path)]
        assert len(addresses) >= 2
        page = browser_page(world.account(role))
        faults += [f"{role}: {fault}" for address in addresses for fault in _faults(page, address)]

    assert faults == [], "\n".join(faults)


def _norwegian(account: Account) -> Account:
    """Bokmål, which most people will read, has the longest words."""
    account.language = "nb"
    db.session.commit()
    return account


def test_the_first_pages_of_an_empty_programme_are_good(app, browser_page):
    programme = builders.programme()
    programme.terms, programme.topics = [], []
    staff = builders.staff(programme, language="nb")

    page = browser_page(staff, size=browser.PHONE)
    links = page.locator("nav.menu a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    faults = [fault for link in links for fault in _faults(page, link)]

    assert faults == [], "\n".join(faults)
