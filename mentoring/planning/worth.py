"""What is known of a plan by hand: its values are counted, and a run's bounds hold for it only under conditions."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mentoring.planning.looks import Scale
from mentoring.planning.models import Plan, Run

#: the lists of a problem file that only forbid and demand: more of them make no plan better
STRICTER = ("pins", "bans")


def worth_of(
    plan: Plan, values: dict[str, int], scale: Scale, *, departs: bool, asks_no_less: Callable[[Run], bool]
) -> tuple[dict[str, int], dict[str, int | None]]:
    """Values and bounds of the goals; a plan that departs from a rule is none of those that bounds speak of."""
    nothing: dict[str, int | None] = dict.fromkeys(values)
    return values, nothing if departs else _bounds_that_hold(plan, values, scale, asks_no_less)


def _bounds_that_hold(
    plan: Plan, values: Mapping[str, int], scale: Scale, asks_no_less: Callable[[Run], bool]
) -> dict[str, int | None]:
    """Those bounds of the plan's run that still say what no plan can beat; None for the others.

    The bound of a goal holds for all plans that are no worse in the goals before it. So it holds for the mended plan
    up to the first goal that is worse than the run left it; and only while the facts are the same, or ask for more.
    """
    found: dict[str, int | None] = dict.fromkeys(values)
    if plan.run is None or not plan.run.plan_file or not asks_no_less(plan.run):
        return found
    told = json.loads(plan.run.plan_file)
    for goal, value in values.items():
        found[goal] = told["bounds"].get(goal)
        if scale.loses(goal, value - told["objective"][goal]):
            break
    return found


def is_no_less(content: Mapping[str, Any], problem: str) -> bool:
    """Whether every plan of that content would have been one of the problem file, with the same worth."""
    # as the file has it: reading a whole problem only to compare it would take as long as the rest of a move
    now, then = json.loads(json.dumps(content)), json.loads(problem)
    same = all(now[key] == then.get(key) for key in now if key not in ("name", *STRICTER))
    return same and all(_rows(then.get(key, ())) <= _rows(now.get(key, ())) for key in STRICTER)


def _rows(some: Iterable[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
    return {tuple(sorted(one.items(), key=str)) for one in some}
