"""Rows become a problem file that names nobody, and the plan file becomes rows."""

import json
from datetime import UTC, date, datetime, time

import pytest

import scheduling
from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.matching.models import Ban, Pin, Waiting
from mentoring.matching.planner import PRESETS
from mentoring.matching.queries import sessions_in
from mentoring.planning.queries import plan_in_force
from mentoring.programme.draw import ticket_of
from mentoring.registration.models import PupilTie
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """One venue, one school, nobody yet."""
    made = builders.programme()
    builders.venue(made)
    return made


def _content(programme, on=MONDAY, **wishes):
    db.session.flush()
    db.session.expire_all()
    in_force = plan_in_force(programme.terms[0].frame, "weekly")
    return problem_content(programme, Wish("x", PRESETS["serve_most"], on, **wishes), in_force)


def test_all_that_the_rules_ask_for_is_in_the_file(programme):
    school, elsewhere = builders.school(), builders.venue(programme)
    pupil = builders.pupil(
        programme,
        school,
        grade=10,
        gender="f",
        languages=["so", "nb"],
        required_language="so",
        mentor_gender="f",
        mentor_gender_required=True,
        goes_everywhere=False,
        venues=[elsewhere],
        sessions_wanted=2,
        priority=3,
    )

    written = _content(programme)["pupils"]

    assert written == [
        {
            "id": f"p{pupil.id}",
            "school": f"k{school.id}",
            "grade": 10,
            "gender": "f",
            "languages": ["so", "nb"],
            "required_language": "so",
            "mentor_gender": "f",
            "mentor_gender_required": True,
            "needs": [f"t{programme.topics[0].id}"],
            "availability": builders.WEEKDAYS,
            "venues": [f"v{elsewhere.id}"],
            "sessions": 2,
            "priority": 3,
            "ticket": ticket_of("2026", f"p{pupil.id}"),
            "apart": [],
            "together": [],
        }
    ]


def test_the_file_is_one_that_the_solver_reads_without_a_fault(programme):
    builders.pupil(programme, builders.school())
    builders.mentor(programme)

    problem = scheduling.problem_from_json(_content(programme))

    assert (len(problem.pupils), len(problem.mentors)) == (1, 1)
    assert {slot.window.start for slot in problem.slots} == {900, 930, 960, 990, 1020, 1050}


def test_ties_pins_and_bans_are_in_the_file(programme):
    school = builders.school()
    one, two, three = (builders.pupil(programme, school) for _ in range(3))
    mentor, venue = builders.mentor(programme), programme.venues[0]
    db.session.add_all(
        [
            PupilTie(pupil_id=one.id, other_id=two.id, kind="together"),
            PupilTie(pupil_id=one.id, other_id=three.id, kind="apart"),
            Pin(pupil_id=one.id, mentor_id=mentor.id, venue_id=venue.id, day=1, start=time(15, 30)),
            Ban(pupil_id=three.id, mentor_id=mentor.id),
        ]
    )

    content = _content(programme)

    assert (content["pupils"][0]["together"], content["pupils"][0]["apart"]) == ([f"p{two.id}"], [f"p{three.id}"])
    assert content["pins"] == [{"pupil": f"p{one.id}", "mentor": f"m{mentor.id}", "slot": f"v{venue.id}-1-1530"}]
    assert content["bans"] == [{"pupil": f"p{three.id}", "mentor": f"m{mentor.id}"}]


def test_a_mentor_is_cleared_by_the_date_on_which_the_plan_begins(programme):
    mentor = builders.mentor(programme)
    mentor.clearance[0].done_on = date(2026, 10, 7)

    early, late = _content(programme, MONDAY), _content(programme, date(2026, 10, 12))

    assert [content["mentors"][0]["cleared"] for content in (early, late)] == [False, True]


def test_who_leaves_before_the_plan_begins_is_not_in_the_file(programme):
    builders.pupil(programme, builders.school(), left_on=date(2026, 10, 2))
    staying = builders.pupil(programme, builders.school(), left_on=date(2026, 12, 1))
    builders.mentor(programme, left_on=date(2026, 10, 5))

    content = _content(programme)

    assert [row["id"] for row in content["pupils"]] == [f"p{staying.id}"]
    assert content["mentors"] == []


def test_the_plan_in_force_is_what_was_before(app, programme):
    pupil, mentor = builders.pupil(programme, builders.school()), builders.mentor(programme)
    builders.commit()
    plan = plans.published(app, programme, MONDAY)
    row = sessions_in(plan)[0]

    content = _content(programme)

    slot = f"v{row.venue_id}-{row.day}-{row.start:%H%M}"
    assert content["previous"] == [{"mentor": f"m{mentor.id}", "slot": slot, "pupils": [f"p{pupil.id}"]}]


@pytest.mark.parametrize("preset", ["serve_most", "change_little", "best_fit"])
def test_each_preset_orders_the_goals_its_own_way(app, programme, preset):
    builders.pupil(programme, builders.school())
    builders.mentor(programme)
    builders.commit()

    plan = plans.proposal(app, programme, preset=preset)

    assert tuple(plan.values) == PRESETS[preset]
    assert tuple(json.loads(plan.run.problem)["settings"]["goals"]) == PRESETS[preset]


def test_the_rows_of_a_proposal_are_those_of_its_file(app, programme):
    school = builders.school()
    for _ in range(4):
        builders.pupil(programme, school)
    builders.mentor(programme, group_size=2)
    builders.commit()

    plan = plans.proposal(app, programme)

    written = {
        (row["mentor"], row["slot"], tuple(sorted(row["pupils"])))
        for row in json.loads(plan.run.plan_file)["sessions"]
    }
    stored = {
        (
            f"m{row.mentor_id}",
            f"v{row.venue_id}-{row.day}-{row.start:%H%M}",
            tuple(f"p{number}" for number in sorted(pupil.id for pupil in row.pupils)),
        )
        for row in sessions_in(plan)
    }
    assert stored == written
    assert all(
        (row.end.hour * 60 + row.end.minute) - (row.start.hour * 60 + row.start.minute) == 90
        for row in sessions_in(plan)
    )


def test_who_waits_is_kept_with_the_reasons(app, programme):
    waiting = builders.pupil(programme, builders.school(), grade=10)
    builders.mentor(programme, grade_low=8, grade_high=9)
    builders.commit()

    plan = plans.proposal(app, programme)

    row = db.session.get(Waiting, (plan.id, waiting.id))
    assert row.sessions == 0
    assert row.reasons[0] == {"kind": "size", "mentors": 1, "slots": 12}
    assert {"kind": "filter", "rule": "grades", "options": 12} in row.reasons
