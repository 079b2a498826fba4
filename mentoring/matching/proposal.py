"""What the page of a plan shows: sessions by venue and day, goals in words, who waits and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.facts import unmatchable
from mentoring.matching.ids import pupil_id
from mentoring.matching.judge import at_hand
from mentoring.matching.models import PlanSession, Waiting
from mentoring.matching.names import Names, names_in
from mentoring.matching.queries import sessions_in
from mentoring.matching.reasons import Account, account_of
from mentoring.matching.sentences import goal_names
from mentoring.matching.weekdays import weekday_name
from mentoring.planning.models import PROPOSAL, Plan
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Pupil


@dataclass(frozen=True)
class GoalLine:
    """A goal in words. `bound` is what no plan can beat, None where that is unknown."""

    name: str
    value: int
    bound: int | None
    judgement: str
    is_best: bool


@dataclass(frozen=True)
class WaitingLine:
    """A pupil who has fewer sessions than wished, and why."""

    pupil: Pupil
    sessions: int
    account: Account


def shown(plan: Plan) -> dict[str, Any]:
    """All that `matching/plan.html` needs."""
    programme = db.session.get_one(Programme, plan.programme_id)
    sessions, waiting = sessions_in(plan), waiting_of(plan, names_in(programme))
    return {
        "sessions": sessions,
        "venues": by_venue_and_day(sessions),
        "placed": len({pupil.id for session in sessions for pupil in session.pupils}),
        "mentors": len({session.mentor_id for session in sessions}),
        "goals": goal_lines(plan),
        "without_place": [line for line in waiting if not line.sessions],
        "part_placed": [line for line in waiting if line.sessions],
        "unmatchable": unmatchable(programme, today()),
    }


def by_venue_and_day(sessions: Iterable[PlanSession]) -> list[tuple[Venue, list[tuple[str, list[PlanSession]]]]]:
    """Sessions in the order of venue, weekday and time, gathered for headings."""
    rows = sorted(
        sessions, key=lambda row: (row.venue.name, row.venue_id, row.day, row.start, row.mentor.family_name)
    )
    return [
        (
            db.session.get_one(Venue, venue_id),
            [(weekday_name(day), list(held)) for day, held in groupby(there, key=lambda row: row.day)],
        )
        for venue_id, there in groupby(rows, key=lambda row: row.venue_id)
    ]


def waiting_of(plan: Plan, names: Names) -> list[WaitingLine]:
    """The pupils who wait in a plan, with the reasons in words; asked anew where it was mended by hand."""
    query = (
        select(Waiting)
        .where(Waiting.plan_id == plan.id)
        .join(Pupil, Pupil.id == Waiting.pupil_id)
        .options(joinedload(Waiting.pupil).joinedload(Pupil.school))
        .order_by(Waiting.sessions, Pupil.priority.desc(), Pupil.family_name, Pupil.given_name)
    )
    anew = at_hand(plan).why_all_wait() if plan.revision and plan.status == PROPOSAL else {}
    return [
        WaitingLine(row.pupil, row.sessions, account_of(reasons, names, has_mentor=row.sessions > 0))
        for row in db.session.scalars(query)
        for reasons in [anew.get(pupil_id(row.pupil_id), row.reasons)]
    ]


def goal_lines(plan: Plan) -> list[GoalLine]:
    """The goals in their order, each with what is known of how good it could be."""
    names, lines, sure = goal_names(), [], True
    for goal, value in plan.values.items():
        bound = plan.bounds.get(goal)
        sure = sure and bound == value
        lines.append(GoalLine(names.get(goal, goal), value, bound, _judgement(value, bound, sure), bound == value))
    return lines


def _judgement(value: int, bound: int | None, is_sure: bool) -> str:
    if bound is None:
        return _("It is not known how much better it could be.")
    if is_sure:
        return _("Proven: no plan can do better.")
    if bound == value:
        return _("No plan that is as good in the goals above does better.")
    if bound > value:
        return _("No plan can reach more than %(bound)d.", bound=bound)
    return _("No plan can get below %(bound)d.", bound=bound)
