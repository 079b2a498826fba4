"""Answers about wishes against a plain recount: each reason is true, none is missing, and what is told to help helps.

A second plain reading of what stands in the way of a wish, in loops over runs, rooms, mentors and pupils.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from scheduling.camp.candidates import Candidates
from scheduling.camp.explain.what_if import WhatIf, what_if
from scheduling.camp.explain.why_not import Unmet, why_not
from scheduling.camp.problem import GOALS, CampRun
from scheduling.camp.reading import problem_from_json
from scheduling.camp.start import first_plan, fixed_places
from scheduling.engine.run import Run
from tests.scheduling.camp import plain
from tests.scheduling.camp.builders import (
    TWO,
    activity,
    as_plain,
    content,
    mentor,
    pupil,
    random_content,
    room,
    small_content,
)
from tests.scheduling.camp.plain import Camp

Told = Counter[tuple[str, str]]
SMALL = Path(__file__).parents[2] / "data" / "camp" / "small.json"
EVERY_RULE = (417, 421, 479, 547)
"""Of the camps in which every rule can bite some of which all plans are soon looked at."""
Plain = plain.Run


@lru_cache
def planned(seed: int) -> tuple[dict[str, Any], tuple[CampRun, ...]]:
    """A random camp and a plan of it, of which some runs to come have been taken out: it breaks no rule."""
    content = random_content(seed, pupils=6, mentors=3, tame=True)
    facts = problem_from_json(content).facts
    made = first_plan(facts, Candidates(facts), fixed_places(facts), Run(steps=100)).runs(facts)
    chance, camp = random.Random(seed), Camp(content)
    runs = tuple(run for run in made if camp.past(run.block) or chance.random() < 0.8)
    assert plain.broken(content, as_plain(runs)) == set()
    return content, runs


def unmet(content: dict[str, Any], runs: tuple[CampRun, ...]) -> list[Unmet]:
    problem = problem_from_json(content)
    return [one for pupil in content["pupils"] for one in why_not(problem, runs, pupil["id"])]


def test_reasons_are_those_of_a_plain_recount() -> None:
    seen: Told = Counter()
    for seed in range(80):
        content, runs = planned(seed)
        for one in unmet(content, runs):
            told = Counter((r.kind, r.rule) for r in one.reasons for _ in range(r.count))

            assert told == recounted(content, as_plain(runs), one.pupil, one.activity), (seed, one)
            assert told
            for reason in one.reasons:
                if reason.rule in ("one_place", "requirement_max"):
                    assert set(reason.instead) <= {r.activity for r in runs if one.pupil in r.pupils}
                assert reason.rule != "one_place" or reason.instead
            seen += told
    assert {("free", ""), ("open", ""), *(("never", rule) for rule in ("excluded", "grades", "present"))} <= set(seen)
    in_runs = {"one_place", "room", "size", "staffing", "requirement_max", "apart", "present"}
    assert in_runs - {"apart"} <= {rule for kind, rule in seen if kind == "run"} <= in_runs
    no_run = {"max_runs", "room", "staffing", "size", "requirement_max", "one_place"}
    assert {rule for kind, rule in seen if kind == "no_run"} == no_run


def recounted(content: dict[str, Any], runs: list[Plain], pupil: str, wish: str) -> Told:
    camp = Camp(content)
    who, activity = camp.pupils[pupil], camp.activities[wish]
    low, high = activity.get("grades", [1, 13])
    never = ["excluded"] if wish in who.get("excluded", []) else []
    never += [] if low <= who["grade"] <= high else ["grades"]
    starts = [b for b in camp.date if camp.may_start(activity, b)]
    there = [b for b in starts if camp.there(who, camp.date[b])]
    open_ = [b for b in there if not camp.past(b)]
    if never or not open_:
        rule = "starts" if not starts else "present" if not there else "fixed"
        return Counter(("never", one) for one in never or [rule])
    told: Told = Counter()
    for run in runs:
        if run["activity"] == wish and not camp.past(run["block"]):
            after = [{**r, "pupils": [*r["pupils"], pupil]} if r is run else r for r in runs]
            new = plain.broken(content, after) - plain.broken(content, runs)
            told.update(("run", rule) for rule in new)
            told.update([] if new else [("free", "")])
    for block in open_:
        rule = first_in_the_way(content, runs, pupil, {"activity": wish, "block": block})
        told[("no_run" if rule else "open", rule)] += 1
    return told


def first_in_the_way(content: dict[str, Any], runs: list[Plain], pupil: str, new: Plain) -> str:
    """The first rule in the way of one more such run; where there is none, such a run is made to see it."""
    camp = Camp(content)
    activity, span = camp.activities[new["activity"]], set(camp.covers(new))
    least = max(1, activity["min_pupils"])
    beside = [r for r in runs if span & set(camp.covers(r))]
    most = activity.get("max_runs")
    if most is not None and sum(r["activity"] == new["activity"] for r in runs) >= most:
        return "max_runs"
    rooms = [
        room
        for id_, room in camp.rooms.items()
        if id_ not in {r["room"] for r in beside if not camp.past(r["block"])}
        and set(activity.get("features", [])) <= set(room.get("features", []))
        and room["seats"] >= least
        and (room.get("accessible", True) or not camp.pupils[pupil].get("accessible_only"))
    ]
    if not rooms:
        return "room"
    teams = plain.teams(list(camp.mentors))
    team = next((team for team in teams if is_team(content, runs, new, team, least)), None)
    if team is None:
        return "staffing"
    groups = [(room, g) for room in rooms if (g := group(content, runs, pupil, new, room, least)) is not None]
    if not groups:
        return "size"
    room, others = groups[0]
    run = {**new, "room": room["id"], "pupils": [pupil, *others], "mentors": list(team)}
    left = [{**r, "pupils": [q for q in r["pupils"] if q not in run["pupils"]]} if r in beside else r for r in runs]
    broken = plain.broken(content, [*left, run])
    assert broken <= {"size", "requirement_max"}  # the runs that others left, of what they have enough
    alone = [{**r, "pupils": [q for q in r["pupils"] if q == pupil]} for r in left]
    if "requirement_max" in plain.broken(content, [*alone, {**run, "pupils": [pupil]}]):
        return "requirement_max"
    return "one_place" if any(pupil in r["pupils"] for r in beside) else ""


def is_team(content: dict[str, Any], runs: list[Plain], new: Plain, team: tuple[str, ...], pupils: int) -> bool:
    """Whether these mentors, none of them more than needed, could lead one more such run."""
    camp = Camp(content)
    run = {**new, "room": "none", "pupils": [], "mentors": list(team)}
    kinds = [camp.mentors[m].get("kinds") for m in team]
    may = all(kind is None or camp.kind(new) in kind for kind in kinds)
    room = {"id": "none", "seats": 0}
    mentors = {**content, "rooms": [*content["rooms"], room], "pupils": []}
    others = [{**r, "pupils": []} for r in runs]
    if not may or {"mentor_time", "one_place"} & plain.broken(mentors, [*others, run]):
        return False
    activity = camp.activities[new["activity"]]
    each, asked = activity["pupils_per_mentor"], activity.get("qualification")
    enough = 0 if each is None else max(camp.settings["min_adults"], -(-pupils // each))
    qualified = asked is None or any(asked in camp.mentors[m].get("qualifications", []) for m in team)
    return qualified and len(team) >= enough


def group(
    content: dict[str, Any], runs: list[Plain], pupil: str, new: Plain, room: dict[str, Any], least: int
) -> tuple[str, ...] | None:
    """Who could come with the pupil, so that they are enough: idle, or wishing it and not having it."""
    camp = Camp(content)
    activity, span = camp.activities[new["activity"]], set(camp.covers(new))
    ranks = len(camp.settings["rank_points"])
    able = []
    for id_, p in camp.pupils.items():
        low, high = activity.get("grades", [1, 13])
        may = camp.there(p, camp.date[new["block"]]) and low <= p["grade"] <= high
        may = may and activity["id"] not in p.get("excluded", [])
        may = may and (room.get("accessible", True) or not p.get("accessible_only"))
        had = sum(r["activity"] == activity["id"] for r in camp.attends(runs, id_))
        points = dict(zip(p.get("preferences", [])[:ranks], camp.settings["rank_points"], strict=False))
        idle = not any(span & set(camp.covers(r)) for r in camp.attends(runs, id_))
        alone = {**new, "room": room["id"], "pupils": [id_], "mentors": []}
        may_come = not {"repeat", "requirement_max"} & plain.broken(content, [*runs, alone])
        if id_ != pupil and may and ((idle and may_come) or (not had and points.get(activity["id"]))):
            able.append(id_)
    for others in combinations(able, least - 1):
        run = {**new, "room": room["id"], "pupils": [pupil, *others], "mentors": []}
        if "apart" not in plain.broken(content, [run]):
            return others
    return None


def test_what_would_have_to_be_different_is_what_exhaustive_search_finds() -> None:
    seen: Counter[str] = Counter()
    for seed in (*range(12), *EVERY_RULE):
        content, runs = planned_small(seed)
        problem = problem_from_json(content)
        for one in unmet(content, runs):
            if any(reason.kind == "never" for reason in one.reasons):
                continue
            answers = what_if(problem, runs, one.pupil, one.activity)

            told = {answer.change.kind: answer.gains["regret"] for answer in answers}
            best = found_at_all(content, as_plain(runs), one.pupil, one.activity)
            assert set(told) == set(best), (seed, one)
            # a change that makes nothing worse need not be the best of its kind
            assert all(told[kind] == best[kind] or best[kind] <= told[kind] <= 0 for kind in told), (seed, one)
            seen.update(told or {"nothing": 0})
            assert_true(content, runs, one, answers)
    assert set(seen) == {"nothing", "none", "run", "mentor", "room", "size"}


def test_what_helps_at_a_camp_of_some_size_is_true_too() -> None:
    content = {**json.loads(SMALL.read_text()), "pins": []}
    problem = problem_from_json(content)
    facts = problem.facts
    runs = first_plan(facts, Candidates(facts), fixed_places(facts), Run(steps=100)).runs(facts)
    asked = [one for one in unmet(content, runs) if not any(reason.kind == "never" for reason in one.reasons)]

    told = [(one, what_if(problem, runs, one.pupil, one.activity)) for one in asked[::6]]

    assert {answer.change.kind for _, answers in told for answer in answers} >= {"none", "run"}
    for one, answers in told:
        assert_true(content, runs, one, answers)


def assert_true(content: dict[str, Any], runs: tuple[CampRun, ...], one: Unmet, answers: list[WhatIf]) -> None:
    """Each plan has the wish, breaks nothing, costs no goal before the wishes, and does what is told of it."""
    before = plain.values(content, as_plain(runs))
    for answer in answers:
        after = changed(content, one.activity)[answer.change.kind]
        then = as_plain(answer.runs_then)
        assert plain.broken(after, then) == set()
        assert one.activity in {r["activity"] for r in then if one.pupil in r["pupils"]}
        assert answer.gains == {g: v - before[g] for g, v in plain.values(after, then).items()}
        assert no_worse(content, before, then)
        assert set(answer.moved) == others_than(as_plain(runs), then)


def scarce(seed: int) -> dict[str, Any]:
    """A camp so small that every plan of it can be looked at, in which rooms, mentors and places are scarce."""
    r = random.Random(seed)
    people, blocks = r.choice([(3, TWO[:1]), (2, TWO)])
    goals = list(GOALS)
    r.shuffle(goals)
    places = {"max_pupils": r.choice([1, 1, 2, 3]), "max_runs": r.choice([None, 1, 1])}
    return content(
        settings={"min_adults": r.choice([0, 1]), "rank_points": [3, 2], "goals": r.choice([list(GOALS), goals])},
        blocks=blocks,
        rooms=[room("r1", seats=r.choice([1, 2, 9]), features=r.choice([[], ["x"]]), accessible=r.random() < 0.8)],
        activities=[
            activity("a1", qualification=r.choice([None, None, "q"]), features=r.choice([[], [], ["x"]]), **places),
            activity("a2", kind="maths", pupils_per_mentor=r.choice([None, 1, 9]), repeatable=r.random() < 0.5),
        ],
        requirements=[{"kind": "maths", "per": "camp", "min": 1}] if r.random() < 0.3 else [],
        pupils=[
            pupil(
                f"p{i}",
                preferences=r.choice([["a1", "a2"], ["a1", "a2"], ["a2", "a1"]]),
                accessible_only=r.random() < 0.1,
            )
            for i in range(people)
        ],
        mentors=[
            mentor(f"m{i}", max_blocks=r.choice([1, 2]), qualifications=r.choice([[], ["q"]]))
            for i in range(r.choice([1, 1, 2]))
        ],
    )


def planned_small(seed: int) -> tuple[dict[str, Any], tuple[CampRun, ...]]:
    """Such a camp, or one with every rule in play, and a plan not always the best; each second is in force."""
    made = scarce(seed) if seed < EVERY_RULE[0] else {**small_content(seed), "pins": []}
    facts = problem_from_json(made).facts
    runs = first_plan(facts, Candidates(facts), fixed_places(facts), Run(steps=100)).runs(facts)
    chance, camp = random.Random(seed), Camp(made)
    runs = tuple(run for run in runs if camp.past(run.block) or chance.random() < 0.8)
    return {**made, "previous": as_plain(runs)} if seed % 2 else made, runs


def changed(content: dict[str, Any], wish: str) -> dict[str, dict[str, Any]]:
    """The camp as it is and with each change, the smallest first."""
    own = next(a for a in content["activities"] if a["id"] == wish)

    def other(**more: Any) -> dict[str, Any]:
        return {**content, "activities": [{**a, **more} if a is own else a for a in content["activities"]]}

    asked = [] if own.get("qualification") is None else [own["qualification"]]
    mentor = {"id": "+1", "max_blocks": len(content["blocks"]), "qualifications": asked}
    room = {"id": "+1", "seats": own["max_pupils"], "features": own.get("features", [])}
    return {
        "none": content,
        **({"run": other(max_runs=own["max_runs"] + 1)} if own.get("max_runs") is not None else {}),
        "mentor": {**content, "mentors": [*content["mentors"], mentor]},
        "room": {**content, "rooms": [*content["rooms"], room]},
        "size": other(max_pupils=own["max_pupils"] + 1),
    }


def found_at_all(content: dict[str, Any], runs: list[Plain], pupil: str, wish: str) -> dict[str, int]:
    """Each change that gives the wish, and better than others making room would, with what it does to regret."""
    before = plain.values(content, runs)
    found: dict[str, int] = {}
    for kind, other in changed(content, wish).items():
        if found.get("none", 1) <= 0:
            break
        worth = [
            plain.values(other, then)["regret"] - before["regret"]
            for then in plain.plans(other)
            if any(pupil in r["pupils"] and r["activity"] == wish for r in then)
            and no_worse(other, before, then)
            and not plain.broken(other, then)
        ]
        if worth and min(worth) < found.get("none", min(worth) + 1):
            found[kind] = min(worth)
    return found


def no_worse(content: dict[str, Any], before: dict[str, int], runs: list[Plain]) -> bool:
    """Whether no goal before the wishes is worse than before; that of staying as in the plan in force may be."""
    goals = list(before)
    now = plain.values(content, runs)
    earlier = [goal for goal in goals[: goals.index("regret")] if goal != "kept"]
    return all(now[g] >= before[g] if g in plain.MORE else now[g] <= before[g] for g in earlier)


def others_than(before: list[Plain], after: list[Plain]) -> set[str]:
    then, now = (
        {(x, r["activity"], r["block"]) for r in runs for x in (*r["pupils"], *r["mentors"])}
        for runs in (before, after)
    )
    return {who for who, _, _ in then ^ now}
