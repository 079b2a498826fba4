"""Advice against re-solving everything: prices, bottlenecks, whom to recruit, where to open; and the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from scheduling import (
    GOALS,
    Mentor,
    Plan,
    Problem,
    Session,
    breaches,
    problem_from_json,
    problem_to_json,
    solve,
    write_plan,
)
from scheduling.__main__ import main
from scheduling.explain.advice import recruit
from scheduling.explain.bottleneck import bottleneck
from scheduling.explain.openings import Opening, advise_venues, opened
from scheduling.explain.pins import impossible_pins
from scheduling.explain.price import price
from scheduling.explain.profiles import recruited, wanted_profiles
from scheduling.week import Window
from tests.scheduling import plain
from tests.scheduling.builders import content as made_content
from tests.scheduling.builders import mentor, pupil, random_content, slot
from tests.scheduling.builders import plan as made
from tests.scheduling.builders import problem as made_problem

DATA = Path(__file__).parents[1] / "data" / "weekly"
SEEDS = range(400, 410)


@lru_cache
def planned(seed: int) -> tuple[dict[str, Any], Problem, Plan]:
    content = random_content(seed, pupils=8, mentors=3, slots=5, tame=True)
    content["settings"] = {**content["settings"], "goals": list(GOALS), "max_broken_pairs": None}
    problem = problem_from_json(content)
    return content, problem, best(problem)


def best(problem: Problem) -> Plan:
    outcome = solve(problem, steps=60)
    assert isinstance(outcome, Plan)
    assert outcome.bounds["served"] == outcome.objective["served"]
    return outcome


def as_plain(sessions: tuple[Session, ...]) -> plain.Plan:
    return {(s.mentor, s.slot): set(s.pupils) for s in sessions}


@pytest.mark.parametrize("seed", SEEDS)
def test_recruiting_agrees_with_solving_every_profile_anew(seed: int) -> None:
    _, problem, plan = planned(seed)
    waiting = [p for p in problem.pupils if not any(p.id in s.pupils for s in plan.sessions)]
    profiles = wanted_profiles(problem, waiting)[::4][:5]

    found = recruit(problem, plan, profiles, most=99)

    expected = sorted(best(recruited(problem, p)).objective["served"] for p in profiles)
    assert sorted(r.gain + plan.objective["served"] for r in found) == expected
    for one in found:
        assert best(recruited(problem, one.mentor)).objective["served"] <= one.most
        assert breaches(recruited(problem, one.mentor), one.sessions_then) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_openings_agree_with_solving_each_anew(seed: int) -> None:
    _, problem, plan = planned(seed)
    asked = [
        Opening("slot", "v1", 1, Window(1, 14 * 60, 16 * 60)),
        Opening("rooms", "v1"),
        Opening("seats", "v2", more=2),
        Opening("staff", "v1", 1),
    ]

    found = advise_venues(problem, plan, asked, most=99)

    for one in found:
        assert one.gain == best(opened(problem, one.opening)).objective["served"] - plan.objective["served"]
        assert breaches(opened(problem, one.opening), one.sessions_then) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_place_is_had_at_the_price_told_and_at_no_lower_one(seed: int) -> None:
    content, problem, plan = planned(seed)
    here = as_plain(plan.sessions)

    for short in plan.short:
        found = price(problem, plan, short.pupil)
        for count in range(len(found.out) if found else 2):
            for gone in combinations({p for who in here.values() for p in who} - {short.pupil}, count):
                assert not places_without(content, here, short.pupil, set(gone))
        if found is not None:
            after = as_plain(found.sessions_then)
            assert plain.broken(content, after) == set()
            assert len(plain.places(after, short.pupil)) > short.sessions
            assert {p for p in found.out if plain.places(after, p)} == set()
            own = next(g for g in plain.tied(content) if short.pupil in g)
            assert all(who - own <= here.get(at, set()) for at, who in after.items())


def places_without(content: dict[str, Any], here: plain.Plan, who: str, gone: set[str]) -> bool:
    """Whether one session more is possible once some have left."""
    group = next(g for g in plain.tied(content) if who in g)
    rest = {at: left for at, p in here.items() if (left := p - gone)}
    for m in content["mentors"]:
        for s in content["slots"]:
            after = {**rest, (m["id"], s["id"]): rest.get((m["id"], s["id"]), set()) | group}
            if who not in rest.get((m["id"], s["id"]), ()) and not plain.broken(content, after):
                return True
    return False


def test_of_pupils_in_a_bottleneck_no_plan_serves_more_than_there_is_room_for() -> None:
    seen = 0
    for seed in SEEDS:
        _, problem, plan = planned(seed)
        for one in bottleneck(problem, plan):
            seen += 1
            urgent = tuple(replace(p, priority=3 if p.id in one.pupils else 1) for p in problem.pupils)
            most = best(replace(problem, pupils=urgent))
            served = {p for s in most.sessions for p in s.pupils}

            assert len(served & set(one.pupils)) <= one.room
            assert len(one.waiting) >= one.least > 0
            assert {s.mentor for s in most.sessions if set(s.pupils) & set(one.pupils)} <= set(one.mentors)
    assert seen > 3


def test_a_bottleneck_names_the_pupils_the_mentors_and_the_days() -> None:
    pupils = [pupil(f"p{i}", required_language="so") for i in range(3)] + [pupil("p9")]
    mentors = [mentor("m1", languages=["so"], max_pupils=1), mentor("m2")]
    problem = made_problem(pupils=pupils, mentors=mentors, slots=[slot("s1", day=2)])

    (found,) = bottleneck(problem, made(("m1", "s1", "p0"), ("m2", "s1", "p9")))

    assert (found.pupils, found.mentors, found.days) == (("p0", "p1", "p2"), ("m1",), (2,))
    assert (found.room, found.least, found.waiting) == (1, 2, ("p1", "p2"))
    assert found.shared == ("language", "so")


def test_pins_that_cannot_hold_are_named_without_solving() -> None:
    pins = [{"pupil": "p1", "mentor": "m1"}, {"pupil": "p2", "mentor": "m1"}]
    problem = made_problem(pins=pins, pupils=[pupil("p1"), pupil("p2")], mentors=[mentor("m1", max_pupils=1)])

    found = impossible_pins(problem)

    assert [([p.pupil for p in c.pins], c.rule) for c in found] == [(["p1", "p2"], "mentor_load")]


@pytest.fixture
def tiny(tmp_path: Path) -> list[str]:
    problem = problem_from_json(json.loads((DATA / "tiny-p1.json").read_text()))
    plan = best(problem)
    write_plan(tmp_path / "plan.json", plan)
    return [str(DATA / "tiny-p1.json"), str(tmp_path / "plan.json")]


def test_one_pupil_is_explained_in_english_and_as_json(tiny: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    who = json.loads(Path(tiny[1]).read_text())["short"][0]["pupil"]

    statuses = [main(["explain", *tiny, "--pupil", who])]
    english = capsys.readouterr().out
    statuses.append(main(["explain", *tiny, "--pupil", who, "--json"]))
    answers = json.loads(capsys.readouterr().out)

    assert statuses == [0, 0]
    assert english.startswith(f"{who} has 0 sessions, fewer than wanted:")
    assert list(answers) == ["why_not", "price", "what_if", "who_else"]
    assert answers["why_not"]["pupil"] == who


def test_an_unknown_pupil_is_told(tiny: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *tiny, "--pupil", "nobody"]) == 2
    assert capsys.readouterr().err == 'there is no pupil "nobody" in this problem\n'


@pytest.mark.parametrize("about", ["recruit", "venues", "away"])
def test_advice_is_given_as_lines_and_as_json(
    about: str, tiny: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = main(["advise", about, *tiny, "--seconds", "5"]), capsys.readouterr().out
    status, answers = main(["advise", about, *tiny, "--seconds", "5", "--json"]), json.loads(capsys.readouterr().out)

    assert (lines[0], status) == (0, 0)
    found = answers[{"away": "what_breaks"}.get(about, about)]
    assert lines[1].count("\n") > len([one for one in found if one.get("gain", 1) > 0])


def test_advice_on_a_plan_that_breaks_a_rule_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(made_content(mentors=[mentor("m1", cleared=False)])))
    write_plan(tmp_path / "plan.json", Plan("made", made(("m1", "s1", "p1"))))

    status = main(["advise", "recruit", str(tmp_path / "problem.json"), str(tmp_path / "plan.json")])

    assert (status, "clearance" in capsys.readouterr().err) == (1, True)


def test_a_profile_is_a_mentor_that_a_problem_file_can_hold() -> None:
    problem = made_problem(pupils=[pupil("p1", required_language="so", needs=["brok"])])

    profiles = wanted_profiles(problem, problem.pupils)

    assert profiles
    assert all(isinstance(p, Mentor) for p in profiles)
    assert any({"so"} <= set(p.languages) and "brok" in p.topics for p in profiles)
    again = problem_from_json(problem_to_json(recruited(problem, profiles[0])))
    assert again.mentors[-1] == recruited(problem, profiles[0]).mentors[-1]
