"""The peers of the benchmarks are honest: what they call a plan is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.race import Point, Result, raced
from benchmarks.table import refuted
from scheduling import GOALS, read_problem

DATA = Path(__file__).parent.parent / "data" / "weekly"


@pytest.mark.parametrize("engine", ["first come", "Hungarian"])
@pytest.mark.parametrize("name", ["tiny-p1", "club-p1", "rerun-p1"])
def test_a_plan_made_without_a_solver_keeps_every_rule(name: str, engine: str) -> None:
    file = DATA / f"{name}.json"

    result = raced(engine, file, read_problem(file), seconds=30)

    assert result.note == ""
    assert result.breaches == ()
    assert result.values is not None
    assert result.values["served"] > 0


def test_a_bound_that_another_plan_beats_is_named() -> None:
    honest = Result("a", (Point(1.0, dict.fromkeys(GOALS, 5)),), bounds={"served": 5, "days": 5})
    wrong = Result("b", (Point(1.0, dict.fromkeys(GOALS, 4)),), bounds={"served": 4, "days": 4})

    assert refuted(honest, [honest, wrong], GOALS) == []
    assert refuted(wrong, [honest, wrong], GOALS) == ["bound of served refuted by a"]
