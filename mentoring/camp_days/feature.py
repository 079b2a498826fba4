"""Registers the feature: its pages, what stands in calendars, and what other pages say of a published camp."""

from datetime import date

from flask import Flask

from mentoring.camp_days import changes, models
from mentoring.camp_days.calendars import camp_entries, mark_of_camps
from mentoring.camp_days.days import coming_in
from mentoring.camp_days.front import next_step
from mentoring.camp_days.shown import has_programme, own_camps
from mentoring.camp_days.standing import bring_up_to_date
from mentoring.camp_days.views import pages
from mentoring.camp_days.views_of_families import pages as families
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
    app.register_blueprint(pages)
    app.register_blueprint(families)
    app.jinja_env.globals.update(
        has_programme=has_programme, own_camps=own_camps, coming_in=coming_in, next_step=next_step
    )


def follow_plan(plan: Plan, _from_date: date) -> str:
    """Calendars show the plan that is being published; there is nothing to say of it."""
    bring_up_to_date(planner_of(WING).frame_of(plan))
    return ""
