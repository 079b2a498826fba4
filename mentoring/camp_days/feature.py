"""Registers the feature: what stands in calendars of a published camp."""

from datetime import date

from flask import Flask

from mentoring.camp_days import changes, models
from mentoring.camp_days.calendars import camp_entries, mark_of_camps
from mentoring.camp_days.standing import bring_up_to_date
from mentoring.camp_desk.planner import WING
from mentoring.core.calendars import stands_in_calendars
from mentoring.planning.models import Plan
from mentoring.planning.planners import after_publishing, planner_of


def init_feature(app: Flask) -> None:
    """A published camp, for those who are there."""
    app.extensions.setdefault("tables", []).append(models)
    app.extensions.setdefault("listeners", []).append(changes)
    after_publishing(WING, follow_plan)
    stands_in_calendars(camp_entries, mark_of_camps)


def follow_plan(plan: Plan, _from_date: date) -> str:
    """Calendars show the plan that is being published; there is nothing to say of it."""
    bring_up_to_date(planner_of(WING).frame_of(plan))
    return ""
