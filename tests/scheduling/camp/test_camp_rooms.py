"""A plan made anew leaves people in the rooms in which they were, as far as the rules allow."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

from scheduling.camp.candidates import Candidates
from scheduling.camp.check import breaches, values
from scheduling.camp.choices import rows_of
from scheduling.camp.problem import CampRun
from scheduling.camp.reading import problem_from_json
from scheduling.camp.rooms import rooms_as_before
from scheduling.camp.search import Places
from scheduling.camp.solve import solve
from scheduling.camp.start import first_plan, fixed_places
from scheduling.engine.run import Run
from tests.scheduling.camp import plain
from tests.scheduling.camp.builders import TWO, activity, as_plain, content, mentor, pupil, random_content, room


def found_again(content: dict[str, Any], runs: Iterable[Any]) -> int:
    """How many places are those of the plan in force, room and all."""
    old = {(who, r["activity"], r["block"], r["room"]) for r in content["previous"] for who in people(r)}
    return sum((who, r["activity"], r["block"], r["room"]) in old for r in runs for who in people(r))


def people(run: dict[str, Any]) -> list[str]:
    return [*run["pupils"], *run["mentors"]]


def without_rooms(runs: tuple[CampRun, ...]) -> list[tuple[str, str, frozenset[str]]]:
    return sorted((r.activity, r.block, frozenset((*r.pupils, *r.mentors))) for r in runs)


def most_at_all(made: dict[str, Any], runs: list[dict[str, Any]]) -> int:
    """Of all ways to give the runs rooms that break nothing, by trying each."""
    rooms = [r["id"] for r in made["rooms"]]
    ways = product(rooms, repeat=len(runs))
    plans = ([{**r, "room": one} for r, one in zip(runs, way, strict=True)] for way in ways)
    return max(found_again(made, plan) for plan in plans if not plain.broken(made, plan))


@pytest.mark.parametrize("seed", range(40))
def test_only_rooms_change_and_no_better_ones_could_be_had(seed: int) -> None:
    made, chance = random_content(seed, pupils=5, mentors=3, tame=True), random.Random(seed)
    made["rooms"] += [
        room(f"more{n}", seats=chance.choice([1, 2, 9]), accessible=chance.random() < 0.7) for n in (1, 2)
    ]
    facts = problem_from_json(made).facts
    then = first_plan(facts, Candidates(facts), fixed_places(facts), Run(steps=100)).runs(facts)
    past, rooms = {r["block"] for r in as_plain(facts.fixed_runs)}, [one["id"] for one in made["rooms"]]
    old = [r if r["block"] in past else {**r, "room": chance.choice(rooms)} for r in as_plain(then)]
    made = {**made, "previous": old}
    facts = problem_from_json(made).facts

    after = rooms_as_before(facts, Candidates(facts), Places.of(rows_of(facts, then).places)).runs(facts)

    assert breaches(facts.problem, after) == []
    assert values(facts.problem, after) == values(facts.problem, then)
    assert without_rooms(after) == without_rooms(then)
    assert found_again(made, as_plain(after)) >= found_again(made, as_plain(then))
    if len(made["rooms"]) ** len(then) <= 3000:
        assert found_again(made, as_plain(after)) == most_at_all(made, as_plain(then))


def test_a_camp_planned_anew_takes_place_where_it_was() -> None:
    camp = content(
        blocks=TWO,
        rooms=[room("r1"), room("r2"), room("r3")],
        activities=[activity("a1"), activity("a2")],
        pupils=[pupil(f"p{n}", preferences=["a1", "a2"] if n % 2 else ["a2", "a1"]) for n in range(4)],
        mentors=[mentor(f"m{n}", max_blocks=2) for n in range(4)],
    )
    first = solve(problem_from_json(camp), steps=50)
    old = [{**r, "room": "r3" if r["room"] == "r1" else r["room"]} for r in as_plain(first.runs)]

    second = solve(problem_from_json({**camp, "previous": old}), steps=50)

    assert found_again({"previous": old}, as_plain(second.runs)) == sum(len(people(r)) for r in old)
