"""A camp's plan moved by hand: many moves looked at together say what each says alone, as the checker counts it."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduling.camp import BOOK
from scheduling.camp.check import breaches, departed, values, wrong_claims
from scheduling.camp.explain.by_hand import HandMove, HeldCamp, Row, rows_of_runs, runs_of_rows
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import CampRun, Problem
from scheduling.camp.reading import plan_from_json, plan_to_json, read_problem
from scheduling.camp.solve import solve

DATA = Path(__file__).parents[2] / "data" / "camp"


@pytest.fixture(scope="module", params=["tiny", "small"])
def planned(request: pytest.FixtureRequest) -> tuple[Problem, CampPlan]:
    """A camp and a plan of it."""
    problem = read_problem(DATA / f"{request.param}.json")
    plan = solve(problem, steps=5)
    assert isinstance(plan, CampPlan)
    return problem, plan


def test_what_moves_break_and_gain_is_what_the_checker_counts_after_them(planned: tuple[Problem, CampPlan]) -> None:
    problem, plan = planned
    held = HeldCamp(problem, plan)
    moves = list(_moves(problem, list(held.here), random.Random(5), 25))

    looks = held.outlooks(moves)

    before, worth = _by_rule(problem, plan.runs), values(problem, plan)
    assert {bool(look.rules) for look in looks} == {True, False}
    for move, look in zip(moves, looks, strict=True):
        after = runs_of_rows(problem, [row for row in (*held.here, *move.into) if row not in move.out])
        judged = held.judge(move)
        assert look.rules == {one.rule for one in judged.breaches} == set(_by_rule(problem, after)) - set(before)
        assert look.gains == judged.gains == {g: value - worth[g] for g, value in values(problem, after).items()}


def test_what_staff_let_stand_is_named_in_the_file_and_excused_there_only(
    planned: tuple[Problem, CampPlan],
) -> None:
    problem, plan = planned
    pinned = {pin.person for pin in problem.pins}
    full = max((one for one in plan.runs if pinned.isdisjoint(one.pupils)), key=lambda one: len(one.pupils))
    empty = CampRun(full.activity, full.block, full.room, (), full.mentors)
    runs = tuple(empty if one is full else one for one in plan.runs)
    found = tuple(breaches(problem, runs))
    told = CampPlan(plan.problem, runs, values(problem, runs), {}, found)

    read = plan_from_json(plan_to_json(told))

    assert {one.rule for one in found} == {"size"} <= BOOK.house_rules
    assert isinstance(read, CampPlan)
    assert (departed(problem, read), wrong_claims(problem, read)) == (list(found), [])
    assert departed(problem, CampPlan(plan.problem, runs)) == []
    assert wrong_claims(problem, CampPlan(plan.problem, plan.runs, plan.objective, {}, found)) != []


def _by_rule(problem: Problem, runs: tuple[CampRun, ...]) -> dict[str, int]:
    return {one.rule: one.counted for one in breaches(problem, runs)}


def _moves(problem: Problem, rows: list[Row], chance: random.Random, count: int) -> Iterator[HandMove]:
    """Somebody goes elsewhere, comes to something more, or leaves; the place may be a new run."""
    facts = problem.facts
    for number in range(count):
        row = chance.choice(rows)
        _who, *where = chance.choice(rows)
        if number % 3 == 0:
            where = [chance.choice(facts.ids[kind]) for kind in ("activity", "block", "room")]
        into = (row[0], where[0], where[1], where[2])
        kinds = (HandMove((row,), (into,)), HandMove((), (into,)), HandMove((row,)))
        move = kinds[number % len(kinds)]
        if set(move.out) != set(move.into):
            yield move


def test_rows_and_runs_are_the_same_plan(planned: tuple[Problem, CampPlan]) -> None:
    problem, plan = planned

    again = runs_of_rows(problem, rows_of_runs(plan.runs))

    assert again == plan.runs
