"""What is to be done next for a camp: on the front page of staff, on the camp's page, and on those of its parts."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp.letters import is_invited
from mentoring.camp.models import Camp
from mentoring.camp.queries import activities_at, camp_to_come
from mentoring.camp.queries_of_pupils import has_sign_ups
from mentoring.camp.readiness import what_is_missing
from mentoring.camp_days.published import published_runs
from mentoring.camp_desk.planner import WING
from mentoring.camp_desk.queries import pupils_at
from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.formats import written
from mentoring.core.front import Waiting, says_what_waits
from mentoring.planning.queries import going_run, plan_in_force, proposals

#: how urgent what stands on the camp's own pages only is: there is time for it
_SOME_DAY = 9


@says_what_waits
def camp_waits(viewer: Viewer) -> list[Waiting]:
    """Staff: the next thing to be done for the camp that is on or comes next, if anything waits."""
    if viewer.programme_id is None or not viewer.may("camp.edit"):
        return []
    camp = camp_to_come(viewer.programme_id)
    step = next_step(camp) if camp else None
    if camp is None or step is None or step.urgency >= _SOME_DAY:
        return []
    return [Waiting(f"{camp.name}: {step.sentence}", step.url, step.action, step.urgency)]


def next_step(camp: Camp) -> Waiting | None:
    """The next thing to be done for this camp, or what there is time for; None when it is over."""
    if camp.end < today():
        return None
    steps = (_unfinished, _to_invite, _to_draw, _to_wait_for, _left_out, _to_publish, _to_plan)
    return next((found for step in steps for found in step(camp)), None)


def _unfinished(camp: Camp) -> Iterator[Waiting]:
    for one in what_is_missing(camp, activities_at(camp))[:1]:
        yield Waiting(one.sentence, one.url, one.action, urgency=2)


def _to_invite(camp: Camp) -> Iterator[Waiting]:
    if _takes_sign_ups(camp) and not has_sign_ups(camp) and not is_invited(camp):
        url = url_for("camp_pupils.index", camp_id=camp.id)
        yield Waiting(_("No guardian is written to yet."), url, _("Write to the guardians"), urgency=2)


def _to_draw(camp: Camp) -> Iterator[Waiting]:
    if camp.drawn_at is None and today() > camp.sign_up_until:
        url = url_for("camp_pupils.hold_draw", camp_id=camp.id)
        yield Waiting(_("Signing up is over, so the places can be given."), url, _("Hold the draw"), urgency=1)


def _to_wait_for(camp: Camp) -> Iterator[Waiting]:
    if _takes_sign_ups(camp):
        day = written(camp.sign_up_until, "EEEE d. MMMM", is_first=False)
        sentence = _("Families can sign up until %(day)s. After that the places are given.", day=day)
        yield Waiting(sentence, url_for("camp_pupils.index", camp_id=camp.id), _("See who goes"), urgency=_SOME_DAY)


def _left_out(camp: Camp) -> Iterator[Waiting]:
    """Who came to a place after the plan was made is in nothing yet."""
    runs = published_runs(camp)
    planned = {pupil.id for run in runs for pupil in run.pupils}
    without = sum(one.pupil_id not in planned for one in pupils_at(camp)) if runs else 0
    if without:
        sentence = ngettext(
            "%(num)d pupil with a place is not in the plan.",
            "%(num)d pupils with a place are not in the plan.",
            without,
        )
        yield Waiting(sentence, _desk(camp), _("Plan the camp again"), urgency=1)


def _to_publish(camp: Camp) -> Iterator[Waiting]:
    if going_run(camp.frame, WING):
        yield Waiting(_("The camp is being planned."), _desk(camp), _("See how it goes"), urgency=_SOME_DAY)
    elif proposals(camp.frame, WING):
        yield Waiting(_("There is a proposal to look at and publish."), _desk(camp), _("Go to the camp plan"))
    elif plan_in_force(camp.frame, WING):
        url = url_for("camp_days.index", camp_id=camp.id)
        sentence = _("The plan is published. Print the lists before the camp begins.")
        yield Waiting(sentence, url, _("The camp day by day"), urgency=_SOME_DAY)


def _to_plan(camp: Camp) -> Iterator[Waiting]:
    if not pupils_at(camp):
        return
    if today() > camp.wishes_until:
        sentence = _("The time for wishes is over, so the camp can be planned.")
        yield Waiting(sentence, _desk(camp), _("Plan the camp"), urgency=1)
    else:
        day = written(camp.wishes_until, "EEEE d. MMMM", is_first=False)
        sentence = _("Wishes can be changed until %(day)s. You can plan already, to see how it looks.", day=day)
        yield Waiting(sentence, _desk(camp), _("Go to the camp plan"), urgency=_SOME_DAY)


def _takes_sign_ups(camp: Camp) -> bool:
    return camp.drawn_at is None and today() <= camp.sign_up_until


def _desk(camp: Camp) -> str:
    return url_for("camp_desk.desk", camp_id=camp.id)
