"""One person's days at a published camp, block by block."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mentoring.camp.models import Camp, CampBlock
from mentoring.camp.models_of_pupils import PLACE, CampPupil
from mentoring.camp_days.published import blocks_of, mentors_there, published_runs
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.queries import pupils_at
from mentoring.registration.models import Mentor, Pupil


@dataclass(frozen=True)
class Slot:
    """A block of a day and what the person does in it; `run` None: nothing. A run of two blocks is one slot."""

    start: CampBlock
    end: CampBlock
    run: CampRun | None


@dataclass(frozen=True)
class Day:
    """What a person does on one date."""

    date: date
    slots: tuple[Slot, ...]


def days_of_pupil(one: CampPupil, runs: Sequence[CampRun]) -> list[Day]:
    """The days of a pupil with a place; of nobody else."""
    there = [run for run in runs if one.pupil in run.pupils]
    dates = {block.date for block in one.camp.blocks if one.is_there(block.date)}
    return _days(one.camp, there, dates) if one.status == PLACE else []


def days_of_mentor(camp: Camp, mentor: Mentor, runs: Sequence[CampRun]) -> list[Day]:
    """The days of a mentor, as long as the mentor is at the camp."""
    one = next((row for row in mentors_there(camp) if row.mentor_id == mentor.id), None)
    if one is None:
        return []
    there = [run for run in runs if mentor in run.mentors and one.is_there(run.block)]
    return _days(camp, there, {block.date for block in camp.blocks if one.is_there(block)})


def days_of_all(camp: Camp) -> list[tuple[CampPupil, list[Day]]]:
    """Every pupil with a place, and its days."""
    runs = published_runs(camp)
    return [(one, days_of_pupil(one, runs)) for one in pupils_at(camp)]


def coming_in(camp: Camp, run: CampRun) -> list[Pupil]:
    """The pupils of a run who are still to come."""
    coming = {one.pupil_id for one in pupils_at(camp) if one.is_there(run.block.date)}
    return [pupil for pupil in run.pupils if pupil.id in coming]


def _days(camp: Camp, runs: Iterable[CampRun], dates: set[date]) -> list[Day]:
    begins = {run.block_id: run for run in runs}
    return [
        Day(day, tuple(_slots([block for block in camp.blocks if block.date == day], begins)))
        for day in sorted(dates)
    ]


def _slots(blocks: Sequence[CampBlock], begins: dict[int, CampRun]) -> Iterable[Slot]:
    covered: set[int] = set()
    for block in blocks:
        run = begins.get(block.id)
        span = blocks_of(run) if run else [block]
        if block.id not in covered:
            covered |= {one.id for one in span}
            yield Slot(block, span[-1], run)
