"""Numbers in addresses and forms that no row can have."""

import pytest

from tests import builders
from tests.pages import without_token

#: one more than PostgreSQL's integer holds, and one more than SQLite's
TOO_GREAT = (2**31, 10**20)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", TOO_GREAT)
def test_a_number_that_no_row_can_have_leads_nowhere(app, sign_in, number):
    browser = sign_in(builders.staff(builders.programme()))
    pages = ("pupils", "guardians", "mentors", "venues", "sessions", "runs", "plans", "people", "import/files")

    answers = {page: browser.get(f"/{page}/{number}").status_code for page in pages}

    assert answers == dict.fromkeys(pages, 404)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", TOO_GREAT)
def test_a_choice_that_no_row_can_have_is_passed_over(app, sign_in, number):
    browser = sign_in(builders.staff(builders.programme()))

    shown = browser.get(f"/sessions/?venue={number}&mentor={number}")
    made = browser.post("/feeds/make", data={"kind": "pupil", "owner_id": number})

    assert (shown.status_code, made.status_code) == (200, 404)


@pytest.mark.parametrize("week", ["0001-W01", "9999-W52", "-1-W01", f"{10**20}-W01"])
def test_a_week_at_the_end_of_time_is_taken_for_this_one(app, sign_in, week):
    browser = sign_in(builders.staff(builders.programme()))

    answer, this_week = (without_token(browser.get(f"/sessions/?week={asked}").text) for asked in (week, ""))

    assert answer.replace(f"week={week}", "week=") == this_week


def test_half_an_address_to_go_back_to_leads_to_the_front_page(client):
    answer = client.post("/language", data={"language": "en", "next": "http://["})

    assert (answer.status_code, answer.location) == (302, "/")
