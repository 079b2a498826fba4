"""A camp from nothing to everybody's calendar, as those meet it who are new here: staff, three pupils, a mentor.

Staff enter it from the list they have, by clicks only; pupils rank wishes on a phone, each in its own way; then the
camp is planned, mended by hand, published and subscribed to.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import icalendar

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp.secret import family_link, pupil_link
from mentoring.camp_desk import deeds
from mentoring.camp_desk.judge import at_hand
from mentoring.camp_desk.queries import runs_in
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.planning.looks import HOUSE, WORSE
from mentoring.planning.models import PROPOSAL, PUBLISHED, Plan
from mentoring.registration.models import Pupil
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
    pupils = [builders.pupil(of, school, given_name=f"Elev{number}") for number in range(26)]
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
    staff.open("/").get_by_role("link", name="Plan the camp").click()
    before = _places(_planned(app, staff))
    refused = _refused(staff)
    mended = _mended(staff)
    staff.get_by_role("link", name="Publish").click()
    staff.get_by_role("button", name="Publish").click()
    staff.get_by_text("The plan is published.").wait_for()
    plan = db.session.query(Plan).filter_by(status=PUBLISHED).one()
    published, of_mentor = _places(plan), {run.activity.name for run in runs_in(plan) if mentors[0] in run.mentors}
    staff.open(f"/camp-plan/{camp_id}")
    again = _places(_planned(app, staff))

    assert clicks <= MOST_CLICKS
    assert ranked == [["Film", "Klatring"], ["Film", "Klatring"], ["Film", "Klatring"]]
    assert "There are too few mentors" in refused
    assert "Nobody can depart from this." in refused
    assert mended.cost
    assert published - before == mended.new
    assert {who for who, *_place in before - published} == {mended.pupil.name}
    assert mended.new <= again
    link = family_link(db.session.get_one(Camp, camp_id), mended.pupil.guardians[0])
    family, account = f"/camp/family/{link}/children/{mended.pupil.id}/days", builders.mentor_account(mentors[0])
    own = {tuple(place) for who, *place in published if who == mended.pupil.name}
    db.session.commit()
    page = browser_page(None, size=PHONE, path=family)
    assert _on_the_page(page) == own
    page.get_by_role("button", name="Make the calendar's address").click()
    assert _subscribed(page, "Leir: ") == own
    subscribed = _subscribed(browser_page(account, size=PHONE, path="/me"), "Camp: ")
    assert {activity for _when, activity, _room in subscribed} == of_mentor


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
    """The proposal that the desk's run makes, for most wishes whatever was published; it is looked at."""
    staff.get_by_role("radio", name="Most wishes").check()
    staff.get_by_label("How many seconds may it take?").fill("5")
    staff.get_by_role("button", name="Plan the camp").click()
    staff.wait_for_load_state("load")
    waiting = queue(app)
    while (task := waiting.dequeue()) is not None:
        waiting.execute(task)
    db.session.expire_all()
    staff.get_by_role("link", name="Look at the proposal").click()
    return db.session.query(Plan).filter_by(status=PROPOSAL).one()


def _places(plan):
    """(pupil, when, activity, room) of all."""
    db.session.expire_all()
    return {
        (pupil.name, datetime.combine(run.block.date, run.block.start), run.activity.name, run.room.name)
        for run in runs_in(plan)
        for pupil in run.pupils
    }


def _refused(staff):
    """What the board says when a mentor is taken out of a run that needs that one."""
    staff.get_by_role("link", name="Mend by hand").click()
    staff.locator(".week-card a").first.click()
    staff.get_by_role("button", name="Take out Mentor").first.click()
    return _said(staff, "This cannot be")


@dataclass(frozen=True)
class Mended:
    """Who was moved, what the board said that it would cost, and the place to which it led, as `_places` has it."""

    pupil: Pupil
    cost: str
    new: set


def _mended(staff):
    """A pupil is moved to another run, put back by *Undo*, moved again and pinned there."""
    plan = db.session.query(Plan).one()
    before, (person, block, place) = _places(plan), _move_that_costs(plan)
    pupil = db.session.get_one(Pupil, int(person[1:]))
    staff.get_by_label("A pupil").select_option(label=pupil.name)
    staff.locator("form", has=staff.locator("#look-pupil")).get_by_role("button").click()
    staff.locator(f".panel-day a[data-choose$='from={block}']").click()
    cost = staff.locator(f"#move option[value='{place}']").inner_text().partition(": ")[2]
    _move(staff, place, pupil)
    once = _places(plan)
    staff.get_by_role("button", name="Undo").click()
    _said(staff, f"Undone: {pupil.name}: moved from")
    assert _places(plan) == before
    _move(staff, place, pupil)
    assert _places(plan) == once
    staff.get_by_role("button", name="Pin here").click()
    staff.locator("#pins-and-bans ~ .tie-list li", has_text=pupil.name).wait_for()
    return Mended(pupil, cost, once - before)


def _move_that_costs(plan):
    """(pupil, block, run) of a move that breaks no rule if there is one, else only a rule of ours."""
    at = at_hand(plan)
    moves = [
        (person, block, deeds.place_at(run))
        for person in at.ids("pupil")
        for _activity, block, _room in deeds.places_of(at, person)
        for run in at.runs
        if block in at.span(run.activity, run.block) and person not in run.pupils
    ]
    looks = at.look([deeds.put_in(at, (person,), place) for person, _block, place in moves])
    levels = {look.level: move for look, move in reversed([*zip(looks, moves, strict=True)])}
    person, block, place = levels.get(WORSE) or levels[HOUSE]
    return person, block, deeds.written(place)


def _move(staff, place, pupil):
    """By the form of the panel; with a reason where the board asks for one."""
    staff.locator("#move").select_option(place)
    staff.locator("form", has=staff.locator("#move")).get_by_role("button").click()
    reason, moved = staff.locator("#reason"), staff.locator("#board-says p", has_text=f"{pupil.name}: moved from")
    reason.or_(moved).first.wait_for()
    if reason.count():
        reason.fill("They asked to")
        staff.get_by_role("button", name="Do it, with this reason").click()
    _said(staff, f"{pupil.name}: moved from")


def _said(staff, text):
    """All that the board says, once that is among it."""
    says = staff.locator("#board-says", has_text=re.compile(f"^\\s*{text}"))
    says.wait_for()
    staff.locator("[data-board]:not([aria-busy])").wait_for()
    return says.inner_text()


def _on_the_page(page):
    """(when, activity, room) of the days of one person."""
    found = set()
    for day in page.locator(".camp-day").all():
        for slot in day.locator("li:not(.is-free)").all():
            at = (
                f"{day.get_attribute('aria-label')} 2027 {slot.locator('.camp-clock').inner_text().partition('–')[0]}"
            )
            room = slot.locator(".camp-where").inner_text().partition(" · ")[0]
            found.add((datetime.strptime(at, "%A %d %B %Y %H:%M"), slot.locator("strong").inner_text(), room))
    return found


def _subscribed(page, before):
    """(when, activity, room) of what a calendar program finds under the address on the page; the camp itself too."""
    with urlopen(page.locator("#feed-address").input_value(), timeout=10) as answer:  # noqa: S310  # the live server
        calendar = icalendar.Calendar.from_ical(answer.read())
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert "Sommerleir" in events
    return {
        (
            event.decoded("DTSTART").replace(tzinfo=None),
            str(event["SUMMARY"]).removeprefix(before),
            str(event["LOCATION"]),
        )
        for event in calendar.walk("VEVENT")
        if str(event["SUMMARY"]).startswith(before)
    }
