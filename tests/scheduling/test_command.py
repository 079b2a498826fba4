"""The command line: exit statuses, faults with their place, plans that repeat byte for byte."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scheduling import read_plan, read_problem
from scheduling.__main__ import main
from tests.scheduling.builders import content, mentor, pupil, slot, window

DATA = Path(__file__).parents[1] / "data" / "weekly"
BEST = {
    "tiny-p1": {"served": 7, "kept_pairs": 0, "sessions": 9, "kept_places": 0, "fit": 450, "days": 6, "tickets": 12},
    "club-p1": {
        "served": 71,
        "kept_pairs": 0,
        "sessions": 86,
        "kept_places": 0,
        "fit": 4028,
        "days": 23,
        "tickets": 369,
    },
}


def solved(problem: Path | str, plan: Path, *more: str) -> int:
    return main(["solve", str(problem), "-o", str(plan), "--quiet", *more])


def written(folder: Path, what: object) -> Path:
    path = folder / "problem.json"
    path.write_text(json.dumps(what))
    return path


@pytest.mark.parametrize("name", sorted(BEST))
def test_small_problems_are_proven_in_every_goal(name: str, tmp_path: Path) -> None:
    status = solved(DATA / f"{name}.json", tmp_path / "plan.json", "--seconds", "600")

    plan = json.loads((tmp_path / "plan.json").read_text())
    assert status == 0
    assert plan["objective"] == BEST[name]
    assert plan["bounds"] == BEST[name]
    assert main(["check", str(DATA / f"{name}.json"), str(tmp_path / "plan.json")]) == 0


@pytest.mark.parametrize(("name", "workers"), [("bydel-p1", "2"), ("rerun-budget-p1", "1")])
def test_large_problems_repeat_byte_for_byte(name: str, workers: str, tmp_path: Path) -> None:
    for plan in ("a.json", "b.json"):
        asked = ("--steps", "3", "--seed", "3", "--workers", workers)
        assert solved(DATA / f"{name}.json", tmp_path / plan, *asked) == 0

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert main(["check", str(DATA / f"{name}.json"), str(tmp_path / "a.json")]) == 0


def test_every_fault_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = content(
        settings={"goals": ["served", "served", "luck"]},
        slots=[slot("s1", venue="v9"), slot("s1", start="25:00"), slot("s3", start="16:00", end="15:00")],
        pupils=[pupil("p1", grade="nine", needs=[]), pupil("p2", availability=[window(8)])],
        mentors=[mentor("m1", cleared="yes")],
    )
    del bad["mentors"][0]["max_pupils"]

    status = solved(written(tmp_path, bad), tmp_path / "plan.json")

    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert status == 2
    assert not (tmp_path / "plan.json").exists()
    assert sorted(set(places)) == [
        "mentors[0].cleared",
        "mentors[0].max_pupils",
        "pupils[0].grade",
        "pupils[0].needs",
        "pupils[1].availability[0].day",
        "settings.goals",
        "settings.goals[1]",
        "settings.goals[2]",
        "slots[0].venue",
        "slots[1].id",
        "slots[1].start",
        "slots[2].end",
    ]


def test_text_that_is_no_json_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "problem.json").write_text('{"format": ')

    status = solved(tmp_path / "problem.json", tmp_path / "plan.json")

    assert (status, capsys.readouterr().err.count("\n")) == (2, 1)


def test_pins_that_cannot_hold_are_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pins = [{"pupil": "p1", "mentor": "m1", "slot": None}, {"pupil": "p1", "mentor": "m2", "slot": None}]
    path = written(tmp_path, content(pins=pins, mentors=[mentor("m1"), mentor("m2")]))

    status = solved(path, tmp_path / "plan.json", "--steps", "20")

    plan = json.loads((tmp_path / "plan.json").read_text())
    assert status == 3
    assert plan == {
        "format": "weekly-plan/1",
        "problem": "made",
        "infeasible": [{"pins": pins, "rule": "pin"}],
    }
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"objective": {**BEST["tiny-p1"], "served": 8}},
        {"bounds": {**BEST["tiny-p1"], "served": 6}},
        {"short": []},
        {"sessions": []},
        {"problem": "another"},
    ],
)
def test_a_wrong_claim_is_refused(change: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solved(DATA / "tiny-p1.json", tmp_path / "plan.json", "--steps", "50")
    plan = json.loads((tmp_path / "plan.json").read_text())
    (tmp_path / "plan.json").write_text(json.dumps({**plan, **change}))
    capsys.readouterr()

    status = main(["check", str(DATA / "tiny-p1.json"), str(tmp_path / "plan.json")])

    assert status == 1
    assert capsys.readouterr().out


def test_compressed_problems_are_read_and_reasons_add_up(tmp_path: Path) -> None:
    (tmp_path / "tiny.json.gz").write_bytes(gzip.compress((DATA / "tiny-p1.json").read_bytes()))

    status = solved(tmp_path / "tiny.json.gz", tmp_path / "plan.json", "--steps", "50")

    problem, plan = read_problem(DATA / "tiny-p1.json"), read_plan(tmp_path / "plan.json")
    options = len(problem.mentors) * len(problem.slots)
    assert status == 0
    assert plan.short
    assert {sum(r["options"] for r in s.reasons if r["kind"] != "near") for s in plan.short} == {options}
