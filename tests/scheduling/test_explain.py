"""Answers about one pupil, against a second plain reading of the format: why not, what if, who else."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import pytest

from scheduling import Plan, Problem, Session, breaches, problem_from_json, problem_to_json, solve
from scheduling.explain import shortages
from scheduling.explain.what_breaks import what_breaks
from scheduling.explain.what_if import what_if
from scheduling.explain.who_else import moved, who_else
from scheduling.explain.why_not import HELD, ORDER, looked_into
from scheduling.explain.wishes import changed
from scheduling.weekly.choices import Candidates
from tests.scheduling import plain
from tests.scheduling.builders import mentor, pupil, random_content, slot, window
from tests.scheduling.builders import plan as made
from tests.scheduling.builders import problem as made_problem

SEEDS = range(300, 312)


@lru_cache
def planned(seed: int) -> tuple[dict[str, Any], Problem, Plan]:
    content = random_content(seed, pupils=9, mentors=4, slots=6, tame=True)
    problem = problem_from_json(content)
    outcome = solve(problem, steps=20)
    assert isinstance(outcome, Plan)
    return content, problem, outcome


def as_plain(sessions: tuple[Session, ...]) -> plain.Plan:
    return {(s.mentor, s.slot): set(s.pupils) for s in sessions}


def alone(content: dict[str, Any], who: str, m: str, s: str) -> list[str]:
    """The personal rules that this one attendance breaks, for the pupil and for all tied to the pupil."""
    own = {**content, "pins": [p for p in content.get("pins", []) if p["pupil"] == who]}
    broken = plain.broken(own, {(m, s): {who}}) & set(ORDER)
    if any(p["pupil"] == who and p["mentor"] == m for p in own["pins"]):
        broken -= {"pin"}  # another slot is pinned; that forbids no option by itself
    return [rule for rule in ORDER if rule in broken]


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_at_each_rule_are_those_of_a_plain_recount(seed: int) -> None:
    content, _, plan = planned(seed)
    options = [(m["id"], s["id"]) for m, s in product(content["mentors"], content["slots"])]

    for short in plan.short:
        group = next(g for g in plain.tied(content) if short.pupil in g)
        first: dict[str, int] = {}
        near: dict[str, int] = {}
        for m, s in options:
            fails = alone(content, short.pupil, m, s)
            others = any(alone(content, p, m, s) for p in group)
            rule = fails[0] if fails else "together" if others else None
            first |= {rule: first.get(rule, 0) + 1} if rule else {}
            near |= {fails[0]: near.get(fails[0], 0) + 1} if len(fails) == 1 else {}
        told = {r["rule"]: r["options"] for r in short.reasons if r["kind"] == "filter"}
        told_near = {r["rule"]: r["options"] for r in short.reasons if r["kind"] == "near"}

        assert told == first
        assert told_near == near
        assert sum(r["options"] for r in short.reasons if r["kind"] != "near") == len(options)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_holds_an_option_is_what_breaks_when_it_is_taken(seed: int) -> None:
    content, _, plan = planned(seed)
    here = as_plain(plan.sessions)

    for short in plan.short:
        group = next(g for g in plain.tied(content) if short.pupil in g)
        free = held = 0
        for m, s in product([m["id"] for m in content["mentors"]], [s["id"] for s in content["slots"]]):
            if any(alone(content, p, m, s) for p in group) or short.pupil in here.get((m, s), ()):
                continue
            after = {**here, (m, s): here.get((m, s), set()) | group}
            broken = plain.broken(content, after) - plain.broken(content, here)
            held, free = held + bool(broken), free + (not broken)
        told = {kind: sum(r["options"] for r in short.reasons if r["kind"] == kind) for kind in ("held", "goal")}

        assert told["goal"] == free
        assert told["held"] >= held  # what the pupil has already counts as held by one_a_day
        assert {r["rule"] for r in short.reasons if r["kind"] == "held"} <= set(HELD)


def test_nothing_is_looked_into_once_time_is_up_and_all_of_it_later() -> None:
    content, problem, plan = planned(300)

    told = shortages(problem, Candidates(problem.facts), plan.sessions, over=lambda: True)

    whole = len(content["mentors"]) * len(content["slots"])
    assert [s.reasons for s in told] == [({"kind": "open", "options": whole},)] * len(plan.short)
    again = looked_into(problem, replace(plan, short=told)).short
    assert again == shortages(problem, Candidates(problem.facts), plan.sessions)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_what_if_does_give_a_place(seed: int) -> None:
    _, problem, plan = planned(seed)

    for short in plan.short:
        for answer in what_if(problem, plan, short.pupil, others=2):
            other = changed(problem, short.pupil, answer.changes)
            after = as_plain(moved(other, plan, short.pupil, answer))

            assert plain.broken(problem_to_json(other), after) == set()
            assert len(plain.places(after, short.pupil)) == short.sessions + 1
            assert all(
                len(plain.places(after, p)) >= len(plain.places(as_plain(plan.sessions), p))
                for move in answer.moves
                for p in move.pupils
            )
            assert answer.gains == difference(problem_to_json(other), after, problem_to_json(problem), plan)


def difference(content: dict[str, Any], after: plain.Plan, old: dict[str, Any], plan: Plan) -> dict[str, int]:
    was, now = plain.values(old, as_plain(plan.sessions)), plain.values(content, after)
    return {goal: now[goal] - was[goal] for goal in now}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_alternative_holds_and_gains_what_it_says(seed: int) -> None:
    content, problem, plan = planned(seed)

    for who in content["pupils"]:
        for answer in who_else(problem, plan, who["id"], others=1):
            after = as_plain(moved(problem, plan, who["id"], answer))

            assert plain.broken(content, after) == set()
            assert answer.gains == difference(content, after, content, plan)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_no_alternative_with_all_others_in_place_is_missed(seed: int) -> None:
    content, problem, plan = planned(seed)

    for who in content["pupils"][:3]:
        here = as_plain(plan.sessions)
        group = next(g for g in plain.tied(content) if who["id"] in g)
        rest = {at: left for at, p in here.items() if (left := p - group)}
        expected = set()
        for m in content["mentors"]:
            for n in range(1, 4):
                for slots in combinations([s["id"] for s in content["slots"]], n):
                    after = dict(rest)
                    for s in slots:
                        after[m["id"], s] = after.get((m["id"], s), set()) | group
                    if not plain.broken(content, after) and after != here:
                        expected.add((m["id"], slots))
        found = who_else(problem, plan, who["id"], others=0, most=1000)

        assert {(a.mentor, a.slots) for a in found} == expected


def test_the_hours_that_are_missing_are_named_exactly() -> None:
    problem = made_problem(pupils=[pupil("p1", availability=[window(1, "14:00", "15:15")])])

    answers = what_if(problem, made(), "p1")

    assert [[(c.kind, dict(c.values)) for c in a.changes] for a in answers] == [
        [("window", {"day": 1, "start": "15:15", "end": "16:00"})]
    ]


def test_another_pupil_who_can_move_is_shown_with_the_whole_chain() -> None:
    problem = made_problem(
        pupils=[pupil("p1", availability=[window(1)]), pupil("p2")],
        mentors=[mentor("m1", group_size=1)],
        slots=[slot("s1"), slot("s2", day=2)],
    )

    answers = what_if(problem, made(("m1", "s1", "p2")), "p1")

    chain = next(a for a in answers if not a.changes)
    assert (chain.mentor, chain.slots) == ("m1", ("s1",))
    assert [(m.pupils, m.leaves, m.takes) for m in chain.moves] == [(("p2",), (("m1", "s1"),), (("m1", "s2"),))]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_breaks_is_what_the_plain_reading_finds_without_the_mentor(seed: int) -> None:
    content, problem, plan = planned(seed)

    found = what_breaks(problem, plan)

    assert [a.mentor for a in found] == [
        m["id"] for m in content["mentors"] if any(s.mentor == m["id"] for s in plan.sessions)
    ]
    for away in found:
        rest = tuple(s for s in plan.sessions if s.mentor != away.mentor)
        assert tuple(breaches(problem, rest)) == away.breaches
        assert {b.rule for b in away.breaches} == plain.broken(content, as_plain(rest))
        assert [f.session for f in away.fallen] == [s for s in plan.sessions if s.mentor == away.mentor]


LASTING = {"one_mentor", "one_a_day", "pin", "broken_pairs", "together"}


@pytest.mark.parametrize("seed", SEEDS)
def test_stand_ins_are_those_who_could_take_the_session(seed: int) -> None:
    content, problem, plan = planned(seed)
    here = as_plain(plan.sessions)

    for away in what_breaks(problem, plan, most=99):
        for fallen in away.fallen:
            at = fallen.session.mentor, fallen.session.slot
            rest = {place: who for place, who in here.items() if place != at}
            could = set()
            for m in content["mentors"]:
                if (m["id"], at[1]) not in here:
                    after = {**rest, (m["id"], at[1]): here[at]}
                    broken = plain.broken(content, after) - plain.broken(content, rest) - LASTING
                    could |= {m["id"]} if not broken else set()

            assert {s.mentor for s in fallen.stand_ins if not s.misses} == could
