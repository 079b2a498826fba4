"""What came of a run that repeats another: the same plan or not, and what may be why."""

from dataclasses import dataclass

from mentoring.core.database import db
from mentoring.planning.models import DONE, REPEAT, Run
from mentoring.planning.planners import planner_of


@dataclass(frozen=True)
class Repetition:
    """`is_same` None: not known yet. `is_exact`: what the clock decided in the first run was kept and followed.

    `other_versions`: name → (then, now) of what solves and is not the same any more.
    """

    of: Run
    is_same: bool | None
    is_exact: bool
    other_versions: dict[str, tuple[str, str]]


def repetition(run: Run) -> Repetition | None:
    """How a run that repeats another compares with it; None for every other run, or where the first was erased."""
    first = db.session.get(Run, run.of_run_id) if run.deed == REPEAT and run.of_run_id else None
    if first is None:
        return None
    names = sorted(first.versions.keys() | run.versions.keys()) if run.versions else []
    pairs = {name: (first.versions.get(name, "–"), run.versions.get(name, "–")) for name in names}
    return Repetition(
        of=first,
        is_same=planner_of(run.wing).is_same(first.plan_file, run.plan_file) if run.status == DONE else None,
        is_exact=first.decided is not None,
        other_versions={name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
    )
