"""Many moves looked at in one go say what each would say alone; which rules the house may depart from."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scheduling import (
    HOUSE_RULES,
    HandMove,
    HeldPlan,
    Plan,
    open_places,
    outlooks,
    problem_from_json,
    read_problem,
    solve,
)
from scheduling.camp import BOOK as CAMP_BOOK
from scheduling.rule import Book
from scheduling.weekly import BOOK
from tests.scheduling.builders import mentor, problem, pupil, random_content, slot

DATA = Path(__file__).parents[1] / "data" / "weekly"
#: law, safety, what people said of themselves, sense: a person who mends a plan cannot depart from these
NEVER = {
    *("clearance", "min_adults", "ban", "apart", "pin", "pupil_time", "mentor_time", "pupil_reach", "mentor_reach"),
    *("required_language", "mentor_gender", "no_clash", "one_a_day", "session", "unknown"),
}


#: the same of a camp: adults, rooms, who is there and what a pupil cannot do
NEVER_AT_CAMP = {
    *("one_place", "room", "staffing", "mentor_time", "present", "excluded", "starts", "apart", "fixed", "pin"),
    "unknown",
}


def test_every_rule_is_one_of_the_house_or_one_that_nobody_departs_from() -> None:
    assert set(BOOK.rules) == HOUSE_RULES | NEVER
    assert not HOUSE_RULES & NEVER
    assert set(CAMP_BOOK.rules) - CAMP_BOOK.house_rules == NEVER_AT_CAMP


def test_a_rule_of_two_functions_is_of_the_house_with_both_or_with_neither() -> None:
    book: Book[object] = Book()
    book.rule("seats", house=True)(lambda facts, choices: ())

    with pytest.raises(ValueError, match='"seats" cannot be both'):
        book.rule("seats")(lambda facts, choices: ())


def test_the_outlook_of_many_moves_is_what_each_alone_would_do() -> None:
    for seed in range(25):
        content = random_content(seed, pupils=8, mentors=4, slots=6)
        asked = problem_from_json(content)
        outcome = solve(asked, steps=3)
        held = HeldPlan(asked, outcome if isinstance(outcome, Plan) else ())
        r = random.Random(seed)
        rows = list(held.here)
        moves = [
            HandMove(
                tuple(r.sample(rows, min(len(rows), r.randint(0, 2)))),
                tuple(
                    (r.choice(asked.pupils).id, r.choice(asked.mentors).id, r.choice(asked.slots).id)
                    for _ in range(r.randint(0, 2))
                ),
            )
            for _ in range(30)
        ]

        found = outlooks(held, moves)

        alone = [held.judge(move) for move in moves]
        assert [one.rules for one in found] == [frozenset(b.rule for b in one.breaches) for one in alone], seed
        assert [dict(one.gains) for one in found] == [dict(one.gains) for one in alone], seed


def test_places_are_open_where_only_the_house_objects() -> None:
    of = problem(
        pupils=[pupil("p1"), pupil("p2", required_language="so")],
        mentors=[mentor("m1", grades=[1, 8]), mentor("m2", cleared=False), mentor("m3", languages=["so"])],
        slots=[slot("s1"), slot("s2", day=2)],
    )

    assert open_places(of, ["p1"]) == [("m1", "s1"), ("m1", "s2"), ("m3", "s1"), ("m3", "s2")]
    assert open_places(of, ["p1", "p2"]) == [("m3", "s1"), ("m3", "s2")]


def test_no_move_and_nobody_are_looked_at_without_a_fault() -> None:
    held = HeldPlan(problem(), ())

    assert outlooks(held, []) == []
    assert outlooks(held, [HandMove()])[0].rules == frozenset()


def test_all_open_places_of_a_pupil_in_a_district_are_looked_at_at_once() -> None:
    of = read_problem(DATA / "bydel-p1.json")
    outcome = solve(of, steps=3)
    assert isinstance(outcome, Plan)
    held = HeldPlan(of, outcome)
    one = outcome.sessions[0]
    who = one.pupils[0]

    out = ((who, one.mentor, one.slot),)
    found = outlooks(held, [HandMove(out, ((who, m, s),)) for m, s in open_places(of, [who])])

    assert len(found) > 50
