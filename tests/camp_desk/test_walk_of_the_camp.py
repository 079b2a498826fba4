"""A camp from nothing to everybody's calendar, as those meet it who are new here: staff, three pupils, a mentor.

Staff enter it from the list they have, by clicks only; pupils rank wishes on a phone, each in its own way; then the
camp is planned, mended by hand, published and subscribed to.
"""

from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import icalendar

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.secret import family_link, pupil_link
from mentoring.camp_desk.queries import runs_in
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.planning.models import PUBLISHED, Plan
from tests import builders
from tests.browser import PHONE

SAMPLE = Path(__file__).parent.parent / "data" / "sheets" / "aktiviteter-sommerleir.csv"
SPRING, AFTER_WISHES = datetime(2027, 4, 12, 10, tzinfo=UTC), datetime(2027, 6, 1, 10, tzinfo=UTC)
#: all that staff click to enter the camp, from the front page until nothing is missing
MOST_CLICKS = 22
TYPED = {
    "name": "Sommerleir", "start": "2027-06-21", "end": "2027-06-22", "sign_up_until": "2027-04-30",
    "wishes_until": "2027-05-31", "contact": "Inger Ås, 900 00 000",
}  # fmt: skip


def test_a_camp_from_the_list_that_staff_have_to_everybodys_calendar(app, browser_page, live_server):
    app.config |= {"FIXED_NOW": SPRING, "BASE_URL": live_server}
    of = builders.programme()
    school = builders.school()
    pupils = [builders.pupil(of, school, given_name=f"Elev{number}") for number in range(12)]
    for one in pupils:
        builders.guardian(one)
    skills = ("klatring", "førstehjelp", "livredning", "båtfører")
    mentors = [builders.mentor(of, given_name=f"Mentor{n}", qualifications=list(skills)) for n in range(8)]
    staff = browser_page(builders.staff(of), path="/")

    clicks = _entered(staff, len(mentors))
    camp_id, links = _signed_up(pupils)
    _by_buttons(browser_page(None, size=PHONE, path=f"/camp/mine/{links[0]}"))
    _by_keyboard(browser_page(None, size=PHONE, path=f"/camp/mine/{links[1]}"))
    _by_dragging(browser_page(None, size=PHONE, path=f"/camp/mine/{links[2]}"))
    ranked = [_wishes(one) for one in pupils[:3]]
    app.config["FIXED_NOW"] = AFTER_WISHES
    db.session.commit()
    _planned(app, staff)
    _mended(staff)
    staff.get_by_role("link", name="Publish").click()
    staff.get_by_role("button", name="Publish").click()
    staff.get_by_text("The plan is published.").wait_for()

    assert clicks <= MOST_CLICKS
    assert ranked == [["Film", "Klatring"], ["Film", "Klatring"], ["Film", "Klatring"]]
    plan = db.session.query(Plan).filter_by(status=PUBLISHED).one()
    of_pupil = {run.activity.name for run in runs_in(plan) if pupils[0] in run.pupils}
    of_mentor = {run.activity.name for run in runs_in(plan) if mentors[0] in run.mentors}
    link = family_link(db.session.get_one(Camp, camp_id), pupils[0].guardians[0])
    family, account = f"/camp/family/{link}/children/{pupils[0].id}/days", builders.mentor_account(mentors[0])
    db.session.commit()
    page = browser_page(None, size=PHONE, path=family)
    page.get_by_role("button", name="Make the calendar's address").click()
    assert {f"Leir: {name}" for name in of_pupil} | {"Sommerleir"} == _subscribed(page)
    assert {f"Camp: {name}" for name in of_mentor} | {"Sommerleir"} == _subscribed(
        browser_page(account, size=PHONE, path="/me")
    )


def _entered(staff, mentors):
    """Enter the camp, and count the clicks."""
    clicks = 0

    def click(role, name):
        nonlocal clicks
        clicks += 1
        staff.locator("body").get_by_role(role, name=name, exact=True).first.click()
        staff.wait_for_load_state("load")

    click("link", "Camp")
    click("link", "Make a camp")
    for name, typed in TYPED.items():
        staff.locator(f"#{name}").fill(typed)
    click("button", "Make the camp")
    click("link", "Make blocks")
    staff.locator("#times").fill("9-10.30, 10.45-12.15, 13-14.30")
    click("button", "Make blocks")
    click("link", "Add activities")
    click("link", "Import a list")
    staff.locator("input[type=file]").set_input_files(SAMPLE)
    click("button", "Read the file")
    staff.locator("button[form=take]").click()
    click("link", "Camp activities")
    click("link", "Add rooms")
    click("button", "Add the rooms")
    click("link", "Add mentors")
    for box in staff.locator("input[name=mentors]").all():
        box.check()
    click("button", "Add the mentors")
    staff.get_by_role("link", name="Write to the guardians").wait_for()
    return clicks + 1 + mentors


def _signed_up(pupils):
    """All have a place; all but three have ranked their wishes."""
    camp = db.session.query(Camp).one()
    camp.drawn_at = SPRING
    rows = [builders.camp_pupil(camp, one, status="place") for one in pupils]
    links = [pupil_link(one) for one in rows]
    camp_id = camp.id
    db.session.commit()
    return camp_id, links


def _chosen(page, press):
    for name in ("Klatring", "Film"):
        press(page.get_by_role("button", name=f"Choose {name}", exact=True))
        page.locator(".wish-name", has_text=name).wait_for()


def _by_buttons(page):
    _chosen(page, lambda button: button.click())
    page.get_by_role("button", name="Move Film up").click()
    page.get_by_text("Film is wish number 1.").wait_for()


def _by_keyboard(page):
    _chosen(page, lambda button: button.press("Enter"))
    page.get_by_role("button", name="Move Film up").press("Enter")
    page.get_by_text("Film is wish number 1.").wait_for()


def _by_dragging(page):
    _chosen(page, lambda button: button.click())
    grips = page.locator(".wish-grip")
    grips.nth(0).scroll_into_view_if_needed()
    start, end = grips.nth(1).bounding_box(), grips.nth(0).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] - 5, steps=5)
    page.mouse.up()
    page.get_by_text("Your wishes are kept in this order.").wait_for()


def _wishes(pupil):
    """The names of a pupil's wishes, the dearest first."""
    row = db.session.query(CampPupil).filter_by(pupil_id=pupil.id).one()
    return [one.activity.name for one in row.wishes]


def _planned(app, staff):
    """The front page says that the camp can be planned; the proposal is looked at."""
    staff.open("/").get_by_role("link", name="Plan the camp").click()
    staff.get_by_label("How many seconds may it take?").fill("5")
    staff.get_by_role("button", name="Plan the camp").click()
    staff.wait_for_load_state("load")
    waiting = queue(app)
    while (task := waiting.dequeue()) is not None:
        waiting.execute(task)
    db.session.expire_all()
    staff.get_by_role("link", name="Look at the proposal").click()


def _mended(staff):
    """Everybody of one run is pinned, on the board of one day."""
    staff.get_by_role("link", name="Mend by hand").click()
    staff.locator(".week-card a").first.click()
    staff.get_by_role("button", name="Pin everybody here").click()
    staff.locator("#pins-and-bans ~ .tie-list li").first.wait_for()


def _subscribed(page):
    """The titles that a calendar program finds under the address on the page."""
    with urlopen(page.locator("#feed-address").input_value(), timeout=10) as answer:  # noqa: S310  # the live server
        calendar = icalendar.Calendar.from_ical(answer.read())
    return {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
