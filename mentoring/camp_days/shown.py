"""What pages of other features say of a published camp: a family's page, and a mentor's own."""

from mentoring.camp.models import Camp
from mentoring.camp.queries import camps
from mentoring.camp_days.published import mentors_there
from mentoring.camp_desk.planner import WING
from mentoring.core.access import viewer
from mentoring.core.clock import today
from mentoring.planning.queries import plan_in_force


def has_programme(camp: Camp) -> bool:
    """Whether the camp's plan is published."""
    return plan_in_force(camp.frame, WING) is not None


def own_camps() -> list[Camp]:
    """The camps to come with a published plan at which the viewer is a mentor."""
    who = viewer()
    coming = [camp for camp in camps(who) if camp.end >= today() and has_programme(camp)]
    return [camp for camp in coming if any(one.mentor_id == who.mentor_id for one in mentors_there(camp))]
