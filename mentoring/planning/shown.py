"""What the desk shows of a plan beside another one: the changes as they were asked for, and who is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request

from mentoring.core.clock import today
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import Planner, planner_of
from mentoring.planning.queries import plan_in_force
from mentoring.planning.telling import Notice, by_address


def desk_of(of: Plan | Run) -> dict[str, Any]:
    """Where the desk of a plan or run is, and what it is called."""
    return desk_at(planner_of(of.wing), of.frame)


def desk_at(planner: Planner, frame: str) -> dict[str, Any]:
    """The same of a frame; the menu shows that one is at that desk."""
    return {"desk": planner.desk(frame), "words": planner.words(), "menu_section": planner.section}


def changes_of(plan: Plan, before: Plan | None = None) -> dict[str, Any]:
    """What `planning/_changes.html` needs: against `before`, else against the plan in force; nothing without one."""
    other = before or plan_in_force(plan.frame, plan.wing)
    changes = planner_of(plan.wing).changes(other, plan) if other else None
    if changes is None:
        return {"changes": None}
    view, kind = (request.args.get(name, "") for name in ("view", "kind"))
    view = view if view in changes.views else next(iter(changes.views))
    kind = kind if changes.kind(kind) else ""
    return {"changes": changes, "view": view, "kind": kind, "here": _here()}


def _here() -> dict[str, Any]:
    """What the address of this page needs, whichever changes are chosen on it."""
    return {
        **(request.view_args or {}),
        **{key: request.args[key] for key in ("before", "after") if key in request.args},
    }


def told_of(plan: Plan, on: date | None = None) -> dict[str, Any]:
    """Who is told if the plan is published from that date on (else from the usual one), and how many mails."""
    planner = planner_of(plan.wing)
    from_date = on or planner.first_date(planner.frame_of(plan)) or today()
    notices = planner.notices(plan_in_force(plan.frame, plan.wing), plan, from_date)
    return {"told": _by_role(notices, planner.roles()), "mails": len(by_address(notices))}


def _by_role(notices: list[Notice], roles: Mapping[str, str]) -> list[tuple[str, list[Notice]]]:
    found = [(title, [one for one in notices if one.role == role]) for role, title in roles.items()]
    return [(title, some) for title, some in found if some]
