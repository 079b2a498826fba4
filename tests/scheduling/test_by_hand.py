"""Moves by hand: what each newly breaks and mends, against a second plain reading of the format."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from scheduling import HandMove, HeldPlan, Plan, Problem, Session, problem_from_json, solve
from tests.scheduling import plain
from tests.scheduling.builders import mentor, pupil, random_content, slot
from tests.scheduling.builders import plan as made
from tests.scheduling.builders import problem as made_problem

DATA = Path(__file__).parents[1] / "data" / "weekly"
BOTH = {"mentors": [mentor("m1"), mentor("m2")], "pupils": [pupil("p1"), pupil("p2")]}


def as_plain(sessions: tuple[Session, ...]) -> plain.Plan:
    return {(s.mentor, s.slot): set(s.pupils) for s in sessions}


def drawn(held: HeldPlan, problem: Problem, r: random.Random) -> HandMove:
    """Any move that a person could make on the board."""
    who, whom = r.choice(problem.pupils).id, r.choice(problem.mentors).id
    some = r.choice(held.sessions) if held.sessions else Session(whom, problem.slots[0].id, (who,))
    return r.choice(
        [
            held.put(who, whom, r.choice(problem.slots).id),
            held.put(who, some.mentor, some.slot),
            held.take(some.pupils[0], some.mentor, some.slot),
            held.take_session(some.mentor, some.slot),
            held.move_session(some.mentor, some.slot, to_slot=r.choice(problem.slots).id),
            held.move_session(some.mentor, some.slot, to_mentor=whom, to_slot=some.slot),
            held.swap(who, r.choice(problem.pupils).id),
        ]
    )


def held_plan(content: dict[str, Any], r: random.Random) -> tuple[Problem, HeldPlan]:
    """A good plan after a few moves that nobody judged, so that something may be broken before."""
    problem = problem_from_json(content)
    outcome = solve(problem, steps=3)
    held = HeldPlan(problem, outcome if isinstance(outcome, Plan) else ())
    for _ in range(r.randint(0, 2)):
        held = HeldPlan(problem, held.after(drawn(held, problem, r)))
    return problem, held


def test_a_move_breaks_mends_and_gains_what_the_plain_reading_finds() -> None:
    seen: set[str] = set()
    for seed in range(60):
        content, r = random_content(seed, pupils=8, mentors=4, slots=6), random.Random(seed)
        problem, held = held_plan(content, r)
        before = as_plain(held.sessions)
        for _ in range(12):
            move = drawn(held, problem, r)

            found = held.judge(move)

            after = as_plain(held.after(move))
            was, now = plain.broken(content, before), plain.broken(content, after)
            broken, mended = ({b.rule for b in some} for some in (found.breaches, found.mended))
            assert now - was <= broken <= now, seed
            assert was - now <= mended <= was, seed
            if not {"one_mentor"} & (was | now):
                values = plain.values(content, before), plain.values(content, after)
                assert found.gains == {g: values[1][g] - values[0][g] for g in found.gains}, seed
            seen |= broken
    assert len(seen) == 22  # all rules but `session` and `unknown`, which no move on a board can break


def test_a_breach_that_was_there_is_not_held_against_a_move() -> None:
    crowded = made_problem(**{**BOTH, "mentors": [mentor("m1", max_pupils=1), mentor("m2")]})
    held = HeldPlan(crowded, made(("m1", "s1", "p1 p2")))

    assert held.judge(held.take("p2", "m1", "s1")).breaches == ()
    assert [b.rule for b in held.judge(held.take("p2", "m1", "s1")).mended] == ["mentor_load"]
    assert held.judge(HandMove()).breaches == ()


def test_who_a_breach_is_about_is_told_with_what_was_counted() -> None:
    alone = made_problem(settings={"min_adults": 2}, **BOTH)
    held = HeldPlan(alone, made(("m1", "s1", "p1"), ("m2", "s1", "p2")))

    (found,) = held.judge(held.take("p2", "m2", "s1")).breaches

    assert (found.rule, found.about["slot"], found.counted, found.low) == ("min_adults", "s1", 1, 2)


def test_a_swap_and_a_move_of_a_whole_session_are_made_as_told() -> None:
    problem = made_problem(**BOTH, slots=[slot("s1"), slot("s2", day=2)])
    held = HeldPlan(problem, made(("m1", "s1", "p1"), ("m2", "s2", "p2")))

    assert held.after(held.swap("p1", "p2")) == made(("m1", "s1", "p2"), ("m2", "s2", "p1"))
    assert held.after(held.move_session("m1", "s1", to_slot="s2")) == made(("m1", "s2", "p1"), ("m2", "s2", "p2"))


def test_a_move_of_somebody_unknown_is_refused_by_name() -> None:
    held = HeldPlan(made_problem(), ())

    with pytest.raises(KeyError, match='there is no mentor "mx" in this problem'):
        held.judge(held.put("p1", "mx", "s1"))
