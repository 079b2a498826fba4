"""Everybody's days at a published camp, on pages and on paper; the kitchen list for who leads the camp."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from mentoring.camp import health
from mentoring.camp.actions import sign_up
from mentoring.camp.models_of_pupils import PLACE, CampFriend
from mentoring.camp.queries_of_pupils import camp_pupil_of
from mentoring.camp.secret import family_link, pupil_link
from mentoring.camp_days.published import stands_of
from mentoring.camp_desk.facts import Wish, problem_content
from mentoring.camp_desk.planner import WING
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.planning.actions import start_run
from tests import builders
from tests.feeds.district import events, fetch
from tests.plans import solve


@pytest.fixture
def published(here):
    """A run of two blocks, one of one block, and an evening with nothing."""
    here.climbing.length = 2
    here.publish(here.run(here.climbing, 0), here.run(here.film, 3, room=1, mentors=here.mentors[2:]))
    return here


def slots(text):
    """(time, what) of each block of a page."""
    found = re.findall(r'camp-clock">(.*?)</span>\s*<span class="camp-what">\s*(?:<strong>)?(.*?)[<\n]', text, re.S)
    return [(clock, what.strip()) for clock, what in found]


def family_page(here, number=0):
    pupil = here.pupils[number]
    return f"/camp/family/{family_link(here.camp, pupil.guardians[0])}/children/{pupil.id}"


def test_a_family_reads_the_days_of_its_child_block_by_block(published, client):
    page = client.get(f"{family_page(published)}/days").text

    assert slots(page) == [
        ("09:00–12:15", "Klatring"),
        ("09:00–10:30", "Free time"),
        ("10:45–12:15", "Film"),
    ]
    assert "with Mona, Nils" in page
    assert "Bo Ås" not in page


def test_the_pupils_own_link_and_staff_show_the_same(published, client, sign_in):
    one = camp_pupil_of(published.camp, published.pupils[0])
    family = slots(client.get(f"{family_page(published)}/days").text)
    staff = sign_in(builders.staff(published.camp.programme))

    own = client.get(f"/camp/mine/{pupil_link(one)}/days").text
    by_staff = staff.get(f"/camp/{published.camp.id}/days/pupils/{one.pupil_id}").text
    printed = staff.get(f"/camp/{published.camp.id}/days/all").text

    assert slots(own) == slots(by_staff) == slots(printed)[:3] == family
    assert "See your days" in client.get(f"/camp/mine/{pupil_link(one)}").text


def test_before_publishing_there_is_nothing_to_see(here, client):
    here.proposal(here.run(here.climbing, 0))

    page = client.get(f"{family_page(here)}/days").text

    assert "not published yet" in page
    assert "Klatring" not in page


def test_a_mentor_reads_own_days_with_whom_it_meets(published, sign_in):
    mentor = sign_in(builders.mentor_account(published.mentors[0]))

    page = mentor.get(f"/me/camp/{published.camp.id}").text

    assert [what for _clock, what in slots(page)] == ["Klatring", "Not on duty", "Not on duty"]
    assert ("Amina Å." in page, "Amina Ås" in page, "with Nils" in page) == (True, False, True)
    assert "My days at camp" in mentor.get("/me").text


def test_a_coordinator_sees_the_days_of_own_pupils_only(published, sign_in):
    coordinator = sign_in(builders.coordinator(published.camp.programme, published.pupils[0].school))
    days = f"/camp/{published.camp.id}/days"

    listed = coordinator.get(days).text

    assert ("Amina" in listed, "Bo Ås" in listed, "Mona" in listed) == (True, False, False)
    answers = [coordinator.get(f"{days}/pupils/{one.id}").status_code for one in published.pupils]
    assert answers == [200, 404]


def test_who_does_not_come_is_struck_off_the_attendance_list_and_has_no_days(published, client, sign_in):
    sign_up.withdraw(camp_pupil_of(published.camp, published.pupils[0]))

    lists = sign_in(builders.staff(published.camp.programme)).get(f"/camp-plan/plans/{published.last.id}/lists").text

    assert "<s>Amina Ås</s> does not come" in lists
    assert "is not at the camp" in client.get(f"{family_page(published)}/days").text


def test_who_goes_home_leaves_or_is_not_cleared_any_more_is_nowhere_from_that_day_on(published, sign_in):
    (amina, bo), (mona, nils, oda) = published.pupils, published.mentors
    camp_pupil_of(published.camp, amina).days = ["2027-06-21"]
    bo.left_on = oda.left_on = date(2027, 6, 22)
    next(one for one in published.camp.mentors if one.mentor is nils).blocks = [
        one.id for one in published.camp.blocks[:2]
    ]
    certificate = next(one for one in mona.clearance if one.item == "certificate")
    certificate.issued_on, certificate.done_on = date(2024, 6, 1), date(2024, 6, 22)
    builders.commit()

    content = problem_content(published.camp, Wish("again", ()), [])
    lists = sign_in(builders.staff(published.camp.programme)).get(f"/camp-plan/plans/{published.last.id}/lists").text
    people = {one.title: len(one.people) for one in stands_of(published.camp)}

    assert [one["days"] for one in content["pupils"]] == [["2027-06-21"]] * 2
    first_day = [f"b{one.id}" for one in published.camp.blocks[:2]]
    assert [one["blocks"] for one in content["mentors"]] == [first_day] * 3
    assert re.findall(r"<s>(\w+) Ås</s>", lists.partition("Film")[2]) == ["Amina", "Bo"]
    assert "<s>" not in lists.partition("Film")[0]
    assert (people["Klatring"], people["Film"]) == (4, 0)


def test_a_family_subscribes_on_its_page(app, published, client):
    page = family_page(published)
    before = client.get(f"{page}/days").text

    client.post(f"{page}/calendar")
    client.post(f"{page}/calendar")

    after = client.get(f"{page}/days").text
    (path,) = set(re.findall(r'value="http://localhost(/feeds/[^"]+)"', after))
    assert "/feeds/" not in before
    assert {str(one["SUMMARY"]) for one in events(fetch(app, path))} == {
        "Sommerleir",
        "Leir: Klatring",
        "Leir: Film",
    }


class TestKitchen:
    """What the kitchen must know."""

    @pytest.fixture
    def told(self, published):
        """One does not eat nuts and is there on the first day only, the other has told nothing to heed."""
        amina, bo = (camp_pupil_of(published.camp, one) for one in published.pupils)
        amina.days = ["2027-06-21"]
        health.tell(amina, health.Health("Vegetar.", "nøtter", "some", "insulinpenn"), given_by="Hodan")
        health.tell(bo, health.Health(food="vegetar"), given_by="Lise")
        builders.commit()
        return published

    def test_a_leader_reads_numbers_by_day_and_names_and_each_look_is_noted(self, told, leader, sign_in):
        page = sign_in(leader).get(f"/camp/{told.camp.id}/kitchen").text

        days = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page, re.S)[:2]
        figures = [re.findall(r'<span class="numbers">(\d+)</span> (\S+)</li>', day) for day in days]
        assert figures == [[("2", "Vegetar"), ("1", "nøtter")], [("1", "vegetar")]]
        assert ("Amina Ås" in page, "insulinpenn" in page) == (True, False)
        assert re.findall(r'data-title="Days">([^<]+)<', page) == ["Mon 21 Jun", "all days"]
        looks = db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == "camp.health_seen")).all()
        assert {look.details["why"] for look in looks} == {"kitchen"}
        assert len(looks) == 2

    def test_other_staff_are_refused(self, told, sign_in):
        answer = sign_in(builders.staff(told.camp.programme)).get(f"/camp/{told.camp.id}/kitchen")

        assert (answer.status_code, "nøtter" in answer.text) == (403, False)

    @pytest.mark.parametrize("page", ["kitchen", "health"])
    def test_nothing_is_shown_after_the_camp_even_before_it_is_erased(self, app, told, leader, sign_in, page):
        app.config["FIXED_NOW"] = datetime(2027, 6, 23, 0, 1, tzinfo=UTC)

        text = sign_in(leader).get(f"/camp/{told.camp.id}/{page}").text

        assert "The camp is over, and what it knew of health is erased." in text
        assert ("nøtter" in text, "Amina" in text) == (False, False)

    def test_it_is_in_no_problem_file_plan_file_or_log_of_a_run(self, app, told):
        run = start_run(told.camp, wing=WING, preset="most_wishes", seconds=5)
        builders.commit()

        done = solve(app, run)

        kept = json.dumps([done.problem, done.plan_file, done.log, done.progress, done.outcome], ensure_ascii=False)
        assert '"camp-problem/1"' in done.problem
        assert not any(word in kept.lower() for word in ("nøtter", "vegetar", "insulinpenn"))


def test_friends_who_named_each_other_are_together_in_the_problem_file(here):
    amina, bo = (camp_pupil_of(here.camp, one) for one in here.pupils)
    bo.pupil.school = amina.pupil.school
    amina.friends.append(CampFriend(name="Bo Ås"))
    db.session.flush()
    alone = _buddies(here)
    bo.friends.append(CampFriend(name="amina ås"))
    db.session.flush()

    assert (alone, _buddies(here)) == ([[], []], [[f"p{bo.pupil_id}"], [f"p{amina.pupil_id}"]])
    assert amina.status == PLACE


def _buddies(here):
    return [one["buddies"] for one in problem_content(here.camp, Wish("now", ()), [])["pupils"]]
