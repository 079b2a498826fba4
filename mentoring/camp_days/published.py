"""What a published camp has to stand in calendars: read from the plan in force and from who is at camp now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from mentoring.camp.actions.parts import days_of
from mentoring.camp.models import Camp, CampBlock, CampMentor
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp_days.models import CAMP, RUN, STAY
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.planner import WING
from mentoring.camp_desk.queries import pupils_at, runs_in
from mentoring.core.database import db
from mentoring.planning.queries import plan_in_force
from mentoring.registration.models import Mentor

#: ("pupil", id) or ("mentor", id)
Person = tuple[str, int]


@dataclass(frozen=True)
class Stand:
    """One entry as it has to stand; the fields are those of `CampEntry`."""

    what: str
    title: str
    place: str
    first: date
    last: date
    start: time | None = None
    end: time | None = None
    activity_id: int | None = None
    block_id: int | None = None
    room_id: int | None = None
    people: frozenset[Person] = frozenset()


def published_runs(camp: Camp) -> list[CampRun]:
    """The runs of the camp's plan in force, in the order of time; none before one is published."""
    plan = plan_in_force(camp.frame, WING)
    return runs_in(plan) if plan else []


def blocks_of(run: CampRun) -> list[CampBlock]:
    """The blocks that a run covers: so many as the activity is long, one after the other on that day."""
    same_day = [block for block in run.block.camp.blocks if block.date == run.block.date]
    begins = same_day.index(run.block)
    return same_day[begins : begins + run.activity.length]


def stands_of(camp: Camp) -> list[Stand]:
    """All that stands in calendars of that camp; nothing before a plan is published."""
    if plan_in_force(camp.frame, WING) is None:
        return []
    pupils, mentors = pupils_at(camp), mentors_there(camp)
    days: dict[Person, list[date]] = {("pupil", one.pupil_id): _days_of(camp, one) for one in pupils}
    days |= {("mentor", one.mentor_id): _days_of_mentor(camp, one) for one in mentors}
    there = {("pupil", one.pupil_id, block.id) for one in pupils for block in camp.blocks if one.is_there(block.date)}
    there |= {("mentor", one.mentor_id, block.id) for one in mentors for block in camp.blocks if one.is_there(block)}
    return [_whole(camp), *_stays(camp, days), *_runs(camp, there)]


def mentors_there(camp: Camp) -> list[CampMentor]:
    """The mentors of the camp who have not left the programme by then."""
    query = select(CampMentor).join(Mentor).where(CampMentor.camp_id == camp.id)
    there = query.where(Mentor.is_in_programme(camp.start))
    return list(db.session.scalars(there.order_by(CampMentor.mentor_id)))


def _days_of(camp: Camp, one: CampPupil) -> list[date]:
    return [day for day in days_of(camp) if one.is_there(day)]


def _days_of_mentor(camp: Camp, one: CampMentor) -> list[date]:
    return sorted({block.date for block in camp.blocks if one.is_there(block)})


def _whole(camp: Camp) -> Stand:
    return Stand(CAMP, camp.name, camp.place, camp.start, camp.end)


def _stays(camp: Camp, days: dict[Person, list[date]]) -> Iterator[Stand]:
    for person, there in days.items():
        if there:
            yield Stand(STAY, camp.name, camp.place, there[0], there[-1], people=frozenset([person]))


def _runs(camp: Camp, there: set[tuple[str, int, int]]) -> Iterator[Stand]:
    """The runs with those who are there in the block: (kind, id, block) of each."""
    for run in published_runs(camp):
        named = [("pupil", one.id) for one in run.pupils] + [("mentor", one.id) for one in run.mentors]
        yield Stand(
            RUN,
            run.activity.name,
            ", ".join(filter(None, (run.room.name, camp.place))),
            run.block.date,
            run.block.date,
            run.block.start,
            blocks_of(run)[-1].end,
            run.activity_id,
            run.block_id,
            run.room_id,
            frozenset(person for person in named if (*person, run.block_id) in there),
        )
