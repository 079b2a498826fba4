"""Reads of camp plans, and of whom they are made for."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mentoring.camp.models import Camp, CampBlock, CampMentor
from mentoring.camp.models_of_pupils import PLACE, CampExclusion, CampPupil
from mentoring.camp_desk.models import CampClosure, CampPin, CampRun
from mentoring.core.clock import OSLO, now
from mentoring.core.database import db
from mentoring.planning.models import Plan, Run
from mentoring.registration.clearance import is_cleared
from mentoring.registration.models import Mentor, Pupil


def runs_in(plan: Plan) -> list[CampRun]:
    """The rows of a plan in the order of time and activity; whoever asks may see the plan."""
    query = (
        select(CampRun)
        .join(CampBlock, CampBlock.id == CampRun.block_id)
        .where(CampRun.plan_id == plan.id)
        .options(
            joinedload(CampRun.activity),
            joinedload(CampRun.block),
            joinedload(CampRun.room),
            selectinload(CampRun.pupils).selectinload(Pupil.guardians),
            selectinload(CampRun.mentors),
        )
        .order_by(CampBlock.date, CampBlock.start, CampRun.activity_id, CampRun.room_id, CampRun.id)
    )
    return list(db.session.scalars(query))


def pupils_at(camp: Camp) -> list[CampPupil]:
    """The pupils who have a place at the camp and are in the programme still."""
    query = (
        select(CampPupil)
        .join(Pupil, Pupil.id == CampPupil.pupil_id)
        .where(CampPupil.camp_id == camp.id, CampPupil.status == PLACE)
        .where(Pupil.is_in_programme(camp.start))
        .options(
            joinedload(CampPupil.pupil),
            selectinload(CampPupil.wishes),
            selectinload(CampPupil.exclusions),
            selectinload(CampPupil.friends),
        )
        .order_by(CampPupil.pupil_id)
    )
    return list(db.session.scalars(query))


def mentors_at(camp: Camp) -> list[CampMentor]:
    """The mentors of the camp who are there still and cleared when it begins."""
    query = (
        select(CampMentor)
        .join(Mentor, Mentor.id == CampMentor.mentor_id)
        .where(CampMentor.camp_id == camp.id, Mentor.is_in_programme(camp.start))
        .options(joinedload(CampMentor.mentor).selectinload(Mentor.clearance))
        .order_by(CampMentor.mentor_id)
    )
    items = camp.programme.clearance_items
    return [one for one in db.session.scalars(query) if is_cleared(one.mentor.clearance, items, camp.start)]


def camp_of(of: Plan | Run) -> Camp:
    """The camp of a plan or a run."""
    return db.session.get_one(Camp, int(of.frame.partition(":")[2]))


def earliest_date(camp: Camp) -> date:
    """The first day that a plan may change: today as long as none of its blocks has begun, else tomorrow."""
    here = now().astimezone(OSLO)
    has_begun = any(block.date == here.date() and block.start <= here.time() for block in camp.blocks)
    return max(camp.start, here.date() + timedelta(days=int(has_begun)))


def first_date(camp: Camp) -> date | None:
    """From when a plan would usually hold: as early as may be; None when the camp is over."""
    first = earliest_date(camp)
    return first if first <= camp.end else None


def closures_at(camp: Camp) -> list[CampClosure]:
    """What is called off when, in the order of time; whoever asks may see the plan."""
    query = select(CampClosure).join(CampBlock, CampBlock.id == CampClosure.block_id)
    ordered = query.order_by(CampBlock.date, CampBlock.start, CampClosure.id)
    return list(db.session.scalars(ordered.where(CampBlock.camp_id == camp.id)))


def pins_at(camp: Camp) -> list[CampPin]:
    """What staff pinned, in the order of time; whoever asks may see the plan."""
    query = select(CampPin).join(CampBlock, CampBlock.id == CampPin.block_id).where(CampBlock.camp_id == camp.id)
    return list(db.session.scalars(query.order_by(CampBlock.date, CampBlock.start, CampPin.activity_id, CampPin.id)))


def bans_at(camp: Camp) -> list[CampExclusion]:
    """What pupils take no part in, whoever said so; whoever asks may see the plan."""
    of = (CampPupil.camp_id == camp.id, CampPupil.status == PLACE)
    query = select(CampExclusion).join(CampPupil, CampPupil.id == CampExclusion.camp_pupil_id).where(*of)
    return list(db.session.scalars(query.order_by(CampExclusion.activity_id, CampExclusion.camp_pupil_id)))


def camps_to_plan(programme_id: int, on: object) -> list[Camp]:
    """The camps of a programme that are not over on that date, the next one first."""
    query = select(Camp).where(Camp.programme_id == programme_id, Camp.end >= on)
    return list(db.session.scalars(query.order_by(Camp.start, Camp.id)))
