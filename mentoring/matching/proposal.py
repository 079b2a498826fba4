"""What the page of a plan shows: sessions by venue and day, goals in words, who waits and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching.facts import unmatchable
from mentoring.matching.ids import number_of, pupil_id
from mentoring.matching.judge import at_hand, worth_of
from mentoring.matching.models import PlanSession, Waiting
from mentoring.matching.names import Names, names_in
from mentoring.matching.queries import sessions_in
from mentoring.matching.reasons import Account, account_of
from mentoring.matching.sentences import goal_names
from mentoring.matching.weekdays import weekday_name
from mentoring.planning.goals import goal_lines
from mentoring.planning.models import Plan
from mentoring.planning.queries import overriding_mends
from mentoring.programme.models import Programme, Venue
from mentoring.registration.models import Pupil


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
    values, bounds = _worth(plan)
    return {
        "sessions": sessions,
        "venues": by_venue_and_day(sessions),
        "placed": len({pupil.id for session in sessions for pupil in session.pupils}),
        "mentors": len({session.mentor_id for session in sessions}),
        "goals": goal_lines(values, bounds, goal_names()),
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
    """The pupils who wait in a plan, with the reasons in words; asked anew while it is mended by hand."""
    found = _waiting_now(plan) if _is_open(plan) else _waiting_kept(plan)
    lines = [
        WaitingLine(pupil, sessions, account_of(reasons, names, has_mentor=sessions > 0))
        for pupil, sessions, reasons in found
    ]
    return sorted(lines, key=lambda line: (line.sessions, -line.pupil.priority))


def _is_open(plan: Plan) -> bool:
    """Whether the plan is one by hand whose figures are not kept yet: they are those of the data now."""
    return plan.is_by_hand and plan.version is None


def _waiting_kept(plan: Plan) -> Iterator[tuple[Pupil, int, list[Any]]]:
    query = select(Waiting).where(Waiting.plan_id == plan.id).join(Pupil, Pupil.id == Waiting.pupil_id)
    loaded = query.options(joinedload(Waiting.pupil).joinedload(Pupil.school))
    for row in db.session.scalars(loaded.order_by(Pupil.family_name, Pupil.given_name)):
        yield row.pupil, row.sessions, row.reasons


def _waiting_now(plan: Plan) -> Iterator[tuple[Pupil, int, list[Any]]]:
    at = at_hand(plan)
    have = {number_of(pupil): sessions for pupil, sessions, _wanted in at.short()}
    query = select(Pupil).where(Pupil.id.in_(list(have))).options(joinedload(Pupil.school))
    for pupil in db.session.scalars(query.order_by(Pupil.family_name, Pupil.given_name)):
        yield pupil, have[pupil.id], at.why_not(pupil_id(pupil.id))


def _worth(plan: Plan) -> tuple[dict[str, int], dict[str, int | None]]:
    if not _is_open(plan):
        return plan.values, plan.bounds
    return worth_of(plan, at_hand(plan), departs=bool(overriding_mends(plan)))
