"""Several runs side by side: what each was asked, what it reached, and whom they treat differently."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mentoring.core.database import db
from mentoring.matching.names import Names, names_in
from mentoring.matching.sentences import goal_names
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import plans_of_runs
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class GoalRow:
    """A goal with (value, bound, whether it is the best of these runs) of each run; None where a run has no plan."""

    name: str
    cells: tuple[tuple[int, int | None, bool] | None, ...]


@dataclass(frozen=True)
class PupilRow:
    """A pupil whom the runs treat differently: with whom and when in each run, empty where without a place."""

    name: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SideBySide:
    """The runs in order, their plans, goals and pupils who differ; `same`: how many pupils are treated alike."""

    runs: tuple[Run, ...]
    plans: dict[int, Plan]
    goals: tuple[GoalRow, ...]
    pupils: tuple[PupilRow, ...]
    same: int


def side_by_side(runs: Sequence[Run]) -> SideBySide:
    """What the plan files of these runs of one programme say, beside one another."""
    files = [json.loads(run.plan_file) if run.plan_file else {} for run in runs]
    pupils, same = _pupils(files, names_in(db.session.get_one(Programme, runs[0].programme_id)))
    return SideBySide(tuple(runs), plans_of_runs([*runs]), tuple(_goals(files)), pupils, same)


def _goals(files: Sequence[dict[str, Any]]) -> list[GoalRow]:
    told = [file.get("objective", {}) for file in files]
    words = goal_names()  # in the order of the first preset; each run has an order of its own
    known = {goal: [one[goal] for one in told if goal in one] for goal in words}
    return [
        GoalRow(name, tuple(_cell(file, goal, known[goal]) for file in files))
        for goal, name in words.items()
        if known[goal]
    ]


#: goals of which less is better
FEWER = ("days", "tickets")


def _cell(file: dict[str, Any], goal: str, all_values: Sequence[int]) -> tuple[int, int | None, bool] | None:
    value = file.get("objective", {}).get(goal)
    if value is None:
        return None
    best = min(all_values) if goal in FEWER else max(all_values)
    return value, file.get("bounds", {}).get(goal), value == best and len(set(all_values)) > 1


def _pupils(files: Sequence[dict[str, Any]], names: Names) -> tuple[tuple[PupilRow, ...], int]:
    places = [_places(file, names) for file in files]
    keys = sorted({key for one in places for key in one}, key=lambda key: (names.of("pupil", key), key))
    rows = [PupilRow(names.of("pupil", key), tuple(one.get(key, ()) for one in places)) for key in keys]
    differ = tuple(row for row in rows if len(set(row.cells)) > 1)
    return differ, len(rows) - len(differ)


def _places(file: dict[str, Any], names: Names) -> dict[str, tuple[str, ...]]:
    """Pupil → with whom, when and where, in the order of the week."""
    found: dict[str, list[tuple[str, str]]] = {}
    for session in sorted(file.get("sessions", []), key=lambda session: names.when(session["slot"])):
        for pupil in session["pupils"]:
            found.setdefault(pupil, []).append((session["slot"], session["mentor"]))
    return {
        pupil: tuple(f"{names.of('mentor', mentor)}, {names.slot(slot)}" for slot, mentor in held)
        for pupil, held in found.items()
    }
