"""The command line on camp files: proofs, exit statuses, faults with their place, plans that repeat byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduling.__main__ import main
from scheduling.camp.reading import problem_from_json, problem_to_json, read_problem
from tests.scheduling.camp.builders import activity, block, content, pupil

DATA = Path(__file__).parents[2] / "data" / "camp"
TINY = {"shortfall": 2, "empty": 6, "kept": 0, "regret": 625, "buddies": 13, "mentor_blocks": 6}
OTHER = {"empty": 0, "regret": 487, "shortfall": 2, "kept": 0, "mentor_blocks": 6, "buddies": 11}


def solved(name: str | Path, plan: Path, *more: str) -> int:
    path = name if isinstance(name, Path) else DATA / f"{name}.json"
    return main(["solve", str(path), "-o", str(plan), "--quiet", *more])


@pytest.fixture(scope="module")
def tiny_plan(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The plan of the tiny camp, once for all tests that change it."""
    path = tmp_path_factory.mktemp("tiny") / "plan.json"
    solved("tiny", path, "--steps", "2000")
    return json.loads(path.read_text())


@pytest.mark.parametrize(("name", "best"), [("tiny", TINY), ("tiny-alt", OTHER)])
def test_tiny_camps_are_proven_in_every_goal(name: str, best: dict[str, int], tmp_path: Path) -> None:
    status = solved(name, tmp_path / "plan.json", "--steps", "2000")

    plan = json.loads((tmp_path / "plan.json").read_text())
    assert status == 0
    assert plan["objective"] == best
    assert plan["bounds"] == best
    assert main(["check", str(DATA / f"{name}.json"), str(tmp_path / "plan.json")]) == 0


@pytest.mark.parametrize(("name", "steps"), [("small", "4"), ("rerun", "3")])
def test_camps_repeat_byte_for_byte_with_two_workers(name: str, steps: str, tmp_path: Path) -> None:
    for plan in ("a.json", "b.json"):
        assert solved(name, tmp_path / plan, "--steps", steps, "--seed", "3", "--workers", "2") == 0

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_camp_gets_the_same_plan_again_and_from_a_shuffled_file(tmp_path: Path) -> None:
    made = json.loads((DATA / "small.json").read_text())
    for key in ("pupils", "mentors", "activities", "rooms", "blocks"):
        made[key].reverse()
    (tmp_path / "shuffled.json").write_text(json.dumps(made))

    for problem, plan in (("small", "a"), ("small", "b"), (tmp_path / "shuffled.json", "c")):
        solved(problem, tmp_path / f"{plan}.json", "--steps", "4")

    first, *others = ((tmp_path / f"{plan}.json").read_bytes() for plan in "abc")
    assert others == [first, first]


def test_pins_that_cannot_hold_are_written_as_the_format_says(tmp_path: Path) -> None:
    status = solved("small-clash", tmp_path / "plan.json", "--steps", "300")

    plan = json.loads((tmp_path / "plan.json").read_text())
    told = {(entry["rule"], tuple(sorted(p["block"] for p in entry["pins"]))) for entry in plan["infeasible"]}
    assert status == 3
    assert sorted(plan) == ["format", "infeasible", "problem"]
    assert told == {
        ("present", ("d1b1",)),
        ("one_place", ("d1b2", "d1b2")),
        ("requirement_max", ("d1b1", "d1b2", "d1b3")),
    }


def test_days_gone_by_stay_as_they_were(tmp_path: Path) -> None:
    solved("rerun", tmp_path / "plan.json", "--steps", "1")

    problem, plan = (json.loads(p.read_text()) for p in (DATA / "rerun.json", tmp_path / "plan.json"))
    people = {p["id"] for p in (*problem["pupils"], *problem["mentors"])}
    gone = {b["id"] for b in problem["blocks"] if b["date"] < problem["settings"]["fixed_until"]}
    were, are = (
        sorted(
            (r["activity"], r["block"], r["room"], sorted(people & {*r["pupils"], *r["mentors"]}))
            for r in runs
            if r["block"] in gone
        )
        for runs in (problem["previous"], plan["runs"])
    )
    assert were == are
    assert were


def test_every_fault_of_a_camp_file_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = content(
        settings={"goals": ["regret", "luck"], "rank_points": [1, 2], "fixed_until": "2027"},
        blocks=[block("b1"), block("b1", date="21.06.2027"), block("b3", "2027-02-30", "11:00", "10:00")],
        activities=[activity("a1", grades=[9, 8], length=0)],
        pupils=[pupil("p1", preferences=["a1", "a1"])],
        requirements=[{"kind": "maths\ud800", "per": "week"}],
    )
    del bad["mentors"][0]["max_blocks"]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(bad))

    status = solved(path, tmp_path / "plan.json")

    places = {line.split(": ")[0] for line in capsys.readouterr().err.splitlines()}
    assert status == 2
    assert places == {
        "activities[0].grades",
        "activities[0].length",
        "blocks[1].date",
        "blocks[2].date",
        "blocks[2].end",
        "mentors[0].max_blocks",
        "pupils[0].preferences[1]",
        "requirements[0].kind",
        "requirements[0].per",
        "settings.fixed_until",
        "settings.goals",
        "settings.goals[1]",
        "settings.rank_points[1]",
    }


def test_faults_between_parts_are_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = content(
        settings={"fixed_until": "2027-06-22"},
        blocks=[block("b1"), block("b2", start="09:30", end="11:00")],
        pupils=[pupil("p1"), pupil("p1"), pupil("m1")],
        previous=[{"activity": "a1", "block": "b1", "room": "gone", "pupils": [], "mentors": []}],
    )
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(bad))

    solved(path, tmp_path / "plan.json")

    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["pupils[1].id", "mentors[0].id", "blocks[1].start", "previous[0].room"]


def test_a_format_that_nobody_knows_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(content(format="camp-problem/9")))

    assert solved(path, tmp_path / "plan.json") == 2
    assert '"weekly-problem/1" or "camp-problem/1"' in capsys.readouterr().err


def test_problems_are_written_as_they_were_read() -> None:
    for name in ("small", "rerun"):
        problem = read_problem(DATA / f"{name}.json")

        assert problem_from_json(problem_to_json(problem)) == problem


@pytest.mark.parametrize(
    "change",
    [{"objective": {**TINY, "shortfall": 1}}, {"bounds": {**TINY, "empty": 7}}, {"runs": []}, {"problem": "other"}],
)
def test_a_wrong_claim_about_a_camp_is_refused(change: dict, tmp_path: Path, tiny_plan: dict) -> None:
    plan = tiny_plan
    (tmp_path / "plan.json").write_text(json.dumps({**plan, **change}))

    assert main(["check", str(DATA / "tiny.json"), str(tmp_path / "plan.json")]) == 1


def test_explain_answers_about_a_camp(tmp_path: Path, tiny_plan: dict, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(tiny_plan))
    asked = ["explain", str(DATA / "tiny.json"), str(tmp_path / "plan.json")]

    for more in ([], ["--pupil", "p1"], ["--mentor", "m1"]):
        assert main([*asked, *more, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)
        assert main([*asked, *more]) == 0
        assert capsys.readouterr().out
    assert main([*asked, "--pupil", "nobody"]) == 2
