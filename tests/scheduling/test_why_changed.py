"""Why places differ between two plans: each reason told where it is so, and only there."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from scheduling import HandMove, HeldPlan, Plan, breaches, problem_from_json, read_problem, solve, why_changed
from scheduling.explain.why_changed import Changed
from tests.scheduling.builders import mentor, plan, problem, pupil, random_content, slot, window

DATA = Path(__file__).parents[1] / "data" / "weekly"
TWO_SLOTS = [slot("s1"), slot("s2", day=2)]


def whys(changes: tuple[Changed, ...], of: str = "p1") -> list[dict[str, Any]]:
    [found] = [change for change in changes if change.pupil == of]
    return [dict(why) for why in found.why]


def people(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    return [pupil(f"p{number}", **changes) for number in numbers]


def test_who_keeps_all_places_is_not_told() -> None:
    same = plan(("m1", "s1", "p1"))

    assert why_changed(same, same, problem()) == ()


def test_a_mentor_who_left_is_the_reason() -> None:
    now = problem(mentors=[mentor("m2")])

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m2", "s1", "p1")), now)

    assert whys(told) == [{"kind": "mentor_gone", "mentor": "m1"}]
    assert (told[0].was, told[0].now) == ((("m1", "s1"),), (("m2", "s1"),))


def test_a_time_that_is_not_offered_any_more_is_the_reason() -> None:
    now = problem(slots=[slot("s2", day=2)])

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m1", "s2", "p1")), now)

    assert whys(told) == [{"kind": "slot_gone", "slot": "s1"}]


def test_a_pupil_who_left_is_told_as_such() -> None:
    told = why_changed(plan(("m1", "s1", "p1 p2")), plan(("m1", "s1", "p1")), problem())

    assert whys(told, "p2") == [{"kind": "pupil_gone"}]


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("mentor_time", {"mentors": [mentor("m1", availability=[window(2)])]}),
        ("clearance", {"mentors": [mentor("m1", cleared=False)]}),
        ("pupil_time", {"pupils": people(1, availability=[window(2)])}),
        ("grades", {"pupils": people(1, grade=13), "mentors": [mentor("m1", grades=[8, 10])]}),
        ("ban", {"bans": [{"pupil": "p1", "mentor": "m1"}]}),
        ("pupil_reach", {"pupils": people(1, venues=[])}),
    ],
)
def test_what_became_impossible_is_the_reason_and_that_it_is_new(rule: str, change: dict[str, Any]) -> None:
    before, now = problem(slots=TWO_SLOTS), problem(slots=TWO_SLOTS, **change)

    told = why_changed(plan(("m1", "s1", "p1")), (), now, before)

    assert whys(told) == [{"kind": "impossible", "rule": rule, "mentor": "m1", "slot": "s1", "new": True}]


def test_what_was_impossible_all_along_is_not_called_new() -> None:
    never = problem(mentors=[mentor("m1", cleared=False)])

    told = why_changed(plan(("m1", "s1", "p1")), (), never, never)

    assert whys(told) == [{"kind": "impossible", "rule": "clearance", "mentor": "m1", "slot": "s1", "new": False}]


def test_who_makes_room_is_told_for_whom() -> None:
    now = problem(
        pupils=people(1, 2), mentors=[mentor("m1", group_size=1), mentor("m2")], slots=[slot("s1"), slot("s2", day=2)]
    )

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m1", "s1", "p2"), ("m2", "s1", "p1")), now)

    assert whys(told) == [{"kind": "held", "rule": "mentor_load", "pupils": ("p2",)}]


def test_who_was_moved_for_a_room_is_told_who_has_it() -> None:
    from tests.scheduling.builders import venue

    now = problem(venues=[venue(rooms=1)], pupils=people(1, 2), mentors=[mentor("m1"), mentor("m2")], slots=TWO_SLOTS)

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m2", "s1", "p2"), ("m1", "s2", "p1")), now)

    assert whys(told) == [{"kind": "held", "rule": "rooms", "pupils": ("p2",)}]


def test_a_better_fit_is_the_reason_with_its_points() -> None:
    now = problem(mentors=[mentor("m1", languages=["en"]), mentor("m2", languages=["nb"])])

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m2", "s1", "p1")), now)

    assert whys(told) == [{"kind": "goal", "goal": "fit", "by": 30}]


def test_a_change_that_no_goal_asks_for_is_told_as_such() -> None:
    now = problem(mentors=[mentor("m1"), mentor("m2")])

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m2", "s1", "p1")), now)

    assert whys(told) == [{"kind": "same"}]


def test_a_place_that_could_have_been_kept_is_told_as_missed() -> None:
    was = [{"mentor": "m1", "slot": "s1", "pupils": ["p1"]}]
    now = problem(mentors=[mentor("m1"), mentor("m2")], previous=was)

    told = why_changed(plan(("m1", "s1", "p1")), plan(("m2", "s1", "p1")), now)

    assert whys(told) == [{"kind": "missed", "goal": "kept_pairs"}]


def test_who_is_tied_to_somebody_that_had_to_move_is_told_so() -> None:
    tied = [pupil("p1", together=["p2"]), pupil("p2", availability=[window(2)], together=["p1"])]
    now = problem(pupils=tied, slots=TWO_SLOTS)

    told = why_changed(plan(("m1", "s1", "p1 p2")), plan(("m1", "s2", "p1 p2")), now)

    assert whys(told) == [{"kind": "with", "pupils": ("p2",)}]


def test_who_wishes_fewer_sessions_is_told_so() -> None:
    now = problem(slots=TWO_SLOTS, pupils=people(1, sessions=1))

    told = why_changed(plan(("m1", "s1", "p1"), ("m1", "s2", "p1")), plan(("m1", "s1", "p1")), now)

    assert whys(told) == [{"kind": "fewer_wished"}]


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ({"pupils": people(2)}, {"kind": "new_pupil"}),
        ({"mentors": [mentor("m9")]}, {"kind": "new_mentor", "mentor": "m1"}),
        ({"slots": [slot("s9")]}, {"kind": "new_slot", "slot": "s1"}),
        (
            {"mentors": [mentor("m1", cleared=False)]},
            {"kind": "possible", "rule": "clearance", "mentor": "m1", "slot": "s1"},
        ),
        ({}, {"kind": "open"}),
    ],
)
def test_a_new_place_is_explained_by_what_was_not_there_before(before: dict[str, Any], why: dict[str, Any]) -> None:
    told = why_changed((), plan(("m1", "s1", "p1")), problem(), problem(**before))

    assert whys(told) == [why]


def test_a_place_that_others_left_is_told_by_their_names() -> None:
    full = {"mentors": [mentor("m1", group_size=1)], "pupils": people(1, 2), "slots": TWO_SLOTS}

    told = why_changed(plan(("m1", "s1", "p2")), plan(("m1", "s1", "p1")), problem(**full), problem(**full))

    assert whys(told) == [{"kind": "freed", "rule": "mentor_load", "pupils": ("p2",)}]


def test_without_the_problem_of_the_plan_before_a_new_place_is_only_told() -> None:
    assert whys(why_changed((), plan(("m1", "s1", "p1")), problem())) == [{"kind": "placed"}]


def test_every_change_of_random_plans_has_a_reason_that_the_rules_bear_out() -> None:
    seen: set[str] = set()
    for seed in range(25):
        content, r = random_content(seed, pupils=8, mentors=4, slots=6, tame=True), random.Random(seed)
        now = problem_from_json(content)
        before = problem_from_json(_without_somebody(content, r))
        old, new = solve(before, steps=3), solve(now, steps=3)
        if not (isinstance(old, Plan) and isinstance(new, Plan)):
            continue
        for change in why_changed(old.sessions, new.sessions, now, before):
            assert change.why, (seed, change)
            for why in change.why:
                seen.add(why["kind"])
                _bear_out(change, why, now, new)

    assert {"held", "goal", "new_pupil", "new_mentor", "impossible"} & seen >= {"held", "new_mentor"}


def _without_somebody(content: dict[str, Any], r: random.Random) -> dict[str, Any]:
    """The same before a mentor and a pupil had come."""
    gone = {r.choice(content["mentors"])["id"], r.choice(content["pupils"])["id"]}
    rows = {kind: [row for row in content[kind] if row["id"] not in gone] for kind in ("mentors", "pupils")}
    return content | rows


def _bear_out(change: Changed, why: Any, now: Any, new: Plan) -> None:
    """Check a reason by the checker itself."""
    if why["kind"] == "impossible":
        [place] = [place for place in change.was if place == (why["mentor"], why["slot"])]
        alone = plan((*place, change.pupil))
        assert why["rule"] in {breach.rule for breach in breaches(now, alone)}
    if why["kind"] in ("goal", "same", "missed") and not now.pupils[now.facts.number["pupil"][change.pupil]].together:
        out = tuple((change.pupil, *place) for place in change.now)
        into = tuple((change.pupil, *place) for place in change.was)
        assert HeldPlan(now, new).judge(HandMove(out, into)).breaches == ()


def test_a_district_is_answered_in_a_few_seconds() -> None:
    now = read_problem(DATA / "rerun-little-p1.json")
    new = solve(now, seconds=3, workers=1)
    assert isinstance(new, Plan)

    told = why_changed(now.previous, new.sessions, now)

    assert len(told) > 20
    assert all(change.why for change in told)
