"""Each rule of the camp alone, on plans made by hand: once broken, once kept; solver and checker know them all."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.camp import BOOK
from scheduling.camp.check import breaches, values
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.problem import CampRun
from scheduling.camp.solve import solve
from tests.scheduling.camp.builders import DATES, DAYS, TWO, activity, block, mentor, problem, pupil, room, run

PAIR = [pupil("p1"), pupil("p2")]
BOTH = [room("r1"), room("r2")]
TEAM = [mentor("m1"), mentor("m2")]
LONG = [activity("a1", length=2)]
PIN = [{"person": "p1", "activity": "a1", "block": "b1"}]
GONE = {
    "settings": {"fixed_until": DATES[1]},
    "blocks": DAYS,
    "previous": [{"activity": "a1", "block": "b1", "room": "r1", "pupils": ["p1", "p-gone"], "mentors": ["m1"]}],
}
DESERTED = {
    "settings": {"fixed_until": DATES[1]},
    "blocks": DAYS,
    "activities": [activity("a1", max_runs=1)],
    "previous": [{"activity": "a1", "block": "b1", "room": "r1", "pupils": ["p-gone"], "mentors": ["m-gone"]}],
}
Plan = list[CampRun]

BROKEN: list[tuple[str, dict[str, Any], Plan]] = [
    (
        "one_place",
        {"rooms": BOTH, "mentors": TEAM, "activities": [activity("a1"), activity("a2")]},
        [run("a1 b1 r1", "p1"), run("a2 b1 r2", "p1", "m2")],
    ),
    ("one_place", {"rooms": BOTH, "pupils": PAIR}, [run("a1 b1 r1", "p1"), run("a1 b1 r2", "p2")]),
    (
        "one_place",  # in the second block of a run
        {"blocks": TWO, "rooms": BOTH, "activities": [activity("a1", length=2), activity("a2")], "mentors": TEAM},
        [run("a1 b1 r1", "p1"), run("a2 b2 r2", "p1", "m2")],
    ),
    ("room", {"pupils": PAIR, "mentors": TEAM}, [run("a1 b1 r1", "p1"), run("a1 b1 r1", "p2", "m2")]),
    ("room", {"activities": [activity("a1", features=["pool"])]}, [run("a1 b1 r1", "p1")]),
    ("room", {"rooms": [room(seats=1)], "pupils": PAIR}, [run("a1 b1 r1", "p1 p2")]),
    (
        "room",
        {"rooms": [room(accessible=False)], "pupils": [pupil("p1", accessible_only=True)]},
        [run("a1 b1 r1", "p1")],
    ),
    ("size", {"activities": [activity("a1", min_pupils=2)]}, [run("a1 b1 r1", "p1")]),
    ("size", {"activities": [activity("a1", max_pupils=1)], "pupils": PAIR}, [run("a1 b1 r1", "p1 p2")]),
    ("size", {"activities": [activity("a1", min_pupils=0)]}, [run("a1 b1 r1", "")]),
    ("staffing", {"settings": {"min_adults": 2}}, [run("a1 b1 r1", "p1")]),
    (
        "staffing",
        {"activities": [activity("a1", pupils_per_mentor=1)], "pupils": PAIR},
        [run("a1 b1 r1", "p1 p2")],
    ),
    ("staffing", {"activities": [activity("a1", qualification="q")]}, [run("a1 b1 r1", "p1")]),
    (
        "staffing",  # asked for even where no mentor is needed otherwise
        {"activities": [activity("a1", qualification="q", pupils_per_mentor=None)]},
        [run("a1 b1 r1", "p1", "")],
    ),
    ("staffing", {"mentors": [mentor("m1", kinds=["maths"])]}, [run("a1 b1 r1", "p1")]),
    ("mentor_time", {"mentors": [mentor("m1", blocks=[])]}, [run("a1 b1 r1", "p1")]),
    (
        "mentor_time",
        {"blocks": TWO, "activities": LONG, "mentors": [mentor("m1", blocks=["b1"])]},
        [run("a1 b1 r1", "p1")],
    ),
    (
        "mentor_time",
        {"blocks": TWO, "activities": LONG, "mentors": [mentor("m1", max_blocks=1)]},
        [run("a1 b1 r1", "p1")],
    ),
    (
        "mentor_time",
        {"settings": {"max_blocks_per_day": 1}, "blocks": TWO, "activities": LONG},
        [run("a1 b1 r1", "p1")],
    ),
    ("present", {"pupils": [pupil("p1", days=[DATES[1]])]}, [run("a1 b1 r1", "p1")]),
    ("grades", {"activities": [activity("a1", grades=[10, 13])]}, [run("a1 b1 r1", "p1")]),
    ("excluded", {"pupils": [pupil("p1", excluded=["a1"])]}, [run("a1 b1 r1", "p1")]),
    ("repeat", {"blocks": TWO}, [run("a1 b1 r1", "p1"), run("a1 b2 r1", "p1")]),
    ("starts", {"activities": [activity("a1", blocks=["b9"])]}, [run("a1 b1 r1", "p1")]),
    ("starts", {"blocks": DAYS, "activities": LONG}, [run("a1 b1 r1", "p1")]),
    (
        "max_runs",
        {"blocks": TWO, "pupils": PAIR, "activities": [activity("a1", max_runs=1)]},
        [run("a1 b1 r1", "p1"), run("a1 b2 r1", "p2")],
    ),
    ("max_runs", DESERTED, [run("a1 b1 r1", "", ""), run("a1 b2 r1", "p1")]),  # whoever was there is gone
    (
        "requirement_max",
        {
            "blocks": TWO,
            "activities": [activity("a1", repeatable=True)],
            "requirements": [{"kind": "sport", "per": "day", "max": 1}],
        },
        [run("a1 b1 r1", "p1"), run("a1 b2 r1", "p1")],
    ),
    (
        "requirement_max",
        {
            "blocks": DAYS,
            "activities": [activity("a1", repeatable=True)],
            "requirements": [{"kind": "sport", "per": "camp", "max": 1}],
        },
        [run("a1 b1 r1", "p1"), run("a1 b2 r1", "p1")],
    ),
    ("apart", {"pupils": [pupil("p1"), pupil("p2", apart=["p1"])]}, [run("a1 b1 r1", "p1 p2")]),
    ("fixed", GONE, []),
    ("fixed", GONE, [run("a1 b1 r1", "", "m1")]),
    ("fixed", {**GONE, "rooms": BOTH}, [run("a1 b1 r2", "p1")]),
    ("fixed", {**GONE, "pupils": PAIR}, [run("a1 b1 r1", "p1 p2")]),
    ("pin", {"pins": PIN}, []),
    ("pin", {"pins": PIN, "blocks": TWO}, [run("a1 b2 r1", "p1")]),
    ("pin", {"pins": [{"person": "m2", "activity": "a1", "block": "b1"}], "mentors": TEAM}, [run("a1 b1 r1", "p1")]),
    ("unknown", {}, [run("a1 b1 r1", "p1 px")]),
    ("unknown", {}, [run("a1 b1 rx", "p1")]),
    ("unknown", {}, [run("ax b1 r1", "p1"), run("a1 bx r1", "p1")]),
]


@pytest.mark.parametrize(("rule", "parts", "runs"), BROKEN)
def test_a_breach_is_reported_by_its_rule_alone(rule: str, parts: dict[str, Any], runs: Plan) -> None:
    found = breaches(problem(**parts), runs)

    assert {b.rule for b in found} == {rule}


@pytest.mark.parametrize(("rule", "parts", "runs"), BROKEN)
def test_the_solver_keeps_every_rule_that_can_be_broken(rule: str, parts: dict[str, Any], runs: Plan) -> None:
    outcome = solve(problem(**parts), steps=20)

    assert isinstance(outcome, CampPlan)
    assert breaches(problem(**parts), outcome) == []


def test_every_rule_of_the_book_is_broken_by_some_test() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(BOOK.rules)


KEPT: list[tuple[dict[str, Any], Plan]] = [
    ({"blocks": TWO, "activities": LONG}, [run("a1 b1 r1", "p1")]),
    (  # neighbours in the list of a date, whatever the gap between them
        {"blocks": [block("b1"), block("b2", start="15:00", end="16:00")], "activities": LONG},
        [run("a1 b1 r1", "p1")],
    ),
    (
        {"activities": [activity("a1", pupils_per_mentor=None)], "settings": {"min_adults": 2}},
        [run("a1 b1 r1", "p1", "")],
    ),
    ({"pupils": [pupil("p1", apart=["px", "p1"], buddies=["px", "p1"])]}, [run("a1 b1 r1", "p1")]),
    (GONE, [run("a1 b1 r1", "p1")]),
    (  # what changed since does not make a day gone by wrong
        {**GONE, "pupils": [pupil("p1", grade=1, days=[], excluded=["a1"])], "mentors": [mentor("m1", max_blocks=0)]},
        [run("a1 b1 r1", "p1")],
    ),
    ({**GONE, "pins": PIN, "previous": []}, []),
]


@pytest.mark.parametrize(("parts", "runs"), KEPT)
def test_plans_that_break_nothing_pass(parts: dict[str, Any], runs: Plan) -> None:
    assert breaches(problem(**parts), runs) == []


def test_days_gone_by_count_for_the_days_to_come() -> None:
    again = [run("a1 b1 r1", "p1"), run("a1 b2 r1", "p1")]

    assert {b.rule for b in breaches(problem(**GONE), again)} == {"repeat"}
    assert {b.rule for b in breaches(problem(**GONE, mentors=[mentor("m1", max_blocks=1)]), again)} == {
        "repeat",
        "mentor_time",
    }


def test_the_value_of_each_goal_is_as_the_format_says() -> None:
    made = problem(
        blocks=TWO,
        activities=[activity("a1"), activity("a2"), activity("a3", grades=[10, 13])],
        pupils=[pupil("p1", preferences=["a3", "a2", "a1"], buddies=["p2"]), pupil("p2"), pupil("p3")],
        requirements=[{"kind": "sport", "per": "day", "min": 2}],
        previous=[{"activity": "a1", "block": "b1", "room": "gone", "pupils": ["p1", "p3"], "mentors": ["m1"]}],
    )

    found = values(made, [run("a1 b1 r1", "p1 p2"), run("a1 b2 r1", "p3")])

    assert found == {"shortfall": 3, "empty": 3, "kept": 2, "regret": 9, "buddies": 1, "mentor_blocks": 2}


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"pupils": [pupil("p1", days=[DATES[1]])]}, "present"),
        ({"pupils": [pupil("p1", excluded=["a1"])]}, "excluded"),
        ({"activities": [activity("a1", qualification="q")]}, "staffing"),
        ({"activities": [activity("a1", min_pupils=2)]}, "size"),
        ({"activities": [activity("a1", length=2)]}, "starts"),
        ({"rooms": []}, "room"),
        ({"pupils": [pupil("p2")]}, "pin"),
    ],
)
def test_a_pin_that_cannot_hold_names_the_rule_in_the_way(parts: dict[str, Any], rule: str) -> None:
    outcome = solve(problem(pins=PIN, **parts), steps=20)

    assert isinstance(outcome, PinsImpossible)
    assert [(len(c.pins), c.rule) for c in outcome.conflicts] == [(1, rule)]
