"""A camp's proposal mended by hand: what is done, what is refused and why, what stays on record, what runs keep."""

import html
import json
import re
from datetime import UTC, datetime, time

import pytest

from mentoring.camp.models import Activity
from mentoring.camp_desk.models import CampPin, CampRun
from mentoring.camp_desk.planner import WING, CampPlanner
from mentoring.camp_desk.queries import bans_at, pins_at, pupils_at, runs_in
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.planning.actions import start_run
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.planning.publishing import publish
from mentoring.planning.queries import mends_of, plan_in_force, plan_of
from scheduling.camp import check
from scheduling.camp.reading import plan_from_json, problem_from_json
from tests import builders
from tests.matching.desk import Board
from tests.plans import solve


class Desk:
    """The camp of the fixture with a proposal by hand: on the first morning three climb and three see a film."""

    def __init__(self, camp):
        self.camp, self.blocks, (self.hall, self.cinema) = camp, camp.blocks, sorted(camp.rooms, key=lambda r: r.name)
        self.film, self.climbing = db.session.query(Activity).order_by(Activity.name).all()
        self.pupils = [row.pupil for row in pupils_at(camp)]
        self.mentors = [row.mentor for row in camp.mentors]
        self.plan = Plan(
            programme_id=camp.programme_id, frame=camp.frame, wing=WING, status=PROPOSAL, created_at=now()
        )
        db.session.add(self.plan)
        db.session.flush()
        self.add(self.climbing, 0, self.hall, self.pupils[:3], self.mentors[:2])
        self.add(self.film, 0, self.cinema, self.pupils[3:], self.mentors[2:])
        builders.commit()

    def add(self, activity, block, room, pupils, mentors):
        where = {"activity_id": activity.id, "block_id": self.blocks[block].id, "room_id": room.id}
        db.session.add(CampRun(plan_id=self.plan.id, pupils=list(pupils), mentors=list(mentors), **where))

    def place(self, activity, block, room):
        return f"a{activity.id}~b{self.blocks[block].id}~r{room.id}"

    @property
    def climb(self):
        return self.place(self.climbing, 0, self.hall)

    @property
    def show(self):
        return self.place(self.film, 0, self.cinema)

    def who(self, number):
        return f"p{self.pupils[number].id}"

    def lead(self, number):
        return f"m{self.mentors[number].id}"

    def to_film(self, number):
        """What moves one who climbs to the film."""
        return {"deed": "move", "person": self.who(number), "from": self.climb, "place": self.show}

    def rows(self):
        """ "Klatring 0 Hallen" → pupils' numbers and how many mentors."""
        db.session.expire_all()
        at = [block.id for block in self.camp.blocks]
        return {
            f"{run.activity.name} {at.index(run.block_id)} {run.room.name}": (
                "".join(sorted(pupil.given_name[-1] for pupil in run.pupils)),
                len(run.mentors),
            )
            for run in runs_in(self.plan)
        }


@pytest.fixture
def desk(camp):
    return Desk(camp)


@pytest.fixture
def board(desk, browser):
    return Board(browser, desk.plan)


BEFORE = {"Klatring 0 Hallen": ("012", 2), "Film 0 Kinosalen": ("345", 2)}


@pytest.mark.both_databases
def test_people_are_moved_swapped_taken_out_and_all_of_it_undone_and_redone(desk, board):
    page = board.do(desk.to_film(0))
    moved = desk.rows()
    board.do({"deed": "swap", "person": desk.who(1), "from": desk.climb, "other": f"{desk.who(3)}~{desk.show}"})
    swapped = desk.rows()
    for _ in range(2):
        board.do({}, to="undo")
    undone = desk.rows()
    for _ in range(2):
        board.do({}, to="redo")

    assert "Elev0" in page
    assert "moved from Klatring" in page
    assert moved == {"Klatring 0 Hallen": ("12", 2), "Film 0 Kinosalen": ("0345", 2)}
    assert swapped == {"Klatring 0 Hallen": ("23", 2), "Film 0 Kinosalen": ("0145", 2)}
    assert (undone, desk.rows()) == (BEFORE, swapped)
    assert [one.state for one in mends_of(desk.plan)] == ["made", "made"]
    assert db.session.get(Plan, desk.plan.id).values["empty"] == 18


def test_runs_are_added_moved_given_other_rooms_and_taken_out(desk, board):
    panel = board.look(f"?session=a{desk.film.id}~b{desk.blocks[1].id}~new")
    added = {f"who-{one}": "1" for one in (desk.who(0), desk.who(1), desk.lead(0), desk.lead(1))}
    where = {"activity": f"a{desk.film.id}", "block": f"b{desk.blocks[1].id}", "room": f"r{desk.hall.id}"}
    board.do({"deed": "add_run", **where, **added})
    later = desk.place(desk.film, 2, desk.cinema)
    board.do({"deed": "move_run", "from": desk.place(desk.film, 1, desk.hall), "place": later})
    board.do({"deed": "swap_rooms", "from": desk.climb, "other": desk.show})
    after = desk.rows()
    board.do({"deed": "take_run", "from": later})

    assert panel.count('type="checkbox"') == 6 + 4
    assert after == {"Klatring 0 Kinosalen": ("012", 2), "Film 0 Hallen": ("345", 2), "Film 2 Kinosalen": ("01", 2)}
    assert set(desk.rows()) == {"Klatring 0 Kinosalen", "Film 0 Hallen"}


def test_law_is_never_departed_from_and_a_rule_of_the_house_only_with_a_reason(desk, board):
    never = board.send({"deed": "take", "person": desk.lead(0), "from": desk.climb, "reason": "He is ill"})
    board.do(desk.to_film(0))
    house = board.send(desk.to_film(1))
    page = board.do(desk.to_film(1) | {"reason": "They asked to"})
    told = html.unescape(never.text)

    assert (never.status_code, house.status_code) == (422, 422)
    assert "There are too few mentors for the pupils, or none with the qualification: Klatring" in told
    assert "Nobody can depart from this" in told
    assert "1 pupil is missing to the fewest that were agreed: Klatring" in html.unescape(house.text)
    assert desk.rows() == {"Klatring 0 Hallen": ("2", 2), "Film 0 Kinosalen": ("01345", 2)}
    assert "Reason: They asked to" in page
    assert (
        "Sommerleir: Mended a proposal by hand against a house rule: there are too few or too many pupils"
        in html.unescape(board.client.get("/matching/history").text)
    )


def test_what_staff_let_stand_is_published_named_in_the_files_and_taken_back_later(desk, board, browser):
    board.do(desk.to_film(0))
    board.do(desk.to_film(1) | {"reason": "They asked to"})
    publish(desk.plan, from_date=desk.camp.start)
    builders.commit()
    files = [browser.get(f"/plans/{desk.plan.id}/{name}").text for name in ("problem.json", "plan.json")]
    problem, plan = problem_from_json(json.loads(files[0])), plan_from_json(json.loads(files[1]))
    browser.post(f"/plans/{desk.plan.id}/copy")
    copy = db.session.query(Plan).filter_by(origin_id=desk.plan.id).one()
    publish(copy, from_date=desk.camp.start)
    builders.commit()
    browser.post(f"/plans/{desk.plan.id}/take-back")
    back = db.session.query(Plan).filter_by(restores_id=desk.plan.id).one()
    publish(back, from_date=desk.camp.start)

    assert [one.rule for one in plan.departures] == ["size"]
    assert check.breaches(problem, plan) == list(plan.departures)
    assert check.wrong_claims(problem, plan) == []
    assert plan_in_force(desk.camp.frame, WING) == back
    assert back.version == 3


def test_two_people_at_one_board_are_told_of_each_other(desk, board, sign_in):
    other = Board(sign_in(builders.staff(desk.camp.programme, name="Kari", language="en")), desk.plan)
    other.do(desk.to_film(0))

    answer = board.send({"deed": "move", "person": desk.who(5), "from": desk.show, "place": desk.climb})

    assert answer.status_code == 409
    assert "Kari: Elev0" in html.unescape(answer.text)
    assert desk.rows()["Film 0 Kinosalen"] == ("0345", 2)


def test_panels_offer_what_rules_allow_best_first_and_say_what_it_would_cost(desk, board):
    pupil = html.unescape(board.look(f"?pupil={desk.who(0)}&from=b{desk.blocks[0].id}"))
    run = html.unescape(board.look(f"?session={desk.climb}&view=rooms")).partition('id="panel"')[2]
    mentor = html.unescape(board.look(f"?mentor={desk.lead(0)}"))

    assert re.search(
        r'<optgroup label="Breaks no rule, but something gets worse"><option value="a\d+~b\d+~r\d+">Film', pupil
    )
    assert f'value="{desk.who(3)}~{desk.show}"' in pupil
    assert f'name="person" value="{desk.who(1)}"' in run
    assert f'<option value="{desk.who(4)}">' in run
    assert f'<option value="{desk.lead(2)}">' not in run
    assert "Klatring, Hallen" in mentor


def test_pins_and_bans_hold_in_the_next_run(app, desk, board, browser):
    path = f"/camp-plan/plans/{desk.plan.id}"
    browser.post(f"{path}/pin", data={"run": desk.show, "person": desk.who(3)})
    browser.post(f"{path}/ban", data={"pupil": desk.who(5), "activity": f"a{desk.climbing.id}"})
    against = browser.post(
        f"{path}/ban", data={"pupil": desk.who(3), "activity": f"a{desk.film.id}"}, follow_redirects=True
    ).text
    page = html.unescape(board.look())

    run = start_run(desk.camp, wing=WING, preset="most_wishes", seconds=5)
    builders.commit()
    made = plan_of(solve(app, run))
    rows = [(row.activity.name, row.block_id, one.id) for row in runs_in(made) for one in row.pupils]

    assert "is pinned to that activity" in against
    assert "never: Elev5" in page
    assert ("Film", desk.blocks[0].id, desk.pupils[3].id) in rows
    assert "Klatring" not in {what for what, _block, who in rows if who == desk.pupils[5].id}
    browser.post(f"{path}/unpin", data={"pin": pins_at(desk.camp)[0].id})
    browser.post(f"{path}/unban", data={"pupil": desk.who(5), "activity": f"a{desk.climbing.id}"})
    assert (pins_at(desk.camp), bans_at(desk.camp)) == ([], [])


def test_pins_that_cannot_hold_are_named_with_the_rule_in_the_way(app, desk):
    block = {"activity_id": desk.film.id, "block_id": desk.blocks[0].id}
    desk.film.grade_high = desk.film.grade_low = 5
    db.session.add(CampPin(pupil_id=desk.pupils[0].id, **block))
    builders.commit()

    run = start_run(desk.camp, wing=WING, preset="most_wishes", seconds=5)
    builders.commit()
    told = CampPlanner().describe(solve(app, run))

    assert len(told) == 1
    assert "Elev0" in told[0]
    assert "aktiviteten er for andre trinn" in told[0]


def test_days_gone_by_cannot_be_mended(app, desk, board):
    publish(desk.plan, from_date=desk.camp.start)
    builders.commit()
    app.config["FIXED_NOW"] = datetime.combine(desk.camp.start, time(12), UTC)
    board.client.post(f"/plans/{desk.plan.id}/copy")
    copy = db.session.query(Plan).filter_by(origin_id=desk.plan.id).one()

    answer = Board(board.client, copy).send({"deed": "take", "person": desk.who(0), "from": desk.climb})

    assert answer.status_code == 422
    assert "Days gone by stay as they were: Klatring" in html.unescape(answer.text)
