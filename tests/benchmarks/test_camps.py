"""Today's ways of planning a camp, beside which the engine is measured, are honest: their plans keep every rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.camp_table import WAYS
from scheduling.camp import check
from scheduling.camp.problem import CampRun, Problem
from scheduling.camp.reading import read_problem

DATA = Path(__file__).parent.parent / "data" / "camp"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", ["tiny", "small"])
def test_a_camp_planned_as_today_keeps_every_rule(name: str, way: Callable[[Problem], tuple[CampRun, ...]]) -> None:
    problem = read_problem(DATA / f"{name}.json")

    runs = way(problem)

    assert [one for one in check.breaches(problem, runs) if one.rule != "pin"] == []
    assert any(one.pupils for one in runs)
