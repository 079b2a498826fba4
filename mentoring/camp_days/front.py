"""What of the camp to come waits for staff, on the front page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp.models import Camp
from mentoring.camp.queries import activities_at, camp_to_come
from mentoring.camp.readiness import what_is_missing
from mentoring.camp_days.published import published_runs
from mentoring.camp_desk.planner import WING
from mentoring.camp_desk.queries import pupils_at
from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning.queries import going_run, plan_in_force, proposals


@says_what_waits
def camp_waits(viewer: Viewer) -> list[Waiting]:
    """Staff: the next thing to be done for the camp that is on or comes next, if anything is."""
    if viewer.programme_id is None or not viewer.may("camp.edit"):
        return []
    camp = camp_to_come(viewer.programme_id)
    steps = (_unfinished, _to_draw, _to_plan, _left_out)
    return next((found for step in steps if camp and (found := list(step(camp)))), [])


def _unfinished(camp: Camp) -> Iterator[Waiting]:
    for one in what_is_missing(camp, activities_at(camp))[:1]:
        yield Waiting(f"{camp.name}: {one.sentence}", one.url, one.action, urgency=2)


def _to_draw(camp: Camp) -> Iterator[Waiting]:
    if camp.drawn_at is None and today() > camp.sign_up_until:
        sentence = _("%(camp)s: signing up is over, so the places can be given.", camp=camp.name)
        yield Waiting(sentence, url_for("camp_pupils.hold_draw", camp_id=camp.id), _("Hold the draw"), urgency=1)


def _to_plan(camp: Camp) -> Iterator[Waiting]:
    is_begun = any((plan_in_force(camp.frame, WING), proposals(camp.frame, WING), going_run(camp.frame, WING)))
    if not is_begun and today() > camp.wishes_until and pupils_at(camp):
        sentence = _("%(camp)s: the time for wishes is over, so the camp can be planned.", camp=camp.name)
        yield Waiting(sentence, url_for("camp_desk.desk", camp_id=camp.id), _("Plan the camp"), urgency=1)


def _left_out(camp: Camp) -> Iterator[Waiting]:
    """Who came to a place after the plan was made is in nothing yet."""
    runs = published_runs(camp)
    planned = {pupil.id for run in runs for pupil in run.pupils}
    without = sum(one.pupil_id not in planned for one in pupils_at(camp)) if runs else 0
    if without:
        sentence = ngettext(
            "%(camp)s: %(num)d pupil with a place is not in the plan.",
            "%(camp)s: %(num)d pupils with a place are not in the plan.",
            without,
            camp=camp.name,
        )
        yield Waiting(sentence, url_for("camp_desk.desk", camp_id=camp.id), _("Plan the camp again"), urgency=1)
